#include "case.h"

#include <cstdio>
#include <cstdlib>
#include <limits>

namespace blastema::test {
namespace {

int pick(std::mt19937& random, std::initializer_list<int> choices) {
  return choices.begin()[random() % choices.size()];
}

void succeed(const Failure& failure) {
  if (!failure) return;
  std::fprintf(stderr, "unexpected error: %s\n", failure.message.c_str());
  std::exit(1);
}

Gradients room_for(const Case& one, Results& results, bool with_state) {
  Gradients gradients;
  for (int i = 0; i < one.problem.layers; ++i) {
    results.weight[i].resize(one.weight[i].size());
    results.bias[i].resize(one.bias[i].size());
    gradients.weight[i] = results.weight[i].data();
    gradients.bias[i] = results.bias[i].data();
  }
  if (with_state) results.state.resize(one.state.size());
  gradients.state = with_state ? results.state.data() : nullptr;
  return gradients;
}

}  // namespace

Case& Case::operator=(const Case& other) {
  problem = other.problem;
  tame = other.tame;
  fire_seed = other.fire_seed, first_step = other.first_step;
  fire_rate = other.fire_rate, step_size = other.step_size, taps = other.taps;
  for (int i = 0; i < kMaxLayers; ++i) weight[i] = other.weight[i], bias[i] = other.bias[i];
  state = other.state, cotangent = other.cotangent, pictures = other.pictures, which = other.which;
  loss_weight = other.loss_weight, loss_time = other.loss_time, channel_weight = other.channel_weight;
  loss_power = other.loss_power;
  bind();
  return *this;
}

Case Case::draw(std::mt19937& random, bool volume) {
  Case one;
  Problem& p = one.problem;
  p.batch = pick(random, {1, 1, 2, 3});
  p.height = pick(random, {1, 2, 3, 8, 17});
  p.width = pick(random, {1, 2, 5, 19, 64, 65, 130});
  if (volume) p.depth = pick(random, {1, 2, 5}), p.height = pick(random, {1, 2, 6}), p.width = pick(random, {1, 7, 65});
  p.channels = pick(random, {4, 8, 12, 16, 16, 20});
  p.filters = pick(random, {1, 2, 3, 3, 4, 8});
  p.layers = pick(random, {2, 2, 3});
  p.hidden[0] = pick(random, {16, 32, 48, 128});
  p.hidden[1] = pick(random, {16, 32, 80});
  p.life = static_cast<Life>(pick(random, {0, 0, 1, 2, 2}));
  p.activation = static_cast<Activation>(pick(random, {0, 0, 1, 2}));
  p.update = static_cast<Update>(pick(random, {0, 0, 1}));
  p.torus = random() % 2 == 0;
  p.fire_per_channel = random() % 3 == 0;
  p.clamp = random() % 3 == 0 ? 0.8f : 0.0f;
  p.bias_per_sample = random() % 3 == 0;
  p.alive_threshold = random() % 8 == 0 ? -0.1f : 0.1f;
  p.steps = pick(random, {0, 1, 2, 5});
  one.loss_power = random() % 2 == 0 ? 1.0f : 0.5f;
  const bool wild = random() % 4 == 0;
  one.fill(random, 0.2f, wild);
  return one;
}

Case Case::simpler() const {
  Case one = *this;
  one.problem.layers = 2;
  one.problem.activation = Activation::kRelu;
  std::mt19937 random(fire_seed[0]);
  one.fill(random, 0.2f, !tame);
  return one;
}

void Case::fill(std::mt19937& random, float scale, bool wild) {
  std::normal_distribution<float> normal;
  const Problem& p = problem;
  const size_t batch = static_cast<size_t>(p.batch), channels = static_cast<size_t>(p.channels);
  const size_t filters = static_cast<size_t>(p.filters);
  const size_t cells = cells_of_state(), size = p.depth > 0 ? 27 : 9;  // of a filter
  const auto fill_with = [&](std::vector<float>& array, size_t count, float size) {
    array.resize(count);
    for (auto& value : array) value = size * normal(random);
  };
  tame = !wild;
  fill_with(taps, batch * filters * size, p.depth > 0 ? 0.15f : 0.3f);
  for (size_t b = 0; b < batch; ++b)  // the first filter is the identity
    for (size_t i = 0; i < size; ++i) taps[b * filters * size + i] = i == size / 2 ? 1.0f : 0.0f;
  size_t inputs = filters * channels;
  for (int i = 0; i < p.layers; ++i) {
    const size_t outputs = i == p.layers - 1 ? channels : static_cast<size_t>(p.hidden[i]);
    fill_with(weight[i], inputs * outputs, scale);
    fill_with(bias[i], outputs * (i == 0 && p.bias_per_sample ? batch : 1), scale);
    inputs = outputs;
  }
  fill_with(state, batch * cells * channels, 1.0f);
  fill_with(cotangent, state.size(), 1.0f);
  const size_t empty = random() % 4;  // of four parts of the cells, how many are empty
  for (size_t cell = 0; cell < batch * cells; ++cell)
    if (random() % 4 < empty)
      for (size_t c = 0; c < channels; ++c) state[cell * channels + c] = 0.0f;
  if (wild) {
    const float inf = std::numeric_limits<float>::infinity();
    const float strange[] = {inf, -inf, std::numeric_limits<float>::quiet_NaN(), 3e38f, -3e38f, 1e-42f};
    for (int i = 0; i < 4; ++i) state[random() % state.size()] = strange[random() % 6];
    if (random() % 2 == 0) weight[0][random() % weight[0].size()] = strange[random() % 6];
  }
  const size_t kept = 1 + random() % 3;
  fill_with(pictures, kept * cells * 4, 1.0f);
  loss_time = {p.steps / 2, p.steps, 1, p.steps};
  loss_weight = {0.5f, 1.0f, 0.25f, 0.5f};
  which.resize(batch * loss_time.size());
  for (auto& picture : which) picture = static_cast<int32_t>(random() % kept);
  fire_seed.resize(batch);
  first_step.resize(batch);
  fire_rate.resize(batch);
  step_size.resize(batch);
  for (size_t b = 0; b < batch; ++b) {
    fire_seed[b] = static_cast<uint32_t>(random()), first_step[b] = 4294967295u;
    fire_rate[b] = static_cast<float>(pick(random, {0, 1, 1, 2})) / 2.0f;
    step_size[b] = random() % 2 == 0 ? 1.0f : 0.4f;
  }
  bind();
}

void Case::bind() {
  problem.fire_seed = fire_seed.data();
  problem.first_step = first_step.data();
  problem.fire_rate = fire_rate.data();
  problem.step_size = step_size.data();
  problem.taps = taps.data();
  for (int i = 0; i < kMaxLayers; ++i) problem.weight[i] = weight[i].data(), problem.bias[i] = bias[i].data();
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
  loss.pictures = pictures.data();
  loss.picture_count = static_cast<int>(pictures.size() / (cells_of_state() * 4));
  loss.which = which.data();
  loss.times = static_cast<int>(loss_time.size());
  loss.time = loss_time.data();
  loss.weight = loss_weight.data();
  loss.channel_weight = channel_weight.data();
  loss.power = loss_power;
  succeed(loss_and_gradient(problem, {threads, level}, loss, results.losses.data(), results.final_state.data(),
                            gradients));
  return results;
}

size_t Case::cells_of_state() const {
  const auto layers = static_cast<size_t>(problem.depth > 0 ? problem.depth : 1);
  return layers * static_cast<size_t>(problem.height) * static_cast<size_t>(problem.width);
}

std::string Case::describe() const {
  const Problem& p = problem;
  char text[320];
  std::snprintf(text, sizeof text,
                "batch %d, depth %d, %d x %d, channels %d, filters %d, layers %d, hidden %d %d, life %d, activation %d, "
                "update %d, torus %d, per channel %d, threshold %g, clamp %g, own biases %d, steps %d, tame %d",
                p.batch, p.depth, p.height, p.width, p.channels, p.filters, p.layers, p.hidden[0], p.hidden[1],
                static_cast<int>(p.life), static_cast<int>(p.activation), static_cast<int>(p.update), p.torus,
                p.fire_per_channel, static_cast<double>(p.alive_threshold), static_cast<double>(p.clamp),
                p.bias_per_sample, p.steps, tame);
  return text;
}

}  // namespace blastema::test
