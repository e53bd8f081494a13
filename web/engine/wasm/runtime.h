// What the kernel needs of a C library, which this binary does not contain.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

extern "C" {
extern char __heap_base;  // the linker's: first byte behind stack and constants

// The compiler must not turn these loops into calls of memset and memcpy.
__attribute__((no_builtin, used)) void* memset(void* to, int value, size_t bytes) {
  char* out = static_cast<char*>(to);
  const v128_t wide = wasm_i8x16_splat(static_cast<int8_t>(value));
  for (; bytes >= 16; bytes -= 16, out += 16) wasm_v128_store(out, wide);
  for (; bytes > 0; --bytes) *out++ = static_cast<char>(value);
  return to;
}

__attribute__((no_builtin, used)) void* memcpy(void* to, const void* from, size_t bytes) {
  char* out = static_cast<char*>(to);
  const char* in = static_cast<const char*>(from);
  for (; bytes >= 16; bytes -= 16, out += 16, in += 16) wasm_v128_store(out, wasm_v128_load(in));
  for (; bytes > 0; --bytes) *out++ = *in++;
  return to;
}
}

namespace blastema::web {

// The memory behind the constants, allocated in order and freed only from the end.
class Heap {
 public:
  void rewind() { next_ = (reinterpret_cast<size_t>(&__heap_base) + 63) / 64 * 64; }

  size_t mark() const { return next_; }
  // Frees everything allocated since the mark.
  void back_to(size_t mark) { next_ = mark; }

  // Aligned to 64 bytes; null if the browser gives no more.
  char* take_any(size_t bytes) {
    constexpr size_t kPage = 65536;
    if (bytes > SIZE_MAX - kPage - next_) return nullptr;
    const size_t end = next_ + (bytes + 63) / 64 * 64;
    const size_t pages = (end + kPage - 1) / kPage, owned = __builtin_wasm_memory_size(0);
    if (pages > owned && __builtin_wasm_memory_grow(0, pages - owned) == SIZE_MAX) return nullptr;
    char* piece = reinterpret_cast<char*>(next_);
    next_ = end;
    return piece;
  }
  // The same, zeroed.
  char* take(size_t bytes) {
    char* piece = take_any(bytes);
    if (piece != nullptr) memset(piece, 0, bytes);
    return piece;
  }

 private:
  size_t next_ = 0;
};

}  // namespace blastema::web
