#include "case.h"

#include <cstdio>
#include <cstdlib>
#include <limits>

namespace blastema::test {
namespace {

int pick(std::mt19937& random, std::initializer_list<int> choices) {
  return choices.begin()[random() % choices.size()];
}

void succeed(const std::string& error) {
  if (error.empty()) return;
  std::fprintf(stderr, "unexpected error: %s\n", error.c_str());
  std::exit(1);
}

Gradients room_for(const Case& one, Results& results, bool with_state) {
  results.weight1.resize(one.weight1.size());
  results.bias1.resize(one.bias1.size());
  results.weight2.resize(one.weight2.size());
  results.bias2.resize(one.bias2.size());
  if (with_state) results.state.resize(one.state.size());
  return {results.weight1.data(), results.bias1.data(), results.weight2.data(), results.bias2.data(),
          with_state ? results.state.data() : nullptr};
}

}  // namespace

Case& Case::operator=(const Case& other) {
  problem = other.problem;
  tame = other.tame;
  seeds = other.seeds, first_step = other.first_step, taps = other.taps;
  weight1 = other.weight1, bias1 = other.bias1, weight2 = other.weight2, bias2 = other.bias2;
  state = other.state, cotangent = other.cotangent, target = other.target;
  loss_weight = other.loss_weight, loss_time = other.loss_time, channel_weight = other.channel_weight;
  target_per_sample = other.target_per_sample, loss_power = other.loss_power;
  bind();
  return *this;
}

Case Case::draw(std::mt19937& random) {
  Case one;
  Problem& p = one.problem;
  p.batch = pick(random, {1, 1, 2, 3});
  p.height = pick(random, {1, 2, 3, 8, 17});
  p.width = pick(random, {1, 2, 5, 19, 64, 65, 130});
  p.channels = pick(random, {4, 8, 12, 16, 16, 20});
  p.filters = pick(random, {1, 2, 3, 3, 4, 8});
  p.hidden = pick(random, {16, 32, 48, 128});
  p.torus = random() % 2 == 0;
  p.living_mask = random() % 3 != 0;
  p.alive_threshold = random() % 8 == 0 ? -0.1f : 0.1f;
  p.fire_rate = static_cast<float>(pick(random, {0, 1, 2, 2})) / 2.0f;
  p.step_size = random() % 2 == 0 ? 1.0f : 0.4f;
  p.steps = pick(random, {0, 1, 2, 5});
  one.loss_power = random() % 2 == 0 ? 1.0f : 0.5f;
  const bool wild = random() % 4 == 0;
  one.fill(random, 0.2f, wild);
  return one;
}

void Case::fill(std::mt19937& random, float scale, bool wild) {
  std::normal_distribution<float> normal;
  const Problem& p = problem;
  const size_t batch = static_cast<size_t>(p.batch), channels = static_cast<size_t>(p.channels);
  const size_t hidden = static_cast<size_t>(p.hidden), filters = static_cast<size_t>(p.filters);
  const size_t cells = static_cast<size_t>(p.height) * static_cast<size_t>(p.width);
  const auto fill_with = [&](std::vector<float>& array, size_t count, float size) {
    array.resize(count);
    for (auto& value : array) value = size * normal(random);
  };
  tame = !wild;
  target_per_sample = random() % 2 == 0;
  fill_with(taps, batch * filters * 9, 0.3f);
  for (size_t b = 0; b < batch; ++b)  // the first filter is the identity
    for (size_t i = 0; i < 9; ++i) taps[b * filters * 9 + i] = i == 4 ? 1.0f : 0.0f;
  fill_with(weight1, filters * channels * hidden, scale);
  fill_with(bias1, hidden, scale);
  fill_with(weight2, hidden * channels, scale);
  fill_with(bias2, channels, scale);
  fill_with(state, batch * cells * channels, 1.0f);
  fill_with(cotangent, state.size(), 1.0f);
  fill_with(target, cells * 4 * (target_per_sample ? batch : 1), 1.0f);
  const size_t empty = random() % 4;  // of four parts of the cells, how many are empty
  for (size_t cell = 0; cell < batch * cells; ++cell)
    if (random() % 4 < empty)
      for (size_t c = 0; c < channels; ++c) state[cell * channels + c] = 0.0f;
  if (wild) {
    const float inf = std::numeric_limits<float>::infinity();
    const float strange[] = {inf, -inf, std::numeric_limits<float>::quiet_NaN(), 3e38f, -3e38f, 1e-42f};
    for (int i = 0; i < 4; ++i) state[random() % state.size()] = strange[random() % 6];
    if (random() % 2 == 0) weight1[random() % weight1.size()] = strange[random() % 6];
  }
  loss_time = {p.steps / 2, p.steps, 1};
  loss_weight = {0.5f, 1.0f, 0.25f};
  seeds.resize(batch);
  first_step.resize(batch);
  for (size_t b = 0; b < batch; ++b) seeds[b] = static_cast<uint32_t>(random()), first_step[b] = 4294967295u;
  bind();
}

void Case::bind() {
  problem.seeds = seeds.data();
  problem.first_step = first_step.data();
  problem.taps = taps.data();
  problem.weight1 = weight1.data();
  problem.bias1 = bias1.data();
  problem.weight2 = weight2.data();
  problem.bias2 = bias2.data();
  problem.state = state.data();
}

Results Case::forward(const std::string& level, int threads) const {
  Results results;
  results.final_state.resize(state.size());
  succeed(rollout(problem, {threads, level}, results.final_state.data()));
  return results;
}

Results Case::gradient(const std::string& level, int threads) const {
  Results results;
  const Gradients gradients = room_for(*this, results, true);
  succeed(rollout_gradient(problem, {threads, level}, cotangent.data(), gradients));
  return results;
}

Results Case::loss(const std::string& level, int threads) const {
  Results results;
  const Gradients gradients = room_for(*this, results, false);
  results.final_state.resize(state.size());
  results.losses.resize(static_cast<size_t>(problem.batch));
  Loss loss;
  loss.target = target.data();
  loss.target_per_sample = target_per_sample;
  loss.times = static_cast<int>(loss_time.size());
  loss.time = loss_time.data();
  loss.weight = loss_weight.data();
  loss.channel_weight = channel_weight.data();
  loss.power = loss_power;
  succeed(loss_and_gradient(problem, {threads, level}, loss, results.losses.data(), results.final_state.data(),
                            gradients));
  return results;
}

std::string Case::describe() const {
  char text[256];
  std::snprintf(text, sizeof text,
                "batch %d, %d x %d, channels %d, filters %d, hidden %d, torus %d, mask %d, threshold %g, rate %g, "
                "steps %d, tame %d",
                problem.batch, problem.height, problem.width, problem.channels, problem.filters, problem.hidden,
                problem.torus, problem.living_mask, static_cast<double>(problem.alive_threshold),
                static_cast<double>(problem.fire_rate), problem.steps, tame);
  return text;
}

}  // namespace blastema::test
