// The native kernel's plain interface: whole rollouts of a neural cellular automaton, forward and backward.
//
// Nothing here knows Python or XLA. A call owns all its memory and threads, keeps no state behind and may
// run beside other calls. The result is the same, bit for bit, for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace blastema {

// What is computed. Arrays are dense, row-major and batch first, as in the Python interface.
struct Problem {
  int batch = 0, height = 0, width = 0, channels = 0;  // channels: a multiple of 4
  int filters = 0;                                     // 1..8
  int hidden = 0;                                      // a multiple of 16
  bool torus = false;
  bool living_mask = true;
  float alive_threshold = 0.1f;
  float fire_rate = 0.5f;  // in [0, 1]
  float step_size = 1.0f;
  int steps = 0;
  const uint32_t* seeds = nullptr;        // [batch]
  const uint32_t* first_step = nullptr;   // [batch]
  const float* taps = nullptr;            // [batch, filters, 3, 3], cross-correlation, row-major
  const float* weight1 = nullptr;         // [filters * channels, hidden], rows filter-major
  const float* bias1 = nullptr;           // [hidden]
  const float* weight2 = nullptr;         // [hidden, channels]
  const float* bias2 = nullptr;           // [channels]
  const float* state = nullptr;           // [batch, height, width, channels]
};

// Mean squared error of the first four channels, at one or several times.
struct Loss {
  const float* target = nullptr;  // [height, width, 4], or [batch, height, width, 4]
  bool target_per_sample = false;
  int times = 0;
  const int32_t* time = nullptr;          // [times], in 1..steps; others are ignored
  const float* weight = nullptr;          // [times]
  const float* channel_weight = nullptr;  // [4]
  float power = 1.0f;                     // of each sample's loss, before the mean whose gradient is wanted
};

// Gradients, summed over the batch; all arrays written in full.
struct Gradients {
  float* weight1 = nullptr;
  float* bias1 = nullptr;
  float* weight2 = nullptr;
  float* bias2 = nullptr;
  float* state = nullptr;  // [batch, height, width, channels], or null if not wanted
};

struct Options {
  int threads = 1;
  std::string level;  // empty: the best of float32 that this processor has
};

// Each returns an empty string, or what is wrong with the arguments or went wrong.

// final_state: [batch, height, width, channels]; may be the same memory as problem.state.
std::string rollout(const Problem& problem, const Options& options, float* final_state);

// The reverse of `rollout`: cotangent is the gradient to its result.
std::string rollout_gradient(const Problem& problem, const Options& options, const float* cotangent,
                             const Gradients& gradients);

// losses: [batch]; the weights' gradients are those of the mean over the batch of (loss + 1e-8)^power.
std::string loss_and_gradient(const Problem& problem, const Options& options, const Loss& loss,
                              float* losses, float* final_state, const Gradients& gradients);

// Instruction levels compiled in that this processor can run, best first. Precision is that of the rule's matrix
// products: "float32", or "bf16", which rounds their operands (sums, and all else, stay float32).
std::vector<std::string> available_levels(const std::string& precision = "float32");

}  // namespace blastema
