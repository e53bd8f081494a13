// Forward rollout of one sample, computing only cells that fire near life.
//
// Outside `pre` everything is cleared, so the rule is needed on cells of `pre` that fire; and on the ring
// around `pre` only where the ring alone decides whether a cell of `pre` survives, which is rare.
#pragma once

#include "recording.h"

namespace blastema::BLASTEMA_LEVEL {

// How listed cells advance: here all by one rule. A world of several species has its own way
// (species.h). fresh: [count, P], the cells' next states.
struct OneRule {
  const Run& run;

  BLASTEMA_INLINE void operator()(const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) const {
    advance_cells(run.shape, run.rule, run.individual, run.work.state, cells, count, tile, fresh);
  }
};

template <class Advance>
class Forward {
 public:
  Forward(Run& run, const Advance& advance_cells)
      : r(run), shape(run.shape), w(run.work), advance(advance_cells), recording(run), fire(run.channel_fire(0)) {}

  void start() {
    if (w.used) clear_traces();
    const float* in = r.sample.state;
    const ptrdiff_t channels = shape.channels;
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      uint64_t* mature = r.row(w.mature, y);
      for (int word = 0; word < shape.words; ++word) mature[word] = 0;
      const float* alpha = in + static_cast<ptrdiff_t>(y) * shape.width * channels + 3;
      for (int x = 0; x < shape.width; ++x, alpha += channels)
        mature[x >> 6] |= uint64_t{*alpha > shape.alive_threshold} << (x & 63);
    }
    r.meet();
    // No cell further than three from a mature one is perceived by a cell that lives or keeps another alive.
    dilate_or_all(w.mature, w.scratch);
    dilate_or_all(w.scratch, w.next);
    dilate_or_all(w.next, w.living);
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      r.read_row(y, w.living, in, r.state_at(y, 0));
      r.renew_border(y);
    }
    r.meet();
  }

  // One step; `record` (or null) keeps what the backward pass needs.
  void step(int done, Record* record) {
    const Sample& sample = r.sample;
    const uint32_t time = sample.first_step + static_cast<uint32_t>(done);
    fire = r.channel_fire(done);
    if (shape.life == Life::kOwnAlpha && !empty_absent(done, record)) return;
    choose_cells(FireHash(time, sample.seed, sample.fire_limit), done);
    r.meet();
    if (r.leads()) r.sum_up(w.row_start);
    r.meet();
    for (int y = r.first_row(); y < r.last_row(); ++y) r.list_row(w.firing, y);
    r.meet();
    advance_listed();
    r.meet();
    if (shape.life != Life::kAll) find_mature();
    if (shape.life == Life::kNeighbourhood) {
      r.meet();
      // For a new cell, only alpha matters.
      decide_survivors(shape.fire_per_channel
                           ? FireHash::of_channel(3, time, sample.seed, sample.fire_limit)
                           : FireHash(time, sample.seed, sample.fire_limit));
    }
    if (record != nullptr) {
      recording.count_changes();
      r.meet();
      if (r.leads()) recording.allocate(*record);
      r.meet();
      if (w.failed) return;
    }
    if (is_calm()) {
      move_all(record);
    } else {
      for (int y = r.first_row(); y < r.last_row(); ++y) {
        if (record != nullptr) recording.keep(*record, y);
        settle(y);
      }
    }
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      if (record != nullptr) recording.keep_boards(*record, y);
      renew_boards(y);
      r.renew_border(y);
    }
    r.meet();
  }

  void finish() {
    if (r.sample.final_state == nullptr) return;
    for (int y = r.first_row(); y < r.last_row(); ++y)
      r.write_row(y, w.living, r.state_at(y, 0), r.sample.final_state);
  }

 private:
  Run& r;
  const Shape& shape;
  Workspace& w;
  const Advance advance;
  const Recording recording;
  ChannelFire fire;  // of the step

  void clear_traces() {
    const size_t floats = static_cast<size_t>(shape.width + 2) * static_cast<size_t>(shape.padded_channels);
    const size_t rows = static_cast<size_t>(padded_rows(shape)), parts = static_cast<size_t>(r.team.size);
    const size_t part = static_cast<size_t>(r.part), first = rows * part / parts, last = rows * (part + 1) / parts;
    clear(w.state + first * floats, (last - first) * floats * sizeof(float));
    if (w.gradient != nullptr) clear(w.gradient + first * floats, (last - first) * floats * sizeof(float));
    r.meet();
  }

  void fill_row(uint64_t* row) const {
    for (int word = 0; word < shape.words; ++word) row[word] = ~uint64_t{0};
    row[shape.words - 1] = last_word_mask(shape);
  }

  void dilate_or_all(uint64_t* from, uint64_t* to) {
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      if (shape.life == Life::kNeighbourhood)
        dilate_row(shape, from, y, r.row(to, y));
      else
        fill_row(r.row(to, y));
    }
    r.meet();
  }

  // Own-alpha life: living := the mature cells, the others are emptied. By a negative threshold these are then mature,
  // but it makes no difference before they fire. False when out of memory.
  bool empty_absent(int done, Record* record) {
    if (record != nullptr && !recording.keep_colours(done, *record)) return false;
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      uint64_t *living = r.row(w.living, y), *mature = r.row(w.mature, y);
      float* state = r.state_at(y, 0);
      for (int word = 0; word < shape.words; ++word) {
        for (uint64_t absent = living[word] & ~mature[word]; absent != 0; absent &= absent - 1)
          clear(state + (word * 64 + __builtin_ctzll(absent)) * shape.padded_channels, r.cell_bytes());
        living[word] = mature[word];
      }
      r.renew_border(y);
    }
    return true;
  }

