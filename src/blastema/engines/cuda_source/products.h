// Products of small matrices by a warp: sums 16 x 8 += left 16 x kDepth * right kDepth x 8.
//
// On a card by tensor cores: operands rounded to bf16, or in float32 by three products of parts with 11 bits each
// ("3xTF32"), whose error is that of float32. Sums are float32.
// On an ordinary processor a fragment is a whole matrix, and the same code runs.
#pragma once

#include "common.h"

namespace blastema::cuda {

constexpr int kDepth = kBf16 ? 16 : 8;

#if BLASTEMA_ON_CARD

BLASTEMA_DEVICE int lane_row() { return (thread_index() & 31) >> 2; }
BLASTEMA_DEVICE int lane_column() { return thread_index() & 3; }

struct Sums {
  float v[4];

  // visit(row, column, value) of the elements here; row 0..15, column 0..7.
  template <class Visit>
  BLASTEMA_DEVICE void each(Visit visit) {
#pragma unroll
    for (int i = 0; i < 4; ++i) visit(lane_row() + (i >> 1) * 8, lane_column() * 2 + (i & 1), v[i]);
  }
};

struct Left {
  u32 high[4];
  u32 low[kBf16 ? 1 : 4];
};
struct Right {
  u32 high[2];
  u32 low[kBf16 ? 1 : 2];
};

BLASTEMA_DEVICE u32 pair_of(float first, float second) {
  u32 pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(second), "f"(first));
  return pair;
}

// A float as the sum of two that the tensor cores take. NaN is in the second.
BLASTEMA_DEVICE void split(float value, u32& high, u32& low) {
  high = (__float_as_uint(value) + 0x1000u) & 0xffffe000u;
  low = __float_as_uint(value - __uint_as_float(high));
}

// The column of sums 16 x 8 (or of two side by side) that stands at `k` when they become a left operand.
BLASTEMA_DEVICE int order(int k) { return kBf16 ? k : (k < 4 ? 2 * k : 2 * k - 7); }

template <class Get>
BLASTEMA_DEVICE Left left(Get get) {
  const int g = lane_row(), t = lane_column();
  Left result;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const int row = g + (i & 1) * 8;
    if constexpr (kBf16) {
      const int k = 2 * t + (i >> 1) * 8;
      result.high[i] = pair_of(get(row, k), get(row, k + 1));
    } else {
      split(get(row, t + (i >> 1) * 4), result.high[i], result.low[i]);
    }
  }
  return result;
}

template <class Get>
BLASTEMA_DEVICE Right right(Get get) {
  const int g = lane_row(), t = lane_column();
  Right result;
#pragma unroll
  for (int i = 0; i < 2; ++i) {
    if constexpr (kBf16) {
      const int k = 2 * t + i * 8;
      result.high[i] = pair_of(get(k, g), get(k + 1, g));
    } else {
      split(get(t + i * 4, g), result.high[i], result.low[i]);
    }
  }
  return result;
}

// Sums 16 x 8 (bf16: two of them side by side) as a left operand.
BLASTEMA_DEVICE Left left_from(const Sums* sums) {
  Left result;
  if constexpr (kBf16) {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const Sums& from = sums[i >> 1];
      result.high[i] = pair_of(from.v[(i & 1) * 2], from.v[(i & 1) * 2 + 1]);
    }
  } else {
#pragma unroll
    for (int i = 0; i < 4; ++i) split(sums->v[(i & 1) * 2 + (i >> 1)], result.high[i], result.low[i]);
  }
  return result;
}

#define BLASTEMA_MMA(shape, type, a, b, d)                                                                        \
  asm volatile("mma.sync.aligned." shape ".row.col.f32." type "." type ".f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "     \
               "{%8,%9}, {%0,%1,%2,%3};"                                                                          \
               : "+f"((d).v[0]), "+f"((d).v[1]), "+f"((d).v[2]), "+f"((d).v[3])                                   \
               : "r"((a)[0]), "r"((a)[1]), "r"((a)[2]), "r"((a)[3]), "r"((b)[0]), "r"((b)[1]))

BLASTEMA_DEVICE void multiply(Sums& sums, const Left& a, const Right& b) {
  if constexpr (kBf16) {
    BLASTEMA_MMA("m16n8k16", "bf16", a.high, b.high, sums);
  } else {
    BLASTEMA_MMA("m16n8k8", "tf32", a.low, b.high, sums);
    BLASTEMA_MMA("m16n8k8", "tf32", a.high, b.low, sums);
    BLASTEMA_MMA("m16n8k8", "tf32", a.high, b.high, sums);
  }
}

// Fragments of the weights lie in memory as the lanes take them.
constexpr int kLeftWords = 128, kRightWords = 64;

BLASTEMA_DEVICE Left load_left(const u32* packed, int fragment) {
  const Quad words = load(reinterpret_cast<const float*>(packed) + fragment * kLeftWords + (thread_index() & 31) * 4);
  Left result;
#pragma unroll
  for (int i = 0; i < 4; ++i)
    if constexpr (kBf16)
      result.high[i] = __float_as_uint(words.v[i]);
    else
      split(words.v[i], result.high[i], result.low[i]);
  return result;
}

BLASTEMA_DEVICE Right load_right(const u32* packed, int fragment) {
  const u32* from = packed + fragment * kRightWords + (thread_index() & 31) * 2;
  const u64 both = *reinterpret_cast<const u64*>(from);
  const u32 words[2] = {static_cast<u32>(both), static_cast<u32>(both >> 32)};
  Right result;
#pragma unroll
  for (int i = 0; i < 2; ++i)
    if constexpr (kBf16)
      result.high[i] = words[i];
    else
      split(__uint_as_float(words[i]), result.high[i], result.low[i]);
  return result;
}

