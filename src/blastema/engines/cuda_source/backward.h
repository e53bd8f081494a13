// The backward pass through the steps of one sample.
//
// Between two meetings the gradient to one state is gathered: what stayed in place, and what comes from the perception
// of the neighbours, stored before the last meeting. Where a cell fired into that state, its gradient goes through the
// rule at once, which stores what the next gathering needs.
#pragma once

#include "forward.h"

namespace blastema::cuda {

// The boards of the backward pass, in shared memory, named by their role for the present state.
struct Past {
  u32 *after, *fired_after;  // of the step from it: who was alive afterwards; who fired and was
  u32 *now, *fired_now;      // the same of the step to it
  u32* earlier;              // who was alive before that step

  BLASTEMA_DEVICE explicit Past(Work& w)
      : after(w.boards[0]), fired_after(w.boards[1]), now(w.boards[2]), fired_now(w.boards[3]), earlier(w.boards[4]) {}

  // To the state before; `fired_now` and `earlier` have to be read then.
  BLASTEMA_DEVICE void step_back() {
    u32 *free = after, *other = fired_after;
    after = now;
    fired_after = fired_now;
    now = earlier;
    fired_now = free;
    earlier = other;
  }
};

BLASTEMA_CONSTANT int pairs_of_filters_and_taps() {
  int count = 0;
  for (int filter = 0; filter < kFilters; ++filter)
    for (int tap = 0; tap < 9; ++tap) count += taps_of(filter) >> tap & 1;
  return count;
}

// The gradient to one state, gathered.
struct Gathering {
  const Params& p;
  const Work& w;
  const Sample& s;
  const Past& past;
  int done;     // steps to this state
  float scale;  // of the loss's gradient
  const float *later, *sent;  // gradient to the state after, and to the perception before it

  // Finds where the parts of the gradient to the cell at a place of the table are, on one line: what each neighbour that
  // fired has sent back, and what stays in place. These addresses do not depend on what other blocks have to write.
  BLASTEMA_DEVICE void look_back(Work& work, int place, int line, int cell) const {
    const Place middle{cell / kWidth, cell % kWidth};
    const float** to = work.back + place * kPlaces;
#pragma unroll
    for (int right = 0; right < 3; ++right) {
      const Place other = middle.moved(1 - line, 1 - right);
      const bool there = cell >= 0 && other.in(past.fired_after);
      to[line * 3 + right] = there ? sent + static_cast<long long>(other.cell()) * kFeatures : p.zeros;
    }
    if (line == 0) to[9] = cell >= 0 && middle.in(past.after) ? later + cell * kChannels : p.zeros;
  }

  // The gradient to four channels of the cell at a place of the table.
  BLASTEMA_DEVICE Quad at(int place, int cell, int quad) const {
    Quad sum = {};
    if (done == s.steps) {
      if (p.cotangent != nullptr)
        sum = load(p.cotangent + (static_cast<long long>(s.index) * kCells + cell) * kChannels + quad);
    } else {
      const float* const* from = w.back + place * kPlaces;
      Quad parts[pairs_of_filters_and_taps()];
      sum = load(from[9] + quad);
      int part = 0;
#pragma unroll
      for (int filter = 0; filter < kFilters; ++filter)
#pragma unroll
        for (int tap = 0; tap < 9; ++tap)
          if (taps_of(filter) >> tap & 1) parts[part++] = load(from[tap] + filter * kChannels + quad);
#pragma unroll
      for (int i = 0; i < pairs_of_filters_and_taps(); ++i) pin(parts[i]);
      part = 0;
#pragma unroll
      for (int filter = 0; filter < kFilters; ++filter)
#pragma unroll
        for (int tap = 0; tap < 9; ++tap)
          if (taps_of(filter) >> tap & 1) {
            const float weight = w.taps[filter * 9 + tap];
#pragma unroll
            for (int c = 0; c < 4; ++c) sum.v[c] = fused(weight, parts[part].v[c], sum.v[c]);
            ++part;
          }
    }
    if (quad == 0 && w.due) add_loss(cell, sum);
    return sum;
  }

