// NVIDIA's driver, found at run time, and the fused kernels on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "params.h"

namespace blastema::cuda {

struct Card {
  std::string name;
  int major = 0, minor = 0, processors = 0;
  int64_t shared_bytes = 0;  // most shared memory of a block
};

// The cards of this machine. Throws std::runtime_error with the reason if there is none.
std::vector<Card> cards();

// Compiled kernels of one shape.
struct Kernels {
  std::string code;                // for the card
  void (*emulate)(const Params*, int) = nullptr;  // or on the processor, for tests
  unsigned int emulated_packed = 0;
};

// Handles that last as long as the process.
int64_t add_kernels(Kernels kernels);

// How a launch spreads over a card; `processors`: of the card.
void spread(Params& p, int processors, int64_t cells);

// What a context has of some kernels: loaded at the first use.
struct Loaded {
  void *prepare = nullptr, *roll_out = nullptr, *train = nullptr, *add_up = nullptr;
  unsigned int shared_bytes = 0, packed_words = 0, threads = 0;
  int processors = 0;
};

// Loads, in the context of a stream. Throws std::runtime_error.
const Loaded& loaded(int64_t handle, void* stream);
const Kernels& kernels_of(int64_t handle);

// Launches all of a call. parameters: of the rule, the first bias counted once for each row of it.
void launch(const Loaded& kernels, const Params& p, bool training, int64_t parameters, void* stream);

}  // namespace blastema::cuda
