// The update rule on a tile of listed cells, forward and backward, and the shared memory that it needs.
#pragma once

#include "boards.h"
#include "operands.h"

namespace blastema::cuda {

// The weights, packed for each product that takes them. `In`: features, padded; units: hidden; `Out`: channels, padded.
constexpr int kInSteps = kIn / kDepth, kOutSteps = kOut / kDepth, kHiddenSteps = kHidden / kDepth;
constexpr int kFirst = 0;                                                            // In x units, right
constexpr int kSecond = kFirst + kInSteps * (kHidden / 8) * kRightWords;              // units x Out, right
constexpr int kFirstTurned = kSecond + kHiddenSteps * (kOut / 8) * kRightWords;       // units x In, left
constexpr int kSecondLeft = kFirstTurned + kChunks * kInSteps * kLeftWords;           // units x Out, left
constexpr int kFirstLeft = kSecondLeft + kChunks * kOutSteps * kLeftWords;            // In x units, left
constexpr int kPacked = kFirstLeft + (kIn / 16) * kHiddenSteps * kLeftWords;

constexpr int kPlaces = 10;  // of a cell in a table of addresses: its nine neighbours and one more

constexpr int kOutStride = kOut + 4;  // longer than needed, so that a warp's accesses fall into different banks

// A block's shared memory, but for the weights.
struct Work {
  Operands<kTile, kIn> perception;
  union {
    alignas(16) float partial[kWarps * kTile * kOutStride];  // what each warp's units give to the update
    Operands<kTile, kHidden> hidden;                         // gradient to the hidden layer
  };
  alignas(16) float update[kTile * kOutStride];  // forward: the tile's states; backward: the gradient to the update ...
  Operands<kTile, kOut> slopes;                  // ... and the same as an operand
  alignas(16) float bias[kHidden];
  alignas(16) float bias_out[kOut];
  float taps[kFilters * 9];
  float sums[kThreads];
  const float* around[kTile * kPlaces];  // where the states are that the tile's cells perceive
  const float* back[(kTile + kRest) * kPlaces];  // where the parts of the gradients to the cells at work are
  u32 boards[5][kBoard];
  int offsets[2][kHeight + 1];
  int cells[kTile], rest[kRest];  // of a list, those at work; -1: none
  float step_size;
  int due;  // whether a loss is due of the state at work
};

constexpr bool kWeightsShared = sizeof(Work) + kPacked * 4 <= BLASTEMA_SHARED_LIMIT;

struct Shared {
  Work work;
  alignas(16) u32 weights[kWeightsShared ? kPacked : 4];
};
static_assert(sizeof(Shared) <= BLASTEMA_SHARED_LIMIT, "the grid is too large for the card's shared memory");

// One word of the packed weights.
BLASTEMA_DEVICE u32 packed_word(const Params& p, int word) {
  const auto first = [&](int in, int unit) { return in < kFeatures ? p.weight[0][in * kHidden + unit] : 0.0f; };
  const auto second = [&](int unit, int out) { return out < kChannels ? p.weight[1][unit * kChannels + out] : 0.0f; };
  if (word < kSecond) {
    const int fragment = word / kRightWords, k = fragment / (kHidden / 8) * kDepth, n = fragment % (kHidden / 8) * 8;
    return right_word(word % kRightWords, [&](int row, int column) { return first(k + row, n + column); });
  }
  if (word < kFirstTurned) {
    const int place = word - kSecond, fragment = place / kRightWords;
    const int k = fragment / (kOut / 8) * kDepth, n = fragment % (kOut / 8) * 8;
    return right_word(place % kRightWords, [&](int row, int column) { return second(k + order(row), n + column); });
  }
  if (word < kSecondLeft) {
    const int place = word - kFirstTurned, fragment = place / kLeftWords;
    const int unit = fragment / kInSteps * 16, k = fragment % kInSteps * kDepth;
    return left_word(place % kLeftWords, [&](int row, int column) { return first(k + column, unit + row); });
  }
  if (word < kFirstLeft) {
    const int place = word - kSecondLeft, fragment = place / kLeftWords;
    const int unit = fragment / kOutSteps * 16, k = fragment % kOutSteps * kDepth;
    return left_word(place % kLeftWords, [&](int row, int column) { return second(unit + row, k + column); });
  }
  const int place = word - kFirstLeft, fragment = place / kLeftWords;
  const int in = fragment / kHiddenSteps * 16, k = fragment % kHiddenSteps * kDepth;
  return left_word(place % kLeftWords, [&](int row, int column) { return first(in + row, k + column); });
}

struct Curve {
  float value, slope;
};

BLASTEMA_DEVICE Curve activation(float x) {
  if constexpr (kActivation == 0) return {x < 0.0f ? 0.0f : x, x > 0.0f ? 1.0f : 0.0f};  // NaN stays
  if constexpr (kActivation == 1) return {atanf(x), 1.0f / (1.0f + x * x)};
  const float value = tanhf(x);
  return {value, 1.0f - value * value};
}

// Zeroes the columns of rows from `kUsed` to `kEnd`.
template <int kUsed, int kEnd>
BLASTEMA_DEVICE void clear_padding(const Block& b, Operands<kTile, kEnd>& to, int rows) {
  constexpr int kPadding = kEnd > kUsed ? kEnd - kUsed : 1;
  if constexpr (kEnd > kUsed)
    b.each(rows * kPadding, [&](int item) { to.put(item / kPadding, kUsed + item % kPadding, 0.0f); });
}

// Where the states around the tile's cells are; a cell that is not in `alive` counts as empty. All four threads that
// perceive for a cell need these addresses, and they do not depend on what other blocks have to write.
struct Around {
  const float *state, *zeros;
  const u32* alive;

