// Register-only peak of fused multiply-adds: the roof against which the native kernel is measured.
//
//   g++ -O3 -march=native -pthread benchmarks/fma_peak.cc -o fma_peak && ./fma_peak [threads] [seconds]
//
// Every thread keeps 24 vector accumulators busy and touches no memory. It prints GFLOP/s (float32, a
// fused multiply-add counts as two) by wall clock and by thread CPU time; the second is the figure to
// trust while other work shares the machine.
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace {

#if defined(__AVX512F__)
constexpr int kWidth = 16;
#elif defined(__AVX__)
constexpr int kWidth = 8;
#else
constexpr int kWidth = 4;
#endif
// Few enough to stay in registers (32 with AVX-512 and NEON, 16 otherwise), enough to hide the latency.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int kChains = 24;
#else
constexpr int kChains = 12;
#endif
constexpr long kRounds = 1 << 20;

typedef float Vec __attribute__((vector_size(kWidth * 4)));

double seconds(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// One burst of work; the value returned keeps the compiler from removing it.
float burst(float seed) {
  Vec sums[kChains];
  Vec factor = Vec{} + seed;
  Vec term = Vec{} + (1.0f - seed);
  for (int i = 0; i < kChains; ++i) sums[i] = Vec{} + static_cast<float>(i);
  for (long round = 0; round < kRounds; ++round) {
#pragma GCC unroll 32
    for (int i = 0; i < kChains; ++i) sums[i] = sums[i] * factor + term;
    asm volatile("" : "+g"(round));
  }
  float total = 0.0f;
  for (int i = 0; i < kChains; ++i) total += sums[i][0];
  return total;
}

struct Measured {
  double operations = 0, cpu = 0;
  float sink = 0;
};

void worker(double limit, Measured* out) {
  const double cpu_start = seconds(CLOCK_THREAD_CPUTIME_ID);
  const double wall_start = seconds(CLOCK_MONOTONIC);
  while (seconds(CLOCK_MONOTONIC) - wall_start < limit) {
    out->sink += burst(0.999f);
    out->operations += 2.0 * kWidth * kChains * static_cast<double>(kRounds);
  }
  out->cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - cpu_start;
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
  const double limit = argc > 2 ? std::atof(argv[2]) : 1.0;
  std::vector<Measured> measured(static_cast<size_t>(threads));
  const double start = seconds(CLOCK_MONOTONIC);
  std::vector<std::thread> running;
  for (auto& one : measured) running.emplace_back(worker, limit, &one);
  for (auto& one : running) one.join();
  const double wall = seconds(CLOCK_MONOTONIC) - start;
  double operations = 0, by_cpu = 0;
  float sink = 0;
  for (const auto& one : measured) {
    operations += one.operations;
    by_cpu += one.operations / one.cpu;
    sink += one.sink;
  }
  std::printf("{\"threads\": %d, \"vector_floats\": %d, \"gflops_wall\": %.1f, \"gflops_cpu\": %.1f, \"sink\": %g}\n",
              threads, kWidth, operations / wall * 1e-9, by_cpu * 1e-9, static_cast<double>(sink));
  return 0;
}
