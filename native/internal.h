// Shared by the driver (automaton.cc) and the code compiled for each instruction level.
//
// Only plain data and C functions: a level's translation unit must not define anything that another one,
// compiled for another processor, could be linked with by mistake.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "kinds.h"

namespace blastema::internal {

// Gradients are summed in this many parts, for any number of threads, then added in fixed order.
constexpr int kLanes = 4;
// Most cells that any level takes through the rule together.
constexpr int kTile = 160;
// Most perception filters, and most of them that look at neighbours.
#if defined(__wasm__)
constexpr int kMaxFilters = 5, kMaxSpatial = 4;  // the named ones: in a page every byte counts
#else
constexpr int kMaxFilters = 8, kMaxSpatial = 8;
#endif

// The threads that work on one sample together.
struct Team {
  int size = 1;
  void (*pause)(uint32_t spins) = nullptr;  // called while waiting
  alignas(64) uint32_t arrived = 0;
  alignas(64) uint32_t generation = 0;
};

// Memory that is only given back as a whole. `take` returns zeroed or used memory, aligned to 64 bytes, or null.
struct Arena;
void* take(Arena* arena, size_t bytes);

// Sizes and kinds of all samples of a call. Channels are padded to whole vectors inside the kernel.
struct Shape {
  int height, width, channels, filters;  // height: of a volume, the rows of all its layers
  int layers;                   // of the network
  int units[kMaxLayers + 1];    // numbers a cell has before the first layer, between two, and behind the last
  int strides[kMaxLayers + 1];  // floats between those of two cells
  int bias_rows;                // biases of the first layer: one row, or one a sample
  int padded_channels;          // P
  int words;                    // 64-bit words in a row of a bitboard
  Life life;
  Activation activation;
  Update update;
  bool torus, fire_per_channel;
  // Of the torus that the grid is a piece of; 0 if it is none, but the whole.
  uint32_t world_height, world_width;
#if !defined(__wasm__)
  // Of a piece: the size of its halo, and how much of that becomes invalid at each step.
  int halo, reach;
  // Of a volume: its layers, and the rows of each; 0 of a picture.
  int depth, layer_height;
#endif
  float alive_threshold, clamp;  // clamp: infinite for none
  int steps;
};

// One layer of the network, laid out for the products; all rows padded to whole vectors.
struct Layer {
  float* weight;      // [inputs, stride of its outputs]
  float* bias;        // [outputs]
  float* transposed;  // [outputs, stride of its inputs]
  // The same rounded to bf16, two rows in one; at the bf16 levels only.
  uint32_t *pairs, *transposed_pairs;
};

struct Rule {
  Layer layers[kMaxLayers];
};

// Sums of one layer's gradient.
struct LayerGradient {
  float* weight;  // [inputs, stride of its outputs]; of the last layer [outputs, stride of its inputs]
  float* bias;    // [outputs]
};

struct RuleGradient {
  LayerGradient layers[kMaxLayers];
};

// Added to a loss before it is raised to a power; LOSS_FLOOR in objective.py is the same.
constexpr double kLossFloor = 1e-8;

struct SampleLoss {
  const float* pictures = nullptr;  // [any number, height, width, 4]
  const int32_t* which = nullptr;   // [times]
  int times = 0;
  const int32_t* time = nullptr;
  const float* weight = nullptr;
  const float* channel_weight = nullptr;
  float gradient_scale = 1.0f;  // 1 / batch
  float power = 1.0f;
};

// One sample's inputs and results; null where not wanted.
struct Sample {
  uint32_t seed, first_step;
  uint32_t row, column;      // on the torus, of the grid's first cell, where the grid is a piece
  uint32_t fire_limit;       // a cell fires iff the upper 24 bits of its hash are below
  float step_size;
  const float* bias;         // of the first layer, aligned
  const float* taps;         // [filters, 9], of a volume [filters, 27]
  const float* state;        // [height, width, channels]
  float* final_state;
  bool backward;
  const float* cotangent;    // gradient to the final state
  SampleLoss loss;
  float* loss_value;
  float* state_gradient;
};

// The data of a step for the backward pass.
struct Record {
  uint64_t* living;     // cells that may be other than zero at the beginning of the step
  uint64_t* fired;      // cells that fire and survive
  int32_t* row_start;   // [height + 1]: index of each row's first cell among those that the step changes
  int32_t* cells;       // positions of the changed cells in the padded grid
  float* states;        // [number of changed cells, P]: their states at the beginning of the step
  float* colours;       // [height, width, 4] before own-alpha life cleared cells, where a loss is due; else null
};

// Memory of one thread. Index 0 is the perception, i what layer i - 1 gives.
struct Tile {
  float* activations[kMaxLayers];    // [kBackwardTile, stride]
  float* slopes[kMaxLayers];         // of the activation function, where it is not the rectifier
  float* gradients[kMaxLayers + 1];  // to the sums before the activation; the last is to the update
  // Operands rounded to bf16, in pairs along a cell's row, across two cells' rows, or down a column; at the bf16
  // levels only.
  uint32_t *perception_along, *perception_down, *hidden_along, *hidden_across;
  uint32_t *gradient_along, *gradient_across, *update_along, *update_down;
};

// Memory of one team, reused from sample to sample.
struct Workspace {
  Arena* arena = nullptr;
  bool used = false;    // whether it has data of an earlier sample
  bool failed = false;  // out of memory
  float* state = nullptr;     // [padded_rows, width + 2, P], with a border (level/grid.h)
  float* gradient = nullptr;  // the same
  uint64_t *mature = nullptr, *living = nullptr, *before = nullptr, *firing = nullptr;
  uint64_t *scratch = nullptr, *next = nullptr;
  uint64_t* ring = nullptr;                               // a row for each part
  int32_t *row_start = nullptr, *changed_start = nullptr;  // [height + 1]
  int32_t* cells = nullptr;                               // positions in `state` of the cells at work
  float* fresh = nullptr;                                 // [cells, P]: their next states
  float* perception_gradient = nullptr;                   // [cells, stride of the perception]
  double* row_loss = nullptr;                             // [height]
  bool* undecided = nullptr;                              // [parts]
  Tile* tiles = nullptr;                                  // [parts]
  RuleGradient lanes[kLanes] = {};
  Record* records = nullptr;                              // [steps + 1]
};

// Most species that share a grid.
constexpr int kMaxSpecies = 32;
// The species of a cell in which nothing lives.
constexpr int kNoSpecies = 255;

// One of several species that share a grid: its rule, and what of it is its own.
struct Kin {
  Rule rule;
  const float* taps;  // [filters, 9]
  float step_size, clamp;
};

// The species of a grid's cells, and one thread's memory for them.
struct Community {
  const Kin* kin;
  int count;
  uint8_t *own, *follows;  // [height + 2, width + 2]; that of cells which live counts
  int32_t *subset, *places;  // [kTile]
  float* fresh;              // [kTile, P]
};

// One instruction level's code.
struct Level {
  const char* name;
  int vector_floats;
  // Why it does not support a shape, or null.
  const char* (*obstacle)(const Shape& shape);
  // Fills in the derived fields of a shape.
  void (*complete)(Shape& shape);
  // Bytes needed; binds the pointers where base is not null (zeroed, aligned to 64 bytes).
  size_t (*bind_rule)(const Shape& shape, Rule& rule, char* base);
  size_t (*bind_gradient)(const Shape& shape, RuleGradient& gradient, char* base);
  size_t (*bind_workspace)(const Shape& shape, Workspace& workspace, int parts, bool backward, char* base);
  // Completes the rule once its weights are laid out.
  void (*prepare)(const Shape& shape, Rule& rule);
  // The whole computation of one sample; every member of the team calls it with its own part.
  void (*run)(const Shape& shape, const Rule& rule, const Sample& sample, Workspace& workspace, Team& team,
              int part);
  // The steps of one grid of several species, by one thread; of life by the neighbourhood, forward only. The cells are
  // in the workspace before and afterwards: state, living, mature, and the community's own.
  void (*settle)(const Shape& shape, const Community& community, const Sample& sample, Workspace& workspace,
                 Team& team);
};

}  // namespace blastema::internal
