// The Python module `blastema._native`: the kernel as XLA FFI targets, and what this processor can run.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "arrays.h"
#include "automaton.h"
#if defined(BLASTEMA_CUDA)
#include "cuda/binding.h"
#endif
#include "decoder_binding.h"
#include "targets.h"
#include "tiles_binding.h"
#include "xla/ffi/api/ffi.h"

namespace nb = nanobind;
namespace ffi = xla::ffi;

namespace {

// The compile-time attributes of a call: one dictionary, `Attributes` in engines/native_calls.py.
struct Attributes {
  bool torus;
  std::string_view life;
  float alive_threshold;
  std::string_view activation, update;
  bool fire_per_channel;
  float clamp;
  int32_t threads;
  std::string_view level;
};

}  // namespace

XLA_FFI_REGISTER_STRUCT_ATTR_DECODING(
    Attributes, StructMember<bool>("torus"), StructMember<std::string_view>("life"),
    StructMember<float>("alive_threshold"), StructMember<std::string_view>("activation"),
    StructMember<std::string_view>("update"), StructMember<bool>("fire_per_channel"), StructMember<float>("clamp"),
    StructMember<int32_t>("threads"), StructMember<std::string_view>("level"));

namespace {

using blastema::binding::Arrays;
using blastema::binding::error_of;
using blastema::binding::guarded;
using blastema::binding::Sizes;

// The kind of that name; `names` are in the order of its enumeration.
template <class Kind>
Kind kind_of(Arrays& arrays, std::string_view name, const std::vector<std::string_view>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) arrays.fail("the kernel does not know '" + std::string(name) + "'");
  return static_cast<Kind>(found - names.begin());
}

// The layers, which are the remaining operands: weight and bias of each.
void read_layers(Arrays& arrays, blastema::Problem& p) {
  const size_t count = arrays.operands_left() / 2;
  if (count < blastema::kMinLayers || count > blastema::kMaxLayers)
    return arrays.fail("the network must have 2 or 3 layers, not " + std::to_string(count));
  p.layers = static_cast<int>(count);
  int64_t inputs = int64_t{p.filters} * p.channels;
  for (int i = 0; i < p.layers; ++i) {
    const Sizes weight = arrays.sizes(), bias = arrays.sizes(1);
    const bool last = i == p.layers - 1;
    const int64_t outputs = last || weight.size() != 2 ? p.channels : weight[1];
    p.weight[i] = arrays.floats("a layer's weight", {inputs, outputs});
    if (i == 0) p.bias_per_sample = bias.size() == 2;
    p.bias[i] = arrays.floats("a layer's bias", i == 0 && p.bias_per_sample ? Sizes{p.batch, outputs} : Sizes{outputs});
    if (!last) p.hidden[i] = static_cast<int>(outputs);
    inputs = outputs;
  }
}

// The operands that every target begins with.
blastema::Problem problem_of(Arrays& arrays, const Attributes& attributes) {
  blastema::Problem p;
  const Sizes state = arrays.sizes(), taps = arrays.sizes(1);
  const bool volume = state.size() == 5;
  if ((state.size() != 4 && !volume) || taps.size() != state.size()) {
    arrays.fail("the state must be [batch, height, width, channels], taps [batch, filters, 3, 3]; of volumes "
                "[batch, depth, height, width, channels] and [batch, filters, 3, 3, 3]");
    return p;
  }
  const int64_t batch = state[0];
  const size_t last = state.size() - 1;
  p.batch = static_cast<int>(batch);
  p.depth = volume ? static_cast<int>(state[1]) : 0;
  p.height = static_cast<int>(state[last - 2]);
  p.width = static_cast<int>(state[last - 1]);
  p.channels = static_cast<int>(state[last]);
  p.filters = static_cast<int>(taps[1]);
  if (volume && p.depth < 1) arrays.fail("a volume must have at least one layer");
  p.life = kind_of<blastema::Life>(arrays, attributes.life, {"neighbourhood", "all", "own-alpha"});
  p.activation = kind_of<blastema::Activation>(arrays, attributes.activation, {"relu", "atan", "tanh"});
  p.update = kind_of<blastema::Update>(arrays, attributes.update, {"residual", "replacing"});
  p.torus = attributes.torus;
  p.fire_per_channel = attributes.fire_per_channel;
  p.alive_threshold = attributes.alive_threshold;
  p.clamp = attributes.clamp;
  p.state = arrays.floats("state", state);
  Sizes taps_expected(state.size(), 3);
  taps_expected[0] = batch, taps_expected[1] = p.filters;
  p.taps = arrays.floats("taps", taps_expected);
  p.fire_seed = arrays.operand<ffi::U32>("fire_seed", {batch});
  p.first_step = arrays.operand<ffi::U32>("first_step", {batch});
  const int32_t* steps = arrays.operand<ffi::S32>("steps", {});
  p.steps = steps != nullptr ? *steps : 0;
  p.fire_rate = arrays.floats("fire_rate", {batch});
  p.step_size = arrays.floats("step_size", {batch});
  return p;
}

// Of `count` grids with so many numbers in each cell.
Sizes grids(const blastema::Problem& p, int64_t count, int64_t numbers) {
  if (p.depth > 0) return {count, p.depth, p.height, p.width, numbers};
  return {count, p.height, p.width, numbers};
}

Sizes state_sizes(const blastema::Problem& p) { return grids(p, p.batch, p.channels); }

