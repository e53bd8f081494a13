// Which instruction levels were compiled in, and which of them this processor can run.
#pragma once

#include <string>
#include <vector>

#include "internal.h"

namespace blastema::internal {

// Levels this processor can run, best first; empty on an x86-64 processor older than v2 (2009).
std::vector<const Level*> float32_levels();

// Those with products of bf16 operands, best first.
std::vector<const Level*> bf16_levels();

// The level of that name, or the best of float32 for an empty name; null if it is not available.
const Level* find_level(const std::string& name);

}  // namespace blastema::internal
