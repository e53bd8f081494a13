// A caller's problem in the kernel's form: checked, as a shape, and with its weights laid out.
#include "problem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace blastema::problem {

Failure wrong(std::string message) { return {Failure::Kind::kArgument, std::move(message)}; }

int inputs_of(const Problem& p, int layer) { return layer == 0 ? p.filters * p.channels : p.hidden[layer - 1]; }
int outputs_of(const Problem& p, int layer) { return layer == p.layers - 1 ? p.channels : p.hidden[layer]; }
size_t weights_of(const Problem& p, int layer) {
  return static_cast<size_t>(inputs_of(p, layer)) * static_cast<size_t>(outputs_of(p, layer));
}
// Rows of a layer's bias.
int bias_rows(const Problem& p, int layer) { return layer == 0 && p.bias_per_sample ? p.batch : 1; }
size_t biases_of(const Problem& p, int layer) {
  return static_cast<size_t>(bias_rows(p, layer)) * static_cast<size_t>(outputs_of(p, layer));
}

int64_t rows_of(const Problem& p) { return int64_t{p.depth > 0 ? p.depth : 1} * p.height; }
size_t cells_of(const Problem& p) { return static_cast<size_t>(rows_of(p)) * static_cast<size_t>(p.width); }
size_t floats_of(const Problem& p) { return cells_of(p) * static_cast<size_t>(p.channels); }
int taps_of(const Problem& p) { return p.depth > 0 ? 27 : 9; }

Failure out_of_memory(const Problem& p) {
  const std::string layers = p.depth > 0 ? std::to_string(p.depth) + " x " : "";
  return {Failure::Kind::kResources, "not enough memory for a batch of " + std::to_string(p.batch) + " states of " + layers +
                                         std::to_string(p.height) + " x " + std::to_string(p.width) + " cells with " +
                                         std::to_string(p.channels) + " channels"};
}

Failure check(const Problem& p, const Level* level, const Options& options) {
  if (level == nullptr) return wrong("instruction level '" + options.level + "' is not available on this processor");
  if (p.batch < 0 || p.depth < 0 || p.height < 1 || p.width < 1) return wrong("the grid must have at least one cell");
  // With its border, by which positions are counted.
  const int64_t rows = (p.depth > 0 ? int64_t{p.depth} + 2 : 1) * (int64_t{p.height} + 2);
  if (rows > INT32_MAX || rows * (int64_t{p.width} + 2) > INT32_MAX) return wrong("the grid has more than 2^31 cells");
  if (p.channels < 4 || p.channels % 4 != 0) return wrong("channels must be a multiple of 4");
  if (p.layers < kMinLayers || p.layers > kMaxLayers) return wrong("the network must have one or two hidden layers");
  for (int i = 0; i + 1 < p.layers; ++i)
    if (p.hidden[i] < 16 || p.hidden[i] % 16 != 0) return wrong("hidden layers must be a multiple of 16 wide");
  if (p.filters < 1 || p.filters > internal::kMaxFilters) return wrong("there must be 1 to 8 perception filters");
  if (!(p.clamp >= 0.0f)) return wrong("the clamp must not be negative");
  if (p.steps < 0) return wrong("the number of steps must not be negative");
  if (options.threads < 1 || options.threads > kMaxThreads)
    return wrong("the number of threads must be 1 to " + std::to_string(kMaxThreads));
  return {};
}

Shape shape_of(const Problem& p, const Level& level) {
  Shape shape{};
  shape.height = static_cast<int>(rows_of(p));
  shape.depth = p.depth;
  shape.layer_height = p.depth > 0 ? p.height : 0;
  shape.width = p.width;
  shape.channels = p.channels;
  shape.filters = p.filters;
  shape.layers = p.layers;
  std::copy_n(p.hidden, p.layers - 1, shape.units + 1);
  shape.bias_rows = bias_rows(p, 0);
  shape.life = p.life;
  shape.activation = p.activation;
  shape.update = p.update;
  shape.torus = p.torus;
  shape.fire_per_channel = p.fire_per_channel;
  shape.alive_threshold = p.alive_threshold;
  shape.clamp = p.clamp > 0.0f ? p.clamp : std::numeric_limits<float>::infinity();
  shape.steps = p.steps;
  level.complete(shape);
  return shape;
}

// The rate as round(rate * 2^24), half to even as in the specification; NaN fires never.
uint32_t fire_limit(float rate) {
  const double scaled = std::nearbyint(static_cast<double>(rate) * 16777216.0);
  return scaled > 0.0 ? static_cast<uint32_t>(std::min(scaled, 4294967295.0)) : 0u;
}

// The index of one of a layer's inputs among the padded ones: those of the first layer are padded filter by filter.
ptrdiff_t place_of(const Problem& p, const Shape& shape, int layer, int input) {
  if (layer > 0) return input;
  return static_cast<ptrdiff_t>(input / p.channels) * shape.padded_channels + input % p.channels;
}

// The caller's weights in the kernel's layout, and their transposes.
void lay_out(const Problem& p, const Shape& shape, Rule& rule) {
  for (int i = 0; i < p.layers; ++i) {
    const Layer& layer = rule.layers[i];
    const int outputs = outputs_of(p, i);
    for (int input = 0; input < inputs_of(p, i); ++input) {
      const float* from = p.weight[i] + static_cast<ptrdiff_t>(input) * outputs;
      const ptrdiff_t place = place_of(p, shape, i, input);
      for (int output = 0; output < outputs; ++output) {
        layer.weight[place * shape.strides[i + 1] + output] = from[output];
        layer.transposed[static_cast<ptrdiff_t>(output) * shape.strides[i] + place] = from[output];
      }
    }
    std::copy_n(p.bias[i], biases_of(p, i), layer.bias);
  }
}

}  // namespace blastema::problem