  // The three of one line, for the tile's cell i.
  BLASTEMA_DEVICE void look(Work& w, int i, int line, int cell) const {
    const Place middle{cell / kWidth, cell % kWidth};
#pragma unroll
    for (int right = 0; right < 3; ++right) {
      const Place from = middle.moved(line - 1, right - 1);
      w.around[i * kPlaces + line * 3 + right] = cell >= 0 && from.in(alive) ? state + from.cell() * kChannels : zeros;
    }
  }
};

// What the tile's cells perceive of what is around them. Rows without a cell are zero. own: the cells' states go to
// `update`.
template <bool own>
BLASTEMA_DEVICE void perceive(const Block& b, Work& w, int rows) {
  b.each(rows * kQuads, [&](int item) {
    const int i = item / kQuads, quad = item % kQuads * 4;
    Quad sums[kFilters] = {};
    Quad around[9];
#pragma unroll
    for (int tap = 0; tap < 9; ++tap) around[tap] = load(w.around[i * kPlaces + tap] + quad);
#pragma unroll
    for (int tap = 0; tap < 9; ++tap) pin(around[tap]);
    if (own) store(w.update + i * kOutStride + quad, around[4]);
#pragma unroll
    for (int filter = 0; filter < kFilters; ++filter)
#pragma unroll
      for (int tap = 0; tap < 9; ++tap)
        if (taps_of(filter) >> tap & 1)
#pragma unroll
          for (int c = 0; c < 4; ++c)
            sums[filter].v[c] = fused(w.taps[filter * 9 + tap], around[tap].v[c], sums[filter].v[c]);
#pragma unroll
    for (int filter = 0; filter < kFilters; ++filter)
      w.perception.put(i, filter * kChannels + quad, sums[filter]);
  });
  clear_padding<kFeatures>(b, w.perception, rows);
}

// partial[warp] := what the warp's hidden units give to the update of the tile's cells; rows: a multiple of 16.
BLASTEMA_DEVICE void apply_rule(const Block& b, Work& w, const u32* weights, int rows) {
  constexpr int kRows = kTile / 16;
  const int count = rows / 16;
  Sums out[kRows][kOut / 8] = {};
#pragma unroll
  for (int own = 0; own < kOwn; ++own) {
    const int chunk = own * kWarps + b.warp;
    if (chunk >= kChunks) break;
    Sums hidden[kRows][2] = {};
#pragma unroll 2
    for (int step = 0; step < kInSteps; ++step) {
      const int fragment = step * (kHidden / 8) + chunk * 2;
      const Right first = load_right(weights + kFirst, fragment), second = load_right(weights + kFirst, fragment + 1);
#pragma unroll
      for (int m = 0; m < kRows; ++m) {
        if (m >= count) break;
        const Left cells = w.perception.left_at(m * 16, step * kDepth);
        multiply(hidden[m][0], cells, first);
        multiply(hidden[m][1], cells, second);
      }
    }
#pragma unroll
    for (int m = 0; m < kRows; ++m) {
      if (m >= count) break;
#pragma unroll
      for (int n = 0; n < 2; ++n)
        hidden[m][n].each([&](int, int column, float& value) {
          value = activation(value + w.bias[chunk * 16 + n * 8 + column]).value;
        });
    }
#pragma unroll
    for (int step = 0; step < 16 / kDepth; ++step)
#pragma unroll
      for (int n = 0; n < kOut / 8; ++n) {
        const Right second = load_right(weights + kSecond, (chunk * (16 / kDepth) + step) * (kOut / 8) + n);
#pragma unroll
        for (int m = 0; m < kRows; ++m) {
          if (m >= count) break;
          multiply(out[m][n], left_from(&hidden[m][step * (kDepth / 8)]), second);
        }
      }
  }
  float* to = w.partial + b.warp * kTile * kOutStride;
#pragma unroll
  for (int m = 0; m < kRows; ++m) {
    if (m >= count) break;
#pragma unroll
    for (int n = 0; n < kOut / 8; ++n)
      out[m][n].each([&](int row, int column, float& value) { to[(m * 16 + row) * kOutStride + n * 8 + column] = value; });
  }
}

// The gradient of the rule, as each warp has it of its hidden units; of the last bias each thread has a part.
constexpr int kBiasParts = kThreads / kChannels > 0 ? kThreads / kChannels : 1, kBiasItems = kChannels * kBiasParts;

struct RuleSums {
  Sums first[kOwn][kIn / 8], second[kOwn][kOut / 8];
  RowSums bias[kOwn];
  float bias_out[(kBiasItems + kThreads - 1) / kThreads];

