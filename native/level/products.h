// The six small matrix products of a step, forward and backward, by one register-blocked micro-kernel.
//
// result[i, j] (+)= sum over k of left[i, k] * right[k, j], for rows i of a tile. `right` and `result` hold
// whole vectors in j. Every entry sums over k in the same order whatever the block it falls in, so that a
// cell's value does not depend on its neighbours in the tile.
#pragma once

#include "simd.h"

namespace blastema::BLASTEMA_LEVEL {

enum class Start { kZero, kBias, kResult };    // from zero, from a row of biases, on top of the result
enum class Finish { kStore, kRelu, kGate };    // as is; negative to zero; zero where `gate` is not positive
enum class Left { kRowMajor, kColumnMajor };   // left[i * stride + k], or left[k * stride + i]

struct Product {
  ptrdiff_t rows, columns, depth;  // columns: floats, a multiple of the vector width
  const float* left;
  ptrdiff_t left_stride;
  const float* right;
  ptrdiff_t right_stride;
  float* result;
  ptrdiff_t result_stride;
  const float* bias = nullptr;  // [columns]
  const float* gate = nullptr;  // laid out as the result
};

// Aligned to a cache line: elsewhere the same instructions take up to 5 % longer.
template <int R, int V, Start start, Finish finish, Left order>
__attribute__((noinline, aligned(64))) void block(const Product& p, ptrdiff_t row, ptrdiff_t column) {
  const ptrdiff_t stride = p.left_stride, right_stride = p.right_stride;
  const float* left = p.left + (order == Left::kRowMajor ? row * stride : row);
  const float* right = p.right + column;
  float* result = p.result + row * p.result_stride + column;
  Vec sums[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      if (start == Start::kZero) sums[r][v] = Vec{};
      if (start == Start::kBias) sums[r][v] = load(p.bias + column + v * kWidth);
      if (start == Start::kResult) sums[r][v] = load(result + r * p.result_stride + v * kWidth);
    }
  }
  for (ptrdiff_t k = p.depth; k > 0; --k) {
    Vec factor[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) factor[v] = load(right + v * kWidth);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const float scalar = order == Left::kRowMajor ? left[r * stride] : left[r];
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] += scalar * factor[v];
    }
    left += order == Left::kRowMajor ? 1 : stride;
    right += right_stride;
  }
  const float* gate = finish == Finish::kGate ? p.gate + row * p.result_stride + column : nullptr;
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      const ptrdiff_t at = r * p.result_stride + v * kWidth;
      Vec sum = sums[r][v];
      if (finish == Finish::kRelu) sum = relu(sum);
      if (finish == Finish::kGate) sum = load(gate + at) > Vec{} ? sum : Vec{};
      store(result + at, sum);
    }
  }
}

// The rows that are left over after the whole blocks.
template <int R, int V, Start start, Finish finish, Left order>
void last_rows(const Product& p, ptrdiff_t row, ptrdiff_t column, ptrdiff_t rows) {
  if constexpr (R > 0) {
    if (rows == R) return block<R, V, start, finish, order>(p, row, column);
    last_rows<R - 1, V, start, finish, order>(p, row, column, rows);
  }
}

template <int V, Start start, Finish finish, Left order>
void column_of_blocks(const Product& p, ptrdiff_t column) {
  // A single vector of columns needs more rows to hide the latency of the multiply-add.
  constexpr int R = V == 1 ? kTallRows : kRows;
  ptrdiff_t row = 0;
  for (; row + R <= p.rows; row += R) block<R, V, start, finish, order>(p, row, column);
  last_rows<R - 1, V, start, finish, order>(p, row, column, p.rows - row);
}

template <Start start, Finish finish, Left order>
void multiply(const Product& p) {
  ptrdiff_t column = 0, left = p.columns / kWidth;
  while (left > 0) {
    // 4 vectors are better done as 2 + 2 than as 3 + 1.
    if (kColumns == 3 && left >= 3 && left != 4) {
      column_of_blocks<3, start, finish, order>(p, column);
      column += 3 * kWidth, left -= 3;
    } else if (left >= 2) {
      column_of_blocks<2, start, finish, order>(p, column);
      column += 2 * kWidth, left -= 2;
    } else {
      column_of_blocks<1, start, finish, order>(p, column);
      column += kWidth, left -= 1;
    }
  }
}

// sums += the sum of the rows.
inline void add_rows(const float* rows, ptrdiff_t stride, ptrdiff_t count, ptrdiff_t columns, float* sums) {
  constexpr ptrdiff_t kBlock = 8;
  ptrdiff_t column = 0;
  for (; column + kBlock * kWidth <= columns; column += kBlock * kWidth) {
    Vec sum[kBlock] = {};
    for (ptrdiff_t i = 0; i < count; ++i)
#pragma GCC unroll 8
      for (ptrdiff_t v = 0; v < kBlock; ++v) sum[v] += load(rows + i * stride + column + v * kWidth);
    for (ptrdiff_t v = 0; v < kBlock; ++v) {
      float* to = sums + column + v * kWidth;
      store(to, load(to) + sum[v]);
    }
  }
  for (; column < columns; column += kWidth) {
    Vec sum = {};
    for (ptrdiff_t i = 0; i < count; ++i) sum += load(rows + i * stride + column);
    store(sums + column, load(sums + column) + sum);
  }
}

}  // namespace blastema::BLASTEMA_LEVEL
