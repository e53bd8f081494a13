// What of the rule is a sample's own.
#pragma once

#include "perception.h"

namespace blastema::BLASTEMA_LEVEL {

struct Individual {
  Filters filters;
  const float* bias;  // of the first layer
  float step_size;
};

}  // namespace blastema::BLASTEMA_LEVEL
