// The update rule on a tile of gathered cells, as rule.h, with its products of numbers rounded to bf16.
//
// Only the products' operands are rounded. Their sums, perception, states and the sums of gradients are float32.
#pragma once

#include "blend.h"
#include "individual.h"
#include "products_bf16.h"

namespace blastema::BLASTEMA_LEVEL {

using internal::Layer;
using internal::Rule;
using internal::RuleGradient;
using internal::Tile;

constexpr ptrdiff_t kCellPairs = kBackwardTile / 2;
static_assert(kBackwardTile % 32 == 0);

constexpr const char* obstacle(const Shape& shape) {
  if (shape.layers != 2) return "products of bf16 operands serve one hidden layer only";
  if (shape.activation != Activation::kRelu) return "products of bf16 operands serve the activation relu only";
  if (is_volume(shape)) return "products of bf16 operands serve pictures only, not volumes";
  return nullptr;
}

// Hidden sums of the cells in the tile, before the rectifier, from their perception.
inline void hidden_layer(const Shape& shape, const Rule& rule, const Individual& own, const Tile& tile,
                         ptrdiff_t count) {
  const ptrdiff_t stride = shape.strides[0], hidden_stride = shape.strides[1];
  pair_along(tile.activations[0], stride, count, shape.units[0], tile.perception_along, stride);
  multiply<Start::kBias>({whole_rows(count), shape.units[1], whole_pairs(shape.units[0]), tile.perception_along, stride,
                          rule.layers[0].pairs, hidden_stride, tile.activations[1], hidden_stride, own.bias});
}

// The network's output, from the hidden sums; result: whole rows of `result_stride` floats.
inline void last_layer(const Shape& shape, const Rule& rule, const Tile& tile, ptrdiff_t count, float* result,
                       ptrdiff_t result_stride) {
  const ptrdiff_t hidden_units = shape.units[1], stride = shape.strides[1], channels = shape.padded_channels;
  for (ptrdiff_t i = 0; i < count; ++i) {
    const float* hidden = tile.activations[1] + i * stride;
    for (ptrdiff_t c = 0; c < hidden_units; c += 2 * kWidth)
      store_pairs(tile.hidden_along + i * stride + c / 2,
                  along(relu(load(hidden + c)), c + kWidth < hidden_units ? relu(load(hidden + c + kWidth)) : Vec{}));
  }
  multiply<Start::kBias>({whole_rows(count), channels, whole_pairs(hidden_units), tile.hidden_along, stride,
                          rule.layers[1].pairs, channels, result, result_stride, rule.layers[1].bias});
}

// The next states of `count` cells (at most kForwardTile) that fire: fresh [count, P].
inline void advance_cells(const Shape& shape, const Rule& rule, const Individual& own, const float* state,
                          const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) {
  perceive(shape, own.filters, state, cells, count, tile.activations[0]);
  hidden_layer(shape, rule, own, tile, count);
  float* update = tile.activations[0];  // the perception is no longer needed
  last_layer(shape, rule, tile, count, update, shape.strides[0]);
  blend(shape, own.step_size, state, cells, count, update, shape.strides[0], fresh);
}

// hidden_across := the rectified hidden activations, a right operand; zero beyond the last cell.
inline void rectify_across(const Shape& shape, const Tile& tile, ptrdiff_t count) {
  const ptrdiff_t stride = shape.strides[1];
  for (ptrdiff_t j = 0; j < pairs_of(count); ++j) {
    const float* hidden = tile.activations[1] + 2 * j * stride;
    for (ptrdiff_t c = 0; c < shape.units[1]; c += kWidth)
      store_pairs(tile.hidden_across + j * stride + c,
                  across(2 * j < count ? relu(load(hidden + c)) : Vec{},
                         2 * j + 1 < count ? relu(load(hidden + stride + c)) : Vec{}));
  }
}

// The gradient to the hidden sums, zero where the rectifier stopped them: as both operands, and summed over cells.
inline void gate(const Shape& shape, const Tile& tile, ptrdiff_t count, float* bias_sums) {
  const ptrdiff_t stride = shape.strides[1];
  for (ptrdiff_t c = 0; c < shape.units[1]; c += 2 * kWidth) {
    const int vectors = c + kWidth < shape.units[1] ? 2 : 1;
    Vec sums[2] = {};
    for (ptrdiff_t j = 0; j < pairs_of(count); ++j) {
      Vec open[2][2] = {};  // [cell, vector]
      for (int cell = 0; cell < 2 && 2 * j + cell < count; ++cell) {
        const ptrdiff_t at = (2 * j + cell) * stride + c;
        for (int v = 0; v < vectors; ++v) {
          const Vec gradient = load(tile.gradients[1] + at + v * kWidth);
          open[cell][v] = load(tile.activations[1] + at + v * kWidth) > Vec{} ? gradient : Vec{};
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
inline void advance_cells_back(const Shape& shape, const Rule& rule, const Individual& own, const ChannelFire* fire,
                               const float* state, float* gradient, const int32_t* cells, ptrdiff_t count,
                               const Tile& tile, const RuleGradient& sums, float* to_perception) {
  const ptrdiff_t channels = shape.padded_channels, hidden = shape.units[1], stride = shape.strides[1];
  const ptrdiff_t features = shape.units[0], features_stride = shape.strides[0];
  const ptrdiff_t rows = whole_rows(count), cell_pairs = whole_pairs(count);
  float *perception = tile.activations[0], *update = tile.gradients[2];
  perceive(shape, own.filters, state, cells, count, perception);
  pair_down(perception, features_stride, count, features, tile.perception_down, kCellPairs);
  hidden_layer(shape, rule, own, tile, count);
  rectify_across(shape, tile, count);
  if (is_curved(shape)) last_layer(shape, rule, tile, count, update, channels);
  blend_back(shape, own.step_size, fire, state, gradient, cells, count, update);
  add_rows(update, channels, count, channels, sums.layers[1].bias);
  pair_along(update, channels, count, channels, tile.update_along, channels);
  pair_down(update, channels, count, channels, tile.update_down, kCellPairs);
  multiply<Start::kZero>({rows, hidden, whole_pairs(channels), tile.update_along, channels,
                          rule.layers[1].transposed_pairs, stride, tile.gradients[1], stride});
  gate(shape, tile, count, sums.layers[0].bias);
  multiply<Start::kResult>({channels, hidden, cell_pairs, tile.update_down, kCellPairs, tile.hidden_across, stride,
                            sums.layers[1].weight, stride});
  multiply<Start::kResult>({features, hidden, cell_pairs, tile.perception_down, kCellPairs, tile.gradient_across,
                            stride, sums.layers[0].weight, stride});
  if (to_perception == nullptr) return;
  multiply<Start::kZero>({rows, features, whole_pairs(hidden), tile.gradient_along, stride,
                          rule.layers[0].transposed_pairs, features_stride, perception, features_stride});
  for (ptrdiff_t i = 0; i < count; ++i)
    for (ptrdiff_t c = 0; c < features; c += kWidth)
      store(to_perception + i * features_stride + c, load(perception + i * features_stride + c));
}

// The weights as right operands.
inline void round_weights(const Shape& shape, Rule& rule) {
  for (int i = 0; i < shape.layers; ++i) {
    const Layer& layer = rule.layers[i];
    const ptrdiff_t in = shape.units[i], out = shape.units[i + 1];
    const ptrdiff_t in_stride = shape.strides[i], out_stride = shape.strides[i + 1];
    pair_across(layer.weight, out_stride, in, out, layer.pairs, out_stride);
    pair_across(layer.transposed, in_stride, out, in, layer.transposed_pairs, in_stride);
  }
}

}  // namespace blastema::BLASTEMA_LEVEL
