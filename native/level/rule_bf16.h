// The update rule on a tile of gathered cells, as rule.h, with its products of numbers rounded to bf16.
//
// Only the products' operands are rounded. Their sums, perception, states and the sums of gradients are float32.
#pragma once

#include "perception.h"
#include "products_bf16.h"

namespace blastema::BLASTEMA_LEVEL {

using internal::Rule;
using internal::RuleGradient;
using internal::Tile;

constexpr ptrdiff_t kCellPairs = internal::kTile / 2;
static_assert(internal::kTile % 32 == 0);

constexpr ptrdiff_t whole_rows(ptrdiff_t count) { return (count + 15) / 16 * 16; }

// Hidden sums of the cells in the tile, before the rectifier, from their perception.
inline void hidden_layer(const Shape& shape, const Rule& rule, const Tile& tile, ptrdiff_t count) {
  const ptrdiff_t stride = shape.features_stride;
  pair_along(tile.perception, stride, count, shape.features, tile.perception_along, stride);
  multiply<Start::kBias>({whole_rows(count), shape.hidden, pairs_of(shape.features), tile.perception_along, stride,
                          rule.weight1_pairs, shape.hidden_stride, tile.hidden, shape.hidden_stride, rule.bias1});
}

// The next states of `count` cells (at most kTile) that fire: fresh [count, P].
inline void advance_cells(const Shape& shape, const Rule& rule, const Filters& filters, const float* state,
                          const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) {
  const ptrdiff_t channels = shape.padded_channels, stride = shape.hidden_stride;
  perceive(shape, filters, state, cells, count, tile.perception);
  hidden_layer(shape, rule, tile, count);
  for (ptrdiff_t i = 0; i < count; ++i) {
    const float* hidden = tile.hidden + i * stride;
    for (ptrdiff_t c = 0; c < shape.hidden; c += 2 * kWidth)
      store_pairs(tile.hidden_along + i * stride + c / 2,
                  along(relu(load(hidden + c)), c + kWidth < shape.hidden ? relu(load(hidden + c + kWidth)) : Vec{}));
  }
  float* update = tile.perception;  // no longer needed
  multiply<Start::kBias>({whole_rows(count), channels, pairs_of(shape.hidden), tile.hidden_along, stride,
                          rule.weight2_pairs, channels, update, shape.features_stride, rule.bias2});
  const Vec step_size = splat(shape.step_size);
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < channels; c += kWidth)
      store(fresh + i * channels + c,
            load(state + cells[i] * channels + c) + step_size * load(update + i * shape.features_stride + c));
}

// hidden_across := the rectified hidden activations, a right operand; zero beyond the last cell.
inline void rectify_across(const Shape& shape, const Tile& tile, ptrdiff_t count) {
  const ptrdiff_t stride = shape.hidden_stride;
  for (ptrdiff_t j = 0; j < pairs_of(count); ++j) {
    const float* hidden = tile.hidden + 2 * j * stride;
    for (ptrdiff_t c = 0; c < shape.hidden; c += kWidth)
      store_pairs(tile.hidden_across + j * stride + c,
                  across(2 * j < count ? relu(load(hidden + c)) : Vec{},
                         2 * j + 1 < count ? relu(load(hidden + stride + c)) : Vec{}));
  }
}

