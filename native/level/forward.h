// Forward rollout of one sample, computing only cells that fire near life.
//
// Outside `pre` everything is cleared, so the rule is needed on cells of `pre` that fire; and on the ring
// around `pre` only where the ring alone decides whether a cell of `pre` survives, which is rare.
#pragma once

#include "run.h"

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
      : r(run), shape(run.shape), w(run.work), advance(advance_cells), fire(run.channel_fire(0)) {}

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
      count_changes();
      r.meet();
      if (r.leads()) allocate(*record);
      r.meet();
      if (w.failed) return;
    }
    if (is_calm()) {
      move_all(record);
    } else {
      for (int y = r.first_row(); y < r.last_row(); ++y) {
        if (record != nullptr) keep(*record, y);
        settle(y);
      }
    }
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      if (record != nullptr) keep_boards(*record, y);
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
  ChannelFire fire;  // of the step

  void clear_traces() {
    const size_t bytes = r.cell_bytes() * static_cast<size_t>(shape.width + 2);
    if (is_volume(shape)) return clear_padded_rows(bytes);
    for (int y = r.first_row() - (r.part == 0); y < r.last_row() + (r.part == r.team.size - 1); ++y) {
      clear(r.state_at(y, -1), bytes);
      if (w.gradient != nullptr) clear(r.gradient_at(y, -1), bytes);
    }
    r.meet();
  }

  // The same of a volume, whose border has rows between those of its layers.
  void clear_padded_rows(size_t row_bytes) {
    const size_t rows = static_cast<size_t>(padded_rows(shape)), parts = static_cast<size_t>(r.team.size);
    const size_t first = rows * static_cast<size_t>(r.part) / parts, last = rows * static_cast<size_t>(r.part + 1) / parts;
    const size_t floats = row_bytes / sizeof(float);
    clear(w.state + first * floats, (last - first) * row_bytes);
    if (w.gradient != nullptr) clear(w.gradient + first * floats, (last - first) * row_bytes);
    r.meet();
  }

  void fill_row(uint64_t* row) const {
    for (int word = 0; word < shape.words; ++word) row[word] = ~uint64_t{0};
    row[shape.words - 1] = last_word_mask(shape);
  }

  void dilate_or_all(uint64_t* from, uint64_t* to) {
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      if (shape.life == Life::kNeighbourhood)
        dilate_row(shape, from, y, w.blank, r.row(to, y));
      else
        fill_row(r.row(to, y));
    }
    r.meet();
  }

  // Own-alpha life: living := the mature cells, the others are emptied. By a negative threshold these are then mature,
  // but it makes no difference before they fire. False when out of memory.
  bool empty_absent(int done, Record* record) {
    if (record != nullptr && !keep_colours(done, *record)) return false;
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

  // Keeps what a loss sees of the state before cells are emptied. False when out of memory.
  bool keep_colours(int done, Record& record) {
    const internal::SampleLoss& loss = r.sample.loss;
    bool due = false;
    for (int i = 0; i < loss.times; ++i) due = due || (done > 0 && loss.time[i] == done);
    if (r.leads()) record.colours = nullptr;
    if (!due) return true;
    r.meet();  // all have read the result of the last step
    if (r.leads()) {
      const size_t cells = static_cast<size_t>(shape.height) * static_cast<size_t>(shape.width);
      record.colours = static_cast<float*>(internal::take(w.arena, cells * 4 * sizeof(float)));
      w.failed = record.colours == nullptr;
    }
    r.meet();
    if (w.failed) return false;
    for (int y = r.first_row(); y < r.last_row(); ++y)
      for (int x = 0; x < shape.width; ++x)
        copy(record.colours + (static_cast<ptrdiff_t>(y) * shape.width + x) * 4, r.state_at(y, x), 4 * sizeof(float));
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
        dilate_row(shape, w.mature, y, w.blank, before);
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

  // Which cells of a row the step changes: those that fire and survive, and those that die.
  uint64_t changed(int y, int word) const {
    const uint64_t next = survivors(y)[word];
    return (r.row(w.firing, y)[word] & next) | (r.row(w.living, y)[word] & ~next);
  }
  const uint64_t* survivors(int y) const { return r.row(shape.life == Life::kNeighbourhood ? w.next : w.before, y); }

  void count_changes() {
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      int count = 0;
      for (int word = 0; word < shape.words; ++word) count += __builtin_popcountll(changed(y, word));
      w.changed_start[y + 1] = count;
    }
  }

  void allocate(Record& record) {
    r.sum_up(w.changed_start);
    const size_t board = static_cast<size_t>(shape.height) * static_cast<size_t>(shape.words) * sizeof(uint64_t);
    const size_t starts = (static_cast<size_t>(shape.height) + 1) * sizeof(int32_t);
    const size_t cells = static_cast<size_t>(w.changed_start[shape.height]);
    record.living = static_cast<uint64_t*>(internal::take(w.arena, board));
    record.fired = static_cast<uint64_t*>(internal::take(w.arena, board));
    record.row_start = static_cast<int32_t*>(internal::take(w.arena, starts));
    record.cells = static_cast<int32_t*>(internal::take(w.arena, cells * sizeof(int32_t)));
    record.states = static_cast<float*>(internal::take(w.arena, cells * r.cell_bytes()));
    w.failed = record.living == nullptr || record.fired == nullptr || record.cells == nullptr ||
               record.row_start == nullptr || record.states == nullptr;
    if (!w.failed) copy(record.row_start, w.changed_start, starts);
  }

  void keep_boards(Record& record, int y) const {
    for (int word = 0; word < shape.words; ++word) {
      r.row(record.living, y)[word] = r.row(w.living, y)[word];
      r.row(record.fired, y)[word] = r.row(w.firing, y)[word] & survivors(y)[word];
    }
  }

  // Saves the part of a row that the step is about to overwrite.
  void keep(Record& record, int y) const {
    const ptrdiff_t channels = shape.padded_channels;
    int32_t* cell = record.cells + record.row_start[y];
    float* to = record.states + record.row_start[y] * channels;
    const ptrdiff_t start = r.position(y, 0);
    for (int word = 0; word < shape.words; ++word)
      for (uint64_t bits = changed(y, word); bits != 0; bits &= bits - 1) {
        const ptrdiff_t position = start + word * 64 + __builtin_ctzll(bits);
        copy_cell(w.state + position * channels, to);
        *cell++ = static_cast<int32_t>(position);
        to += channels;
      }
  }

  void copy_cell(const float* from, float* to) const {
    for (ptrdiff_t c = 0; c < shape.padded_channels; c += kWidth) store(to + c, load(from + c));
  }

  // Whether no cell dies in this thread's rows: then those that fire are those that change.
  bool is_calm() const {
    uint64_t dead = 0;
    for (int y = r.first_row(); y < r.last_row(); ++y)
      for (int word = 0; word < shape.words; ++word)
        dead |= (r.row(w.firing, y)[word] | r.row(w.living, y)[word]) & ~survivors(y)[word];
    return dead == 0;
  }

  // The usual case of `keep` and `settle`, for all rows of this thread.
  void move_all(const Record* record) const {
    const ptrdiff_t channels = shape.padded_channels;
    const ptrdiff_t first = w.row_start[r.first_row()], last = w.row_start[r.last_row()];
    const ptrdiff_t kept = record != nullptr ? record->row_start[r.first_row()] - first : 0;
    for (ptrdiff_t i = first; i < last; ++i) {
      float* state = w.state + w.cells[i] * channels;
      if (record != nullptr) {
        record->cells[kept + i] = w.cells[i];
        copy_cell(state, record->states + (kept + i) * channels);
      }
      copy_cell(w.fresh + i * channels, state);
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
      dilate_row(shape, w.mature, y, w.blank, next);
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
      dilate_row(shape, w.scratch, y, w.blank, around);
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
    if (is_volume(shape)) return keep_around_in_volume(position);
    const int y = position / (shape.width + 2) - 1, x = position % (shape.width + 2) - 1;
    for (int i = 0; i < 9; ++i) {
      int row = y + i / 3 - 1, column = x + i % 3 - 1;
      if (shape.torus) {
        row = (row + shape.height) % shape.height;
        column = (column + shape.width) % shape.width;
      } else if (row < 0 || row >= shape.height || column < 0 || column >= shape.width) {
        continue;
      }
      keep_undecided(row, column);
    }
  }

  void keep_around_in_volume(int32_t position) {
    const int padded = position / (shape.width + 2), x = position % (shape.width + 2) - 1;
    const int layer = padded / (layer_height_of(shape) + 2) - 1, row = padded % (layer_height_of(shape) + 2) - 1;
    for (int i = 0; i < 27; ++i) {
      const int beside = row_beside(shape, layer * layer_height_of(shape) + row, i / 9 - 1, i / 3 % 3 - 1);
      const int column = within(shape, x + i % 3 - 1, shape.width);
      if (beside >= 0 && column >= 0) keep_undecided(beside, column);
    }
  }

  void keep_undecided(int row, int column) const {
    const uint64_t bit = uint64_t{1} << (column & 63);
    r.row(w.next, row)[column >> 6] |= r.row(w.scratch, row)[column >> 6] & bit;
  }

  // Writes the new states of a row, clears what has died.
  void settle(int y) const {
    const ptrdiff_t channels = shape.padded_channels;
    const uint64_t *living = r.row(w.living, y), *next = survivors(y);
    float* state = r.state_at(y, 0);
    const float* fresh = w.fresh + w.row_start[y] * channels;
    each_cell(r.row(w.firing, y), shape.words, [&](int x) {
      if (contains(next, x)) copy_cell(fresh, state + x * channels);
      fresh += channels;
    });
    for (int word = 0; word < shape.words; ++word)
      for (uint64_t dead = living[word] & ~next[word]; dead != 0; dead &= dead - 1)
        clear(state + (word * 64 + __builtin_ctzll(dead)) * channels, r.cell_bytes());
  }

  // living := the survivors; mature := those among them.
  void renew_boards(int y) const {
    uint64_t *living = r.row(w.living, y), *mature = r.row(w.mature, y);
    const uint64_t* next = survivors(y);
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