blastema::Loss loss_of(Arrays& arrays, const blastema::Problem& p) {
  blastema::Loss loss;
  const Sizes times = arrays.sizes(), pictures = arrays.sizes(2);
  const int64_t count = times.size() == 1 ? times[0] : 0, kept = pictures.empty() ? 0 : pictures[0];
  loss.times = static_cast<int>(count);
  loss.picture_count = static_cast<int>(kept);
  loss.time = arrays.operand<ffi::S32>("times", {count});
  loss.weight = arrays.floats("weights", {count});
  loss.pictures = arrays.floats("pictures", grids(p, kept, 4));
  loss.which = arrays.operand<ffi::S32>("which", {p.batch, count});
  loss.channel_weight = arrays.floats("channel_weights", {4});
  const float* power = arrays.floats("power", {});
  loss.power = power != nullptr ? *power : 1.0f;
  return loss;
}

// Results in the order of the layers' operands.
blastema::Gradients gradients_of(Arrays& arrays, const blastema::Problem& p) {
  blastema::Gradients gradients;
  int64_t inputs = int64_t{p.filters} * p.channels;
  for (int i = 0; i < p.layers; ++i) {
    const int64_t outputs = i == p.layers - 1 ? p.channels : p.hidden[i];
    gradients.weight[i] = arrays.result("a weight's gradient", {inputs, outputs});
    gradients.bias[i] = arrays.result("a bias's gradient", i == 0 && p.bias_per_sample ? Sizes{p.batch, outputs}
                                                                                       : Sizes{outputs});
    inputs = outputs;
  }
  return gradients;
}

blastema::Options options_of(const Attributes& attributes) {
  return {attributes.threads, std::string(attributes.level)};
}

ffi::Error rollout(ffi::RemainingArgs operands, ffi::RemainingRets results, Attributes attributes) {
  Arrays arrays(operands, results);
  auto problem = problem_of(arrays, attributes);
  read_layers(arrays, problem);
  float* final_state = arrays.result("the final state", state_sizes(problem));
  if (!arrays.wrong().empty()) return error_of(arrays.wrong());
  return error_of(blastema::rollout(problem, options_of(attributes), final_state));
}

ffi::Error rollout_gradient(ffi::RemainingArgs operands, ffi::RemainingRets results, Attributes attributes) {
  Arrays arrays(operands, results);
  auto problem = problem_of(arrays, attributes);
  const float* cotangent = arrays.floats("the cotangent", state_sizes(problem));
  read_layers(arrays, problem);
  auto gradients = gradients_of(arrays, problem);
  gradients.state = arrays.result("the state's gradient", state_sizes(problem));
  if (!arrays.wrong().empty()) return error_of(arrays.wrong());
  return error_of(blastema::rollout_gradient(problem, options_of(attributes), cotangent, gradients));
}

ffi::Error loss_and_gradient(ffi::RemainingArgs operands, ffi::RemainingRets results, Attributes attributes) {
  Arrays arrays(operands, results);
  auto problem = problem_of(arrays, attributes);
  const auto loss = loss_of(arrays, problem);
  read_layers(arrays, problem);
  float* losses = arrays.result("the losses", {problem.batch});
  float* final_state = arrays.result("the final state", state_sizes(problem));
  const auto gradients = gradients_of(arrays, problem);
  if (!arrays.wrong().empty()) return error_of(arrays.wrong());
  return error_of(
      blastema::loss_and_gradient(problem, options_of(attributes), loss, losses, final_state, gradients));
}

#define BLASTEMA_BINDING ffi::Ffi::Bind().RemainingArgs().RemainingRets().Attrs<Attributes>()

using Guarded = ffi::Error(ffi::RemainingArgs, ffi::RemainingRets, Attributes);
constexpr Guarded* kGuardedRollout = guarded<Attributes, rollout>;
constexpr Guarded* kGuardedRolloutGradient = guarded<Attributes, rollout_gradient>;
constexpr Guarded* kGuardedLossAndGradient = guarded<Attributes, loss_and_gradient>;

XLA_FFI_DEFINE_HANDLER(kRollout, kGuardedRollout, BLASTEMA_BINDING);
XLA_FFI_DEFINE_HANDLER(kRolloutGradient, kGuardedRolloutGradient, BLASTEMA_BINDING);
XLA_FFI_DEFINE_HANDLER(kLossAndGradient, kGuardedLossAndGradient, BLASTEMA_BINDING);

}  // namespace

NB_MODULE(_native, module) {
  module.doc() = "The native CPU kernel: XLA FFI targets for blastema.engines.native_calls.";
  module.def("targets", [] {
    nb::dict targets;
    targets["blastema_rollout"] = nb::capsule(reinterpret_cast<void*>(kRollout));
    targets["blastema_rollout_gradient"] = nb::capsule(reinterpret_cast<void*>(kRolloutGradient));
    targets["blastema_loss_and_gradient"] = nb::capsule(reinterpret_cast<void*>(kLossAndGradient));
    blastema::binding::add_decoder(targets);
    return targets;
  }, "The FFI targets by name, for jax.ffi.register_ffi_target.");
  module.def("available_levels", &blastema::available_levels, nb::arg("precision") = "float32",
             "Instruction levels this processor can run with products of that precision, best first.");
  blastema::binding::bind_tiles(module);
#if defined(BLASTEMA_CUDA)
  blastema::cuda::bind(module);
#endif
}
