#include "dispatch.h"

// CMake defines which levels are compiled: BLASTEMA_X86_LEVELS for v2, v3 and v4 of x86-64; otherwise there is
// one, `baseline`, for whatever the compiler's default processor is (NEON on ARM).
namespace blastema {
#if defined(BLASTEMA_X86_LEVELS)
namespace v2 {
extern const internal::Level level;
}
namespace v3 {
extern const internal::Level level;
}
namespace v4 {
extern const internal::Level level;
}
#else
namespace baseline {
extern const internal::Level level;
}
#endif
}  // namespace blastema

namespace blastema::internal {

std::vector<const Level*> usable_levels() {
#if defined(BLASTEMA_X86_LEVELS)
  __builtin_cpu_init();
  const bool has_v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
  const bool has_v3 = has_v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool has_v4 = has_v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  std::vector<const Level*> levels;
  if (has_v4) levels.push_back(&v4::level);
  if (has_v3) levels.push_back(&v3::level);
  if (has_v2) levels.push_back(&v2::level);
  return levels;
#else
  return {&baseline::level};
#endif
}

const Level* find_level(const std::string& name) {
  for (const Level* level : usable_levels())
    if (name.empty() || name == level->name) return level;
  return nullptr;
}

}  // namespace blastema::internal
