// How the network's output v changes a cell's state x to its next state y; and the derivative.
//
// residual: y = x + step_size v; replacing: y = (1 - step_size) x + step_size sigmoid(v); then y is clamped.
#pragma once

#include "activation.h"
#include "fire.h"

namespace blastema::BLASTEMA_LEVEL {

// Whether the derivative needs v.
BLASTEMA_INLINE bool is_curved(const Shape& shape) {
  return shape.update == Update::kReplacing || shape.clamp < __builtin_inff();
}

// The next states of `count` cells that fire; v: rows of `stride` floats. fresh: [count, P].
inline void blend(const Shape& shape, float step_size, const float* state, const int32_t* cells, ptrdiff_t count,
                  const float* v, ptrdiff_t stride, float* fresh) {
  const ptrdiff_t channels = shape.padded_channels;
  const Vec size = splat(step_size);
  if (!is_curved(shape)) {
    for (ptrdiff_t i = 0; i < count; ++i)
      for (ptrdiff_t c = 0; c < channels; c += kWidth)
        store(fresh + i * channels + c, load(state + cells[i] * channels + c) + size * load(v + i * stride + c));
    return;
  }
  const Vec rest = splat(1.0f - step_size), limit = splat(shape.clamp);
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < channels; c += kWidth) {
      const Vec x = load(state + cells[i] * channels + c), given = load(v + i * stride + c);
      const Vec y = shape.update == Update::kReplacing ? rest * x + size * sigmoid(given).value : x + size * given;
      store(fresh + i * channels + c, y > limit ? limit : (y < -limit ? -limit : y));
    }
}

// Channels that do not fire keep their state, where each fires for itself.
inline void hold_channels(const Shape& shape, const ChannelFire& fire, const float* state, const int32_t* cells,
                          ptrdiff_t count, float* fresh) {
  const ptrdiff_t channels = shape.padded_channels;
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < channels; c += kWidth) {
      float* to = fresh + i * channels + c;
      store(to, fire.at(cells[i], c) ? load(to) : load(state + cells[i] * channels + c));
    }
}

// From the gradient to y, in `gradient` at the cells: the gradient to v in `update` [count, P], which holds v before
// if the blend is nonlinear; and, in place, the gradient to x past the network. fire: null where cells fire as a whole.
inline void blend_back(const Shape& shape, float step_size, const ChannelFire* fire, const float* state,
                       float* gradient, const int32_t* cells, ptrdiff_t count, float* update) {
  const ptrdiff_t channels = shape.padded_channels;
  const Vec size = splat(step_size);
  if (!is_curved(shape)) {
    for (ptrdiff_t i = 0; i < count; ++i)
      for (ptrdiff_t c = 0; c < channels; c += kWidth)
        store(update + i * channels + c, size * load(gradient + cells[i] * channels + c));
    if (fire == nullptr) return;
    for (ptrdiff_t i = 0; i < count; ++i)
      for (ptrdiff_t c = 0; c < channels; c += kWidth) {
        float* to = update + i * channels + c;
        store(to, fire->at(cells[i], c) ? load(to) : Vec{});
      }
    return;
  }
  const Vec rest = splat(1.0f - step_size), limit = splat(shape.clamp);
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < channels; c += kWidth) {
      float *to_v = update + i * channels + c, *to_x = gradient + cells[i] * channels + c;
      const Vec x = load(state + cells[i] * channels + c), given = load(to_v), wanted = load(to_x);
      Vec y = x + size * given, by_v = size * wanted, by_x = wanted;
      if (shape.update == Update::kReplacing) {
        const Curve curve = sigmoid(given);
        y = rest * x + size * curve.value;
        by_v = by_v * curve.slope;
        by_x = rest * wanted;
      }
      const auto clamped = (y > limit) | (y < -limit);
      by_v = clamped ? Vec{} : by_v;
      by_x = clamped ? Vec{} : by_x;
      if (fire != nullptr) {
        const Mask fires = fire->at(cells[i], c);
        by_v = fires ? by_v : Vec{};
        by_x = fires ? by_x : wanted;
      }
      store(to_v, by_v);
      store(to_x, by_x);
    }
}

}  // namespace blastema::BLASTEMA_LEVEL
