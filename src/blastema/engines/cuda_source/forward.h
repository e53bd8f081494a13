// Steps of one sample by a group of blocks, computing only cells that fire near life.
//
// All blocks of the group hold the living cells as bitboards in their shared memory; each advances its share of the
// cells that fire. They tell each other one bit for each of those cells: whether its alpha is large now. So there
// is one meeting per step. A state is written completely where a cell may be alive; other cells are treated as empty.
#pragma once

#include "rule.h"

namespace blastema::cuda {

// The division of work: of `count` cells in a list, those of this block.
struct Share {
  int first, last;

  BLASTEMA_DEVICE Share(const Block& b, const Params& p, int count) {
    const int size = static_cast<int>((count + p.members - 1) * b.inverse_of_members >> 32);
    first = size * b.member < count ? size * b.member : count;
    last = first + size < count ? first + size : count;
  }
};

// One sample: where its arrays are.
struct Sample {
  int index, steps;
  const float *start, *picture_base;
  float* states;
  u32 *fire, *alive, *fired;
  bool keep;  // whether every state is kept, for the backward pass

  // The state after so many steps.
  BLASTEMA_DEVICE const float* state(int done) const { return done == 0 ? start : written(done); }
  BLASTEMA_DEVICE float* written(int done) const {
    return states + static_cast<long long>(keep ? done - 1 : done & 1) * (kCells * kChannels);
  }
};

BLASTEMA_DEVICE Sample sample_of(const Block& b, const Params& p, int index, bool keep) {
  const long long cells = kCells, boards = static_cast<long long>(b.group) * p.max_steps * kBoard;
  Sample s;
  s.index = index;
  s.steps = *p.steps < 0 ? 0 : *p.steps < p.max_steps ? *p.steps : p.max_steps;
  s.start = p.state + index * cells * kChannels;
  s.states = p.states + static_cast<long long>(b.group) * (keep ? p.max_steps : 2) * cells * kChannels;
  s.fire = p.fire + boards;
  s.alive = p.alive + boards;
  s.fired = p.fired + boards;
  s.keep = keep;
  return s;
}

// Board of one kind in shared memory, as the functions on boards take it.
struct BoardIn {
  const u32* words;
  BLASTEMA_DEVICE u32 operator()(int word) const { return words[word]; }
};
// The cells of one board that are not in another.
struct Without {
  const u32 *words, *others;
  BLASTEMA_DEVICE u32 operator()(int word) const { return words[word] & ~others[word]; }
};

// The boards of the forward pass, in shared memory.
struct Life {
  u32* mature;   // alpha is large
  u32* grown;    // the same after the step, before its mask
  u32* alive;    // may be other than empty
  u32* before;   // near life when the step begins
  u32* firing;

