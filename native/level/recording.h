// What the backward pass needs of a step, kept while the forward pass takes it.
#pragma once

#include "run.h"

namespace blastema::BLASTEMA_LEVEL {

// One thread's part in it. Between those of `empty_absent` and of `settle` (forward.h), a step decides which cells
// survive, counts those that it changes, makes room for them and then keeps each row before it writes it.
class Recording {
 public:
  explicit Recording(Run& run) : r(run), shape(run.shape), w(run.work) {}

  // Keeps what a loss sees of the state before cells are emptied. False when out of memory.
  bool keep_colours(int done, Record& record) const {
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

  void count_changes() const {
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      int count = 0;
      for (int word = 0; word < shape.words; ++word) count += __builtin_popcountll(changed(y, word));
      w.changed_start[y + 1] = count;
    }
  }

  // Done by one thread.
  void allocate(Record& record) const {
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

  // The part of a row that the step is about to overwrite.
  void keep(Record& record, int y) const {
    const ptrdiff_t channels = shape.padded_channels;
    int32_t* cell = record.cells + record.row_start[y];
    float* to = record.states + record.row_start[y] * channels;
    const ptrdiff_t start = r.position(y, 0);
    for (int word = 0; word < shape.words; ++word)
      for (uint64_t bits = changed(y, word); bits != 0; bits &= bits - 1) {
        const ptrdiff_t position = start + word * 64 + __builtin_ctzll(bits);
        r.copy_cell(w.state + position * channels, to);
        *cell++ = static_cast<int32_t>(position);
        to += channels;
      }
  }

  void keep_boards(Record& record, int y) const {
    for (int word = 0; word < shape.words; ++word) {
      r.row(record.living, y)[word] = r.row(w.living, y)[word];
      r.row(record.fired, y)[word] = r.row(w.firing, y)[word] & r.survivors(y)[word];
    }
  }

 private:
  Run& r;
  const Shape& shape;
  Workspace& w;

  // Which cells of a row the step changes: those that fire and survive, and those that die.
  uint64_t changed(int y, int word) const {
    const uint64_t next = r.survivors(y)[word];
    return (r.row(w.firing, y)[word] & next) | (r.row(w.living, y)[word] & ~next);
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