// The word of a packed fragment at `place` (0..kLeftWords - 1), and of a right one.
template <class Get>
BLASTEMA_DEVICE u32 left_word(int place, Get get) {
  const int lane = place >> 2, i = place & 3, row = (lane >> 2) + (i & 1) * 8;
  if constexpr (kBf16) {
    const int k = 2 * (lane & 3) + (i >> 1) * 8;
    return pair_of(get(row, k), get(row, k + 1));
  } else {
    return __float_as_uint(get(row, (lane & 3) + (i >> 1) * 4));
  }
}
template <class Get>
BLASTEMA_DEVICE u32 right_word(int place, Get get) {
  const int lane = place >> 1, i = place & 1, column = lane >> 2;
  if constexpr (kBf16) {
    const int k = 2 * (lane & 3) + i * 8;
    return pair_of(get(k, column), get(k + 1, column));
  } else {
    return __float_as_uint(get((lane & 3) + i * 4, column));
  }
}

BLASTEMA_DEVICE void add(Sums& to, const Sums& other) {
#pragma unroll
  for (int i = 0; i < 4; ++i) to.v[i] += other.v[i];
}
// By selection: what is gated does not count, even if it is NaN.
BLASTEMA_DEVICE void gate(Sums& to, const Sums& slopes) {
#pragma unroll
  for (int i = 0; i < 4; ++i) to.v[i] = slopes.v[i] == 0.0f ? 0.0f : to.v[i] * slopes.v[i];
}

// Sums over the columns of matrices 16 x 8.
struct RowSums {
  float v[2];

  BLASTEMA_DEVICE void add(const Sums& sums) {
    v[0] += sums.v[0] + sums.v[1];
    v[1] += sums.v[2] + sums.v[3];
  }
  // visit(row, sum); all lanes of the warp have to call it.
  template <class Visit>
  BLASTEMA_DEVICE void each(Visit visit) const {
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      float sum = v[i] + __shfl_xor_sync(~0u, v[i], 1);
      sum += __shfl_xor_sync(~0u, sum, 2);
      if (lane_column() == 0) visit(lane_row() + i * 8, sum);
    }
  }
};

#else  // an ordinary processor

inline float rounded(float value) {
  if (!kBf16 || value != value) return value;
  u32 bits;
  __builtin_memcpy(&bits, &value, 4);
  bits = (bits + 0x7fffu + (bits >> 16 & 1u)) & 0xffff0000u;
  __builtin_memcpy(&value, &bits, 4);
  return value;
}

struct Sums {
  float v[16][8];

  template <class Visit>
  void each(Visit visit) {
    for (int row = 0; row < 16; ++row)
      for (int column = 0; column < 8; ++column) visit(row, column, v[row][column]);
  }
};
struct Left {
  float v[16][kDepth];
};
struct Right {
  float v[kDepth][8];
};

inline int order(int k) { return k; }

template <class Get>
Left left(Get get) {
  Left result;
  for (int row = 0; row < 16; ++row)
    for (int k = 0; k < kDepth; ++k) result.v[row][k] = rounded(get(row, k));
  return result;
}
template <class Get>
Right right(Get get) {
  Right result;
  for (int k = 0; k < kDepth; ++k)
    for (int column = 0; column < 8; ++column) result.v[k][column] = rounded(get(k, column));
  return result;
}
inline Left left_from(const Sums* sums) {
  return left([&](int row, int k) { return sums[k / 8].v[row][k % 8]; });
}
inline void multiply(Sums& sums, const Left& a, const Right& b) {
  for (int row = 0; row < 16; ++row)
    for (int k = 0; k < kDepth; ++k)
      for (int column = 0; column < 8; ++column) sums.v[row][column] += a.v[row][k] * b.v[k][column];
}

inline void add(Sums& to, const Sums& other) {
  for (int row = 0; row < 16; ++row)
    for (int column = 0; column < 8; ++column) to.v[row][column] += other.v[row][column];
}
inline void gate(Sums& to, const Sums& slopes) {
  for (int row = 0; row < 16; ++row)
    for (int column = 0; column < 8; ++column)
      to.v[row][column] = slopes.v[row][column] == 0.0f ? 0.0f : to.v[row][column] * slopes.v[row][column];
}

constexpr int kLeftWords = 16 * kDepth, kRightWords = kDepth * 8;

inline Left load_left(const u32* packed, int fragment) {
  Left result;
  __builtin_memcpy(&result, packed + fragment * kLeftWords, sizeof result);
  return result;
}
inline Right load_right(const u32* packed, int fragment) {
  Right result;
  __builtin_memcpy(&result, packed + fragment * kRightWords, sizeof result);
  return result;
}
inline u32 word_of(float value) {
  u32 word;
  value = rounded(value);
  __builtin_memcpy(&word, &value, 4);
  return word;
}
template <class Get>
u32 left_word(int place, Get get) {
  return word_of(get(place / kDepth, place % kDepth));
}
template <class Get>
u32 right_word(int place, Get get) {
  return word_of(get(place / 8, place % 8));
}

struct RowSums {
  float v[16];

  void add(const Sums& sums) {
    for (int row = 0; row < 16; ++row)
      for (int column = 0; column < 8; ++column) v[row] += sums.v[row][column];
  }
  template <class Visit>
  void each(Visit visit) const {
    for (int row = 0; row < 16; ++row) visit(row, v[row]);
  }
};

#endif

}  // namespace blastema::cuda