  BLASTEMA_DEVICE explicit Life(Work& w)
      : mature(w.boards[0]), grown(w.boards[1]), alive(w.boards[2]), before(w.boards[3]), firing(w.boards[4]) {}
};

// Which of the cells that fire in a step have a large alpha after it: boards by turns. The next step's is cleared
// before this step's meeting; nobody reads it any more, since all have passed the meeting before.
BLASTEMA_DEVICE u32* large_board(const Block& b, const Params& p, int done) {
  return p.large + (b.group * kTurns + done % kTurns) * kBoard;
}
BLASTEMA_DEVICE void clear_large(const Block& b, const Params& p, int done) {
  u32* board = large_board(b, p, done);
#pragma unroll 1
  for (int word = b.member * kThreads + b.thread; word < kBoard; word += p.members * kThreads) board[word] = 0;
}

// The sample's own numbers into shared memory; mature cells, and fire masks of all steps, into memory for all blocks.
BLASTEMA_DEVICE void begin(Block& b, const Params& p, Work& w, const Sample& s) {
  b.each<kFilters * 9>([&](int i) { w.taps[i] = p.taps[s.index * kFilters * 9 + i]; });
  b.each<kHidden>([&](int i) { w.bias[i] = p.bias[0][(p.bias_per_sample ? s.index * kHidden : 0) + i]; });
  b.each<kOut>([&](int i) { w.bias_out[i] = i < kChannels ? p.bias[1][i] : 0.0f; });
  if (b.thread == 0) w.step_size = p.step_size[s.index];
  u32* mature = p.mature + b.group * kBoard;
  clear_large(b, p, 0);
  const int first = b.member * kThreads + b.thread, stride = p.members * kThreads;
  const u32 limit = fire_limit(p.fire_rate[s.index]);
  for (int i = first; i < s.steps * kBoard; i += stride)
    s.fire[i] = fires(i % kBoard, p.first_step[s.index] + static_cast<u32>(i / kBoard), p.fire_seed[s.index], limit);
  for (int word = first; word < kBoard; word += stride) {
    const int column = word % kRowWords * 32, cells = kWidth - column < 32 ? kWidth - column : 32;
    const float* alpha = s.start + (word / kRowWords * kWidth + column) * kChannels + kAlpha;
    u32 large = 0;
    for (int bit = 0; bit < cells; ++bit) large |= static_cast<u32>(alpha[bit * kChannels] > p.alive_threshold) << bit;
    mature[word] = large;
  }
  meet(b, p);
  const Life life(w);
  b.each<kBoard>([&](int word) {
    life.mature[word] = mature[word];
    life.alive[word] = cells_of(word);  // nothing is known of the first state: all of it is read
  });
  sync();
}

// before := the cells near life, firing := those that fire in their neighbourhood; numbers both lists. fire: of this
// thread's first word, which was asked for early.
BLASTEMA_DEVICE void choose_cells(const Block& b, const Params& p, Work& w, const Sample& s, int done, u32 fire) {
  const Life life(w);
  clear_large(b, p, done + 1);
  b.each<kBoard>([&](int word) {
    life.before[word] = kAllLive ? cells_of(word) : dilated(BoardIn{life.mature}, word);
  });
  if (kTorus) sync();
  b.each<kBoard>([&](int word) {
    u32 near = ~0u;
    if constexpr (!kAllLive) near = kTorus ? dilated(BoardIn{life.before}, word) : dilated_twice(BoardIn{life.mature}, word);
    life.firing[word] = (word == b.thread ? fire : s.fire[done * kBoard + word]) & near;
  });
  sync();
  if (b.warp == 0) number(BoardIn{life.firing}, w.offsets[0]);
  if (b.warp == kWarps - 1) number(Without{life.before, life.firing}, w.offsets[1]);
  sync();
}

// cells, rest := what is at work of the two lists, from `first` and `first_rest` on. A warp does a word at a time.
template <class Words, class Others>
BLASTEMA_DEVICE void list_cells(const Block& b, Work& w, const Words& words, const Others& others, int first, int last,
                                int first_rest, int last_rest) {
  if (last > first + kTile) last = first + kTile;
  if (last_rest > first_rest + kRest) last_rest = first_rest + kRest;
  b.each<kTile>([&](int i) {
    if (first + i >= last) w.cells[i] = -1;
  });
  b.each<kRest>([&](int i) {
    if (first_rest + i >= last_rest) w.rest[i] = -1;
  });
  const Rows rows = rows_of(w.offsets[0], first, last), other = rows_of(w.offsets[1], first_rest, last_rest);
  const int start = rows.first < other.first ? rows.first : other.first;
  const int end = rows.last > other.last ? rows.last : other.last;
#pragma unroll 1
  for (int word = start * kRowWords + b.warp; word < end * kRowWords; word += kWarps) {
    const u32 bits = words(word), rest = others(word);
    const int number = first_number(words, w.offsets[0], word), number_rest = first_number(others, w.offsets[1], word);
    const int cell = word / kRowWords * kWidth + word % kRowWords * 32;
    each_bit([&](int bit) {
      const u32 below = (1u << bit) - 1;
      const int at = number + count_bits(bits & below), at_rest = number_rest + count_bits(rest & below);
      if ((bits >> bit & 1) && at >= first && at < last) w.cells[at - first] = cell + bit;
      if ((rest >> bit & 1) && at_rest >= first_rest && at_rest < last_rest) w.rest[at_rest - first_rest] = cell + bit;
    });
  }
}

// The others near life stay as they are: a cell's part, asked for early and stored later.
struct Kept {
  float* to = nullptr;
  Quad value = {};
  bool there = false;