#if !defined(__wasm__)
  // Of a piece, whose valid halo shrinks with each step: the cells that this step still needs, and those next
  // to them, on which their lives depend. What lies beyond is given up.
  void narrow(uint64_t* row, int y, int done) const {
    const int first = shape.halo - shape.reach * (shape.steps - 1 - done) - 1, last = shape.width - first;
    const bool outside = y < first || y >= shape.height - first;
    for (int word = 0; word < shape.words; ++word) {
      const int from = word * 64;
      if (outside || from + 64 <= first || from >= last) row[word] = 0;
      if (from < first && first < from + 64) row[word] &= ~uint64_t{0} << (first - from);
      if (from < last && last < from + 64) row[word] &= ~(~uint64_t{0} << (last - from));
    }
  }
#endif

  // before := pre, firing := its cells that fire; counts for the lists.
  void choose_cells(const FireHash& hash, [[maybe_unused]] int done) {
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      uint64_t *before = r.row(w.before, y), *firing = r.row(w.firing, y);
      if (shape.life == Life::kNeighbourhood)
        dilate_row(shape, w.mature, y, before);
      else
        fill_row(before);
#if !defined(__wasm__)
      if (shape.world_width != 0) narrow(before, y, done);
#endif
      int count = 0;
      for (int word = 0; word < shape.words; ++word) {
        firing[word] = before[word] == 0 || shape.fire_per_channel ? before[word]
                                         : r.fires(hash, y, word, before[word]);
        count += __builtin_popcountll(firing[word]);
      }
      w.row_start[y + 1] = count;
    }
  }

  // Whether no cell dies in this thread's rows: then those that fire are those that change.
  bool is_calm() const {
    uint64_t dead = 0;
    for (int y = r.first_row(); y < r.last_row(); ++y)
      for (int word = 0; word < shape.words; ++word)
        dead |= (r.row(w.firing, y)[word] | r.row(w.living, y)[word]) & ~r.survivors(y)[word];
    return dead == 0;
  }

  // The usual case of `Recording::keep` and `settle`, for all rows of this thread.
  void move_all(const Record* record) const {
    const ptrdiff_t channels = shape.padded_channels;
    const ptrdiff_t first = w.row_start[r.first_row()], last = w.row_start[r.last_row()];
    const ptrdiff_t kept = record != nullptr ? record->row_start[r.first_row()] - first : 0;
    for (ptrdiff_t i = first; i < last; ++i) {
      float* state = w.state + w.cells[i] * channels;
      if (record != nullptr) {
        record->cells[kept + i] = w.cells[i];
        r.copy_cell(state, record->states + (kept + i) * channels);
      }
      r.copy_cell(w.fresh + i * channels, state);
    }
  }

  void advance_listed() {
    const ptrdiff_t count = w.row_start[shape.height];
    const ptrdiff_t first = Run::share(count, r.team.size, r.part, kTallRows);
    const ptrdiff_t last = Run::share(count, r.team.size, r.part + 1, kTallRows);
    Run::each_tile<kForwardTile>(first, last, [&](ptrdiff_t at, ptrdiff_t cells) {
      advance_tile(w.cells + at, cells, w.tiles[r.part], w.fresh + at * shape.padded_channels);
    });
  }

  void advance_tile(const int32_t* cells, ptrdiff_t count, const Tile& tile, float* fresh) const {
    advance(cells, count, tile, fresh);
    if (shape.fire_per_channel) hold_channels(shape, fire, w.state, cells, count, fresh);
  }

  // mature := the cells of `pre` whose next alpha is above the threshold.
  void find_mature() {
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      uint64_t* mature = r.row(w.mature, y);
      const uint64_t *before = r.row(w.before, y), *firing = r.row(w.firing, y);
      for (int word = 0; word < shape.words; ++word) mature[word] &= before[word] & ~firing[word];
      const float* alpha = w.fresh + static_cast<ptrdiff_t>(w.row_start[y]) * shape.padded_channels + 3;
      each_cell(firing, shape.words, [&](int x) {
        mature[x >> 6] |= uint64_t{*alpha > shape.alive_threshold} << (x & 63);
        alpha += shape.padded_channels;
      });
    }
  }

  // next := pre & post.
  void decide_survivors(const FireHash& hash) {
    w.undecided[r.part] = find_survivors();
    r.meet();
    bool any = false;
    for (int part = 0; part < r.team.size; ++part) any = any || w.undecided[part];
    if (!any) return;
    if (r.leads()) ask_ring(hash);
    r.meet();
  }

  // next := pre & post as far as `pre` decides it; scratch := the cells of `pre` that the ring decides.
  bool find_survivors() {
    uint64_t undecided = 0;
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      uint64_t *next = r.row(w.next, y), *open = r.row(w.scratch, y);
      const uint64_t* before = r.row(w.before, y);
      dilate_row(shape, w.mature, y, next);
      for (int word = 0; word < shape.words; ++word) {
        open[word] = before[word] & ~next[word];
        next[word] &= before[word];
        undecided |= open[word];
      }
    }
    return undecided != 0;
  }

  // The cells around undecided ones, outside `pre`, may still mature and keep them. Done by one thread.
  void ask_ring(const FireHash& hash) {
    int32_t positions[kForwardTile];
    float* fresh = w.tiles[0].gradients[shape.layers];
    int count = 0;
    const auto ask = [&] {
      advance_tile(positions, count, w.tiles[0], fresh);
      for (int i = 0; i < count; ++i)
        if (fresh[i * shape.padded_channels + 3] > shape.alive_threshold) keep_around(positions[i]);
      count = 0;
    };
    for (int y = 0; y < shape.height; ++y) {
      uint64_t* around = w.ring;
      dilate_row(shape, w.scratch, y, around);
      for (int word = 0; word < shape.words; ++word) {
        around[word] &= ~r.row(w.before, y)[word];
        if (around[word] != 0) around[word] = r.fires(hash, y, word, around[word]);
      }
      each_cell(around, shape.words, [&](int x) {
        positions[count++] = static_cast<int32_t>(r.position(y, x));
        if (count == kForwardTile) ask();
      });
    }
    if (count > 0) ask();
  }

  // A ring cell has matured: the undecided cells around it survive.
  void keep_around(int32_t position) {
    const int y = row_of(shape, position / (shape.width + 2)), x = position % (shape.width + 2) - 1;
    for (int tap_row = 0; tap_row < tap_rows_of(shape); ++tap_row) {
      const int row = row_beside(shape, y, tap_row);
      if (row < 0) continue;
      for (int beside = x - 1; beside <= x + 1; ++beside) {
        const int column = within(shape, beside, shape.width);
        if (column < 0) continue;
        const uint64_t bit = uint64_t{1} << (column & 63);
        r.row(w.next, row)[column >> 6] |= r.row(w.scratch, row)[column >> 6] & bit;
      }
    }
  }

  // Writes the new states of a row, clears what has died.
  void settle(int y) const {
    const ptrdiff_t channels = shape.padded_channels;
    const uint64_t *living = r.row(w.living, y), *next = r.survivors(y);
    float* state = r.state_at(y, 0);
    const float* fresh = w.fresh + w.row_start[y] * channels;
    each_cell(r.row(w.firing, y), shape.words, [&](int x) {
      if (contains(next, x)) r.copy_cell(fresh, state + x * channels);
      fresh += channels;
    });
    for (int word = 0; word < shape.words; ++word)
      for (uint64_t dead = living[word] & ~next[word]; dead != 0; dead &= dead - 1)
        clear(state + (word * 64 + __builtin_ctzll(dead)) * channels, r.cell_bytes());
  }

  // living := the survivors; mature := those among them.
  void renew_boards(int y) const {
    uint64_t *living = r.row(w.living, y), *mature = r.row(w.mature, y);
    const uint64_t* next = r.survivors(y);
    // An empty cell is mature only if the threshold is negative.
    const uint64_t empty = 0.0f > shape.alive_threshold ? ~uint64_t{0} : 0;
    for (int word = 0; word < shape.words; ++word) {
      living[word] = next[word];
      mature[word] = (mature[word] & next[word]) | (empty & ~next[word]);
    }
    if (empty != 0) mature[shape.words - 1] &= last_word_mask(shape);
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
