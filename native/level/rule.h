// The update rule on a tile of gathered cells, forward and backward.
#pragma once

#include "blend.h"
#include "individual.h"
#include "products.h"

namespace blastema::BLASTEMA_LEVEL {

using internal::Layer;
using internal::Rule;
using internal::RuleGradient;
using internal::Tile;

constexpr const char* obstacle(const Shape&) { return nullptr; }

// The output of layer i for the cells in the tile, without activation function unless it is the rectifier.
template <Finish finish>
void apply_layer(const Shape& shape, const Rule& rule, const Individual& own, const Tile& tile, int i,
                 ptrdiff_t count, float* result) {
  const Layer& layer = rule.layers[i];
  multiply<Start::kBias, finish, Left::kRowMajor>(
      {count, shape.units[i + 1], shape.units[i], tile.activations[i], shape.strides[i], layer.weight,
       shape.strides[i + 1], result, shape.strides[i + 1], i == 0 ? own.bias : layer.bias, nullptr});
}

// Hidden activations of the cells in the tile, from their perception; and the slopes there, where they are wanted.
inline void hidden_layers(const Shape& shape, const Rule& rule, const Individual& own, const Tile& tile,
                          ptrdiff_t count, bool with_slopes) {
  for (int i = 0; i + 1 < shape.layers; ++i) {
    float* result = tile.activations[i + 1];
    if (shape.activation == Activation::kRelu) {
      apply_layer<Finish::kRelu>(shape, rule, own, tile, i, count, result);
    } else {
      apply_layer<Finish::kStore>(shape, rule, own, tile, i, count, result);
      activate(shape.activation, result, with_slopes ? tile.slopes[i + 1] : nullptr, shape.strides[i + 1], count,
               shape.units[i + 1]);
    }
  }
}

// The next states of `count` cells (at most kForwardTile) that fire: fresh [count, P].
inline void advance_cells(const Shape& shape, const Rule& rule, const Individual& own, const float* state,
                          const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) {
  perceive(shape, own.filters, state, cells, count, tile.activations[0]);
  hidden_layers(shape, rule, own, tile, count, false);
  apply_layer<Finish::kStore>(shape, rule, own, tile, shape.layers - 1, count, fresh);
  blend(shape, own.step_size, state, cells, count, fresh, shape.padded_channels, fresh);
}

// From the gradient to the output of layer i > 0 to that of the sums before it.
inline void layer_back(const Shape& shape, const Rule& rule, const Tile& tile, int i, ptrdiff_t count) {
  const Product product{count, shape.units[i], shape.units[i + 1], tile.gradients[i + 1], shape.strides[i + 1],
                        rule.layers[i].transposed, shape.strides[i], tile.gradients[i], shape.strides[i], nullptr,
                        tile.activations[i]};
  if (shape.activation == Activation::kRelu) {
    multiply<Start::kZero, Finish::kGate, Left::kRowMajor>(product);
  } else {
    multiply<Start::kZero, Finish::kStore, Left::kRowMajor>(product);
    through_slopes(tile.slopes[i], tile.gradients[i], shape.strides[i], count, shape.units[i]);
  }
}

// Adds the gradient to layer i. The last layer's has few outputs: its sums lie transposed.
inline void add_to_sums(const Shape& shape, const Tile& tile, int i, ptrdiff_t count, const RuleGradient& sums) {
  const float *inputs = tile.activations[i], *outputs = tile.gradients[i + 1];
  const ptrdiff_t in = shape.units[i], out = shape.units[i + 1];
  const ptrdiff_t in_stride = shape.strides[i], out_stride = shape.strides[i + 1];
  if (i == shape.layers - 1)
    multiply<Start::kResult, Finish::kStore, Left::kColumnMajor>(
        {out, in, count, outputs, out_stride, inputs, in_stride, sums.layers[i].weight, in_stride});
  else
    multiply<Start::kResult, Finish::kStore, Left::kColumnMajor>(
        {in, out, count, inputs, in_stride, outputs, out_stride, sums.layers[i].weight, out_stride});
  add_rows(outputs, out_stride, count, out, sums.layers[i].bias);
}

// The gradient of the rule at `count` cells (at most kBackwardTile): adds to `sums`, leaves in `gradient` what does not
// go through the network, and writes the gradient to their perception where `to_perception` [count, stride] is not
// null. The hidden activations are computed anew: that costs less than to carry them through memory.
inline void advance_cells_back(const Shape& shape, const Rule& rule, const Individual& own, const ChannelFire* fire,
                               const float* state, float* gradient, const int32_t* cells, ptrdiff_t count,
                               const Tile& tile, const RuleGradient& sums, float* to_perception) {
  const int last = shape.layers - 1;
  float* update = tile.gradients[last + 1];
  perceive(shape, own.filters, state, cells, count, tile.activations[0]);
  hidden_layers(shape, rule, own, tile, count, true);
  if (is_curved(shape)) apply_layer<Finish::kStore>(shape, rule, own, tile, last, count, update);
  blend_back(shape, own.step_size, fire, state, gradient, cells, count, update);
  for (int i = last; i > 0; --i) {
    layer_back(shape, rule, tile, i, count);
    add_to_sums(shape, tile, i, count, sums);
  }
  add_to_sums(shape, tile, 0, count, sums);
  if (to_perception != nullptr)
    multiply<Start::kZero, Finish::kStore, Left::kRowMajor>(
        {count, shape.units[0], shape.units[1], tile.gradients[1], shape.strides[1], rule.layers[0].transposed,
         shape.strides[0], to_perception, shape.strides[0]});
}

}  // namespace blastema::BLASTEMA_LEVEL