  BLASTEMA_DEVICE void ask(const Work& w, const u32* alive, const float* state, float* next, int item) {
    const int cell = w.rest[item / kQuads], at = cell * kChannels + item % kQuads * 4;
    if (cell < 0) return;
    to = next + at;
    there = contains(alive, cell);
    value = load(state + at);
  }
  BLASTEMA_DEVICE void keep() const {
    if (to != nullptr) store(to, there ? value : Quad{});
  }
};

// The next states of the tile's cells, from what the warps' units give to the update; large: where to note large alphas.
BLASTEMA_DEVICE void finish_cells(const Block& b, const Params& p, Work& w, float* next, u32* large, int count) {
  b.each(count * kQuads, [&](int item) {
    const int i = item / kQuads, quad = item % kQuads * 4;
    Quad sum = load(w.bias_out + quad), now = load(w.update + i * kOutStride + quad);
#pragma unroll
    for (int warp = 0; warp < (kWarps < kChunks ? kWarps : kChunks); ++warp) {
      const Quad part = load(w.partial + (warp * kTile + i) * kOutStride + quad);
      for (int c = 0; c < 4; ++c) sum.v[c] += part.v[c];
    }
    for (int c = 0; c < 4; ++c) now.v[c] = fused(w.step_size, sum.v[c], now.v[c]);
    const int cell = w.cells[i];
    store(next + cell * kChannels + quad, now);
    if (quad == 0 && now.v[kAlpha] > p.alive_threshold) or_bits(large + word_at(cell), 1u << (cell % kWidth & 31));
  });
}

// The next states of this block's share of the cells near life.
BLASTEMA_DEVICE void advance(const Block& b, const Params& p, Work& w, const u32* weights, const Sample& s, int done) {
  const Life life(w);
  const float* state = s.state(done);
  float* next = s.written(done + 1);
  u32* large = large_board(b, p, done);
  const Share share(b, p, w.offsets[0][kHeight]), rest(b, p, w.offsets[1][kHeight]);
  int base = share.first, base_rest = rest.first;
  while (base < share.last || base_rest < rest.last) {
    const int left = share.last - base, count = left < kTile ? left : kTile, rows = round_up(count, 16);
    list_cells(b, w, BoardIn{life.firing}, Without{life.before, life.firing}, base, share.last, base_rest, rest.last);
    sync();
    Kept kept;
    kept.ask(w, life.alive, state, next, b.thread);
    const Around around{state, p.zeros, life.alive};
    b.each(rows * 3, [&](int item) { around.look(w, item / 3, item % 3, w.cells[item / 3]); });
    sync();
    perceive<true>(b, w, rows);
    kept.keep();
    for (int item = b.thread + kThreads; item < kRest * kQuads; item += kThreads) {
      Kept other;
      other.ask(w, life.alive, state, next, item);
      other.keep();
    }
    sync();
    if (count > 0) {
      apply_rule(b, w, weights, rows);
      sync();
      finish_cells(b, p, w, next, large, count);
    }
    base += count;
    base_rest += kRest;
    if (base < share.last || base_rest < rest.last) sync();
  }
}

// alive, mature := those that are, now that all blocks have advanced their cells.
BLASTEMA_DEVICE void settle(const Block& b, const Params& p, Work& w, const Sample& s, int done) {
  const Life life(w);
  const u32* large = large_board(b, p, done);
  b.each<kBoard>([&](int word) { life.grown[word] = (life.mature[word] & ~life.firing[word]) | large[word]; });
  sync();
  const u32 empty = 0.0f > p.alive_threshold ? ~0u : 0;  // an empty cell has a large alpha only by a negative threshold
  b.each<kBoard>([&](int word) {
    const u32 alive = life.before[word] & (kAllLive ? ~0u : dilated(BoardIn{life.grown}, word));
    life.alive[word] = alive;
    life.mature[word] = (life.grown[word] & alive) | (empty & ~alive & cells_of(word));
    if (s.keep && word % p.members == b.member) {
      s.alive[done * kBoard + word] = alive;
      s.fired[done * kBoard + word] = life.firing[word] & alive;
    }
  });
  sync();
}

// The first four channels of a cell; alive: of that state.
BLASTEMA_DEVICE Quad colours(const float* state, const u32* alive, int cell) {
  return contains(alive, cell) ? load(state + cell * kChannels) : Quad{};
}

// This thread's part of the loss that is due after `done` steps.
BLASTEMA_DEVICE float loss_at(const Block& b, const Params& p, Work& w, const Sample& s, int done) {
  const Life life(w);
  float sum = 0.0f;
#pragma unroll 1
  for (int i = 0; i < p.times; ++i) {
    if (p.time[i] != done) continue;
    const float* picture = p.pictures + static_cast<long long>(p.which[s.index * p.times + i]) * kCells * 4;
    float part = 0.0f;
#pragma unroll 1
    for (int cell = b.member * kThreads + b.thread; cell < kCells; cell += p.members * kThreads) {
      const Quad x = colours(s.state(done), life.alive, cell), wanted = load(picture + cell * 4);
      for (int c = 0; c < 4; ++c) {
        const float difference = x.v[c] - wanted.v[c];
        part = fused(p.channel_weight[c] * difference, difference, part);
      }
    }
    sum = fused(p.time_weight[i], part, sum);
  }
  return sum;
}

// The sample's loss, of all threads' parts.
BLASTEMA_DEVICE float loss_of(Block& b, const Params& p, Work& w, float part) {
  w.sums[b.thread] = part;
  sync();
  for (int half = kThreads / 2; half > 0; half /= 2) {
    if (b.thread < half) w.sums[b.thread] += w.sums[b.thread + half];
    sync();
  }
  float* parts = p.loss_parts + b.group * p.members;
  if (b.thread == 0) parts[b.member] = w.sums[0];
  meet(b, p);
  float sum = 0.0f;
  for (int i = 0; i < p.members; ++i) sum += parts[i];
  return sum / (4.0f * kCells);
}

// All steps of a sample. Returns its loss, where one is wanted.
BLASTEMA_DEVICE float forward(Block& b, const Params& p, Work& w, const u32* weights, const Sample& s) {
  begin(b, p, w, s);
  const Life life(w);
  float part = 0.0f;
  u32 fire = s.steps > 0 && b.thread < kBoard ? s.fire[b.thread] : 0;
  for (int done = 0; done < s.steps; ++done) {
    choose_cells(b, p, w, s, done, fire);
    advance(b, p, w, weights, s, done);
    arrive(b, p);
    if (done + 1 < s.steps && b.thread < kBoard) fire = s.fire[(done + 1) * kBoard + b.thread];
    await(b, p);
    settle(b, p, w, s, done);
    if (p.losses != nullptr) part += loss_at(b, p, w, s, done + 1);
  }
  if (p.final_state != nullptr) {
    float* to = p.final_state + static_cast<long long>(s.index) * kCells * kChannels;
    for (int item = b.member * kThreads + b.thread; item < kCells * kQuads; item += p.members * kThreads) {
      const bool there = contains(life.alive, item / kQuads);
      const Quad now = load(s.state(s.steps) + (there ? item * 4 : 0));
      store(to + item * 4, there ? now : Quad{});
    }
  }
  if (p.losses == nullptr) return 0.0f;
  const float loss = loss_of(b, p, w, part);
  if (b.member == 0 && b.thread == 0) p.losses[s.index] = loss;
  return loss;
}

}  // namespace blastema::cuda
