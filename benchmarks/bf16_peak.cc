// What the instruction of level v4_bf16 can do on this processor: vdpbf16ps beside vfmadd231ps, from registers alone.
//
//   g++ -O2 -march=native benchmarks/bf16_peak.cc -o bf16_peak && ./bf16_peak
//
// Sixteen independent sums tell the throughput, one sum the latency. A vdpbf16ps has twice the multiply-adds of a
// vfmadd231ps of the same width: where both have the same throughput, as AMD says of Zen 4, bf16 products can take half
// the time; where it has a quarter of it, as measured on Sapphire Rapids, they take twice the time. Cycles are counted
// by a chain of multiplications of three cycles each.
#include <chrono>
#include <cstdio>

#if !defined(__AVX512BF16__)
#error "this processor, or -march, has no AVX512-BF16"
#endif

namespace {

constexpr long kRounds = 200000;

template <class Work>
double nanoseconds(Work work, double count) {
  double best = 1e9;
  for (int trial = 0; trial < 60; ++trial) {
    const auto begin = std::chrono::steady_clock::now();
    for (long round = 0; round < kRounds; ++round) work();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    if (taken.count() < best) best = taken.count();
  }
  return best * 1e9 / (kRounds * count);
}

#define ADD(NAME, WIDTH, SUM) NAME " %%" WIDTH "mm31, %%" WIDTH "mm30, %%" WIDTH "mm" #SUM "\n"
#define FOUR(NAME, WIDTH, A, B, C, D) ADD(NAME, WIDTH, A) ADD(NAME, WIDTH, B) ADD(NAME, WIDTH, C) ADD(NAME, WIDTH, D)
#define SIXTEEN(NAME, WIDTH) \
  FOUR(NAME, WIDTH, 0, 1, 2, 3) FOUR(NAME, WIDTH, 4, 5, 6, 7) FOUR(NAME, WIDTH, 8, 9, 10, 11) FOUR(NAME, WIDTH, 12, 13, 14, 15)
#define SUMS "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", \
  "xmm13", "xmm14", "xmm15"
#define SHOW(TITLE, CODE, COUNT)                                              \
  do {                                                                        \
    const double taken = nanoseconds([] { asm volatile(CODE ::: SUMS); }, COUNT); \
    std::printf("%-34s %.3f ns  %.2f cycles\n", TITLE, taken, taken / cycle);  \
  } while (false)

}  // namespace

int main() {
  asm volatile("vpxord %%zmm30, %%zmm30, %%zmm30\nvpxord %%zmm31, %%zmm31, %%zmm31\n" ::: "xmm30", "xmm31");
  long number = 1;
  const double cycle = nanoseconds([&] { asm volatile("imul $3, %0\nimul $3, %0\n" : "+r"(number)); }, 6);
  std::printf("%-34s %.3f ns\n", "a cycle", cycle);
  SHOW("vfmadd231ps, 512 bits, throughput", SIXTEEN("vfmadd231ps", "z"), 16);
  SHOW("vdpbf16ps, 512 bits, throughput", SIXTEEN("vdpbf16ps", "z"), 16);
  SHOW("vfmadd231ps, 256 bits, throughput", SIXTEEN("vfmadd231ps", "y"), 16);
  SHOW("vdpbf16ps, 256 bits, throughput", SIXTEEN("vdpbf16ps", "y"), 16);
  SHOW("vfmadd231ps, latency", ADD("vfmadd231ps", "z", 0), 1);
  SHOW("vdpbf16ps, latency", ADD("vdpbf16ps", "z", 0), 1);
}
