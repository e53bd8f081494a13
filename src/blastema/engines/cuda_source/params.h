// The parameters of a launch: shared by the kernels, the driver (native/cuda.cc) and the emulation. Plain data.
#pragma once

namespace blastema::cuda {

using u32 = unsigned int;
using u16 = unsigned short;

constexpr int kTurns = 3;  // boards that blocks fill by turns: one is read late while one is cleared for the next step

// Arrays are dense, row-major and batch first, as in native/automaton.h. A sample is done by a group of `members`
// blocks; with fewer groups than samples, a group does one sample after another. Null: not wanted.
struct Params {
  int batch, groups, members, max_steps;
  float alive_threshold;
  // operands
  const float* state;
  const float* taps;
  const u32* fire_seed;
  const u32* first_step;
  const int* steps;
  const float* fire_rate;
  const float* step_size;
  const float* weight[2];
  const float* bias[2];
  int bias_per_sample;
  const float* cotangent;
  // the loss
  int times;
  const int* time;
  const float* time_weight;
  const float* pictures;
  const int* which;
  const float* channel_weight;
  const float* power;
  // results
  float* losses;
  float* final_state;
  float* state_gradient;
  float* weight_gradient[2];
  float* bias_gradient[2];
  // scratch; sizes in `scratch_of`
  u32* packed;          // the weights as the products take them
  u32* flags;           // [groups, members]: how many meetings a block has reached
  u32* large;           // [groups, kTurns, kBoard]: which of the cells that have fired have a large alpha now
  u32* mature;          // [groups, kBoard]: at the beginning
  u32* fire;            // [groups, max_steps, kBoard]
  u32* alive;           // [groups, max_steps, kBoard]: after each step
  u32* fired;           // [groups, max_steps, kBoard]: cells that fired and survived
  float* zeros;         // [features]: read in the place of what is empty
  float* states;        // [groups, max_steps or 2, cells, channels]: after each step
  float* gradient;      // [groups, 2, cells, channels]
  float* perception_gradient;  // [groups, 2, cells, features]
  float* loss_parts;    // [groups, members]
  float* parts;         // [blocks, parameters without the first bias]
  float* bias_parts;    // [batch, members, hidden]
};

// Elements of each scratch array, in the order above.
struct Scratch {
  static constexpr int kArrays = 14;
  unsigned long long elements[kArrays];
};

// Of one sample.
struct Sizes {
  unsigned long long cells, board, channels, features, hidden, packed;
};

inline Scratch scratch_of(const Params& p, const Sizes& size, bool training) {
  using Count = unsigned long long;
  const Count groups = static_cast<Count>(p.groups), members = static_cast<Count>(p.members);
  const Count steps = static_cast<Count>(p.max_steps), batch = static_cast<Count>(p.batch), blocks = groups * members;
  const Count state = size.cells * size.channels, kept = training ? groups : 0;
  const Count parts = size.features * size.hidden + size.hidden * size.channels + size.channels;
  return {{size.packed,
           blocks,
           groups * kTurns * size.board,
           groups * size.board,
           groups * steps * size.board,
           kept * steps * size.board,
           kept * steps * size.board,
           size.features,
           groups * (training ? steps : 2) * state,
           kept * 2 * state,
           kept * 2 * size.cells * size.features,
           blocks,
           training ? blocks * parts : 0,
           training ? batch * members * size.hidden : 0}};
}

}  // namespace blastema::cuda
