// Shared by the phases of a rollout: one sample, one team, the part of this thread.
#pragma once

#if defined(BLASTEMA_BF16)
#include "rule_bf16.h"
#else
#include "rule.h"
#endif

namespace blastema::BLASTEMA_LEVEL {

using internal::Record;
using internal::Sample;
using internal::Team;
using internal::Workspace;

inline void clear(void* memory, size_t bytes) { __builtin_memset(memory, 0, bytes); }
inline void copy(void* to, const void* from, size_t bytes) { __builtin_memcpy(to, from, bytes); }

struct Run {
  const Shape& shape;
  const Rule& rule;
  const Sample& sample;
  Workspace& work;
  Team& team;
  int part;
  Individual individual;
  float slope = 1.0f;  // of the powered loss over the loss, known once the steps are run

  // All threads of the team wait here for each other.
  void meet() const {
    if (team.size == 1) return;
    const uint32_t generation = __atomic_load_n(&team.generation, __ATOMIC_ACQUIRE);
    if (__atomic_add_fetch(&team.arrived, 1, __ATOMIC_ACQ_REL) == static_cast<uint32_t>(team.size)) {
      __atomic_store_n(&team.arrived, 0, __ATOMIC_RELAXED);
      __atomic_store_n(&team.generation, generation + 1, __ATOMIC_RELEASE);
      return;
    }
    for (uint32_t spins = 0; __atomic_load_n(&team.generation, __ATOMIC_ACQUIRE) == generation; ++spins)
      team.pause(spins);
  }

  ChannelFire channel_fire(int done) const {
    return {shape, sample.first_step + static_cast<uint32_t>(done), sample.seed, sample.fire_limit};
  }

  // Which of the cells in `asked`, a word of row y, fire. Of a piece of a larger torus its places on the torus count.
  BLASTEMA_INLINE uint64_t fires(const FireHash& hash, int y, int word, uint64_t asked) const {
    if (shape.world_width == 0)
      return hash.fires(static_cast<uint32_t>(word) * 64, hash_row(shape, y), asked);
    const uint32_t row = (sample.row + static_cast<uint32_t>(y)) % shape.world_height;
    uint32_t column = (sample.column + static_cast<uint32_t>(word) * 64) % shape.world_width;
    uint64_t found = 0;
    for (uint32_t at = 0; at < 64; column = 0) {  // one round up to the seam, then on from column 0
      const uint32_t left = shape.world_width - column, count = left < 64 - at ? left : 64 - at;
      const uint64_t here = (~uint64_t{0} >> (64 - count)) << at;
      if ((asked & here) != 0) found |= hash.fires(column - at, row, asked & here);
      at += count;
    }
    return found;
  }

  // The picture due at the loss's time of that index, [height, width, 4].
  const float* picture(int index) const {
    return sample.loss.pictures + ptrdiff_t{sample.loss.which[index]} * shape.height * shape.width * 4;
  }

  bool leads() const { return part == 0; }
  int first_row() const { return static_cast<int>(static_cast<int64_t>(shape.height) * part / team.size); }
  int last_row() const { return static_cast<int>(static_cast<int64_t>(shape.height) * (part + 1) / team.size); }

  uint64_t* row(uint64_t* board, int y) const { return board + static_cast<ptrdiff_t>(y) * shape.words; }
  // Position of a cell in the padded grids.
  ptrdiff_t position(int y, int x) const {
    return padded_row(shape, y) * (shape.width + 2) + (x + 1);
  }
  float* state_at(int y, int x) const { return work.state + position(y, x) * shape.padded_channels; }
  float* gradient_at(int y, int x) const { return work.gradient + position(y, x) * shape.padded_channels; }
  size_t cell_bytes() const { return static_cast<size_t>(shape.padded_channels) * sizeof(float); }
  void copy_cell(const float* from, float* to) const {
    for (ptrdiff_t c = 0; c < shape.padded_channels; c += kWidth) store(to + c, load(from + c));
  }
  // A row of the board of the cells that live after a step.
  const uint64_t* survivors(int y) const {
    return row(shape.life == Life::kNeighbourhood ? work.next : work.before, y);
  }

