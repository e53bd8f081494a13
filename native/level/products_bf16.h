// The products of bf16 operands with sums in float32: by AMX's tiles, or by AVX512-BF16's dot products.
//
// Rows are whole blocks; what lies in rows beyond the cells of a tile is computed and not used.
#pragma once

#include "pairs.h"
#include "products.h"

namespace blastema::BLASTEMA_LEVEL {

struct PairProduct {
  ptrdiff_t rows, columns, pairs;  // of whole_rows and whole_pairs; columns: a multiple of the vector width
  const Pair* left;
  ptrdiff_t left_stride;
  const Pair* right;
  ptrdiff_t right_stride;
  float* result;
  ptrdiff_t result_stride;
  const float* bias = nullptr;  // [columns]
};

#if defined(__AMX_BF16__)

constexpr ptrdiff_t whole_rows(ptrdiff_t count) { return (count + 15) / 16 * 16; }
constexpr ptrdiff_t whole_pairs(ptrdiff_t depth) { return pairs_of(depth); }

// While one lives, this thread's tiles are all of 16 rows of 64 bytes.
class Session {
 public:
  Session() {
    struct {
      uint8_t palette = 1, start_row = 0, reserved[14] = {};
      uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
      uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
    } config;
    asm volatile("" ::"r"(&config) : "memory");  // GCC assumes that only the first bytes are read
    _tile_loadconfig(&config);
  }
  ~Session() { _tile_release(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

// R x V tiles of the result: 0 to 3; of the left operand 4 and 5, of the right one 6 and 7.
template <int R, int V, Start start>
__attribute__((noinline, aligned(64))) void tiles(const PairProduct& p, ptrdiff_t row, ptrdiff_t column) {
  const ptrdiff_t left_bytes = p.left_stride * 4, right_bytes = p.right_stride * 4;
  const ptrdiff_t result_bytes = p.result_stride * 4;
  const Pair *left = p.left + row * p.left_stride, *right = p.right + column;
  const Pair* lower = left + 16 * p.left_stride;
  float *result = p.result + row * p.result_stride + column, *below = result + 16 * p.result_stride;
  asm volatile("" ::: "memory");  // GCC does not know that tiles are loaded from memory
  if constexpr (start == Start::kZero) {
    _tile_zero(0);
    if constexpr (V > 1) _tile_zero(1);
    if constexpr (R > 1) _tile_zero(2);
    if constexpr (R > 1 && V > 1) _tile_zero(3);
  } else {
    // The row of biases is every row of a tile.
    const ptrdiff_t bytes = start == Start::kBias ? 0 : result_bytes;
    const float* upper_start = start == Start::kBias ? p.bias + column : result;
    const float* lower_start = start == Start::kBias ? p.bias + column : below;
    _tile_loadd(0, upper_start, bytes);
    if constexpr (V > 1) _tile_loadd(1, upper_start + 16, bytes);
    if constexpr (R > 1) _tile_loadd(2, lower_start, bytes);
    if constexpr (R > 1 && V > 1) _tile_loadd(3, lower_start + 16, bytes);
  }
  for (ptrdiff_t k = 0; k < p.pairs; k += 16, right += 16 * p.right_stride) {
    _tile_loadd(4, left + k, left_bytes);
    _tile_loadd(6, right, right_bytes);
    if constexpr (R > 1) _tile_loadd(5, lower + k, left_bytes);
    if constexpr (V > 1) _tile_loadd(7, right + 16, right_bytes);
    _tile_dpbf16ps(0, 4, 6);
    if constexpr (V > 1) _tile_dpbf16ps(1, 4, 7);
    if constexpr (R > 1) _tile_dpbf16ps(2, 5, 6);
    if constexpr (R > 1 && V > 1) _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, result, result_bytes);
  if constexpr (V > 1) _tile_stored(1, result + 16, result_bytes);
  if constexpr (R > 1) _tile_stored(2, below, result_bytes);
  if constexpr (R > 1 && V > 1) _tile_stored(3, below + 16, result_bytes);
  asm volatile("" ::: "memory");
}

template <int V, Start start>
void column_of_tiles(const PairProduct& p, ptrdiff_t column) {
  ptrdiff_t row = 0;
  for (; row + 32 <= p.rows; row += 32) tiles<2, V, start>(p, row, column);
  if (row < p.rows) tiles<1, V, start>(p, row, column);
}

template <Start start>
void multiply(const PairProduct& p) {
  ptrdiff_t column = 0;
  for (; column + 32 <= p.columns; column += 32) column_of_tiles<2, start>(p, column);
  if (column < p.columns) column_of_tiles<1, start>(p, column);
}

#else

constexpr ptrdiff_t whole_rows(ptrdiff_t count) { return (count + 7) / 8 * 8; }
// Not the pairs of zeros behind them, which only tiles need: a third of all for 48 features.
constexpr ptrdiff_t whole_pairs(ptrdiff_t depth) { return (depth + 1) / 2; }

struct Session {
  Session() {}  // nothing to prepare
};

template <int R, int V, Start start>
__attribute__((noinline, aligned(64))) void dot_block(const PairProduct& p, ptrdiff_t row, ptrdiff_t column) {
  const Pair *left = p.left + row * p.left_stride, *right = p.right + column;
  float* result = p.result + row * p.result_stride + column;
  __m512 sums[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      if (start == Start::kZero) sums[r][v] = Vec{};
      if (start == Start::kBias) sums[r][v] = load(p.bias + column + v * kWidth);
      if (start == Start::kResult) sums[r][v] = load(result + r * p.result_stride + v * kWidth);
    }
  for (ptrdiff_t k = 0; k < p.pairs; ++k, right += p.right_stride) {
    __m512bh factor[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) factor[v] = (__m512bh)_mm512_load_si512(right + v * kWidth);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const __m512bh pair = (__m512bh)_mm512_set1_epi32(static_cast<int>(left[r * p.left_stride + k]));
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] = _mm512_dpbf16_ps(sums[r][v], pair, factor[v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) store(result + r * p.result_stride + v * kWidth, sums[r][v]);
}

template <Start start>
void multiply(const PairProduct& p) {
  for (ptrdiff_t column = 0, left = p.columns / kWidth; left > 0;) {
    const int vectors = left >= 3 && left != 4 ? 3 : left >= 2 ? 2 : 1;
    for (ptrdiff_t row = 0; row < p.rows; row += 8) {
      if (vectors == 3) dot_block<8, 3, start>(p, row, column);
      if (vectors == 2) dot_block<8, 2, start>(p, row, column);
      if (vectors == 1) dot_block<8, 1, start>(p, row, column);
    }
    column += vectors * kWidth, left -= vectors;
  }
}

#endif

}  // namespace blastema::BLASTEMA_LEVEL
