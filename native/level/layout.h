// How the kernel's memory is laid out: sizes of padded rows, and where each array begins.
#pragma once

#include "run.h"

namespace blastema::BLASTEMA_LEVEL {

using internal::kTile;

// An odd number of cache lines, so that a column of a matrix does not fall into few sets of the cache.
inline int odd_lines(int floats) {
  const int lines = (floats + 15) / 16;
  return (lines | 1) * 16;
}

inline void complete(Shape& shape) {
  shape.padded_channels = (shape.channels + kWidth - 1) / kWidth * kWidth;
  shape.features = shape.filters * shape.padded_channels;
  shape.words = (shape.width + 63) / 64;
  shape.hidden_stride = odd_lines(shape.hidden);
  shape.features_stride = odd_lines(shape.features);
}

// Cuts one block of memory into arrays; without a block it only adds up the bytes.
class Cutter {
 public:
  explicit Cutter(char* base) : base_(base) {}

  template <class T>
  void cut(T*& pointer, int64_t count) {
    if (base_ != nullptr) pointer = reinterpret_cast<T*>(base_ + used_);
    used_ += (static_cast<size_t>(count) * sizeof(T) + 63) / 64 * 64;
  }
  size_t used() const { return used_; }

 private:
  char* base_;
  size_t used_ = 0;
};

inline size_t bind_rule(const Shape& shape, Rule& rule, char* base) {
  Cutter cutter(base);
  cutter.cut(rule.weight1, int64_t{shape.features} * shape.hidden_stride);
  cutter.cut(rule.bias1, shape.hidden);
  cutter.cut(rule.weight2, int64_t{shape.hidden} * shape.padded_channels);
  cutter.cut(rule.bias2, shape.padded_channels);
  cutter.cut(rule.weight1_transposed, int64_t{shape.hidden} * shape.features_stride);
  cutter.cut(rule.weight2_transposed, int64_t{shape.padded_channels} * shape.hidden_stride);
#if defined(BLASTEMA_BF16)
  cutter.cut(rule.weight1_pairs, int64_t{pairs_of(shape.features)} * shape.hidden_stride);
  cutter.cut(rule.weight2_pairs, int64_t{pairs_of(shape.hidden)} * shape.padded_channels);
  cutter.cut(rule.weight1_transposed_pairs, int64_t{pairs_of(shape.hidden)} * shape.features_stride);
  cutter.cut(rule.weight2_transposed_pairs, int64_t{pairs_of(shape.padded_channels)} * shape.hidden_stride);
#endif
  return cutter.used();
}

inline void prepare(const Shape& shape, Rule& rule) {
#if defined(BLASTEMA_BF16)
  round_weights(shape, rule);
#else
  (void)shape, (void)rule;  // the products take the weights as they are
#endif
}

inline size_t bind_gradient(const Shape& shape, RuleGradient& gradient, char* base) {
  Cutter cutter(base);
  cutter.cut(gradient.weight1, int64_t{shape.features} * shape.hidden_stride);
  cutter.cut(gradient.bias1, shape.hidden);
  cutter.cut(gradient.weight2_transposed, int64_t{shape.padded_channels} * shape.hidden_stride);
  cutter.cut(gradient.bias2, shape.padded_channels);
  return cutter.used();
}

inline size_t bind_workspace(const Shape& shape, Workspace& work, int parts, bool backward, char* base) {
  Cutter cutter(base);
  const int64_t cells = int64_t{shape.height} * shape.width;
  const int64_t padded = int64_t{shape.height + 2} * (shape.width + 2) * shape.padded_channels;
  const int64_t board = int64_t{shape.height} * shape.words;
  cutter.cut(work.state, padded);
  if (backward) cutter.cut(work.gradient, padded);
  uint64_t** const boards[] = {&work.mature, &work.living, &work.before, &work.firing, &work.scratch, &work.next};
  for (uint64_t** bits : boards) cutter.cut(*bits, board);
  cutter.cut(work.blank, shape.words);
  cutter.cut(work.ring, int64_t{shape.words} * parts);
  cutter.cut(work.row_start, shape.height + 1);
  cutter.cut(work.changed_start, shape.height + 1);
  cutter.cut(work.cells, cells);
  cutter.cut(work.fresh, cells * shape.padded_channels);
  if (backward) cutter.cut(work.perception_gradient, cells * shape.features_stride);
  cutter.cut(work.row_loss, shape.height);
  cutter.cut(work.undecided, parts);
  cutter.cut(work.tiles, parts);
  if (backward) cutter.cut(work.records, shape.steps + 1);
  for (int part = 0; part < parts; ++part) {
    Tile tile;
    cutter.cut(tile.perception, int64_t{kTile} * shape.features_stride);
    cutter.cut(tile.hidden, int64_t{kTile} * shape.hidden_stride);
    cutter.cut(tile.hidden_gradient, int64_t{kTile} * shape.hidden_stride);
    cutter.cut(tile.update_gradient, int64_t{kTile} * shape.padded_channels);
#if defined(BLASTEMA_BF16)
    // A padded row of pairs is never longer than the row of floats that it comes from.
    cutter.cut(tile.perception_along, int64_t{kTile} * shape.features_stride);
    cutter.cut(tile.hidden_along, int64_t{kTile} * shape.hidden_stride);
    if (backward) {
      cutter.cut(tile.perception_down, int64_t{kCellPairs} * shape.features);
      cutter.cut(tile.hidden_across, int64_t{kCellPairs} * shape.hidden_stride);
      cutter.cut(tile.gradient_along, int64_t{kTile} * shape.hidden_stride);
      cutter.cut(tile.gradient_across, int64_t{kCellPairs} * shape.hidden_stride);
      cutter.cut(tile.update_along, int64_t{kTile} * shape.padded_channels);
      cutter.cut(tile.update_down, int64_t{kCellPairs} * shape.padded_channels);
    }
#endif
    if (base != nullptr) work.tiles[part] = tile;
  }
  return cutter.used();
}

}  // namespace blastema::BLASTEMA_LEVEL