  BLASTEMA_DEVICE void add_loss(int cell, Quad& sum) const {
#pragma unroll 1
    for (int i = 0; i < p.times; ++i) {
      if (p.time[i] != done) continue;
      const float* picture = p.pictures + static_cast<long long>(p.which[s.index * p.times + i]) * kCells * 4;
      const Quad x = load(s.state(done) + cell * kChannels), wanted = load(picture + cell * 4);
      const float factor = p.time_weight[i] * scale;
      for (int c = 0; c < 4; ++c) sum.v[c] = fused(factor * p.channel_weight[c], x.v[c] - wanted.v[c], sum.v[c]);
    }
  }
};

// What this block has to do at one state, and where it is.
struct Load {
  Share moved, rest;
  int base, base_rest;

  BLASTEMA_DEVICE Load(const Block& b, const Params& p, const Work& w)
      : moved(b, p, w.offsets[0][kHeight]), rest(b, p, w.offsets[1][kHeight]), base(moved.first),
        base_rest(rest.first) {}
  BLASTEMA_DEVICE bool left() const { return base < moved.last || base_rest < rest.last; }
  BLASTEMA_DEVICE int count() const { return moved.last - base < kTile ? moved.last - base : kTile; }
  BLASTEMA_DEVICE int rows() const { return round_up(count(), kDepth); }
  BLASTEMA_DEVICE int others() const {
    const int left = rest.last - base_rest;
    return left < 0 ? 0 : left < kRest ? left : kRest;
  }
  BLASTEMA_DEVICE void go_on() {
    base += count();
    base_rest += kRest;
  }
};

// What needs no gradient of a tile's cells: which they are, what they perceive, their hidden units; and where the parts
// of their gradient will be.
BLASTEMA_DEVICE void recall(const Block& b, Work& w, const u32* weights, const Gathering& gather, const Load& load,
                            Hidden& h) {
  const Past& past = gather.past;
  list_cells(b, w, BoardIn{past.fired_now}, Without{past.now, past.fired_now}, load.base, load.moved.last,
             load.base_rest, load.rest.last);
  sync();
  const int rows = load.count() > 0 ? load.rows() : 0;
  const Around around{rows > 0 ? gather.s.state(gather.done - 1) : nullptr, gather.p.zeros, past.earlier};
  b.each((rows + load.others()) * 3, [&](int item) {
    const int place = item / 3, line = item % 3, cell = place < rows ? w.cells[place] : w.rest[place - rows];
    if (place < rows) around.look(w, place, line, cell);
    if (gather.done < gather.s.steps) gather.look_back(w, place, line, cell);
  });
  sync();
  if (rows == 0) return;
  perceive<false>(b, w, rows);
  sync();
  hidden_units(b, w, weights, load.count(), h);
}

// The boards' words of this thread that will be read next, asked for early.
struct Early {
  u32 fired = 0, earlier = 0;

