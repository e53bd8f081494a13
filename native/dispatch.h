// Which instruction levels were compiled in, and which of them this processor can run.
#pragma once

#include <string>
#include <vector>

#include "internal.h"

namespace blastema::internal {

// Levels this processor can run, best first; empty on an x86-64 processor older than v2 (2009).
std::vector<const Level*> usable_levels();

// The level of that name, or the best for an empty name; null if it cannot be had.
const Level* find_level(const std::string& name);

}  // namespace blastema::internal
