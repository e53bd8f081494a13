// The driver: checks, memory, threads and the sums over samples.
//
// A team of threads takes samples from a queue, one after another, and computes each completely: forward, then
// backward, so that saved states exist only for samples in progress. With at least as many samples as threads a
// team is one thread.
#include "automaton.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <thread>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "dispatch.h"
#include "memory.h"
#include "problem.h"

namespace blastema {
namespace {

using internal::Arena;
using internal::Block;
using internal::Layer;
using internal::Level;
using internal::Rule;
using internal::RuleGradient;
using internal::Sample;
using internal::Shape;
using internal::Team;
using internal::Workspace;
using namespace problem;

struct Task {
  const Problem& problem;
  const Options& options;
  const Loss* loss = nullptr;
  const float* cotangent = nullptr;
  const Gradients* gradients = nullptr;
  float* losses = nullptr;
  float* final_state = nullptr;
};

Failure check(const Problem& p, const Loss& loss) {
  for (int64_t i = 0; i < int64_t{p.batch} * loss.times; ++i)
    if (loss.which[i] < 0 || loss.which[i] >= loss.picture_count)
      return wrong("picture " + std::to_string(loss.which[i]) + " is wanted, but there are " +
                   std::to_string(loss.picture_count));
  return {};
}

// One sample's gradient, its lanes added in order, in the caller's layout.
void add_gradient(const Problem& p, const Shape& shape, int sample, const RuleGradient& from, const Gradients& to) {
  for (int i = 0; i < p.layers; ++i) {
    const bool transposed = i == p.layers - 1;
    const ptrdiff_t by_input = transposed ? 1 : shape.strides[i + 1];
    const ptrdiff_t by_output = transposed ? shape.strides[i] : 1;
    const int outputs = outputs_of(p, i);
    for (int input = 0; input < inputs_of(p, i); ++input) {
      const float* sums = from.layers[i].weight + place_of(p, shape, i, input) * by_input;
      float* out = to.weight[i] + static_cast<ptrdiff_t>(input) * outputs;
      for (int output = 0; output < outputs; ++output) out[output] += sums[output * by_output];
    }
    float* out = to.bias[i] + (bias_rows(p, i) > 1 ? static_cast<ptrdiff_t>(sample) * outputs : 0);
    for (int output = 0; output < outputs; ++output) out[output] += from.layers[i].bias[output];
  }
}

internal::SampleLoss loss_of(const Problem& p, const Loss& from, int index) {
  internal::SampleLoss loss;
  loss.pictures = from.pictures;
  loss.which = from.which + static_cast<ptrdiff_t>(index) * from.times;
  loss.times = from.times;
  loss.time = from.time;
  loss.weight = from.weight;
  loss.channel_weight = from.channel_weight;
  loss.gradient_scale = 1.0f / static_cast<float>(p.batch);
  loss.power = from.power;
  return loss;
}

Sample sample_of(const Task& task, const Shape& shape, const Rule& rule, int index) {
  const Problem& p = task.problem;
  const ptrdiff_t state = index * static_cast<ptrdiff_t>(floats_of(p));
  Sample sample{};
  sample.seed = p.fire_seed[index];
  sample.first_step = p.first_step[index];
  sample.fire_limit = fire_limit(p.fire_rate[index]);
  sample.step_size = p.step_size[index];
  sample.bias = rule.layers[0].bias + (shape.bias_rows > 1 ? static_cast<ptrdiff_t>(index) * shape.units[1] : 0);
  sample.taps = p.taps + static_cast<ptrdiff_t>(index) * p.filters * taps_of(p);
  sample.state = p.state + state;
  sample.final_state = task.final_state != nullptr ? task.final_state + state : nullptr;
  sample.backward = task.gradients != nullptr;
  sample.cotangent = task.cotangent != nullptr ? task.cotangent + state : nullptr;
  if (task.loss != nullptr) {
    sample.loss = loss_of(p, *task.loss, index);
    sample.loss_value = task.losses + index;
  }
  if (sample.backward && task.gradients->state != nullptr)
    sample.state_gradient = task.gradients->state + state;
  return sample;
}

void pause(uint32_t spins) {
  if (spins > 200) {
    std::this_thread::yield();  // another program may be using the core that the team waits for
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

  Failure run() {
    const int batch = task_.problem.batch, threads = task_.options.threads;
    const int team_count = std::min(batch, threads);
    // A team divides the lanes of the gradient; more threads than lanes would be idle.
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
      // Some teams are incomplete and would wait indefinitely: tell all not to begin.
      start_.store(-1);
      for (auto& helper : helpers) helper.join();
      return {Failure::Kind::kResources, std::string("could not start a thread: ") + error.what()};
    }
    start_.store(1);
    work(*teams[0], 0);
    for (auto& helper : helpers) helper.join();
    if (failed_.load())
      return out_of_memory(task_.problem);
    if (backward_) sum();
    return {};
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
      level_.run(shape_, rule_, sample_of(task_, shape_, rule_, index), memory.workspace, memory.team, part);
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
        add_gradient(p, shape_, sample, lane(sample, index), to);
  }
};

void clear(const Problem& p, const Gradients& gradients) {
  for (int i = 0; i < p.layers; ++i) {
    std::fill_n(gradients.weight[i], weights_of(p, i), 0.0f);
    std::fill_n(gradients.bias[i], biases_of(p, i), 0.0f);
  }
}

// No step: nothing changes.
void pass_through(const Task& task, size_t floats) {
  if (task.losses != nullptr) std::fill_n(task.losses, task.problem.batch, 0.0f);
  if (floats == 0) return;
  if (task.final_state != nullptr) std::memmove(task.final_state, task.problem.state, floats * sizeof(float));
  if (task.gradients != nullptr && task.gradients->state != nullptr)
    std::memmove(task.gradients->state, task.cotangent, floats * sizeof(float));
}

Failure perform(const Task& task) {
  const Problem& p = task.problem;
  const Level* level = internal::find_level(task.options.level);
  if (Failure found = problem::check(p, level, task.options)) return found;
  if (task.loss != nullptr)
    if (Failure found = check(p, *task.loss)) return found;
  if (const char* obstacle = level->obstacle(shape_of(p, *level))) return wrong(obstacle);
  if (task.gradients != nullptr) clear(p, *task.gradients);
  const size_t floats = static_cast<size_t>(p.batch) * floats_of(p);
  if (p.steps == 0 || floats == 0) {
    pass_through(task, floats);
    return {};
  }
  try {
    return Call(task, *level).run();
  } catch (const std::bad_alloc&) {
    return out_of_memory(p);
  } catch (const std::exception& error) {
    return {Failure::Kind::kInternal, std::string("the native kernel failed: ") + error.what()};
  }
}

}  // namespace

Failure rollout(const Problem& problem, const Options& options, float* final_state) {
  Task task{problem, options};
  task.final_state = final_state;
  return perform(task);
}

Failure rollout_gradient(const Problem& problem, const Options& options, const float* cotangent,
                         const Gradients& gradients) {
  Task task{problem, options};
  task.cotangent = cotangent;
  task.gradients = &gradients;
  return perform(task);
}

Failure loss_and_gradient(const Problem& problem, const Options& options, const Loss& loss, float* losses,
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
