// Tests of the kernel without Python, to be run under the sanitizers; and a random fuzz of shapes and values.
//
//   driver [rounds] [seed]
//
// Each round draws a problem, runs every entry on every level with several numbers of threads, two calls at once,
// and checks that results agree in all bits between thread counts, and that they are finite where the input is.
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
  return same(a.final_state, b.final_state) && same(a.losses, b.losses) && same(a.weight1, b.weight1) &&
         same(a.bias1, b.bias1) && same(a.weight2, b.weight2) && same(a.bias2, b.bias2) && same(a.state, b.state);
}

bool finite(const std::vector<float>& values) {
  for (const float value : values)
    if (!std::isfinite(value)) return false;
  return true;
}

// A central difference of the powered loss, along the gradient to the last bias.
void check_slope(float power) {
  std::mt19937 random(7);
  Case one = Case::draw(random);
  one.problem.batch = 2, one.problem.height = 9, one.problem.width = 10, one.problem.channels = 8;
  one.problem.hidden = 16, one.problem.filters = 3, one.problem.steps = 3, one.problem.living_mask = false;
  one.problem.fire_rate = 0.5f, one.problem.step_size = 1.0f, one.problem.torus = true;
  one.loss_power = power;
  one.fill(random, 0.3f, false);
  const Results at = one.loss("", 1);
  double slope = 0.0, along = 0.0;
  const float step = 1e-3f;
  for (const float g : at.bias2) along += static_cast<double>(g) * static_cast<double>(g);
  along = std::sqrt(along);
  std::vector<float> direction = at.bias2;
  for (auto& d : direction) d /= static_cast<float>(along);
  for (const float sign : {1.0f, -1.0f}) {
    Case moved = one;
    for (size_t i = 0; i < direction.size(); ++i) moved.bias2[i] += sign * step * direction[i];
    moved.bind();
    const Results there = moved.loss("", 1);
    for (const float loss : there.losses) slope += static_cast<double>(sign) * std::pow(static_cast<double>(loss), power);
  }
  slope /= 2.0 * static_cast<double>(step) * one.problem.batch;
  require(std::fabs(slope - along) < 2e-2 * along, "the gradient is the loss's slope", one);
}

void check_refusals() {
  std::mt19937 random(3);
  Case one = Case::draw(random);
  one.problem.channels = 6;
  require(!blastema::rollout(one.problem, {1, ""}, nullptr).empty(), "odd channels are refused", one);
  one = Case::draw(random);
  require(!blastema::rollout(one.problem, {1, "v9"}, nullptr).empty(), "unknown levels are refused", one);
  require(!blastema::rollout(one.problem, {0, ""}, nullptr).empty(), "no threads are refused", one);
}

std::vector<std::string> all_levels() {
  std::vector<std::string> levels = blastema::available_levels();
  for (const auto& level : blastema::available_levels("bf16")) levels.push_back(level);
  return levels;
}

void check_case(const Case& one) {
  for (const auto& level : all_levels()) {
    const Results single = one.loss(level, 1), pulled = one.gradient(level, 1);
    if (one.tame) {
      require(finite(single.losses) && finite(single.final_state) && finite(single.weight1), "finite stays finite",
              one);
      require(finite(pulled.state) && finite(pulled.weight2), "finite gradients", one);
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
  check_slope(1.0f);
  check_slope(0.5f);
  std::mt19937 random(seed);
  for (int round = 0; round < rounds; ++round) check_case(Case::draw(random));
  std::printf("%d random cases agree on levels", rounds);
  for (const auto& level : all_levels()) std::printf(" %s", level.c_str());
  std::printf("\n");
  return 0;
}
