// Backward pass of one sample through the steps that `Forward` recorded.
//
// The gradient's grid holds, between steps, the gradient to the state at that time, on living cells only. The
// identity path leaves it in place; the rule's path adds what the perception's transpose sends.
#pragma once

#include "run.h"

namespace blastema::BLASTEMA_LEVEL {

class Backward {
 public:
  explicit Backward(Run& run) : r(run), shape(run.shape), w(run.work) {}

  // Begins from the end of the forward pass: gradient := that of the final state.
  void start() {
    const int end = shape.steps;
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      if (r.sample.cotangent != nullptr) r.read_row(y, w.living, r.sample.cotangent, r.gradient_at(y, 0));
      add_loss_gradient(end, w.living, y);
    }
    clear_sums();
    r.meet();
  }

  // From the state after step `done` to the state before it.
  void step(int done) {
    const Record& record = w.records[done];
    uint64_t* after = done + 1 < shape.steps ? w.records[done + 1].living : w.living;
    const bool last = done == 0 && r.sample.state_gradient == nullptr;
    for (int y = r.first_row(); y < r.last_row(); ++y)
      w.row_start[y + 1] = count_cells(r.row(record.fired, y), shape.words);
    r.meet();
    if (r.leads()) r.sum_up(w.row_start);
    r.meet();
    for (int y = r.first_row(); y < r.last_row(); ++y) r.list_row(record.fired, y);
    restore(record);
    r.meet();
    rule_back(last);
    r.meet();
    if (last) return;
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      perception_back(y);
      confine(record, after, y);
      if (done > 0) add_loss_gradient(done, record.living, y);
    }
    r.meet();
  }

  void finish() {
    if (r.sample.state_gradient == nullptr) return;
    uint64_t* living = shape.steps > 0 ? w.records[0].living : w.living;
    for (int y = r.first_row(); y < r.last_row(); ++y)
      r.write_row(y, living, r.gradient_at(y, 0), r.sample.state_gradient);
  }

 private:
  Run& r;
  const Shape& shape;
  Workspace& w;

  void clear_sums() {
    const size_t stride = static_cast<size_t>(shape.hidden_stride) * sizeof(float);
    for (int lane = r.part; lane < internal::kLanes; lane += r.team.size) {
      const RuleGradient& sums = w.lanes[lane];
      clear(sums.weight1, stride * static_cast<size_t>(shape.features));
      clear(sums.bias1, static_cast<size_t>(shape.hidden) * sizeof(float));
      clear(sums.weight2_transposed, stride * static_cast<size_t>(shape.padded_channels));
      clear(sums.bias2, r.cell_bytes());
    }
  }

  // The state's grid back to what it was at the beginning of the step.
  void restore(const Record& record) {
    const ptrdiff_t channels = shape.padded_channels;
    const ptrdiff_t first = record.row_start[r.first_row()], last = record.row_start[r.last_row()];
    for (ptrdiff_t i = first; i < last; ++i)
      for (ptrdiff_t c = 0; c < channels; c += kWidth)
        store(w.state + record.cells[i] * channels + c, load(record.states + i * channels + c));
    for (int y = r.first_row(); y < r.last_row(); ++y) r.renew_border(y);
  }

  void rule_back(bool last) {
    const ptrdiff_t count = w.row_start[shape.height];
    for (int lane = r.part; lane < internal::kLanes; lane += r.team.size) {
      const ptrdiff_t first = Run::share(count, internal::kLanes, lane, 4 * kTallRows);
      const ptrdiff_t end = Run::share(count, internal::kLanes, lane + 1, 4 * kTallRows);
      Run::each_tile(first, end, [&](ptrdiff_t at, ptrdiff_t cells) {
        float* to_perception = last ? nullptr : w.perception_gradient + at * shape.features_stride;
        advance_cells_back(shape, r.rule, r.filters, w.state, w.gradient, w.cells + at, cells, w.tiles[r.part],
                           w.lanes[lane], to_perception);
      });
    }
  }

  void perception_back(int y) {
    float* gradient = r.gradient_at(y, -1);
    for (int tap_row = 0; tap_row < 3; ++tap_row) {
      int from = y - (tap_row - 1);
      if (from < 0 || from >= shape.height) {
        if (!shape.torus) continue;
        from += from < 0 ? shape.height : -shape.height;
      }
      const ptrdiff_t start = w.row_start[from], count = w.row_start[from + 1] - start;
      if (count == 0) continue;
      perceive_back(shape, r.filters, tap_row, w.perception_gradient + start * shape.features_stride,
                    w.cells + start, count, r.position(from, -1), gradient);
    }
    const ptrdiff_t channels = shape.padded_channels;
    float *left = gradient, *right = gradient + (shape.width + 1) * channels;
    for (ptrdiff_t c = 0; c < channels; c += kWidth) {
      if (shape.torus) {
        float *first = left + channels + c, *last = right - channels + c;
        store(last, load(last) + load(left + c));
        store(first, load(first) + load(right + c));
      }
      store(left + c, Vec{});
      store(right + c, Vec{});
    }
  }

  // Cells that were empty at this time have no gradient.
  void confine(const Record& record, uint64_t* after, int y) {
    const ptrdiff_t channels = shape.padded_channels;
    const uint64_t *now = r.row(record.living, y), *then = r.row(after, y);
    uint64_t* touched = w.ring + static_cast<ptrdiff_t>(r.part) * shape.words;
    dilate_row(shape, record.fired, y, w.blank, touched);
    float* gradient = r.gradient_at(y, 0);
    for (int word = 0; word < shape.words; ++word)
      for (uint64_t none = (touched[word] | then[word]) & ~now[word]; none != 0; none &= none - 1)
        clear(gradient + (word * 64 + __builtin_ctzll(none)) * channels, r.cell_bytes());
  }

  // Where the loss is taken at this time: the gradient of the weighted mean squared error.
  void add_loss_gradient(int time, uint64_t* living, int y) {
    const internal::SampleLoss& loss = r.sample.loss;
    float weight = 0.0f;
    for (int i = 0; i < loss.times; ++i)
      if (loss.time[i] == time && time > 0) weight += loss.weight[i];
    if (weight == 0.0f) return;
    const float cells = static_cast<float>(shape.height) * static_cast<float>(shape.width);
    float scale[4];
    for (int c = 0; c < 4; ++c)
      scale[c] = weight * loss.gradient_scale * r.slope * loss.channel_weight[c] * 2.0f / (cells * 4.0f);
    const float *state = r.state_at(y, 0), *target = loss.target + static_cast<ptrdiff_t>(y) * shape.width * 4;
    float* gradient = r.gradient_at(y, 0);
    const ptrdiff_t channels = shape.padded_channels;
    each_cell(r.row(living, y), shape.words, [&](int x) {
      for (int c = 0; c < 4; ++c)
        gradient[x * channels + c] += scale[c] * (state[x * channels + c] - target[x * 4 + c]);
    });
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
