// A problem drawn at random, with the memory behind it.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "automaton.h"

namespace blastema::test {

struct Results {
  std::vector<float> final_state, losses, state;
  std::vector<float> weight[kMaxLayers], bias[kMaxLayers];
};

struct Case {
  Problem problem;
  bool tame = true;  // all values finite and moderate
  std::vector<uint32_t> fire_seed, first_step;
  std::vector<float> fire_rate, step_size, taps, weight[kMaxLayers], bias[kMaxLayers], state, cotangent;
  std::vector<float> pictures, loss_weight, channel_weight{1.0f, 0.5f, 2.0f, 0.0f};
  std::vector<int32_t> loss_time, which;
  float loss_power = 1.0f;

  Case() = default;
  Case(const Case& other) { *this = other; }
  Case& operator=(const Case& other);

  // Everything at random, of a picture or a volume, small enough for the sanitizers.
  static Case draw(std::mt19937& random, bool volume = false);
  // One of the same sizes whose network every level serves.
  Case simpler() const;
  // Arrays for the sizes in `problem`; wild ones hold NaN, infinities and huge numbers.
  void fill(std::mt19937& random, float scale, bool wild);
  size_t cells_of_state() const;
  // Points `problem` at this case's arrays.
  void bind();

  Results forward(const std::string& level, int threads) const;
  Results gradient(const std::string& level, int threads) const;
  Results loss(const std::string& level, int threads) const;
  std::string describe() const;
};

}  // namespace blastema::test
