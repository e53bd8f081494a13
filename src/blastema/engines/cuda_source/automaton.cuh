// The fused kernels for growing automata on an NVIDIA card: whole rollouts and their gradients in one launch.
//
// Compiled when it is needed, for one shape of automaton and grid (BLASTEMA_... are defined by the caller), by NVRTC
// for a card, and by a C++ compiler for tests. What is computed is what native/ computes.
#include "backward.h"

namespace blastema::cuda {

// Packs the weights, clears what the meetings count and writes the zeros that stand for empty cells.
BLASTEMA_DEVICE void prepare(const Params& p, int first, int stride) {
  for (int word = first; word < kPacked; word += stride) p.packed[word] = packed_word(p, word);
  for (int i = first; i < p.groups * p.members; i += stride) p.flags[i] = 0;
  for (int i = first; i < kFeatures; i += stride) p.zeros[i] = 0.0f;
}

BLASTEMA_DEVICE const u32* weights_of(const Block& b, const Params& p, Shared& shared) {
  if constexpr (!kWeightsShared) return p.packed;
  for (int i = b.thread; i < kPacked / 4; i += kThreads)
    store(reinterpret_cast<float*>(shared.weights) + i * 4, load(reinterpret_cast<const float*>(p.packed) + i * 4));
  return shared.weights;
}

BLASTEMA_DEVICE void roll_out(Block& b, const Params& p, Shared& shared) {
  const u32* weights = weights_of(b, p, shared);
  for (int index = b.group; index < p.batch; index += p.groups)
    forward(b, p, shared.work, weights, sample_of(b, p, index, false));
}

BLASTEMA_DEVICE void train(Block& b, const Params& p, Shared& shared) {
  constexpr float kLossFloor = 1e-8f;  // LOSS_FLOOR in objective.py
  const u32* weights = weights_of(b, p, shared);
  RuleSums sums = {};
  for (int index = b.group; index < p.batch; index += p.groups) {
    const Sample s = sample_of(b, p, index, true);
    const float loss = forward(b, p, shared.work, weights, s);
    float scale = 0.0f;
    if (p.losses != nullptr) {
      const float power = *p.power, slope = power == 1.0f ? 1.0f : power * powf(loss + kLossFloor, power - 1.0f);
      scale = slope * 2.0f / (4.0f * kCells * static_cast<float>(p.batch));
    } else {
      meet(b, p);  // the boards of the last step are complete
    }
    backward(b, p, shared.work, weights, s, scale, sums);
    flush_bias(b, p, s, sums);
    meet(b, p);
  }
  flush(b, p, shared.work, sums);
}

// The gradient at one place: all blocks' parts, always in the same order.
BLASTEMA_DEVICE void add_up(const Params& p, int place) {
  if (place < kParts) {
    float sums[4] = {};
    for (int i = 0; i < p.groups * p.members; ++i) sums[i & 3] += p.parts[static_cast<long long>(i) * kParts + place];
    const float sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    if (place < kFirstSize)
      p.weight_gradient[0][place] = sum;
    else if (place < kParts - kChannels)
      p.weight_gradient[1][place - kFirstSize] = sum;
    else
      p.bias_gradient[1][place - (kParts - kChannels)] = sum;
    return;
  }
  const int at = place - kParts, rows = p.bias_per_sample ? p.members : p.batch * p.members;
  if (at >= kHidden * (p.bias_per_sample ? p.batch : 1)) return;
  float sum = 0.0f;
  for (int i = 0; i < rows; ++i) sum += p.bias_parts[(static_cast<long long>(at / kHidden) * rows + i) * kHidden + at % kHidden];
  p.bias_gradient[0][at] = sum;
}

}  // namespace blastema::cuda

#if BLASTEMA_ON_CARD

using blastema::cuda::Block;
using blastema::cuda::Params;
using blastema::cuda::Shared;

extern "C" {

// What the driver needs to know about this shape.
__device__ unsigned int blastema_shared_bytes = sizeof(Shared);
__device__ unsigned int blastema_packed_words = blastema::cuda::kPacked;
__device__ unsigned int blastema_threads = blastema::cuda::kThreads;

__global__ void blastema_prepare(const Params p) {
  blastema::cuda::prepare(p, static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x), static_cast<int>(gridDim.x * blockDim.x));
}

__global__ void __launch_bounds__(blastema::cuda::kThreads, 1) blastema_roll_out(const Params p) {
  extern __shared__ blastema::cuda::Quad memory[];
  Block block(p, static_cast<int>(blockIdx.x));
  blastema::cuda::roll_out(block, p, *reinterpret_cast<Shared*>(memory));
}

__global__ void __launch_bounds__(blastema::cuda::kThreads, 1) blastema_train(const Params p) {
  extern __shared__ blastema::cuda::Quad memory[];
  Block block(p, static_cast<int>(blockIdx.x));
  blastema::cuda::train(block, p, *reinterpret_cast<Shared*>(memory));
}

__global__ void blastema_add_up(const Params p) {
  blastema::cuda::add_up(p, static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x));
}

}

#else

#include <memory>
#include <vector>

namespace {

template <class Work>
void each_block(const blastema::cuda::Params& p, Work work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < p.groups * p.members; ++i)
    threads.emplace_back([&, i] {
      blastema::cuda::Block block(p, i);
      const auto shared = std::make_unique<blastema::cuda::Shared>();
      work(block, *shared);
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace

extern "C" {

unsigned int blastema_packed_words() { return blastema::cuda::kPacked; }

// One thread for each block.
void blastema_emulate(const blastema::cuda::Params* p, int training) {
  using namespace blastema::cuda;
  prepare(*p, 0, 1);
  each_block(*p, [&](Block& block, Shared& shared) { training ? train(block, *p, shared) : roll_out(block, *p, shared); });
  if (training)
    for (int place = 0; place < kParts + kHidden * p->batch; ++place) add_up(*p, place);
}

}

#endif