  // Turns counts of each row, kept at [y + 1], into the index of each row's first cell.
  void sum_up(int32_t* row_start) const {
    row_start[0] = 0;
    for (int y = 0; y < shape.height; ++y) row_start[y + 1] += row_start[y];
  }

  // Writes the positions of a row's cells into the work list.
  void list_row(uint64_t* board, int y) const {
    int32_t* to = work.cells + work.row_start[y];
    const int32_t start = static_cast<int32_t>(position(y, 0));
    each_cell(row(board, y), shape.words, [&](int x) { *to++ = start + x; });
  }

  // On a torus the border repeats the opposite edge; called for a row after its cells have changed.
  void renew_border(int y) const {
    if (!shape.torus) return;
    copy(state_at(y, -1), state_at(y, shape.width - 1), cell_bytes());
    copy(state_at(y, shape.width), state_at(y, 0), cell_bytes());
    if (is_volume(shape)) return renew_border_rows(y);
    const size_t row_bytes = cell_bytes() * static_cast<size_t>(shape.width + 2);
    if (y == 0) copy(state_at(shape.height, -1), state_at(0, -1), row_bytes);
    if (y == shape.height - 1) copy(state_at(-1, -1), state_at(y, -1), row_bytes);
  }

  // The same of a volume: copies a row to all places of the border that repeat it.
  void renew_border_rows(int y) const {
    const int depth = layers_of(shape), height = layer_height_of(shape), own_layer = y / height, own_row = y % height;
    const ptrdiff_t floats = static_cast<ptrdiff_t>(shape.width + 2) * shape.padded_channels;
    for (int layer = own_layer - depth; layer <= own_layer + depth; layer += depth)
      for (int row = own_row - height; row <= own_row + height; row += height) {
        if (layer < -1 || layer > depth || row < -1 || row > height) continue;
        if (layer == own_layer && row == own_row) continue;
        copy(work.state + padded_row(shape, layer, row) * floats, state_at(y, -1),
             static_cast<size_t>(floats) * sizeof(float));
      }
  }

  // Dense rows from and to the caller's arrays, living cells only.
  void write_row(int y, uint64_t* living, const float* padded_row, float* out) const {
    const size_t bytes = static_cast<size_t>(shape.channels) * sizeof(float);
    float* dense = out + static_cast<ptrdiff_t>(y) * shape.width * shape.channels;
    clear(dense, bytes * static_cast<size_t>(shape.width));
    each_cell(row(living, y), shape.words, [&](int x) {
      copy(dense + static_cast<ptrdiff_t>(x) * shape.channels,
           padded_row + static_cast<ptrdiff_t>(x) * shape.padded_channels, bytes);
    });
  }
  void read_row(int y, uint64_t* wanted, const float* in, float* padded_row) const {
    const size_t bytes = static_cast<size_t>(shape.channels) * sizeof(float);
    const float* dense = in + static_cast<ptrdiff_t>(y) * shape.width * shape.channels;
    each_cell(row(wanted, y), shape.words, [&](int x) {
      copy(padded_row + static_cast<ptrdiff_t>(x) * shape.padded_channels,
           dense + static_cast<ptrdiff_t>(x) * shape.channels, bytes);
    });
  }

  // Calls `visit(first, count)` for tiles of about equal size, at most `most`, of the cells first..last-1.
  template <ptrdiff_t most, class Visit>
  static void each_tile(ptrdiff_t first, ptrdiff_t last, Visit visit) {
    static_assert(most <= internal::kTile && most % kRows == 0);
    const ptrdiff_t tiles = (last - first + most - 1) / most;
    if (tiles == 0) return;
    const ptrdiff_t size = ((last - first + tiles - 1) / tiles + kRows - 1) / kRows * kRows;
    for (; first < last; first += size) visit(first, last - first < size ? last - first : size);
  }
  // The share of `index` when `count` cells are cut into `shares`; shares of fewer than `least` cells are avoided.
  static ptrdiff_t share(ptrdiff_t count, int shares, int index, ptrdiff_t least) {
    ptrdiff_t size = (count + shares - 1) / shares;
    size = size < least ? least : (size + kTallRows - 1) / kTallRows * kTallRows;
    return size * index < count ? size * index : count;
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
