// The part of `blastema._native` that decodes states.
#pragma once

#include <nanobind/nanobind.h>

namespace blastema::binding {

// Adds the targets blastema_decode and blastema_decode_gradient.
void add_decoder(nanobind::dict& targets);

}  // namespace blastema::binding
