// The fire mask: pcg3d of (cell, step, seed), a vector of cells or of channels at a time (see blastema/fire.py).
#pragma once

#include "bitboard.h"

namespace blastema::BLASTEMA_LEVEL {

struct FireHash {
  uint32_t time, seed;  // after the linear congruence, the same for all cells of a step
  uint32_t limit;

  static constexpr uint32_t kMultiplier = 1664525u, kIncrement = 1013904223u, kRowStride = 65536u;
  static constexpr uint32_t kChannelStride = 0x9e3779b9u;

  FireHash(uint32_t step, uint32_t sample_seed, uint32_t fire_limit)
      : time(step * kMultiplier + kIncrement),
        seed(sample_seed * kMultiplier + kIncrement),
        limit(fire_limit) {}

  // Of one channel, if channels fire independently.
  static FireHash of_channel(int channel, uint32_t step, uint32_t sample_seed, uint32_t fire_limit) {
    return {step, sample_seed + kChannelStride * static_cast<uint32_t>(channel + 1), fire_limit};
  }

  // The first word, of operands after the linear congruence.
  static BLASTEMA_INLINE Words first_word(Words x, Words y, Words z) {
    x += y * z;
    y += z * x;
    z += x * y;
    x ^= x >> 16;
    y ^= y >> 16;
    z ^= z >> 16;
    return x + y * z;
  }

  // Which of the cells (first_column .. first_column + 63, row) in `asked` fire.
  uint64_t fires(uint32_t first_column, uint32_t row, uint64_t asked) const {
    uint64_t result = 0;
    const Words lane = lanes();
    const uint64_t group = (uint64_t{1} << kWidth) - 1;
    for (int shift = 0; shift < 64; shift += kWidth) {
      if (((asked >> shift) & group) == 0) continue;
      Words x = lane + (first_column + static_cast<uint32_t>(shift) + kRowStride * row);
      x = first_word(x * kMultiplier + kIncrement, Words{} + time, Words{} + seed);
      result |= static_cast<uint64_t>(bits_of(reinterpret_cast<Mask>((x >> 8) < limit))) << shift;
    }
    return result & asked;
  }

  static BLASTEMA_INLINE Words lanes() {
    Words lane;
    for (int i = 0; i < kWidth; ++i) lane[i] = static_cast<uint32_t>(i);
    return lane;
  }
};

// A row as the hash takes it: layers lie LAYER_STRIDE apart (blastema/fire.py), which is that of 256 rows.
BLASTEMA_INLINE uint32_t hash_row(int layer, int row) {
  return static_cast<uint32_t>(row) + 256u * static_cast<uint32_t>(layer);
}
BLASTEMA_INLINE uint32_t hash_row(const Shape& shape, int y) {
  if (!is_volume(shape)) return static_cast<uint32_t>(y);
  return hash_row(y / layer_height_of(shape), y % layer_height_of(shape));
}

// Which channels of a cell fire, where each does for itself.
class ChannelFire {
 public:
  ChannelFire(const Shape& shape, uint32_t step, uint32_t sample_seed, uint32_t fire_limit)
      : row_(shape.width + 2),
#if !defined(__wasm__)
        layer_(is_volume(shape) ? layer_height_of(shape) + 2 : 0),
#endif
        time_(step * FireHash::kMultiplier + FireHash::kIncrement),
        seed_(sample_seed),
        limit_(fire_limit) {}

  // All bits of those among channels first .. first + kWidth - 1 that fire; `position` is in the padded grid.
  BLASTEMA_INLINE Mask at(int32_t position, ptrdiff_t first) const {
    const uint32_t y = row_at(position), x = static_cast<uint32_t>(position % row_ - 1);
    const uint32_t place = (x + FireHash::kRowStride * y) * FireHash::kMultiplier + FireHash::kIncrement;
    const Words channel = FireHash::lanes() + static_cast<uint32_t>(first + 1);
    const Words seed = (channel * FireHash::kChannelStride + seed_) * FireHash::kMultiplier + FireHash::kIncrement;
    const Words word = FireHash::first_word(Words{} + place, Words{} + time_, seed);
    return reinterpret_cast<Mask>((word >> 8) < limit_);
  }

 private:
  int32_t row_;
#if !defined(__wasm__)
  int32_t layer_;  // rows of a layer of the padded grid; 0 of a picture
#endif
  uint32_t time_, seed_, limit_;

  BLASTEMA_INLINE uint32_t row_at(int32_t position) const {
    const int32_t row = position / row_;
#if !defined(__wasm__)
    if (layer_ > 0) return hash_row(row / layer_ - 1, row % layer_ - 1);
#endif
    return static_cast<uint32_t>(row - 1);
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