  BLASTEMA_DEVICE void ask(const Block& b, const Sample& s, int done) {
    if (b.thread >= kBoard) return;
    fired = done > 0 ? s.fired[(done - 1) * kBoard + b.thread] : 0;
    earlier = done > 1 ? s.alive[(done - 2) * kBoard + b.thread] : cells_of(b.thread);  // the first state is read as it is
  }
};

// The boards of a state, numbered.
BLASTEMA_DEVICE void read_boards(const Block& b, const Params& p, Work& w, const Sample& s, const Past& past, int done,
                                 Early& early) {
  b.each<kBoard>([&](int word) {
    const u32 all = cells_of(word);
    if (done == s.steps) past.now[word] = done > 0 ? s.alive[(done - 1) * kBoard + word] : all;
    const bool known = word == b.thread;
    past.fired_now[word] = known ? early.fired : done > 0 ? s.fired[(done - 1) * kBoard + word] : 0;
    past.earlier[word] = known ? early.earlier : done > 1 ? s.alive[(done - 2) * kBoard + word] : all;
  });
  early.ask(b, s, done - 1);
  if (b.thread == kThreads - 1) {
    int due = 0;
#pragma unroll 1
    for (int i = 0; i < p.times; ++i) due |= p.time[i] == done && done > 0;
    w.due = due;
  }
  sync();
  if (b.warp == 0) number(BoardIn{past.fired_now}, w.offsets[0]);
  if (b.warp == kWarps - 1) number(Without{past.now, past.fired_now}, w.offsets[1]);
  sync();
}

// The gradient to the cells at work; of those that the rule moved, also to the update.
BLASTEMA_DEVICE void gather_cells(const Block& b, Work& w, const Gathering& gather, const Load& load, float* gradient) {
  const int rows = load.rows();
  b.each((rows + load.others()) * kQuads, [&](int item) {
    const int i = item / kQuads, quad = item % kQuads * 4, cell = i < rows ? w.cells[i] : w.rest[i - rows];
    Quad sum = {};
    if (cell >= 0) {
      sum = gather.at(i, cell, quad);
      store(gradient + cell * kChannels + quad, sum);
    }
    for (int c = 0; c < 4; ++c) sum.v[c] *= w.step_size;
    if (i < rows) {
      store(w.update + i * kOutStride + quad, sum);
      w.slopes.put(i, quad, sum);
    }
  });
  clear_padding<kChannels>(b, w.slopes, rows);
}

// The backward pass of one sample.
BLASTEMA_DEVICE void backward(Block& b, const Params& p, Work& w, const u32* weights, const Sample& s, float scale,
                              RuleSums& sums) {
  const long long cells = kCells;
  float* gradients = p.gradient + b.group * 2 * cells * kChannels;
  float* perceptions = p.perception_gradient + b.group * 2 * cells * kFeatures;
  const int last = p.state_gradient != nullptr ? 0 : 1;
  Past past(w);
  Hidden h;
  Early early;
  early.ask(b, s, s.steps);
  for (int done = s.steps; done >= last; --done) {
    read_boards(b, p, w, s, past, done, early);
    Load load(b, p, w);
    float* gradient = done > 0 ? gradients + (done & 1) * cells * kChannels
                               : p.state_gradient + s.index * cells * kChannels;
    const Gathering gather{p, w, s, past, done, scale, gradients + ((done + 1) & 1) * cells * kChannels,
                           perceptions + (done & 1) * cells * kFeatures};
    bool first = true;
    float* to_perception = perceptions + ((done + 1) & 1) * cells * kFeatures;
    do {
      recall(b, w, weights, gather, load, h);
      if (first && done < s.steps) await(b, p);
      first = false;
      const int count = load.count();
      const int rows = load.rows();
      gather_cells(b, w, gather, load, gradient);
      sync();
      if (count > 0) {
        update_back(b, w, weights, count, h);
        sync();
        hidden_back(b, w, weights, count, to_perception);
      }
      load.go_on();
      if (!load.left() && done > last) arrive(b, p);
      if (count > 0) add_cells(b, w, rows, h, sums);
      sync();
    } while (load.left());
    past.step_back();
  }
}

// The sums of a block into memory: of the weights and the last bias once, of the first bias for each sample.
BLASTEMA_DEVICE void flush_bias(const Block& b, const Params& p, const Sample& s, RuleSums& sums) {
  float* to = p.bias_parts + (static_cast<long long>(s.index) * p.members + b.member) * kHidden;
#pragma unroll
  for (int own = 0; own < kOwn; ++own) {
    const int chunk = own * kWarps + b.warp;
    if (chunk >= kChunks) break;
    sums.bias[own].each([&](int row, float sum) { to[chunk * 16 + row] = sum; });
    sums.bias[own] = RowSums{};
  }
}

constexpr int kFirstSize = kFeatures * kHidden, kParts = kFirstSize + kHidden * kChannels + kChannels;

BLASTEMA_DEVICE void flush(const Block& b, const Params& p, Work& w, RuleSums& sums) {
  float* to = p.parts + static_cast<long long>(b.group * p.members + b.member) * kParts;
#pragma unroll
  for (int own = 0; own < kOwn; ++own) {
    const int chunk = own * kWarps + b.warp;
    if (chunk >= kChunks) break;
#pragma unroll
    for (int in = 0; in < kIn / 8; ++in)
      sums.first[own][in].each([&](int row, int column, float& sum) {
        const int feature = in * 8 + column;
        if (feature < kFeatures) to[feature * kHidden + chunk * 16 + row] = sum;
      });
#pragma unroll
    for (int out = 0; out < kOut / 8; ++out)
      sums.second[own][out].each([&](int row, int column, float& sum) {
        const int channel = out * 8 + column;
        if (channel < kChannels) to[kFirstSize + (chunk * 16 + row) * kChannels + channel] = sum;
      });
  }
  sync();
  sums.each_bias_out(b, [&](int channel, int part, float& sum) { w.partial[part * kChannels + channel] = sum; });
  sync();
  for (int c = b.thread; c < kChannels; c += kThreads) {
    float sum = 0.0f;
    for (int part = 0; part < kBiasParts; ++part) sum += w.partial[part * kChannels + c];
    to[kFirstSize + kHidden * kChannels + c] = sum;
  }
}

}  // namespace blastema::cuda
