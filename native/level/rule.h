// The update rule on a tile of gathered cells, forward and backward.
#pragma once

#include "perception.h"
#include "products.h"

namespace blastema::BLASTEMA_LEVEL {

using internal::Rule;
using internal::RuleGradient;
using internal::Tile;

// Hidden activations of the cells in the tile, from their perception.
inline void hidden_layer(const Shape& shape, const Rule& rule, const Tile& tile, ptrdiff_t count) {
  multiply<Start::kBias, Finish::kRelu, Left::kRowMajor>(
      {count, shape.hidden, shape.features, tile.perception, shape.features_stride, rule.weight1,
       shape.hidden_stride, tile.hidden, shape.hidden_stride, rule.bias1, nullptr});
}

// The next states of `count` cells (at most kTile) that fire: fresh [count, P].
inline void advance_cells(const Shape& shape, const Rule& rule, const Filters& filters, const float* state,
                          const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) {
  const ptrdiff_t channels = shape.padded_channels;
  perceive(shape, filters, state, cells, count, tile.perception);
  hidden_layer(shape, rule, tile, count);
  multiply<Start::kBias, Finish::kStore, Left::kRowMajor>({count, channels, shape.hidden, tile.hidden,
                                                           shape.hidden_stride, rule.weight2, channels, fresh,
                                                           channels, rule.bias2, nullptr});
  const Vec step_size = splat(shape.step_size);
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < channels; c += kWidth)
      store(fresh + i * channels + c,
            load(state + cells[i] * channels + c) + step_size * load(fresh + i * channels + c));
}

// The gradient of the rule at `count` cells (at most kTile): adds to `sums`, and writes the gradient to their
// perception where `to_perception` [count, features_stride] is not null. The hidden activations are computed
// anew: that costs less than to carry them through memory.
inline void advance_cells_back(const Shape& shape, const Rule& rule, const Filters& filters, const float* state,
                               const float* gradient, const int32_t* cells, ptrdiff_t count, const Tile& tile,
                               const RuleGradient& sums, float* to_perception) {
  const ptrdiff_t channels = shape.padded_channels, hidden = shape.hidden, stride = shape.hidden_stride;
  const ptrdiff_t features = shape.features, features_stride = shape.features_stride;
  const Vec step_size = splat(shape.step_size);
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < channels; c += kWidth)
      store(tile.update_gradient + i * channels + c, step_size * load(gradient + cells[i] * channels + c));
  perceive(shape, filters, state, cells, count, tile.perception);
  hidden_layer(shape, rule, tile, count);
  multiply<Start::kZero, Finish::kGate, Left::kRowMajor>({count, hidden, channels, tile.update_gradient, channels,
                                                          rule.weight2_transposed, stride, tile.hidden_gradient,
                                                          stride, nullptr, tile.hidden});
  multiply<Start::kResult, Finish::kStore, Left::kColumnMajor>(
      {channels, hidden, count, tile.update_gradient, channels, tile.hidden, stride, sums.weight2_transposed,
       stride});
  multiply<Start::kResult, Finish::kStore, Left::kColumnMajor>({features, hidden, count, tile.perception,
                                                                features_stride, tile.hidden_gradient, stride,
                                                                sums.weight1, stride});
  add_rows(tile.update_gradient, channels, count, channels, sums.bias2);
  add_rows(tile.hidden_gradient, stride, count, hidden, sums.bias1);
  if (to_perception != nullptr)
    multiply<Start::kZero, Finish::kStore, Left::kRowMajor>({count, features, hidden, tile.hidden_gradient, stride,
                                                             rule.weight1_transposed, features_stride,
                                                             to_perception, features_stride});
}

}  // namespace blastema::BLASTEMA_LEVEL
