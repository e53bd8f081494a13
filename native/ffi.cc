// The Python module `blastema._native`: the kernel as XLA FFI targets, and what this processor can run.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "automaton.h"
#include "xla/ffi/api/ffi.h"

namespace nb = nanobind;
namespace ffi = xla::ffi;

namespace {

using Floats = ffi::Buffer<ffi::F32>;
using Words = ffi::Buffer<ffi::U32>;
using Integers = ffi::Buffer<ffi::S32>;
using FloatResult = ffi::Result<Floats>;

// The operands and attributes that every target begins with; shapes were checked on the Python side, as far as
// the kernel does not check them itself.
struct Common {
  Floats weight1, bias1, weight2, bias2, state, taps;
  Words seeds, first_step;
  Integers steps;
  Floats fire_rate, step_size;
  int32_t torus, living_mask;
  float alive_threshold;
  int32_t threads;
  std::string_view level;
};

blastema::Problem problem_of(const Common& common) {
  const auto shape = common.state.dimensions();
  blastema::Problem problem;
  problem.batch = static_cast<int>(shape[0]);
  problem.height = static_cast<int>(shape[1]);
  problem.width = static_cast<int>(shape[2]);
  problem.channels = static_cast<int>(shape[3]);
  problem.filters = static_cast<int>(common.taps.dimensions()[1]);
  problem.hidden = static_cast<int>(common.bias1.dimensions()[0]);
  problem.torus = common.torus != 0;
  problem.living_mask = common.living_mask != 0;
  problem.alive_threshold = common.alive_threshold;
  problem.fire_rate = common.fire_rate.typed_data()[0];
  problem.step_size = common.step_size.typed_data()[0];
  problem.steps = common.steps.typed_data()[0];
  problem.seeds = common.seeds.typed_data();
  problem.first_step = common.first_step.typed_data();
  problem.taps = common.taps.typed_data();
  problem.weight1 = common.weight1.typed_data();
  problem.bias1 = common.bias1.typed_data();
  problem.weight2 = common.weight2.typed_data();
  problem.bias2 = common.bias2.typed_data();
  problem.state = common.state.typed_data();
  return problem;
}

// Whether the arrays fit together; the kernel itself checks the rest.
std::string misfit(const Common& common) {
  const auto state = common.state.dimensions(), taps = common.taps.dimensions();
  const auto weight1 = common.weight1.dimensions(), weight2 = common.weight2.dimensions();
  if (state.size() != 4 || taps.size() != 4 || weight1.size() != 2 || weight2.size() != 2)
    return "wrong number of axes";
  if (taps[0] != state[0] || taps[2] != 3 || taps[3] != 3) return "taps must be [batch, filters, 3, 3]";
  if (weight1[0] != taps[1] * state[3]) return "weight1 must have filters * channels rows";
  if (common.bias1.element_count() != static_cast<size_t>(weight1[1]) || weight2[0] != weight1[1])
    return "the layers do not fit together";
  if (weight2[1] != state[3] || common.bias2.element_count() != static_cast<size_t>(state[3]))
    return "the second layer must give as many channels as the state has";
  const auto batch = static_cast<size_t>(state[0]);
  if (common.seeds.element_count() != batch || common.first_step.element_count() != batch)
    return "seeds and first_step must have one entry a sample";
  return "";
}

blastema::Options options_of(const Common& common) {
  return {common.threads, std::string(common.level)};
}

ffi::Error error_of(const std::string& message) {
  return message.empty() ? ffi::Error::Success() : ffi::Error::InvalidArgument("blastema: " + message);
}

ffi::Error rollout(Floats weight1, Floats bias1, Floats weight2, Floats bias2, Floats state, Floats taps,
                   Words seeds, Words first_step, Integers steps, Floats fire_rate, Floats step_size,
                   FloatResult final_state, int32_t torus, int32_t living_mask, float alive_threshold,
                   int32_t threads, std::string_view level) {
  const Common common{weight1, bias1, weight2,   bias2,     state, taps,        seeds,           first_step,
                      steps,   fire_rate, step_size, torus, living_mask, alive_threshold, threads, level};
  if (auto wrong = misfit(common); !wrong.empty()) return error_of(wrong);
  return error_of(blastema::rollout(problem_of(common), options_of(common), final_state->typed_data()));
}

ffi::Error rollout_gradient(Floats weight1, Floats bias1, Floats weight2, Floats bias2, Floats state, Floats taps,
                            Words seeds, Words first_step, Integers steps, Floats fire_rate, Floats step_size,
                            Floats cotangent, FloatResult to_weight1, FloatResult to_bias1,
                            FloatResult to_weight2, FloatResult to_bias2, FloatResult to_state, int32_t torus,
                            int32_t living_mask, float alive_threshold, int32_t threads, std::string_view level) {
  const Common common{weight1, bias1, weight2,   bias2,     state, taps,        seeds,           first_step,
                      steps,   fire_rate, step_size, torus, living_mask, alive_threshold, threads, level};
  if (auto wrong = misfit(common); !wrong.empty()) return error_of(wrong);
  if (cotangent.element_count() != state.element_count()) return error_of("the cotangent does not fit the state");
  const blastema::Gradients gradients{to_weight1->typed_data(), to_bias1->typed_data(), to_weight2->typed_data(),
                                      to_bias2->typed_data(), to_state->typed_data()};
  return error_of(blastema::rollout_gradient(problem_of(common), options_of(common), cotangent.typed_data(),
                                             gradients));
}

ffi::Error loss_and_gradient(Floats weight1, Floats bias1, Floats weight2, Floats bias2, Floats state, Floats taps,
                             Words seeds, Words first_step, Integers steps, Floats fire_rate, Floats step_size,
                             Floats target, Integers loss_times, Floats loss_weights, Floats channel_weights,
                             FloatResult losses, FloatResult final_state, FloatResult to_weight1,
                             FloatResult to_bias1, FloatResult to_weight2, FloatResult to_bias2, int32_t torus,
                             int32_t living_mask, float alive_threshold, int32_t threads, std::string_view level,
                             float loss_power) {
  const Common common{weight1, bias1, weight2,   bias2,     state, taps,        seeds,           first_step,
                      steps,   fire_rate, step_size, torus, living_mask, alive_threshold, threads, level};
  if (auto wrong = misfit(common); !wrong.empty()) return error_of(wrong);
  const auto shape = state.dimensions(), aim = target.dimensions();
  const bool per_sample = aim.size() == 4;
  const size_t cells = static_cast<size_t>(shape[1]) * static_cast<size_t>(shape[2]);
  if (target.element_count() != cells * 4 * (per_sample ? static_cast<size_t>(shape[0]) : 1))
    return error_of("the target must be [height, width, 4] or [batch, height, width, 4]");
  if (loss_times.element_count() != loss_weights.element_count() || channel_weights.element_count() != 4)
    return error_of("loss_weights must fit loss_times, and channel_weights have 4 entries");
  blastema::Loss loss;
  loss.target = target.typed_data();
  loss.target_per_sample = per_sample;
  loss.times = static_cast<int>(loss_times.element_count());
  loss.time = loss_times.typed_data();
  loss.weight = loss_weights.typed_data();
  loss.channel_weight = channel_weights.typed_data();
  loss.power = loss_power;
  const blastema::Gradients gradients{to_weight1->typed_data(), to_bias1->typed_data(), to_weight2->typed_data(),
                                      to_bias2->typed_data(), nullptr};
  return error_of(blastema::loss_and_gradient(problem_of(common), options_of(common), loss, losses->typed_data(),
                                              final_state->typed_data(), gradients));
}

#define BLASTEMA_OPERANDS(binding)                                                                            \
  binding.Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Floats>().Arg<Words>()    \
      .Arg<Words>().Arg<Integers>().Arg<Floats>().Arg<Floats>()
#define BLASTEMA_ATTRIBUTES                                                                             \
  Attr<int32_t>("torus").Attr<int32_t>("living_mask").Attr<float>("alive_threshold").Attr<int32_t>("threads") \
      .Attr<std::string_view>("level")

XLA_FFI_DEFINE_HANDLER(kRollout, rollout,
                       BLASTEMA_OPERANDS(ffi::Ffi::Bind()).Ret<Floats>().BLASTEMA_ATTRIBUTES);
XLA_FFI_DEFINE_HANDLER(kRolloutGradient, rollout_gradient,
                       BLASTEMA_OPERANDS(ffi::Ffi::Bind()).Arg<Floats>().Ret<Floats>().Ret<Floats>().Ret<Floats>()
                           .Ret<Floats>().Ret<Floats>().BLASTEMA_ATTRIBUTES);
XLA_FFI_DEFINE_HANDLER(kLossAndGradient, loss_and_gradient,
                       BLASTEMA_OPERANDS(ffi::Ffi::Bind()).Arg<Floats>().Arg<Integers>().Arg<Floats>().Arg<Floats>()
                           .Ret<Floats>().Ret<Floats>().Ret<Floats>().Ret<Floats>().Ret<Floats>().Ret<Floats>()
                           .BLASTEMA_ATTRIBUTES.Attr<float>("loss_power"));

}  // namespace

NB_MODULE(_native, module) {
  module.doc() = "The native CPU kernel: XLA FFI targets for blastema.kernels.cpu.";
  module.def("targets", [] {
    nb::dict targets;
    targets["blastema_rollout"] = nb::capsule(reinterpret_cast<void*>(kRollout));
    targets["blastema_rollout_gradient"] = nb::capsule(reinterpret_cast<void*>(kRolloutGradient));
    targets["blastema_loss_and_gradient"] = nb::capsule(reinterpret_cast<void*>(kLossAndGradient));
    return targets;
  }, "The FFI targets by name, for jax.ffi.register_ffi_target.");
  module.def("available_levels", &blastema::available_levels, nb::arg("precision") = "float32",
             "Instruction levels this processor can run with products of that precision, best first.");
}
