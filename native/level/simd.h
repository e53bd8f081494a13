// Vectors of the width of the instruction level being compiled, by GCC's vector extensions.
#pragma once

#include <stddef.h>
#include <stdint.h>

#if defined(__AVX__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

// Each level is one translation unit with a namespace of its own, so that the linker cannot mix code
// compiled for different processors.
#ifndef BLASTEMA_LEVEL
#define BLASTEMA_LEVEL baseline
#endif

#define BLASTEMA_INLINE inline __attribute__((always_inline))

namespace blastema::BLASTEMA_LEVEL {

#if defined(__AVX512F__)
constexpr int kWidth = 16;
#elif defined(__AVX__)
constexpr int kWidth = 8;
#else
constexpr int kWidth = 4;
#endif

// The register block of the products: rows x vectors, so that accumulators, operands and one
// temporary fill the registers without spilling.
#if defined(BLASTEMA_BF16)
constexpr int kRows = 32, kColumns = 3, kTallRows = 32;  // products of bf16 take cells by 32, in blocks of their own
#elif defined(__AVX512F__)
constexpr int kRows = 8, kColumns = 3, kTallRows = 8;
#elif defined(__AVX__)
constexpr int kRows = 6, kColumns = 2, kTallRows = 12;
#elif defined(__wasm__)
constexpr int kRows = 4, kColumns = 2, kTallRows = 4;  // V8 keeps one of 16 registers to itself
#elif defined(__aarch64__)
constexpr int kRows = 8, kColumns = 3, kTallRows = 8;
#else
constexpr int kRows = 4, kColumns = 2, kTallRows = 8;
#endif

// Most cells that go through the rule together, forward and backward: their activations stay in the first two caches.
// AMX's products are limited by memory: forward, the activations stay in the first cache; backward, the sums of the
// weights' gradients are loaded and stored only once for the cells of a lane.
#if defined(__AMX_BF16__)
constexpr int kForwardTile = 32, kBackwardTile = 160;
#else
constexpr int kForwardTile = 96, kBackwardTile = 96;
#endif

typedef float Vec __attribute__((vector_size(kWidth * 4)));
typedef uint32_t Words __attribute__((vector_size(kWidth * 4)));
typedef int32_t Mask __attribute__((vector_size(kWidth * 4)));

// All arrays of the kernel are aligned to a cache line, their rows padded to whole vectors.
BLASTEMA_INLINE Vec load(const float* from) { return *reinterpret_cast<const Vec*>(from); }
BLASTEMA_INLINE void store(float* to, Vec value) { *reinterpret_cast<Vec*>(to) = value; }
BLASTEMA_INLINE Vec splat(float value) { return Vec{} + value; }

// Negative to zero; NaN stays NaN (the machine's maximum gives its second operand then).
BLASTEMA_INLINE Vec relu(Vec value) {
#if defined(__AVX512F__)
  return _mm512_maskz_max_ps(0xffff, Vec{}, value);  // without a mask, GCC 12 warns of its own header
#elif defined(__AVX__)
  return _mm256_max_ps(Vec{}, value);
#elif defined(__SSE2__)
  return _mm_max_ps(Vec{}, value);
#elif defined(__wasm_simd128__)
  return reinterpret_cast<Vec>(wasm_f32x4_pmax(reinterpret_cast<v128_t>(value), v128_t{}));
#else
  return value < Vec{} ? Vec{} : value;
#endif
}

// One bit per lane, of a comparison's result.
BLASTEMA_INLINE uint32_t bits_of(Mask mask) {
#if defined(__AVX512F__)
  return _mm512_cmplt_epi32_mask(reinterpret_cast<__m512i>(mask), _mm512_setzero_si512());
#elif defined(__AVX__)
  return static_cast<uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(mask)));
#elif defined(__SSE2__)
  return static_cast<uint32_t>(_mm_movemask_ps(reinterpret_cast<__m128>(mask)));
#elif defined(__wasm_simd128__)
  return wasm_i32x4_bitmask(reinterpret_cast<v128_t>(mask));
#else
  uint32_t bits = 0;
  for (int lane = 0; lane < kWidth; ++lane) bits |= (mask[lane] != 0 ? 1u : 0u) << lane;
  return bits;
#endif
}

}  // namespace blastema::BLASTEMA_LEVEL
