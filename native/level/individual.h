// The parts of the rule that are specific to a sample.
#pragma once

#include "perception.h"

namespace blastema::BLASTEMA_LEVEL {

struct Individual {
  Filters filters;
  const float* bias;  // of the first layer
  float step_size;
};

}  // namespace blastema::BLASTEMA_LEVEL
