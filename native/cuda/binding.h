// The fused kernels for NVIDIA cards, as XLA FFI targets.
#pragma once

#include <nanobind/nanobind.h>

namespace blastema::cuda {

void bind(nanobind::module_& module);

}  // namespace blastema::cuda
