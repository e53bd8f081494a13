// bf16 operands for the products: two numbers that are multiplied and added together lie in one 32-bit word.
//
// A left operand has rows of pairs along the depth; a right operand has, for each two rows of a matrix, one row of
// pairs. The depth is padded with zeros to whole vectors of pairs. Both bf16 instruction sets take this layout.
#pragma once

#include "simd.h"

namespace blastema::BLASTEMA_LEVEL {

typedef uint32_t Pair;

// Pairs along a depth, padded.
constexpr ptrdiff_t pairs_of(ptrdiff_t depth) { return (depth + 31) / 32 * 16; }

BLASTEMA_INLINE void store_pairs(Pair* to, __m512i value) { _mm512_store_si512(to, value); }

// Thirty-two numbers of one row, rounded to the nearest.
BLASTEMA_INLINE __m512i along(Vec first, Vec second) { return (__m512i)_mm512_cvtne2ps_pbh(second, first); }

// Sixteen columns of two rows.
BLASTEMA_INLINE __m512i across(Vec upper, Vec lower) {
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                                         21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(order, along(upper, lower));
}

// Rows of a left operand: out[i] = the pairs along row i.
inline void pair_along(const float* rows, ptrdiff_t stride, ptrdiff_t count, ptrdiff_t columns, Pair* out,
                       ptrdiff_t out_stride) {
  for (ptrdiff_t i = 0; i < count; ++i, rows += stride, out += out_stride)
    for (ptrdiff_t c = 0; c < columns; c += 2 * kWidth)
      store_pairs(out + c / 2, along(load(rows + c), c + kWidth < columns ? load(rows + c + kWidth) : Vec{}));
}

// Rows of a right operand: out[j] = the pairs across rows 2j and 2j + 1.
inline void pair_across(const float* rows, ptrdiff_t stride, ptrdiff_t count, ptrdiff_t columns, Pair* out,
                        ptrdiff_t out_stride) {
  for (ptrdiff_t j = 0; j < pairs_of(count); ++j, rows += 2 * stride, out += out_stride)
    for (ptrdiff_t c = 0; c < columns; c += kWidth)
      store_pairs(out + c, across(2 * j < count ? load(rows + c) : Vec{},
                                  2 * j + 1 < count ? load(rows + stride + c) : Vec{}));
}

// Swaps rows and columns of 16 x 16 words: in round s, those whose indices differ in bit s.
BLASTEMA_INLINE void transpose(__m512i (&rows)[16]) {
  const __m512i index = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
#pragma GCC unroll 4
  for (int bit = 1; bit < 16; bit *= 2) {
    // Words 16..31 are those of the second operand.
    const __mmask16 odd = _mm512_test_epi32_mask(index, _mm512_set1_epi32(bit));
    const __m512i upper = _mm512_mask_add_epi32(index, odd, index, _mm512_set1_epi32(16 - bit));
    const __m512i lower = _mm512_mask_add_epi32(_mm512_add_epi32(index, _mm512_set1_epi32(bit)), odd, index,
                                                _mm512_set1_epi32(16));
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i) {
      if ((i & bit) != 0) continue;
      const __m512i a = rows[i], b = rows[i | bit];
      rows[i] = _mm512_permutex2var_epi32(a, upper, b);
      rows[i | bit] = _mm512_permutex2var_epi32(a, lower, b);
    }
  }
}

// A left operand from a matrix whose rows are the depth: out[c] = the pairs down column c.
inline void pair_down(const float* rows, ptrdiff_t stride, ptrdiff_t count, ptrdiff_t columns, Pair* out,
                      ptrdiff_t out_stride) {
  for (ptrdiff_t j = 0; j < pairs_of(count); j += 16)
    for (ptrdiff_t c = 0; c < columns; c += kWidth) {
      __m512i block[16];
#pragma GCC unroll 16
      for (int i = 0; i < 16; ++i) {
        const ptrdiff_t row = 2 * (j + i);
        block[i] = across(row < count ? load(rows + row * stride + c) : Vec{},
                          row + 1 < count ? load(rows + (row + 1) * stride + c) : Vec{});
      }
      transpose(block);
#pragma GCC unroll 16
      for (int i = 0; i < 16; ++i) store_pairs(out + (c + i) * out_stride + j, block[i]);
    }
}

}  // namespace blastema::BLASTEMA_LEVEL
