// How the kernel's memory is laid out: sizes of padded rows, and where each array begins.
#pragma once

#include "cutter.h"
#include "run.h"

namespace blastema::BLASTEMA_LEVEL {

inline void complete(Shape& shape) {
  shape.padded_channels = (shape.channels + kWidth - 1) / kWidth * kWidth;
  shape.words = (shape.width + 63) / 64;
  shape.units[0] = shape.filters * shape.padded_channels;
  shape.units[shape.layers] = shape.padded_channels;
  for (int i = 0; i < shape.layers; ++i) shape.strides[i] = odd_lines(shape.units[i]);
  shape.strides[shape.layers] = shape.padded_channels;
}

inline size_t bind_rule(const Shape& shape, Rule& rule, char* base) {
  Cutter cutter(base);
  for (int i = 0; i < shape.layers; ++i) {
    Layer& layer = rule.layers[i];
    const int64_t in = shape.units[i], out = shape.units[i + 1];
    cutter.cut(layer.weight, in * shape.strides[i + 1]);
    cutter.cut(layer.bias, out * (i == 0 ? shape.bias_rows : 1));
    cutter.cut(layer.transposed, out * shape.strides[i]);
#if defined(BLASTEMA_BF16)
    cutter.cut(layer.pairs, pairs_of(in) * shape.strides[i + 1]);
    cutter.cut(layer.transposed_pairs, pairs_of(out) * shape.strides[i]);
#endif
  }
  return cutter.used();
}

inline void prepare(const Shape& shape, Rule& rule) {
#if defined(BLASTEMA_BF16)
  round_weights(shape, rule);
#else
  (void)shape, (void)rule;  // the products take the weights as they are
#endif
}

// Floats in the sums of a layer's weights.
inline int64_t size_of_sums(const Shape& shape, int i) {
  return i == shape.layers - 1 ? int64_t{shape.units[i + 1]} * shape.strides[i]
                               : int64_t{shape.units[i]} * shape.strides[i + 1];
}

inline size_t bind_gradient(const Shape& shape, RuleGradient& gradient, char* base) {
  Cutter cutter(base);
  for (int i = 0; i < shape.layers; ++i) {
    cutter.cut(gradient.layers[i].weight, size_of_sums(shape, i));
    cutter.cut(gradient.layers[i].bias, shape.units[i + 1]);
  }
  return cutter.used();
}

// One thread's memory, from the same block as the rest.
inline Tile cut_tile(const Shape& shape, Cutter& cutter, bool backward) {
  Tile tile{};
  static_assert(kForwardTile <= kBackwardTile);
  for (int i = 0; i < shape.layers; ++i) cutter.cut(tile.activations[i], int64_t{kBackwardTile} * shape.strides[i]);
  for (int i = 1; i < shape.layers; ++i) {
    if (backward) cutter.cut(tile.gradients[i], int64_t{kBackwardTile} * shape.strides[i]);
    if (backward && shape.activation != Activation::kRelu)
      cutter.cut(tile.slopes[i], int64_t{kBackwardTile} * shape.strides[i]);
  }
  cutter.cut(tile.gradients[shape.layers], int64_t{kBackwardTile} * shape.padded_channels);
#if defined(BLASTEMA_BF16)
  // A padded row of pairs is never longer than the row of floats that it comes from.
  const int64_t features = shape.units[0], hidden_stride = shape.strides[1];
  cutter.cut(tile.perception_along, int64_t{kBackwardTile} * shape.strides[0]);
  cutter.cut(tile.hidden_along, int64_t{kBackwardTile} * hidden_stride);
  if (!backward) return tile;
  cutter.cut(tile.perception_down, int64_t{kCellPairs} * features);
  cutter.cut(tile.hidden_across, int64_t{kCellPairs} * hidden_stride);
  cutter.cut(tile.gradient_along, int64_t{kBackwardTile} * hidden_stride);
  cutter.cut(tile.gradient_across, int64_t{kCellPairs} * hidden_stride);
  cutter.cut(tile.update_along, int64_t{kBackwardTile} * shape.padded_channels);
  cutter.cut(tile.update_down, int64_t{kCellPairs} * shape.padded_channels);
#endif
  return tile;
}

inline size_t bind_workspace(const Shape& shape, Workspace& work, int parts, bool backward, char* base) {
  Cutter cutter(base);
  const int64_t cells = int64_t{shape.height} * shape.width;
  const int64_t padded = padded_rows(shape) * (shape.width + 2) * shape.padded_channels;
  const int64_t board = int64_t{shape.height} * shape.words;
  cutter.cut(work.state, padded);
  if (backward) cutter.cut(work.gradient, padded);
  uint64_t** const boards[] = {&work.mature, &work.living, &work.before, &work.firing, &work.scratch, &work.next};
  for (uint64_t** bits : boards) cutter.cut(*bits, board);
  cutter.cut(work.ring, int64_t{shape.words} * parts);
  cutter.cut(work.row_start, shape.height + 1);
  cutter.cut(work.changed_start, shape.height + 1);
  cutter.cut(work.cells, cells);
  cutter.cut(work.fresh, cells * shape.padded_channels);
  if (backward) cutter.cut(work.perception_gradient, cells * shape.strides[0]);
  cutter.cut(work.row_loss, shape.height);
  cutter.cut(work.undecided, parts);
  cutter.cut(work.tiles, parts);
  if (backward) cutter.cut(work.records, int64_t{shape.steps} + 1);
  for (int part = 0; part < parts; ++part) {
    const Tile tile = cut_tile(shape, cutter, backward);
    if (base != nullptr) work.tiles[part] = tile;
  }
  return cutter.used();
}

}  // namespace blastema::BLASTEMA_LEVEL
