// The activation functions beside the rectifier, and the sigmoid; each within a few units in the last place.
//
// The same arithmetic at every instruction level. NaN stays NaN.
#pragma once

#include "../kinds.h"
#include "simd.h"

namespace blastema::BLASTEMA_LEVEL {

struct Curve {
  Vec value, slope;
};

constexpr uint32_t kSign = 0x80000000u;

BLASTEMA_INLINE Vec magnitude(Vec x) { return reinterpret_cast<Vec>(reinterpret_cast<Words>(x) & ~kSign); }
BLASTEMA_INLINE Vec with_sign_of(Vec size, Vec x) {
  return reinterpret_cast<Vec>(reinterpret_cast<Words>(size) | (reinterpret_cast<Words>(x) & kSign));
}

// coefficients[0] + coefficients[1] * u + ...
template <int N>
BLASTEMA_INLINE Vec polynomial(const float (&coefficients)[N], Vec u) {
  Vec sum = splat(coefficients[N - 1]);
#pragma GCC unroll 8
  for (int i = N - 2; i >= 0; --i) sum = sum * u + coefficients[i];
  return sum;
}

// atan t = t + t^3 p(t^2) for t in [0, 1], a minimax fit; above 1 by atan x = pi/2 - atan 1/x.
BLASTEMA_INLINE Curve arctangent(Vec x) {
  constexpr float p[] = {-0.333331525f, 0.199937731f,   -0.142110556f, 0.106660038f,
                         -0.0755221248f, 0.0432118438f, -0.016367916f, 0.00292068906f};
  constexpr float kHalfPi = 1.57079633f;
  const Vec size = magnitude(x), one = splat(1.0f);
  const auto large = size > one;
  const Vec t = (large ? -one : size) / (large ? size : one), u = t * t;
  const Vec angle = (large ? splat(kHalfPi) : Vec{}) + (t + t * u * polynomial(p, u));
  return {with_sign_of(angle, x), one / (one + x * x)};
}

// tanh x = x p(x^2) / q(x^2) up to where it is 1 in float32, a minimax fit.
BLASTEMA_INLINE Curve hyperbolic_tangent(Vec x) {
  constexpr float p[] = {1.0f, 0.13681528f, 0.00387032377f, 2.80461645e-5f, 3.0671842e-8f, -1.22622182e-11f};
  constexpr float q[] = {1.0f, 0.470148623f, 0.0272532105f, 0.00039420943f, 1.28998738e-6f};
  const Vec one = splat(1.0f), end = splat(9.02f);
  Vec size = magnitude(x);
  size = size > end ? end : size;
  const Vec u = size * size;
  Vec value = size * polynomial(p, u) / polynomial(q, u);
  value = value > one ? one : value;
  return {with_sign_of(value, x), one - value * value};
}

// By e = exp(-|x|), so that neither end loses digits.
BLASTEMA_INLINE Curve sigmoid(Vec x) {
  constexpr float kLog2E = 1.44269504f, kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  constexpr float kEnd = 87.0f;                                       // exp(-87) is still a normal number
  constexpr float kRound = 12582912.0f;                               // 1.5 * 2^23: numbers of this size are whole
  constexpr float p[] = {1.0f, -1.0f, 1.0f / 2, -1.0f / 6, 1.0f / 24, -1.0f / 120, 1.0f / 720, -1.0f / 5040};
  const Vec one = splat(1.0f);
  Vec size = magnitude(x);
  size = size > kEnd ? splat(kEnd) : size;
  // |x| = n ln 2 + rest
  const Vec rounded = size * kLog2E + kRound, n = rounded - kRound;
  const Vec rest = (size - n * kLn2High) - n * kLn2Low;
  const Words power = 127u - (reinterpret_cast<Words>(rounded) - 0x4b400000u);  // exponent of 2^-n
  const Vec e = polynomial(p, rest) * reinterpret_cast<Vec>(power << 23);
  const Vec reciprocal = one / (one + e);
  return {(x < Vec{} ? e : one) * reciprocal, e * reciprocal * reciprocal};
}

// rows := curve(rows), and where wanted its slopes; rows of `stride` floats.
template <class Function>
BLASTEMA_INLINE void apply_curve(Function curve, float* rows, float* slopes, ptrdiff_t stride, ptrdiff_t count,
                                 ptrdiff_t columns) {
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < columns; c += kWidth) {
      const ptrdiff_t at = i * stride + c;
      const Curve found = curve(load(rows + at));
      store(rows + at, found.value);
      if (slopes != nullptr) store(slopes + at, found.slope);
    }
}

// As above by the kind; the rectifier is the products' own.
inline void activate(Activation kind, float* rows, float* slopes, ptrdiff_t stride, ptrdiff_t count,
                     ptrdiff_t columns) {
  if (kind == Activation::kAtan) apply_curve(arctangent, rows, slopes, stride, count, columns);
  if (kind == Activation::kTanh) apply_curve(hyperbolic_tangent, rows, slopes, stride, count, columns);
}

// gradients *= slopes.
inline void through_slopes(const float* slopes, float* gradients, ptrdiff_t stride, ptrdiff_t count,
                           ptrdiff_t columns) {
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < columns; c += kWidth) {
      float* to = gradients + i * stride + c;
      store(to, load(to) * load(slopes + i * stride + c));
    }
}

}  // namespace blastema::BLASTEMA_LEVEL
