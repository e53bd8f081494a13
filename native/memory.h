// Large zeroed blocks whose pages cost nothing until they are touched, and an arena of them.
#pragma once

#include <cstddef>
#include <vector>

#include "internal.h"

namespace blastema::internal {

// A zeroed block, aligned to at least 64 bytes. Throws std::bad_alloc.
class Block {
 public:
  explicit Block(size_t bytes);
  ~Block();
  Block(Block&& other) noexcept;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  Block& operator=(Block&&) = delete;

  char* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  char* data_;
  size_t size_;
  void* allocated_;
};

// Hands out pieces of blocks, one after another; used by one thread at a time.
struct Arena {
  std::vector<Block> blocks;
  size_t block = 0, used = 0;

  void rewind() { block = used = 0; }  // everything handed out may be handed out again
};

}  // namespace blastema::internal
