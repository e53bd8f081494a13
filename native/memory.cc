#include "memory.h"

#include <cstdint>
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace blastema::internal {
namespace {

constexpr size_t kLine = 64;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kArenaBlock = size_t{4} << 20;

}  // namespace

#if defined(__linux__)

// Mapped memory is zero and is given back at once; large pages save most of the page faults of a call.
Block::Block(size_t bytes) : data_(nullptr), size_(bytes), allocated_(nullptr) {
  const size_t mapped = bytes + kHugePage;
  void* memory = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  allocated_ = memory;
  const uintptr_t start = (reinterpret_cast<uintptr_t>(memory) + kHugePage - 1) & ~(kHugePage - 1);
  data_ = reinterpret_cast<char*>(start);
  if (bytes >= kHugePage) madvise(data_, bytes, MADV_HUGEPAGE);  // advice only: failure changes nothing
}

Block::~Block() {
  if (allocated_ != nullptr) munmap(allocated_, size_ + kHugePage);
}

#else

Block::Block(size_t bytes) : data_(nullptr), size_(bytes), allocated_(std::calloc(bytes + kLine, 1)) {
  if (allocated_ == nullptr) throw std::bad_alloc();
  const uintptr_t start = (reinterpret_cast<uintptr_t>(allocated_) + kLine - 1) & ~(uintptr_t{kLine} - 1);
  data_ = reinterpret_cast<char*>(start);
}

Block::~Block() { std::free(allocated_); }

#endif

Block::Block(Block&& other) noexcept : data_(other.data_), size_(other.size_), allocated_(other.allocated_) {
  other.allocated_ = nullptr;
}

void* take(Arena* arena, size_t bytes) {
  bytes = (bytes + kLine - 1) / kLine * kLine;
  while (arena->block < arena->blocks.size() && arena->used + bytes > arena->blocks[arena->block].size()) {
    ++arena->block;
    arena->used = 0;
  }
  if (arena->block == arena->blocks.size()) {
    try {
      arena->blocks.emplace_back(bytes > kArenaBlock ? bytes : kArenaBlock);
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
    arena->used = 0;
  }
  void* piece = arena->blocks[arena->block].data() + arena->used;
  arena->used += bytes;
  return piece;
}

}  // namespace blastema::internal
