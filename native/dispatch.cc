#include "dispatch.h"

#include <cstdint>
#include <string>

#include "internal_decoder.h"

#if defined(BLASTEMA_X86_LEVELS)
#include <cpuid.h>
#endif
#if defined(BLASTEMA_X86_AMX)
#include <sys/syscall.h>
#include <unistd.h>
#endif

// CMake defines which levels are compiled: BLASTEMA_X86_LEVELS for v2, v3 and v4 of x86-64, BLASTEMA_X86_BF16 and
// BLASTEMA_X86_AMX for v4 with bf16 products, which are used only on request; otherwise there is one, `baseline`, for
// whatever the compiler's default processor is (NEON on ARM).
namespace blastema {
#if defined(BLASTEMA_X86_LEVELS)
namespace v2 {
extern const internal::Level level;
extern const internal::DecoderLevel decoder_level;
}
namespace v3 {
extern const internal::Level level;
extern const internal::DecoderLevel decoder_level;
}
namespace v4 {
extern const internal::Level level;
extern const internal::DecoderLevel decoder_level;
}
#if defined(BLASTEMA_X86_BF16)
namespace v4_bf16 {
extern const internal::Level level;
}
#endif
#if defined(BLASTEMA_X86_AMX)
namespace v4_amx {
extern const internal::Level level;
}
#endif
#else
namespace baseline {
extern const internal::Level level;
extern const internal::DecoderLevel decoder_level;
}
#endif
}  // namespace blastema

namespace blastema::internal {
#if defined(BLASTEMA_X86_LEVELS)
namespace {

constexpr bool all_of(uint64_t word, uint64_t bits) { return (word & bits) == bits; }
constexpr uint64_t bit(int index) { return uint64_t{1} << index; }

// The registers that the operating system saves: without it, wide vectors must not be used.
uint64_t saved_registers() {
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low | uint64_t{high} << 32;
}

// The x86-64 level, 1 to 4, as the psABI defines them. Read from the processor itself, since the compilers'
// built-in question is not answered in every run-time library.
int x86_level() {
  uint32_t a, b, one = 0, seven = 0, extended = 0, d;
  if (!__get_cpuid(1, &a, &b, &one, &d)) return 1;
  uint32_t c;
  if (!__get_cpuid_count(7, 0, &a, &seven, &c, &d)) seven = 0;
  if (!__get_cpuid(0x80000001, &a, &b, &extended, &d)) extended = 0;
  // SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT
  if (!all_of(one, bit(0) | bit(9) | bit(13) | bit(19) | bit(20) | bit(23))) return 1;
  // FMA, MOVBE, OSXSAVE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT
  if (!all_of(one, bit(12) | bit(22) | bit(27) | bit(28) | bit(29))) return 2;
  if (!all_of(seven, bit(3) | bit(5) | bit(8)) || !all_of(extended, bit(5))) return 2;
  const uint64_t saved = saved_registers();
  if (!all_of(saved, bit(1) | bit(2))) return 2;
  // AVX512F, DQ, CD, BW, VL; mask and upper registers saved
  if (!all_of(seven, bit(16) | bit(17) | bit(28) | bit(30) | bit(31))) return 3;
  return all_of(saved, bit(5) | bit(6) | bit(7)) ? 4 : 3;
}

#if defined(BLASTEMA_X86_BF16)
// AVX512-BF16, on a processor of level 4.
bool has_bf16() {
  uint32_t a = 0, b, c, d;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) && all_of(a, bit(5));
}
#endif

#if defined(BLASTEMA_X86_AMX)
// AMX-TILE and AMX-BF16, if the system permits this process to use the tiles: on Linux it must be requested.
bool has_amx() {
  uint32_t a, b, c, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !all_of(d, bit(22) | bit(24))) return false;
  if (!all_of(saved_registers(), bit(17) | bit(18))) return false;
  constexpr long kRequestPermission = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}
#endif

}  // namespace
#endif

std::vector<const Level*> float32_levels() {
#if defined(BLASTEMA_X86_LEVELS)
  const int best = x86_level();
  std::vector<const Level*> levels;
  if (best >= 4) levels.push_back(&v4::level);
  if (best >= 3) levels.push_back(&v3::level);
  if (best >= 2) levels.push_back(&v2::level);
  return levels;
#else
  return {&baseline::level};
#endif
}

std::vector<const Level*> bf16_levels() {
  std::vector<const Level*> levels;
#if defined(BLASTEMA_X86_BF16)
  const bool served = x86_level() >= 4 && has_bf16();
  // Tiles, if available, are much faster than dot products of vectors.
#if defined(BLASTEMA_X86_AMX)
  if (served && has_amx()) levels.push_back(&v4_amx::level);
#endif
  if (served) levels.push_back(&v4_bf16::level);
#endif
  return levels;
}

const Level* find_level(const std::string& name) {
  for (const Level* level : float32_levels())
    if (name.empty() || name == level->name) return level;
  for (const Level* level : bf16_levels())
    if (name == level->name) return level;
  return nullptr;
}

const DecoderLevel* find_decoder(const char* name) {
  const Level* found = find_level(name);
  if (found == nullptr) return nullptr;
#if defined(BLASTEMA_X86_LEVELS)
  if (found == &v4::level) return &v4::decoder_level;
  if (found == &v3::level) return &v3::decoder_level;
  if (found == &v2::level) return &v2::decoder_level;
  return nullptr;
#else
  return &baseline::decoder_level;
#endif
}

}  // namespace blastema::internal
