// Tiles from and to NumPy: worlds are kept by the host, so there is no graph for XLA to compile.
#include "tiles_binding.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "tiles.h"

namespace nb = nanobind;

namespace blastema::binding {
namespace {

template <class T>
using Input = nb::ndarray<const T, nb::c_contig, nb::device::cpu>;
template <class T>
using Output = nb::ndarray<T, nb::c_contig, nb::device::cpu>;
using Cells = nb::ndarray<nb::numpy, float>;

template <class Array>
void fit(const Array& array, const char* name, const std::vector<size_t>& sizes) {
  bool fits = array.ndim() == sizes.size();
  for (size_t i = 0; fits && i < sizes.size(); ++i) fits = array.shape(i) == sizes[i];
  if (!fits) throw std::invalid_argument(std::string("blastema: ") + name + " has another shape than the other arrays");
}

// A species' rule as it comes from Python: [weight, bias, weight, bias, ...], taps [filters, 3, 3].
struct Rule {
  std::vector<Input<float>> layers;
  Input<float> taps;
  float step_size, clamp;
};

Problem problem_of(const Rule& rule, int side, int channels, int filters) {
  Problem p;
  p.batch = 1;
  p.height = p.width = side;
  p.channels = channels;
  p.filters = filters;
  fit(rule.taps, "taps", {static_cast<size_t>(filters), 3, 3});
  p.taps = rule.taps.data();
  p.layers = static_cast<int>(rule.layers.size() / 2);
  if (p.layers < kMinLayers || p.layers > kMaxLayers) throw std::invalid_argument("blastema: 2 or 3 layers are served");
  size_t inputs = static_cast<size_t>(filters) * static_cast<size_t>(channels);
  for (int i = 0; i < p.layers; ++i) {
    const auto &weight = rule.layers[static_cast<size_t>(i) * 2], &bias = rule.layers[static_cast<size_t>(i) * 2 + 1];
    const bool last = i == p.layers - 1;
    const size_t outputs = last || weight.ndim() != 2 ? static_cast<size_t>(channels) : weight.shape(1);
    fit(weight, "a layer's weight", {inputs, outputs});
    fit(bias, "a layer's bias", {outputs});
    p.weight[i] = weight.data();
    p.bias[i] = bias.data();
    if (!last) p.hidden[i] = static_cast<int>(outputs);
    inputs = outputs;
  }
  p.clamp = rule.clamp;
  p.step_size = &rule.step_size;
  return p;
}

// The cells of all tiles as one array of NumPy's, [living, channels].
Cells joined(const std::vector<std::vector<float>>& tiles, size_t channels) {
  size_t count = 0;
  for (const auto& cells : tiles) count += cells.size();
  auto* all = new float[count];
  const nb::capsule owner(all, [](void* memory) noexcept { delete[] static_cast<float*>(memory); });
  float* to = all;
  for (const auto& cells : tiles) to = std::copy(cells.begin(), cells.end(), to);
  return Cells(all, {count / channels, channels}, owner);
}

Cells advance_tiles(const std::vector<Rule>& rules, const std::string& activation, const std::string& update,
                    float alive_threshold, uint32_t height, uint32_t width, int halo, int steps, uint32_t fire_seed,
                    uint32_t first_step, float fire_rate, const Input<int32_t>& places,
                    const Input<int32_t>& neighbours, const std::vector<Input<float>>& cells,
                    const std::vector<Input<uint8_t>>& species, const Output<uint8_t>& species_after, int threads,
                    const std::string& level) {
  if (species_after.ndim() != 3 || cells.size() != 3 || species.size() != 3 || rules.empty() || cells[0].ndim() != 2)
    throw std::invalid_argument("blastema: tiles are [count, tile, tile], of three rows; their cells [living, channels]");
  const size_t count = species_after.shape(0), tile = species_after.shape(1), channels = cells[0].shape(1);
  if (channels < 4) throw std::invalid_argument("blastema: a cell has at least 4 channels");
  fit(species_after, "the species afterwards", {count, tile, tile});
  fit(places, "places", {count, 2});
  fit(neighbours, "neighbours", {count, 9});
  Band band;
  for (size_t i = 0; i < 3; ++i) {
    const size_t stored = species[i].ndim() == 3 ? species[i].shape(0) : 0;
    const size_t living = cells[i].ndim() == 2 ? cells[i].shape(0) : 0;
    fit(species[i], "a row's species", {stored, tile, tile});
    fit(cells[i], "a row's cells", {living, channels});
    for (size_t j = 0; j < count * 3; ++j) {
      const int32_t at = neighbours.data()[j / 3 * 9 + i * 3 + j % 3];
      if (at >= static_cast<int64_t>(stored)) throw std::invalid_argument("blastema: a neighbour is not stored");
    }
    band.rows[i] = {species[i].data(), cells[i].data(), stored, living};
  }
  std::vector<Problem> problems;
  for (const Rule& rule : rules) {
    const int side = static_cast<int>(tile) + 2 * halo;
    Problem p = problem_of(rule, side, static_cast<int>(channels), static_cast<int>(rule.taps.shape(0)));
    p.activation = activation == "atan" ? Activation::kAtan : activation == "tanh" ? Activation::kTanh : Activation::kRelu;
    p.update = update == "replacing" ? Update::kReplacing : Update::kResidual;
    p.alive_threshold = alive_threshold;
    p.steps = steps;
    p.fire_seed = &fire_seed;
    p.first_step = &first_step;
    p.fire_rate = &fire_rate;
    problems.push_back(p);
  }
  for (const Problem& p : problems)
    if (p.filters != problems[0].filters || p.layers != problems[0].layers || p.hidden[0] != problems[0].hidden[0] ||
        p.hidden[1] != problems[0].hidden[1])
      throw std::invalid_argument("blastema: species have rules of different sizes");
  const Land land{height, width, static_cast<int>(tile), halo, problems.data(), static_cast<int>(problems.size())};
  band.count = static_cast<int>(count);
  band.places = places.data();
  band.neighbours = neighbours.data();
  band.species_after = species_after.data();
  std::vector<std::vector<float>> cells_after;
  Failure failure;
  {
    nb::gil_scoped_release release;
    failure = blastema::advance_tiles(land, band, {threads, level}, cells_after);
  }
  if (failure.kind == Failure::Kind::kResources) throw std::bad_alloc();
  if (failure) throw std::invalid_argument("blastema: " + failure.message);
  return joined(cells_after, channels);
}

}  // namespace

void bind_tiles(nb::module_& module) {
  nb::class_<Rule>(module, "Rule")
      .def(
          "__init__",
          [](Rule* self, std::vector<Input<float>> layers, Input<float> taps, float step_size, float clamp) {
            new (self) Rule{std::move(layers), std::move(taps), step_size, clamp};
          },
          nb::arg("layers"), nb::arg("taps"), nb::arg("step_size"), nb::arg("clamp"));
  module.def("advance_tiles", &advance_tiles, nb::arg("rules"), nb::kw_only(), nb::arg("activation"), nb::arg("update"),
             nb::arg("alive_threshold"), nb::arg("height"), nb::arg("width"), nb::arg("halo"), nb::arg("steps"),
             nb::arg("fire_seed"), nb::arg("first_step"), nb::arg("fire_rate"), nb::arg("places"),
             nb::arg("neighbours"), nb::arg("cells"), nb::arg("species"), nb::arg("species_after"),
             nb::arg("threads"), nb::arg("level"),
             "Steps tiles of a torus, with what is stored around them; see native/tiles.h. Returns the living cells.");
}

}  // namespace blastema::binding
