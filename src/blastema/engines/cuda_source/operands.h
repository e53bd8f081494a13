// Matrices in shared memory that are operands of products, split or rounded once, when they are written: on a card a
// fragment is then one instruction (ldmatrix), or two in float32.
#pragma once

#include "products.h"

namespace blastema::cuda {

#if BLASTEMA_ON_CARD

BLASTEMA_DEVICE u32 shared_address(const void* at) { return static_cast<u32>(__cvta_generic_to_shared(at)); }

// Four, or two, matrices of eight rows of 16 bytes; lane i (modulo 8) has the address of row i of matrix i / 8.
BLASTEMA_DEVICE void load_matrices(u32 (&to)[4], const void* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3]) : "r"(shared_address(row)) : "memory");
}
BLASTEMA_DEVICE void load_matrices(u32 (&to)[2], const void* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
               : "=r"(to[0]), "=r"(to[1]) : "r"(shared_address(row)) : "memory");
}
BLASTEMA_DEVICE void load_turned(u32 (&to)[2], const void* row) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%0,%1}, [%2];"
               : "=r"(to[0]), "=r"(to[1]) : "r"(shared_address(row)) : "memory");
}

template <bool half>
struct Word {
  using Type = u32;
};
template <>
struct Word<true> {
  using Type = u16;
};

// Rows of 16 bytes more than needed, so that the rows of a matrix lie in different banks.
template <int kRows, int kColumns>
struct Operands {
  using Part = Word<kBf16>::Type;
  static constexpr int kParts = kBf16 ? 1 : 2, kInRow = 16 / sizeof(Part), kStride = kColumns + kInRow;
  alignas(16) Part parts[kParts][kRows * kStride];  // float32: high and low

  BLASTEMA_DEVICE void put(int row, int column, float value) {
    const int at = row * kStride + column;
    if constexpr (kBf16)
      parts[0][at] = static_cast<u16>(pair_of(value, 0.0f));
    else
      split(value, parts[0][at], parts[kParts - 1][at]);
  }
  // The same for four columns from a multiple of four on.
  BLASTEMA_DEVICE void put(int row, int column, const Quad& values) {
    const int at = row * kStride + column;
    if constexpr (kBf16) {
      const u64 low = pair_of(values.v[0], values.v[1]), high = pair_of(values.v[2], values.v[3]);
      *reinterpret_cast<u64*>(parts[0] + at) = low | high << 32;
    } else {
      Quad high, low;
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        u32 halves[2];
        split(values.v[i], halves[0], halves[1]);
        high.v[i] = __uint_as_float(halves[0]);
        low.v[i] = __uint_as_float(halves[1]);
      }
      store(reinterpret_cast<float*>(parts[0] + at), high);
      store(reinterpret_cast<float*>(parts[kParts - 1] + at), low);
    }
  }

  // 16 rows as a left operand, from a column on.
  BLASTEMA_DEVICE Left left_at(int row, int column) const {
    const int lane = thread_index() & 31;
    const int at = (row + (lane & 15)) * kStride + column + (lane >> 4) * kInRow;
    Left result;
    load_matrices(result.high, parts[0] + at);
    if constexpr (!kBf16) load_matrices(result.low, parts[kParts - 1] + at);
    return result;
  }
  // Eight rows as the columns of a right operand.
  BLASTEMA_DEVICE Right right_at(int row, int column) const {
    const int lane = thread_index() & 15;
    const int at = (row + (lane & 7)) * kStride + column + (lane >> 3) * kInRow;
    Right result;
    load_matrices(result.high, parts[0] + at);
    if constexpr (!kBf16) load_matrices(result.low, parts[kParts - 1] + at);
    return result;
  }
  // kDepth rows, in `order`, as the rows of a right operand.
  BLASTEMA_DEVICE Right rows_at(int row, int column) const {
    Right result;
    if constexpr (kBf16) {
      load_turned(result.high, parts[0] + (row + (thread_index() & 15)) * kStride + column);
    } else {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        const int at = (row + order(lane_column() + i * 4)) * kStride + column + lane_row();
        result.high[i] = parts[0][at];
        result.low[i] = parts[kParts - 1][at];
      }
    }
    return result;
  }
};

#else

template <int kRows, int kColumns>
struct Operands {
  float values[kRows][kColumns];

  void put(int row, int column, float value) { values[row][column] = value; }
  void put(int row, int column, const Quad& four) {
    for (int i = 0; i < 4; ++i) values[row][column + i] = four.v[i];
  }
  Left left_at(int row, int column) const {
    return left([&](int i, int k) { return values[row + i][column + k]; });
  }
  Right right_at(int row, int column) const {
    return right([&](int k, int i) { return values[row + i][column + k]; });
  }
  Right rows_at(int row, int column) const {
    return right([&](int k, int i) { return values[row + k][column + i]; });
  }
};

#endif

}  // namespace blastema::cuda