  // visit(channel, part, sum) of this thread's parts.
  template <class Visit>
  BLASTEMA_DEVICE void each_bias_out(const Block& b, Visit visit) {
#pragma unroll
    for (int i = 0; i * kThreads < kBiasItems; ++i) {
      const int item = i * kThreads + b.thread;
      if (item < kBiasItems) visit(item % kChannels, item / kChannels, bias_out[i]);
    }
  }
};

// What a warp has of the tile's cells in its registers: hidden units, and the gradient to what they are before the
// activation. A column for each cell.
struct Hidden {
  Sums units[kOwn][kTile / 8], back[kOwn][kTile / 8];
};

// From the perception of the tile's cells to the hidden units before the activation.
BLASTEMA_DEVICE void hidden_units(const Block& b, const Work& w, const u32* weights, int count, Hidden& h) {
#pragma unroll
  for (int own = 0; own < kOwn; ++own) {
    const int chunk = own * kWarps + b.warp;
    if (chunk >= kChunks) break;
#pragma unroll
    for (int n = 0; n < kTile / 8; ++n)
      h.units[own][n].each([&](int row, int, float& value) { value = w.bias[chunk * 16 + row]; });
#pragma unroll 2
    for (int step = 0; step < kInSteps; ++step) {
      const Left units = load_left(weights + kFirstTurned, chunk * kInSteps + step);
#pragma unroll
      for (int n = 0; n < kTile / 8; ++n) {
        if (n * 8 >= count) break;
        multiply(h.units[own][n], units, w.perception.right_at(n * 8, step * kDepth));
      }
    }
  }
}

// From the gradient to the update of the tile's cells (zero where there is none) to that of the hidden layer.
BLASTEMA_DEVICE void update_back(const Block& b, Work& w, const u32* weights, int count, Hidden& h) {
#pragma unroll
  for (int own = 0; own < kOwn; ++own) {
    const int chunk = own * kWarps + b.warp;
    if (chunk >= kChunks) break;
#pragma unroll
    for (int n = 0; n < kTile / 8; ++n) h.back[own][n] = Sums{};
#pragma unroll
    for (int step = 0; step < kOutSteps; ++step) {
      const Left units = load_left(weights + kSecondLeft, chunk * kOutSteps + step);
#pragma unroll
      for (int n = 0; n < kTile / 8; ++n) {
        if (n * 8 >= count) break;
        multiply(h.back[own][n], units, w.slopes.right_at(n * 8, step * kDepth));
      }
    }
#pragma unroll
    for (int n = 0; n < kTile / 8; ++n) {
      if (n * 8 >= count) break;  // beyond, the units meet a gradient of zero
      Sums slopes = h.units[own][n];
      slopes.each([&](int, int, float& value) { value = activation(value).slope; });
      h.units[own][n].each([&](int, int, float& value) { value = activation(value).value; });
      gate(h.back[own][n], slopes);
      h.back[own][n].each([&](int row, int column, float& value) { w.hidden.put(n * 8 + column, chunk * 16 + row, value); });
    }
  }
}

// Adds the tile's cells to the gradient of the rule.
BLASTEMA_DEVICE void add_cells(const Block& b, const Work& w, int rows, const Hidden& h, RuleSums& sums) {
  sums.each_bias_out(b, [&](int channel, int part, float& sum) {
    for (int i = part; i < rows; i += kBiasParts) sum += w.update[i * kOutStride + channel];
  });
#pragma unroll
  for (int own = 0; own < kOwn; ++own) {
    if (own * kWarps + b.warp >= kChunks) break;
#pragma unroll
    for (int n = 0; n < kTile / 8; n += kDepth / 8) {
      if (n >= rows / 8) break;
#pragma unroll
      for (int i = 0; i < kDepth / 8; ++i) sums.bias[own].add(h.back[own][n + i]);
      const Left slopes = left_from(&h.back[own][n]), units = left_from(&h.units[own][n]);
#pragma unroll
      for (int in = 0; in < kIn / 8; ++in) multiply(sums.first[own][in], slopes, w.perception.rows_at(n * 8, in * 8));
#pragma unroll
      for (int out = 0; out < kOut / 8; ++out) multiply(sums.second[own][out], units, w.slopes.rows_at(n * 8, out * 8));
    }
  }
}

// From the gradient to the hidden layer to that of the perception, written for each listed cell.
BLASTEMA_DEVICE void hidden_back(const Block& b, const Work& w, const u32* weights, int count, float* to_perception) {
  constexpr int kRows = kIn / 16;
  for (int job = b.warp; job < kRows * ((count + 7) / 8); job += kWarps) {
    const int m = job % kRows, n = job / kRows;
    Sums even = {}, odd = {};
#pragma unroll 4
    for (int step = 0; step < kHiddenSteps; ++step) {
      const Left units = load_left(weights + kFirstLeft, m * kHiddenSteps + step);
      const Right back = w.hidden.right_at(n * 8, step * kDepth);
      if (step % 2 == 0)
        multiply(even, units, back);
      else
        multiply(odd, units, back);
    }
    add(even, odd);
    even.each([&](int row, int column, float& value) {
      const int cell = w.cells[n * 8 + column], feature = m * 16 + row;
      if (cell >= 0 && feature < kFeatures) to_perception[static_cast<long long>(cell) * kFeatures + feature] = value;
    });
  }
}

}  // namespace blastema::cuda
