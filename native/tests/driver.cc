// Tests of the kernel without Python, to be run under the sanitizers; and a random fuzz of shapes and values.
//
//   driver [rounds] [seed]
//
// Each round draws a problem, runs every entry on every level with several numbers of threads, two calls at once,
// and checks that results agree in all bits between thread counts, and that they are finite where the input is.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "case.h"
#include "decoder_case.h"

namespace {

using blastema::test::Case;
using blastema::test::Results;

void require(bool holds, const char* what, const Case& one) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n  %s\n", what, one.describe().c_str());
  std::exit(1);
}

bool same(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

bool same(const Results& a, const Results& b) {
  bool all = same(a.final_state, b.final_state) && same(a.losses, b.losses) && same(a.state, b.state);
  for (int i = 0; i < blastema::kMaxLayers; ++i)
    all = all && same(a.weight[i], b.weight[i]) && same(a.bias[i], b.bias[i]);
  return all;
}

bool finite(const std::vector<float>& values) {
  for (const float value : values)
    if (!std::isfinite(value)) return false;
  return true;
}

// The kinds of a rule whose slope is checked.
struct Kinds {
  blastema::Activation activation = blastema::Activation::kRelu;
  blastema::Update update = blastema::Update::kResidual;
  blastema::Life life = blastema::Life::kAll;
  int layers = 2;
  bool fire_per_channel = false;
  float power = 1.0f;
  int depth = 0;
};

double total_loss(const Case& one) {
  double sum = 0.0;
  for (const float loss : one.loss("", 1).losses) sum += std::pow(static_cast<double>(loss), one.loss_power);
  return sum / one.problem.batch;
}

// A central difference of the powered loss, along the gradient to the last bias.
void check_slope(const Kinds& kinds) {
  std::mt19937 random(7);
  Case one = Case::draw(random);
  blastema::Problem& p = one.problem;
  p.depth = kinds.depth, p.height = p.depth > 0 ? 4 : 9, p.width = p.depth > 0 ? 5 : 10;
  p.batch = 2, p.channels = 8, p.hidden[0] = 16, p.hidden[1] = 32, p.filters = 3;
  p.steps = 3, p.torus = true, p.clamp = 0.0f, p.bias_per_sample = true;
  p.layers = kinds.layers, p.activation = kinds.activation, p.update = kinds.update, p.life = kinds.life;
  p.fire_per_channel = kinds.fire_per_channel;
  if (p.life == blastema::Life::kOwnAlpha) p.alive_threshold = 0.01f;
  one.loss_power = kinds.power;
  one.fill(random, 0.3f, false);
  const int last = p.layers - 1;
  const std::vector<float> gradient = one.loss("", 1).bias[last];
  double along = 0.0, slope = 0.0;
  for (const float g : gradient) along += static_cast<double>(g) * static_cast<double>(g);
  along = std::sqrt(along);
  const double step = 1e-3;
  for (const double sign : {1.0, -1.0}) {
    Case moved = one;
    for (size_t i = 0; i < gradient.size(); ++i)
      moved.bias[last][i] += static_cast<float>(sign * step * static_cast<double>(gradient[i]) / along);
    moved.bind();
    slope += sign * total_loss(moved);
  }
  slope /= 2.0 * step;
  require(std::fabs(slope - along) < 2e-2 * along, "the gradient is the loss's slope", one);
}

void check_slopes() {
  check_slope({});
  Kinds kinds;
  kinds.power = 0.5f;
  check_slope(kinds);
  kinds.activation = blastema::Activation::kAtan, kinds.layers = 3;
  check_slope(kinds);
  kinds.activation = blastema::Activation::kTanh, kinds.update = blastema::Update::kReplacing;
  check_slope(kinds);
  kinds.fire_per_channel = true;
  check_slope(kinds);
  kinds.depth = 3;
  check_slope(kinds);
}

void check_refusals() {
  using Kind = blastema::Failure::Kind;
  std::mt19937 random(3);
  Case one = Case::draw(random);
  const auto kind_of = [&](const blastema::Options& options) {
    return blastema::rollout(one.problem, options, nullptr).kind;
  };
  one.problem.channels = 6;
  require(kind_of({1, ""}) == Kind::kArgument, "odd channels are refused", one);
  one = Case::draw(random);
  one.problem.clamp = -1.0f;
  require(kind_of({1, ""}) == Kind::kArgument, "a negative clamp is refused", one);
  one = Case::draw(random);
  require(kind_of({1, "v9"}) == Kind::kArgument, "unknown levels are refused", one);
  require(kind_of({0, ""}) == Kind::kArgument, "no threads are refused", one);
  one.problem.activation = blastema::Activation::kAtan;
  for (const auto& level : blastema::available_levels("bf16"))
    require(kind_of({1, level}) == Kind::kArgument, "bf16 serves no atan", one);
  one = Case::draw(random).simpler();
  one.problem.depth = 3;
  for (const auto& level : blastema::available_levels("bf16"))
    require(kind_of({1, level}) == Kind::kArgument, "bf16 serves no volume", one);
}

std::vector<std::string> all_levels() {
  std::vector<std::string> levels = blastema::available_levels();
  for (const auto& level : blastema::available_levels("bf16")) levels.push_back(level);
  return levels;
}

void check_case(const Case& drawn) {
  const auto narrow = blastema::available_levels("bf16");
  for (const auto& level : all_levels()) {
    const bool is_narrow = std::find(narrow.begin(), narrow.end(), level) != narrow.end();
    if (is_narrow && drawn.problem.depth > 0) continue;  // they refuse volumes
    const Case one = is_narrow ? drawn.simpler() : drawn;
    const Results single = one.loss(level, 1), pulled = one.gradient(level, 1);
    if (one.tame) {
      require(finite(single.losses) && finite(single.final_state) && finite(single.weight[0]), "finite stays finite",
              one);
      require(finite(pulled.state) && finite(pulled.weight[1]), "finite gradients", one);
    }
    require(same(one.forward(level, 1).final_state, single.final_state), "both entries give one state", one);
    for (const int threads : {2, 3, 7}) {
      require(same(one.loss(level, threads), single), "the loss does not depend on the threads", one);
      require(same(one.gradient(level, threads), pulled), "nor do the gradients", one);
      require(same(one.forward(level, threads).final_state, single.final_state), "nor does the state", one);
    }
    Results beside;
    std::thread other([&] { beside = one.gradient(level, 2); });
    const Results here = one.loss(level, 2);
    other.join();
    require(same(beside, pulled) && same(here, single), "two calls at once do not meet", one);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 30;
  const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  check_refusals();
  check_slopes();
  blastema::test::check_decoder_refusals();
  std::mt19937 random(seed);
  for (int round = 0; round < rounds; ++round) {
    for (const bool volume : {false, true}) check_case(Case::draw(random, volume));
    blastema::test::check_decoder(random);
  }
  std::printf("%d random pictures, volumes and decoders agree on levels", rounds);
  for (const auto& level : all_levels()) std::printf(" %s", level.c_str());
  std::printf("\n");
  return 0;
}
