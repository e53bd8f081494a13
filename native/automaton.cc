// The driver: checks, memory, threads and the sums over samples.
//
// A team of threads takes samples from a queue, one after another, and does each of them whole: forward, then
// backward, so that saved states exist only for the samples at work. With at least as many samples as threads a
// team is one thread.
#include "automaton.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <exception>
#include <memory>
#include <thread>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "dispatch.h"
#include "memory.h"

namespace blastema {
namespace {

using internal::Arena;
using internal::Block;
using internal::Level;
using internal::Rule;
using internal::RuleGradient;
using internal::Sample;
using internal::Shape;
using internal::Team;
using internal::Workspace;

struct Task {
  const Problem& problem;
  const Options& options;
  const Loss* loss = nullptr;
  const float* cotangent = nullptr;
  const Gradients* gradients = nullptr;
  float* losses = nullptr;
  float* final_state = nullptr;
};

std::string check(const Problem& p, const Level* level, const Options& options) {
  if (level == nullptr) return "instruction level '" + options.level + "' is not available on this processor";
  if (p.batch < 0 || p.height < 1 || p.width < 1) return "the grid must have at least one cell";
  if (static_cast<int64_t>(p.height + 2) * (p.width + 2) > INT32_MAX) return "the grid has more than 2^31 cells";
  if (p.channels < 4 || p.channels % 4 != 0) return "channels must be a multiple of 4";
  if (p.hidden < 16 || p.hidden % 16 != 0) return "the hidden layer's width must be a multiple of 16";
  if (p.filters < 1 || p.filters > internal::kMaxFilters) return "there must be 1 to 8 perception filters";
  if (p.steps < 0) return "the number of steps must not be negative";
  if (options.threads < 1) return "the number of threads must be at least 1";
  return "";
}

Shape shape_of(const Problem& p, const Level& level) {
  Shape shape{};
  shape.height = p.height;
  shape.width = p.width;
  shape.channels = p.channels;
  shape.filters = p.filters;
  shape.hidden = p.hidden;
  shape.torus = p.torus;
  shape.living_mask = p.living_mask;
  shape.alive_threshold = p.alive_threshold;
  shape.step_size = p.step_size;
  shape.steps = p.steps;
  // The rate as round(rate * 2^24), half to even as in the specification; NaN fires never.
  const double scaled = std::nearbyint(static_cast<double>(p.fire_rate) * 16777216.0);
  shape.fire_limit = scaled > 0.0 ? static_cast<uint32_t>(std::min(scaled, 4294967295.0)) : 0u;
  level.complete(shape);
  return shape;
}

// The caller's weights in the kernel's layout, and their transposes.
void lay_out(const Problem& p, const Shape& shape, Rule& rule) {
  for (int filter = 0; filter < p.filters; ++filter)
    for (int channel = 0; channel < p.channels; ++channel) {
      const float* from = p.weight1 + static_cast<ptrdiff_t>(filter * p.channels + channel) * p.hidden;
      const ptrdiff_t feature = filter * shape.padded_channels + channel;
      for (int unit = 0; unit < p.hidden; ++unit) {
        rule.weight1[feature * shape.hidden_stride + unit] = from[unit];
        rule.weight1_transposed[static_cast<ptrdiff_t>(unit) * shape.features_stride + feature] = from[unit];
      }
    }
  for (int unit = 0; unit < p.hidden; ++unit)
    for (int channel = 0; channel < p.channels; ++channel) {
      const float value = p.weight2[static_cast<ptrdiff_t>(unit) * p.channels + channel];
      rule.weight2[static_cast<ptrdiff_t>(unit) * shape.padded_channels + channel] = value;
      rule.weight2_transposed[static_cast<ptrdiff_t>(channel) * shape.hidden_stride + unit] = value;
    }
  std::copy_n(p.bias1, p.hidden, rule.bias1);
  std::copy_n(p.bias2, p.channels, rule.bias2);
}

// One sample's gradient, its lanes added in order, in the caller's layout.
void add_gradient(const Problem& p, const Shape& shape, const RuleGradient& from, const Gradients& to) {
  for (int filter = 0; filter < p.filters; ++filter)
    for (int channel = 0; channel < p.channels; ++channel) {
      float* out = to.weight1 + static_cast<ptrdiff_t>(filter * p.channels + channel) * p.hidden;
      const ptrdiff_t feature = filter * shape.padded_channels + channel;
      for (int unit = 0; unit < p.hidden; ++unit) out[unit] += from.weight1[feature * shape.hidden_stride + unit];
    }
  for (int unit = 0; unit < p.hidden; ++unit)
    for (int channel = 0; channel < p.channels; ++channel)
      to.weight2[static_cast<ptrdiff_t>(unit) * p.channels + channel] +=
          from.weight2_transposed[static_cast<ptrdiff_t>(channel) * shape.hidden_stride + unit];
  for (int unit = 0; unit < p.hidden; ++unit) to.bias1[unit] += from.bias1[unit];
  for (int channel = 0; channel < p.channels; ++channel) to.bias2[channel] += from.bias2[channel];
}

Sample sample_of(const Task& task, int index) {
  const Problem& p = task.problem;
  const ptrdiff_t cells = static_cast<ptrdiff_t>(p.height) * p.width;
  const ptrdiff_t state = index * cells * p.channels;
  Sample sample{};
  sample.seed = p.seeds[index];
  sample.first_step = p.first_step[index];
  sample.taps = p.taps + static_cast<ptrdiff_t>(index) * p.filters * 9;
  sample.state = p.state + state;
  sample.final_state = task.final_state != nullptr ? task.final_state + state : nullptr;
  sample.backward = task.gradients != nullptr;
  sample.cotangent = task.cotangent != nullptr ? task.cotangent + state : nullptr;
  if (task.loss != nullptr) {
    sample.loss.target = task.loss->target + (task.loss->target_per_sample ? index * cells * 4 : 0);
    sample.loss.times = task.loss->times;
    sample.loss.time = task.loss->time;
    sample.loss.weight = task.loss->weight;
    sample.loss.channel_weight = task.loss->channel_weight;
    sample.loss.gradient_scale = 1.0f / static_cast<float>(p.batch);
    sample.loss.power = task.loss->power;
    sample.loss_value = task.losses + index;
  }
  if (sample.backward && task.gradients->state != nullptr)
    sample.state_gradient = task.gradients->state + state;
  return sample;
}

void pause(uint32_t spins) {
  if (spins > 200) {
    std::this_thread::yield();  // another program may hold the core that the team waits for
    return;
  }
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Everything the threads share during a call.
class Call {
 public:
  Call(const Task& task, const Level& level)
      : task_(task),
        level_(level),
        shape_(shape_of(task.problem, level)),
        backward_(task.gradients != nullptr),
        rule_block_(level.bind_rule(shape_, rule_, nullptr)),
        lane_bytes_(level.bind_gradient(shape_, unbound_, nullptr)),
        sums_block_(backward_ ? lane_bytes_ * internal::kLanes * static_cast<size_t>(task.problem.batch) : 0) {
    level.bind_rule(shape_, rule_, rule_block_.data());
    lay_out(task.problem, shape_, rule_);
    level.prepare(shape_, rule_);
  }

  std::string run() {
    const int batch = task_.problem.batch, threads = task_.options.threads;
    const int team_count = std::min(batch, threads);
    // A team shares out the lanes of the gradient; more threads than lanes would have nothing to do.
    const int most = backward_ ? internal::kLanes : threads;
    std::vector<std::unique_ptr<TeamMemory>> teams;
    for (int i = 0; i < team_count; ++i) {
      const int size = std::min(most, threads * (i + 1) / team_count - threads * i / team_count);
      teams.push_back(std::make_unique<TeamMemory>(level_, shape_, size, backward_));
    }
    std::vector<std::thread> helpers;
    try {
      for (int i = 0; i < team_count; ++i)
        for (int part = i == 0 ? 1 : 0; part < teams[static_cast<size_t>(i)]->team.size; ++part)
          helpers.emplace_back([this, &teams, i, part] { work(*teams[static_cast<size_t>(i)], part); });
    } catch (const std::exception& error) {
      // Some teams are incomplete and would wait for ever: tell all not to begin.
      start_.store(-1);
      for (auto& helper : helpers) helper.join();
      return std::string("could not start a thread: ") + error.what();
    }
    start_.store(1);
    work(*teams[0], 0);
    for (auto& helper : helpers) helper.join();
    if (failed_.load()) return "out of memory for the states that the backward pass needs";
    if (backward_) sum();
    return "";
  }

 private:
  struct TeamMemory {
    TeamMemory(const Level& level, const Shape& shape, int size, bool backward)
        : block(level.bind_workspace(shape, workspace, size, backward, nullptr)) {
      team.size = size;
      team.pause = pause;
      level.bind_workspace(shape, workspace, size, backward, block.data());
      workspace.arena = &arena;
    }
    Team team;
    Workspace workspace;
    Arena arena;
    Block block;
    int sample = 0;
  };

  const Task& task_;
  const Level& level_;
  const Shape shape_;
  const bool backward_;
  Rule rule_{};
  RuleGradient unbound_{};
  Block rule_block_;
  const size_t lane_bytes_;
  Block sums_block_;
  std::atomic<int> start_{0}, next_{0};
  std::atomic<bool> failed_{false};

  RuleGradient lane(int sample, int index) const {
    RuleGradient gradient{};
    const size_t place = static_cast<size_t>(sample) * internal::kLanes + static_cast<size_t>(index);
    level_.bind_gradient(shape_, gradient, sums_block_.data() + place * lane_bytes_);
    return gradient;
  }

  // A member of a team: samples from the queue until none is left. The leader draws them.
  void work(TeamMemory& memory, int part) {
    while (start_.load() == 0) std::this_thread::yield();
    if (start_.load() < 0) return;
    for (;;) {
      if (part == 0) {
        memory.sample = next_.fetch_add(1);
        memory.arena.rewind();
        if (backward_ && memory.sample < task_.problem.batch)
          for (int i = 0; i < internal::kLanes; ++i) memory.workspace.lanes[i] = lane(memory.sample, i);
      }
      meet(memory.team);
      const int index = memory.sample;
      if (index >= task_.problem.batch) return;
      level_.run(shape_, rule_, sample_of(task_, index), memory.workspace, memory.team, part);
      if (memory.workspace.failed) failed_.store(true);
      meet(memory.team);
      if (part == 0) memory.workspace.used = true;
    }
  }

  static void meet(Team& team) {
    if (team.size == 1) return;
    const uint32_t generation = __atomic_load_n(&team.generation, __ATOMIC_ACQUIRE);
    if (__atomic_add_fetch(&team.arrived, 1, __ATOMIC_ACQ_REL) == static_cast<uint32_t>(team.size)) {
      __atomic_store_n(&team.arrived, 0, __ATOMIC_RELAXED);
      __atomic_store_n(&team.generation, generation + 1, __ATOMIC_RELEASE);
      return;
    }
    for (uint32_t spins = 0; __atomic_load_n(&team.generation, __ATOMIC_ACQUIRE) == generation; ++spins)
      pause(spins);
  }

  void sum() const {
    const Problem& p = task_.problem;
    const Gradients& to = *task_.gradients;
    for (int sample = 0; sample < p.batch; ++sample)
      for (int index = 0; index < internal::kLanes; ++index)
        add_gradient(p, shape_, lane(sample, index), to);
  }
};

void clear(const Problem& p, const Gradients& gradients) {
  const ptrdiff_t features = static_cast<ptrdiff_t>(p.filters) * p.channels;
  std::fill_n(gradients.weight1, features * p.hidden, 0.0f);
  std::fill_n(gradients.bias1, p.hidden, 0.0f);
  std::fill_n(gradients.weight2, static_cast<ptrdiff_t>(p.hidden) * p.channels, 0.0f);
  std::fill_n(gradients.bias2, p.channels, 0.0f);
}

std::string perform(const Task& task) {
  const Problem& p = task.problem;
  const Level* level = internal::find_level(task.options.level);
  if (std::string wrong = check(p, level, task.options); !wrong.empty()) return wrong;
  if (task.gradients != nullptr) clear(p, *task.gradients);
  const size_t floats = static_cast<size_t>(p.batch) * static_cast<size_t>(p.height) *
                        static_cast<size_t>(p.width) * static_cast<size_t>(p.channels);
  if (p.steps == 0 || floats == 0) {
    // Nothing moves and nothing dies.
    if (task.losses != nullptr) std::fill_n(task.losses, p.batch, 0.0f);
    if (floats == 0) return "";
    if (task.final_state != nullptr) std::memmove(task.final_state, p.state, floats * sizeof(float));
    if (task.gradients != nullptr && task.gradients->state != nullptr)
      std::memmove(task.gradients->state, task.cotangent, floats * sizeof(float));
    return "";
  }
  try {
    return Call(task, *level).run();
  } catch (const std::exception& error) {
    return std::string("the native kernel failed: ") + error.what();
  }
}

}  // namespace

std::string rollout(const Problem& problem, const Options& options, float* final_state) {
  Task task{problem, options};
  task.final_state = final_state;
  return perform(task);
}

std::string rollout_gradient(const Problem& problem, const Options& options, const float* cotangent,
                             const Gradients& gradients) {
  Task task{problem, options};
  task.cotangent = cotangent;
  task.gradients = &gradients;
  return perform(task);
}

std::string loss_and_gradient(const Problem& problem, const Options& options, const Loss& loss, float* losses,
                              float* final_state, const Gradients& gradients) {
  Task task{problem, options};
  task.loss = &loss;
  task.losses = losses;
  task.final_state = final_state;
  task.gradients = &gradients;
  return perform(task);
}

std::vector<std::string> available_levels(const std::string& precision) {
  std::vector<std::string> names;
  if (precision == "float32")
    for (const Level* level : internal::float32_levels()) names.emplace_back(level->name);
  if (precision == "bf16")
    for (const Level* level : internal::bf16_levels()) names.emplace_back(level->name);
  return names;
}

}  // namespace blastema
