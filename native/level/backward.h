// Backward pass of one sample through the steps that `Forward` recorded.
//
// The gradient's grid holds, between steps, the gradient to the state at that time, on living cells only. The
// identity path leaves it in place; the rule's path adds what the perception's transpose sends.
#pragma once

#include "layout.h"

namespace blastema::BLASTEMA_LEVEL {

class Backward {
 public:
  explicit Backward(Run& run) : r(run), shape(run.shape), w(run.work) {}

  // Begins from the end of the forward pass: gradient := that of the final state.
  void start() {
    const int end = shape.steps;
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      if (r.sample.cotangent != nullptr) r.read_row(y, w.living, r.sample.cotangent, r.gradient_at(y, 0));
      add_loss_gradient(end, w.living, y, nullptr);
    }
    clear_sums();
    r.meet();
  }

  // From the state after step `done` to the state before it.
  void step(int done) {
    const Record& record = w.records[done];
    uint64_t* after = done + 1 < shape.steps ? w.records[done + 1].living : w.living;
    uint64_t* seen = record.living;  // by a loss at this time
    // Own-alpha life empties cells after the loss has seen them; `before` holds all cells then.
    if (shape.life == Life::kOwnAlpha) after = seen = w.before;
    const bool last = done == 0 && r.sample.state_gradient == nullptr;
    for (int y = r.first_row(); y < r.last_row(); ++y)
      w.row_start[y + 1] = count_cells(r.row(record.fired, y), shape.words);
    r.meet();
    if (r.leads()) r.sum_up(w.row_start);
    r.meet();
    for (int y = r.first_row(); y < r.last_row(); ++y) r.list_row(record.fired, y);
    restore(record);
    r.meet();
    rule_back(done, last);
    r.meet();
    if (last) return;
    for (int y = r.first_row(); y < r.last_row(); ++y) {
      perception_back(y);
      confine(record, after, y);
      if (done > 0) add_loss_gradient(done, seen, y, record.colours);
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
    for (int lane = r.part; lane < internal::kLanes; lane += r.team.size)
      for (int i = 0; i < shape.layers; ++i) {
        const internal::LayerGradient& sums = w.lanes[lane].layers[i];
        clear(sums.weight, static_cast<size_t>(size_of_sums(shape, i)) * sizeof(float));
        clear(sums.bias, static_cast<size_t>(shape.units[i + 1]) * sizeof(float));
      }
  }

  // Restores the state's grid to the beginning of the step.
  void restore(const Record& record) {
    const ptrdiff_t channels = shape.padded_channels;
    const ptrdiff_t first = record.row_start[r.first_row()], last = record.row_start[r.last_row()];
    for (ptrdiff_t i = first; i < last; ++i)
      for (ptrdiff_t c = 0; c < channels; c += kWidth)
        store(w.state + record.cells[i] * channels + c, load(record.states + i * channels + c));
    for (int y = r.first_row(); y < r.last_row(); ++y) r.renew_border(y);
  }

  void rule_back(int done, bool last) {
    const ChannelFire channels = r.channel_fire(done);
    const ChannelFire* fire = shape.fire_per_channel ? &channels : nullptr;
    const ptrdiff_t count = w.row_start[shape.height];
    for (int lane = r.part; lane < internal::kLanes; lane += r.team.size) {
      const ptrdiff_t first = Run::share(count, internal::kLanes, lane, 4 * kTallRows);
      const ptrdiff_t end = Run::share(count, internal::kLanes, lane + 1, 4 * kTallRows);
      Run::each_tile<kBackwardTile>(first, end, [&](ptrdiff_t at, ptrdiff_t cells) {
        float* to_perception = last ? nullptr : w.perception_gradient + at * shape.strides[0];
        advance_cells_back(shape, r.rule, r.individual, fire, w.state, w.gradient, w.cells + at, cells,
                           w.tiles[r.part], w.lanes[lane], to_perception);
      });
    }
  }

  void perception_back(int y) {
    float* gradient = r.gradient_at(y, -1);
    const int tap_rows = tap_rows_of(shape);
    for (int tap_row = 0; tap_row < tap_rows; ++tap_row) {
      const int from = row_beside(shape, y, tap_rows - 1 - tap_row);
      if (from < 0) continue;
      const ptrdiff_t start = w.row_start[from], count = w.row_start[from + 1] - start;
      if (count == 0) continue;
      perceive_back(shape, r.individual.filters, tap_row, w.perception_gradient + start * shape.strides[0],
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
    dilate_row(shape, record.fired, y, touched);
    float* gradient = r.gradient_at(y, 0);
    for (int word = 0; word < shape.words; ++word)
      for (uint64_t none = (touched[word] | then[word]) & ~now[word]; none != 0; none &= none - 1)
        clear(gradient + (word * 64 + __builtin_ctzll(none)) * channels, r.cell_bytes());
  }

  // Where the loss is taken at this time: the gradient of the weighted mean squared error. colours: the first four
  // channels then, [height, width, 4], if they are no longer in the state's grid.
  void add_loss_gradient(int time, uint64_t* seen, int y, const float* colours) {
    const internal::SampleLoss& loss = r.sample.loss;
    for (int first = 0; time > 0 && first < loss.times; ++first) {
      if (loss.time[first] != time) continue;
      // All terms of the same picture count at its first time.
      float weight = 0.0f;
      bool counted = false;
      for (int i = 0; i < loss.times; ++i) {
        if (loss.time[i] != time || loss.which[i] != loss.which[first]) continue;
        counted = counted || i < first;
        weight += loss.weight[i];
      }
      if (!counted && weight != 0.0f) add_gradient_to(r.picture(first), weight, seen, y, colours);
    }
  }

  void add_gradient_to(const float* picture, float weight, uint64_t* seen, int y, const float* colours) {
    const internal::SampleLoss& loss = r.sample.loss;
    const float cells = static_cast<float>(shape.height) * static_cast<float>(shape.width);
    float scale[4];
    for (int c = 0; c < 4; ++c)
      scale[c] = weight * loss.gradient_scale * r.slope * loss.channel_weight[c] * 2.0f / (cells * 4.0f);
    const ptrdiff_t row = static_cast<ptrdiff_t>(y) * shape.width * 4, channels = shape.padded_channels;
    const float *target = picture + row, *state = colours != nullptr ? colours + row : r.state_at(y, 0);
    const ptrdiff_t stride = colours != nullptr ? 4 : channels;
    float* gradient = r.gradient_at(y, 0);
    each_cell(r.row(seen, y), shape.words, [&](int x) {
      for (int c = 0; c < 4; ++c)
        gradient[x * channels + c] += scale[c] * (state[x * stride + c] - target[x * 4 + c]);
    });
  }
};

}  // namespace blastema::BLASTEMA_LEVEL
