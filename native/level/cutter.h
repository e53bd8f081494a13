// One block of memory, cut into arrays.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "simd.h"

namespace blastema::BLASTEMA_LEVEL {

// Cuts one block of memory into arrays; without a block it only adds up the bytes.
class Cutter {
 public:
  explicit Cutter(char* base) : base_(base) {}

  template <class T>
  void cut(T*& pointer, int64_t count) {
    if (base_ != nullptr) pointer = reinterpret_cast<T*>(base_ + used_);
    used_ += (static_cast<size_t>(count) * sizeof(T) + 63) / 64 * 64;
  }
  size_t used() const { return used_; }

 private:
  char* base_;
  size_t used_ = 0;
};

// An odd number of cache lines, so that a column of a matrix does not fall into few sets of the cache.
inline int odd_lines(int floats) {
  const int lines = (floats + 15) / 16;
  return (lines | 1) * 16;
}

}  // namespace blastema::BLASTEMA_LEVEL
