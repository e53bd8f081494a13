// The shape that this source is compiled for, and what the code needs of a processor: of a card, or, for tests, of an
// ordinary one, on which a block is one thread and its one warp one lane that holds whole fragments.
#pragma once

#include "params.h"

#if defined(__CUDACC__)
#define BLASTEMA_DEVICE __device__ __forceinline__
#define BLASTEMA_CONSTANT __host__ __device__ constexpr
#define BLASTEMA_ON_CARD 1
#else
#include <cmath>
#include <thread>
#define BLASTEMA_DEVICE inline
#define BLASTEMA_CONSTANT constexpr
#define BLASTEMA_ON_CARD 0
#endif

namespace blastema::cuda {

using u64 = unsigned long long;

constexpr int kHeight = BLASTEMA_HEIGHT, kWidth = BLASTEMA_WIDTH, kChannels = BLASTEMA_CHANNELS;
constexpr int kFilters = BLASTEMA_FILTERS, kHidden = BLASTEMA_HIDDEN;
constexpr bool kTorus = BLASTEMA_TORUS, kAllLive = BLASTEMA_ALL_LIVE, kBf16 = BLASTEMA_BF16;
constexpr int kActivation = BLASTEMA_ACTIVATION;  // 0 relu, 1 atan, 2 tanh

constexpr int kCells = kHeight * kWidth, kQuads = kChannels / 4, kFeatures = kFilters * kChannels;
constexpr int kRowWords = (kWidth + 31) / 32, kBoard = kHeight * kRowWords;
constexpr int kAlpha = 3;

// Which of a filter's nine taps may differ from zero, at any angle: known when this is compiled.
BLASTEMA_CONSTANT int taps_of(int filter) {
  return static_cast<int>((filter < 4 ? BLASTEMA_TAPS_LOW >> (9 * filter) : BLASTEMA_TAPS_HIGH >> (9 * (filter - 4))) & 511ull);
}

// Most cells at a time that go through the rule together, and that do not: fewer where the boards leave little memory.
constexpr bool kTight = kBoard > 4096 && !kBf16;
constexpr int kTile = kTight ? 32 : 48, kRest = kTight ? 32 : 128;
constexpr int kChunk = 16;  // hidden units that a warp has at a time
BLASTEMA_CONSTANT int round_up(int value, int unit) { return (value + unit - 1) / unit * unit; }
constexpr int kIn = round_up(kFeatures, 16), kOut = round_up(kChannels, 16), kChunks = kHidden / kChunk;
#if BLASTEMA_ON_CARD
constexpr int kThreads = 256, kWarps = 8;
#else
constexpr int kThreads = 1, kWarps = 1;
#endif
constexpr int kOwn = (kChunks + kWarps - 1) / kWarps;  // most chunks of one warp

struct alignas(16) Quad {
  float v[4];
};

BLASTEMA_DEVICE Quad load(const float* from) { return *reinterpret_cast<const Quad*>(from); }
BLASTEMA_DEVICE void store(float* to, const Quad& value) { *reinterpret_cast<Quad*>(to) = value; }

#if BLASTEMA_ON_CARD
// Completes a load here, whether the value will be used or not: otherwise the compiler would move the load to where it
// is used, behind a branch, and wait there for each load in turn.
BLASTEMA_DEVICE void pin(Quad& q) { asm volatile("" : "+f"(q.v[0]), "+f"(q.v[1]), "+f"(q.v[2]), "+f"(q.v[3])); }
BLASTEMA_DEVICE void sync() { __syncthreads(); }
BLASTEMA_DEVICE int thread_index() { return static_cast<int>(threadIdx.x); }
BLASTEMA_DEVICE int count_bits(u32 word) { return __popc(word); }
BLASTEMA_DEVICE float fused(float a, float b, float c) { return fmaf(a, b, c); }
BLASTEMA_DEVICE void or_bits(u32* to, u32 bits) { atomicOr(to, bits); }
BLASTEMA_DEVICE void put_flag(u32* to, u32 value) {
  asm volatile("st.release.gpu.global.u32 [%0], %1;" ::"l"(to), "r"(value) : "memory");
}
BLASTEMA_DEVICE u32 flag(const u32* from) {
  u32 value;
  asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(value) : "l"(from) : "memory");
  return value;
}
BLASTEMA_DEVICE void pause() {}
#else
inline void pin(Quad&) {}
inline void sync() {}
inline int thread_index() { return 0; }
inline int count_bits(u32 word) { return __builtin_popcount(word); }
inline float fused(float a, float b, float c) { return a * b + c; }
inline void or_bits(u32* to, u32 bits) { __atomic_fetch_or(to, bits, __ATOMIC_RELAXED); }
inline void put_flag(u32* to, u32 value) { __atomic_store_n(to, value, __ATOMIC_RELEASE); }
inline u32 flag(const u32* from) { return __atomic_load_n(from, __ATOMIC_ACQUIRE); }
inline void pause() { std::this_thread::yield(); }
#endif

// A block of threads: its number, its group, and how many barriers it has passed.
struct Block {
  int group, member;
  u64 inverse_of_members;  // times 2^32, rounded up: for whole quotients without a division
  u32 meetings = 0;
  int thread = thread_index();
  int warp = thread / (kThreads / kWarps);

  BLASTEMA_DEVICE Block(const Params& p, int index)
      : group(index / p.members), member(index % p.members),
        inverse_of_members(((1ull << 32) + static_cast<u64>(p.members) - 1) / static_cast<u64>(p.members)) {}

  // work(i) for i from 0 to kCount - 1, by all threads together. Loops are never unrolled here: the code of a step is
  // longer than a processor's instruction cache, and what is not there costs more than a jump.
  template <int kCount, class Work>
  BLASTEMA_DEVICE void each(Work work) const {
    if constexpr (kCount <= kThreads) {
      if (thread < kCount) work(thread);
    } else {
      each(kCount, work);
    }
  }
  template <class Work>
  BLASTEMA_DEVICE void each(int count, Work work) const {
#pragma unroll 1
    for (int i = thread; i < count; i += kThreads) work(i);
  }
};

// The barrier of a group of blocks: each signals its arrival, after which its writes can be read; then it waits for the
// others. In between it may do work that does not depend on them.
BLASTEMA_DEVICE void arrive(Block& b, const Params& p) {
  sync();
  ++b.meetings;
  if (b.thread == 0 && p.members > 1) put_flag(p.flags + b.group * p.members + b.member, b.meetings);
}
BLASTEMA_DEVICE void await(const Block& b, const Params& p) {
  if (p.members > 1)
#pragma unroll 1
    for (int i = b.thread; i < p.members; i += kThreads)
      while (static_cast<int>(flag(p.flags + b.group * p.members + i) - b.meetings) < 0) pause();
  sync();
}
BLASTEMA_DEVICE void meet(Block& b, const Params& p) {
  arrive(b, p);
  await(b, p);
}

}  // namespace blastema::cuda
