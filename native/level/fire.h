// The fire mask: pcg3d of (cell, step, seed), a vector of cells at a time (see blastema/fire.py).
#pragma once

#include "bitboard.h"

namespace blastema::BLASTEMA_LEVEL {

struct FireHash {
  uint32_t time, seed;  // after the linear congruence, the same for all cells of a step
  uint32_t limit;

  static constexpr uint32_t kMultiplier = 1664525u, kIncrement = 1013904223u, kRowStride = 65536u;

  FireHash(uint32_t step, uint32_t sample_seed, uint32_t fire_limit)
      : time(step * kMultiplier + kIncrement),
        seed(sample_seed * kMultiplier + kIncrement),
        limit(fire_limit) {}

  // Which of the cells (first_column .. first_column + 63, row) in `asked` fire.
  uint64_t fires(uint32_t first_column, uint32_t row, uint64_t asked) const {
    uint64_t result = 0;
    Words lane;
    for (int i = 0; i < kWidth; ++i) lane[i] = static_cast<uint32_t>(i);
    const uint64_t group = (uint64_t{1} << kWidth) - 1;
    for (int shift = 0; shift < 64; shift += kWidth) {
      if (((asked >> shift) & group) == 0) continue;
      Words x = lane + (first_column + static_cast<uint32_t>(shift) + kRowStride * row);
      x = x * kMultiplier + kIncrement;
      Words y = Words{} + time, z = Words{} + seed;
      x += y * z;
      y += z * x;
      z += x * y;
      x ^= x >> 16;
      y ^= y >> 16;
      z ^= z >> 16;
      x += y * z;
      result |= static_cast<uint64_t>(bits_of(reinterpret_cast<Mask>((x >> 8) < limit))) << shift;
    }
    return result & asked;
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
