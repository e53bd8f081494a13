// The native kernel's plain interface: whole rollouts of a neural cellular automaton, forward and backward.
//
// Nothing here knows Python or XLA. A call owns all its memory and threads, keeps no state behind and may
// run beside other calls. The result is the same, bit for bit, for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kinds.h"

namespace blastema {

// The problem. Arrays are dense, row-major and batch first, as in the Python interface. Those of volumes have the depth
// before the height, and taps of 3 x 3 x 3.
struct Problem {
  int batch = 0, height = 0, width = 0, channels = 0;  // channels: a multiple of 4
  int depth = 0;                                       // layers of a volume; 0: the grid is a picture
  int filters = 0;                                     // 1..8
  int layers = 2;                                      // of the network: 2 or 3
  int hidden[kMaxLayers - 1] = {};                     // outputs of all layers but the last: multiples of 16
  Life life = Life::kNeighbourhood;
  Activation activation = Activation::kRelu;
  Update update = Update::kResidual;
  bool torus = false;
  bool fire_per_channel = false;
  float alive_threshold = 0.1f;
  float clamp = 0.0f;  // states are kept within plus and minus this; 0: they are not
  int steps = 0;
  const uint32_t* fire_seed = nullptr;    // [batch]
  const uint32_t* first_step = nullptr;   // [batch]
  const float* fire_rate = nullptr;       // [batch], in [0, 1]
  const float* step_size = nullptr;       // [batch]
  const float* taps = nullptr;            // [batch, filters, 3, 3], cross-correlation, row-major
  const float* weight[kMaxLayers] = {};   // [inputs, outputs]; the first layer's inputs are filter-major
  const float* bias[kMaxLayers] = {};     // [outputs]
  bool bias_per_sample = false;           // the first layer's bias is [batch, outputs]
  const float* state = nullptr;           // [batch, height, width, channels]
};

// Mean squared error of the first four channels, at one or several times.
struct Loss {
  const float* pictures = nullptr;        // [picture_count, height, width, 4]
  int picture_count = 0;
  const int32_t* which = nullptr;         // [batch, times]: the picture due to each sample at each time
  int times = 0;
  const int32_t* time = nullptr;          // [times], in 1..steps; others are ignored
  const float* weight = nullptr;          // [times]
  const float* channel_weight = nullptr;  // [4]
  float power = 1.0f;                     // of each sample's loss, before the mean whose gradient is wanted
};

// Gradients, summed over the batch but where the parameter is the sample's own; all arrays written in full.
struct Gradients {
  float* weight[kMaxLayers] = {};
  float* bias[kMaxLayers] = {};
  float* state = nullptr;  // [batch, height, width, channels], or null if not wanted
};

// More would only allocate memory; no machine has them.
inline constexpr int kMaxThreads = 1024;

struct Options {
  int threads = 1;  // 1..kMaxThreads
  std::string level;  // empty: the best of float32 that this processor has
};

// An error of the arguments or at run time.
struct Failure {
  enum class Kind { kNone, kArgument, kResources, kInternal };
  Kind kind = Kind::kNone;
  std::string message;

  explicit operator bool() const { return kind != Kind::kNone; }
};

// final_state: [batch, height, width, channels]; may be the same memory as problem.state.
Failure rollout(const Problem& problem, const Options& options, float* final_state);

// The reverse of `rollout`: cotangent is the gradient to its result.
Failure rollout_gradient(const Problem& problem, const Options& options, const float* cotangent,
                         const Gradients& gradients);

// losses: [batch]; the weights' gradients are those of the mean over the batch of (loss + 1e-8)^power.
Failure loss_and_gradient(const Problem& problem, const Options& options, const Loss& loss, float* losses,
                          float* final_state, const Gradients& gradients);

// Instruction levels compiled in that this processor can run, best first. Precision is that of the rule's matrix
// products: "float32", or "bf16", which rounds their operands (sums, and all else, stay float32).
std::vector<std::string> available_levels(const std::string& precision = "float32");

}  // namespace blastema
