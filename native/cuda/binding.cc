#include "binding.h"

#include <dlfcn.h>
#include <nanobind/stl/string.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "../arrays.h"
#include "card.h"

namespace nb = nanobind;
namespace ffi = xla::ffi;

namespace {

// What is fixed when a call is compiled: `Attributes` in engines/cuda_calls.py.
struct CudaAttributes {
  int64_t kernels;
  int32_t max_steps, members;  // members: blocks for each sample, where a test wants so many; else 0
  float alive_threshold;
};

}  // namespace

XLA_FFI_REGISTER_STRUCT_ATTR_DECODING(
    CudaAttributes, StructMember<int64_t>("kernels"), StructMember<int32_t>("max_steps"),
    StructMember<int32_t>("members"), StructMember<float>("alive_threshold"));

namespace blastema::cuda {
namespace {

using binding::Arrays;

struct Call {
  Params p{};
  Sizes size{};
  bool training = false;
};

enum class Target { kRollout, kRolloutGradient, kLossAndGradient };

// Operands and results are those of the targets in ffi.cc.
Call call_of(Arrays& arrays, const CudaAttributes& attributes, Target target) {
  Call call;
  Params& p = call.p;
  const binding::Sizes state = arrays.sizes(), taps = arrays.sizes(1);
  if (state.size() != 4 || taps.size() != 4 || state[0] < 1) {
    arrays.fail("the state must be [batch, height, width, channels], taps [batch, filters, 3, 3]");
    return call;
  }
  const int64_t batch = state[0], channels = state[3], features = taps[1] * channels;
  p.batch = static_cast<int>(batch);
  p.max_steps = attributes.max_steps;
  p.alive_threshold = attributes.alive_threshold;
  p.state = arrays.floats("state", state);
  p.taps = arrays.floats("taps", {batch, taps[1], 3, 3});
  p.fire_seed = arrays.operand<ffi::U32>("fire_seed", {batch});
  p.first_step = arrays.operand<ffi::U32>("first_step", {batch});
  p.steps = arrays.operand<ffi::S32>("steps", {});
  p.fire_rate = arrays.floats("fire_rate", {batch});
  p.step_size = arrays.floats("step_size", {batch});
  if (target == Target::kRolloutGradient) p.cotangent = arrays.floats("the cotangent", state);
  if (target == Target::kLossAndGradient) {
    const binding::Sizes times = arrays.sizes(), pictures = arrays.sizes(2);
    const int64_t count = times.size() == 1 ? times[0] : 0;
    p.times = static_cast<int>(count);
    p.time = arrays.operand<ffi::S32>("times", {count});
    p.time_weight = arrays.floats("weights", {count});
    p.pictures = arrays.floats("pictures", {pictures.empty() ? 0 : pictures[0], state[1], state[2], 4});
    p.which = arrays.operand<ffi::S32>("which", {batch, count});
    p.channel_weight = arrays.floats("channel_weights", {4});
    p.power = arrays.floats("power", {});
  }
  const binding::Sizes first = arrays.sizes(), bias = arrays.sizes(1);
  const int64_t hidden = first.size() == 2 ? first[1] : 0;
  p.bias_per_sample = bias.size() == 2;
  const binding::Sizes bias_sizes = p.bias_per_sample ? binding::Sizes{batch, hidden} : binding::Sizes{hidden};
  p.weight[0] = arrays.floats("the first layer's weight", {features, hidden});
  p.bias[0] = arrays.floats("the first layer's bias", bias_sizes);
  p.weight[1] = arrays.floats("the second layer's weight", {hidden, channels});
  p.bias[1] = arrays.floats("the second layer's bias", {channels});
  if (target == Target::kLossAndGradient) p.losses = arrays.result("the losses", {batch});
  if (target != Target::kRolloutGradient) p.final_state = arrays.result("the final state", state);
  if (target != Target::kRollout) {
    p.weight_gradient[0] = arrays.result("a weight's gradient", {features, hidden});
    p.bias_gradient[0] = arrays.result("a bias's gradient", bias_sizes);
    p.weight_gradient[1] = arrays.result("a weight's gradient", {hidden, channels});
    p.bias_gradient[1] = arrays.result("a bias's gradient", {channels});
  }
  if (target == Target::kRolloutGradient) p.state_gradient = arrays.result("the state's gradient", state);
  const auto unsigned_of = [](int64_t value) { return static_cast<unsigned long long>(value); };
  call.size = {unsigned_of(state[1] * state[2]), unsigned_of(state[1] * ((state[2] + 31) / 32)), unsigned_of(channels),
               unsigned_of(features), unsigned_of(hidden), 0};
  call.training = target != Target::kRollout;
  return call;
}

constexpr size_t kAlignment = 256;

// Points the scratch arrays into one block of memory; returns its size. base: null to ask for the size only.
size_t bind_scratch(Params& p, const Sizes& size, bool training, char* base) {
  const Scratch scratch = scratch_of(p, size, training);
  void** const arrays[Scratch::kArrays] = {
      reinterpret_cast<void**>(&p.packed),     reinterpret_cast<void**>(&p.flags),
      reinterpret_cast<void**>(&p.large),      reinterpret_cast<void**>(&p.mature),
      reinterpret_cast<void**>(&p.fire),       reinterpret_cast<void**>(&p.alive),
      reinterpret_cast<void**>(&p.fired),      reinterpret_cast<void**>(&p.zeros),
      reinterpret_cast<void**>(&p.states),     reinterpret_cast<void**>(&p.gradient),
      reinterpret_cast<void**>(&p.perception_gradient), reinterpret_cast<void**>(&p.loss_parts),
      reinterpret_cast<void**>(&p.parts),      reinterpret_cast<void**>(&p.bias_parts)};
  size_t used = 0;
  for (int i = 0; i < Scratch::kArrays; ++i) {
    if (base != nullptr) *arrays[i] = base + used;
    used += (scratch.elements[i] * 4 + kAlignment - 1) / kAlignment * kAlignment;  // all are of four bytes
  }
  return used;
}

ffi::Error wrong(const std::string& message) { return ffi::Error::InvalidArgument("blastema: " + message); }

template <Target target>
ffi::Error on_card(void* stream, ffi::ScratchAllocator scratch, ffi::RemainingArgs operands,
                   ffi::RemainingRets results, CudaAttributes attributes) {
  try {
    Arrays arrays(operands, results);
    Call call = call_of(arrays, attributes, target);
    if (!arrays.wrong().empty()) return wrong(arrays.wrong());
    const Loaded& kernels = loaded(attributes.kernels, stream);
    spread(call.p, kernels.processors, static_cast<int64_t>(call.size.cells));
    call.size.packed = kernels.packed_words;
    const size_t bytes = bind_scratch(call.p, call.size, call.training, nullptr);
    const auto memory = scratch.Allocate(bytes);  // XLA's memory is aligned to 256 bytes whatever is asked for
    if (!memory.has_value())
      return ffi::Error(ffi::ErrorCode::kResourceExhausted, "blastema: the card has not " +
                                                                std::to_string(bytes >> 20) +
                                                                " MB of memory left for the states of a rollout");
    bind_scratch(call.p, call.size, call.training, static_cast<char*>(*memory));
    const Sizes& size = call.size;
    const auto parameters = static_cast<int64_t>(
        (size.features + static_cast<unsigned long long>(call.p.bias_per_sample ? call.p.batch : 1)) * size.hidden +
        (size.hidden + 1) * size.channels);
    launch(kernels, call.p, call.training, parameters, stream);
    return ffi::Error::Success();
  } catch (const std::exception& error) {
    return ffi::Error::Internal(std::string("blastema: ") + error.what());
  }
}

// The same on the processor, for tests. Memory that nothing was written to is NaN.
template <Target target>
ffi::Error emulated(ffi::RemainingArgs operands, ffi::RemainingRets results, CudaAttributes attributes) {
  try {
    Arrays arrays(operands, results);
    Call call = call_of(arrays, attributes, target);
    if (!arrays.wrong().empty()) return wrong(arrays.wrong());
    const Kernels& kernels = kernels_of(attributes.kernels);
    if (kernels.emulate == nullptr) return wrong("these kernels are for a card");
    spread(call.p, 4, static_cast<int64_t>(call.size.cells));
    if (attributes.members > 0) call.p.members = attributes.members;
    call.size.packed = kernels.emulated_packed;
    const size_t bytes = bind_scratch(call.p, call.size, call.training, nullptr);
    const std::unique_ptr<char, void (*)(void*)> memory(
        static_cast<char*>(std::aligned_alloc(kAlignment, bytes + kAlignment - bytes % kAlignment)), std::free);
    if (memory == nullptr) return wrong("not enough memory");
    std::memset(memory.get(), 0xff, bytes);
    bind_scratch(call.p, call.size, call.training, memory.get());
    kernels.emulate(&call.p, call.training);
    return ffi::Error::Success();
  } catch (const std::exception& error) {
    return ffi::Error::Internal(std::string("blastema: ") + error.what());
  }
}

#define BLASTEMA_ON_CARD_BINDING            \
  ffi::Ffi::Bind()                          \
      .Ctx<ffi::PlatformStream<void*>>()    \
      .Ctx<ffi::ScratchAllocator>()         \
      .RemainingArgs()                      \
      .RemainingRets()                      \
      .Attrs<CudaAttributes>()
#define BLASTEMA_EMULATED_BINDING ffi::Ffi::Bind().RemainingArgs().RemainingRets().Attrs<CudaAttributes>()

XLA_FFI_DEFINE_HANDLER(kRollout, on_card<Target::kRollout>, BLASTEMA_ON_CARD_BINDING);
XLA_FFI_DEFINE_HANDLER(kRolloutGradient, on_card<Target::kRolloutGradient>, BLASTEMA_ON_CARD_BINDING);
XLA_FFI_DEFINE_HANDLER(kLossAndGradient, on_card<Target::kLossAndGradient>, BLASTEMA_ON_CARD_BINDING);
XLA_FFI_DEFINE_HANDLER(kEmulatedRollout, emulated<Target::kRollout>, BLASTEMA_EMULATED_BINDING);
XLA_FFI_DEFINE_HANDLER(kEmulatedRolloutGradient, emulated<Target::kRolloutGradient>, BLASTEMA_EMULATED_BINDING);
XLA_FFI_DEFINE_HANDLER(kEmulatedLossAndGradient, emulated<Target::kLossAndGradient>, BLASTEMA_EMULATED_BINDING);

template <class Handler>
nb::capsule capsule(Handler* handler) {
  return nb::capsule(reinterpret_cast<void*>(handler));
}

int64_t add_emulation(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  Kernels kernels;
  kernels.emulate = reinterpret_cast<void (*)(const Params*, int)>(dlsym(library, "blastema_emulate"));
  const auto packed = reinterpret_cast<unsigned int (*)()>(dlsym(library, "blastema_packed_words"));
  if (kernels.emulate == nullptr || packed == nullptr) throw std::runtime_error(path + " is no emulation");
  kernels.emulated_packed = packed();
  return add_kernels(std::move(kernels));
}

}  // namespace

void bind(nb::module_& module) {
  module.def("cuda_targets", [](bool emulation) {
    nb::dict targets;
    targets["blastema_cuda_rollout"] = emulation ? capsule(kEmulatedRollout) : capsule(kRollout);
    targets["blastema_cuda_rollout_gradient"] = emulation ? capsule(kEmulatedRolloutGradient) : capsule(kRolloutGradient);
    targets["blastema_cuda_loss_and_gradient"] = emulation ? capsule(kEmulatedLossAndGradient) : capsule(kLossAndGradient);
    return targets;
  }, nb::arg("emulation"), "The FFI targets by name: of cards, or of their emulation on the processor.");
  module.def("cuda_cards", [] {
    nb::list found;
    for (const Card& card : cards()) {
      nb::dict one;
      one["name"] = card.name;
      one["capability"] = nb::make_tuple(card.major, card.minor);
      one["processors"] = card.processors;
      one["shared_bytes"] = card.shared_bytes;
      found.append(one);
    }
    return found;
  }, "The NVIDIA cards of this machine; a RuntimeError says why there is none.");
  module.def("cuda_add_kernels", [](nb::bytes code) {
    Kernels kernels;
    kernels.code = std::string(code.c_str(), code.size());
    return add_kernels(std::move(kernels));
  }, nb::arg("code"), "Keeps compiled kernels; returns their handle, for a call's attributes.");
  module.def("cuda_add_emulation", add_emulation, nb::arg("path"), "The same of a shared library for the processor.");
}

}  // namespace blastema::cuda