// The gradient to the hidden sums, zero where the rectifier stopped them: as both operands, and summed over cells.
inline void gate(const Shape& shape, const Tile& tile, ptrdiff_t count, float* bias_sums) {
  const ptrdiff_t stride = shape.hidden_stride;
  for (ptrdiff_t c = 0; c < shape.hidden; c += 2 * kWidth) {
    const int vectors = c + kWidth < shape.hidden ? 2 : 1;
    Vec sums[2] = {};
    for (ptrdiff_t j = 0; j < pairs_of(count); ++j) {
      Vec open[2][2] = {};  // [cell, vector]
      for (int cell = 0; cell < 2 && 2 * j + cell < count; ++cell) {
        const ptrdiff_t at = (2 * j + cell) * stride + c;
        for (int v = 0; v < vectors; ++v) {
          const Vec gradient = load(tile.hidden_gradient + at + v * kWidth);
          open[cell][v] = load(tile.hidden + at + v * kWidth) > Vec{} ? gradient : Vec{};
          sums[v] += open[cell][v];
        }
        store_pairs(tile.gradient_along + (2 * j + cell) * stride + c / 2, along(open[cell][0], open[cell][1]));
      }
      for (int v = 0; v < vectors; ++v)
        store_pairs(tile.gradient_across + j * stride + c + v * kWidth, across(open[0][v], open[1][v]));
    }
    for (int v = 0; v < vectors; ++v)
      store(bias_sums + c + v * kWidth, load(bias_sums + c + v * kWidth) + sums[v]);
  }
}

// As in rule.h.
inline void advance_cells_back(const Shape& shape, const Rule& rule, const Filters& filters, const float* state,
                               const float* gradient, const int32_t* cells, ptrdiff_t count, const Tile& tile,
                               const RuleGradient& sums, float* to_perception) {
  const ptrdiff_t channels = shape.padded_channels, hidden = shape.hidden, stride = shape.hidden_stride;
  const ptrdiff_t features = shape.features, features_stride = shape.features_stride;
  const ptrdiff_t rows = whole_rows(count), cell_pairs = pairs_of(count);
  const Vec step_size = splat(shape.step_size);
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < channels; c += kWidth)
      store(tile.update_gradient + i * channels + c, step_size * load(gradient + cells[i] * channels + c));
  add_rows(tile.update_gradient, channels, count, channels, sums.bias2);
  pair_along(tile.update_gradient, channels, count, channels, tile.update_along, channels);
  pair_down(tile.update_gradient, channels, count, channels, tile.update_down, kCellPairs);
  perceive(shape, filters, state, cells, count, tile.perception);
  pair_down(tile.perception, features_stride, count, features, tile.perception_down, kCellPairs);
  hidden_layer(shape, rule, tile, count);
  rectify_across(shape, tile, count);
  multiply<Start::kZero>({rows, hidden, pairs_of(channels), tile.update_along, channels,
                          rule.weight2_transposed_pairs, stride, tile.hidden_gradient, stride});
  gate(shape, tile, count, sums.bias1);
  multiply<Start::kResult>({channels, hidden, cell_pairs, tile.update_down, kCellPairs, tile.hidden_across, stride,
                            sums.weight2_transposed, stride});
  multiply<Start::kResult>({features, hidden, cell_pairs, tile.perception_down, kCellPairs, tile.gradient_across,
                            stride, sums.weight1, stride});
  if (to_perception == nullptr) return;
  multiply<Start::kZero>({rows, features, pairs_of(hidden), tile.gradient_along, stride,
                          rule.weight1_transposed_pairs, features_stride, tile.perception, features_stride});
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < features; c += kWidth)
      store(to_perception + i * features_stride + c, load(tile.perception + i * features_stride + c));
}

// The weights as right operands.
inline void round_weights(const Shape& shape, Rule& rule) {
  const ptrdiff_t channels = shape.padded_channels, hidden = shape.hidden, features = shape.features;
  pair_across(rule.weight1, shape.hidden_stride, features, hidden, rule.weight1_pairs, shape.hidden_stride);
  pair_across(rule.weight2, channels, hidden, channels, rule.weight2_pairs, channels);
  pair_across(rule.weight1_transposed, shape.features_stride, hidden, features, rule.weight1_transposed_pairs,
              shape.features_stride);
  pair_across(rule.weight2_transposed, shape.hidden_stride, channels, hidden, rule.weight2_transposed_pairs,
              shape.hidden_stride);
}

}  // namespace blastema::BLASTEMA_LEVEL
