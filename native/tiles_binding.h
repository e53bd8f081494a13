// The part of `blastema._native` that steps tiles.
#pragma once

#include <nanobind/nanobind.h>

namespace blastema::binding {

void bind_tiles(nanobind::module_& module);

}  // namespace blastema::binding
