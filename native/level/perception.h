// Perception of gathered cells, and its transpose.
#pragma once

#include "bitboard.h"

namespace blastema::BLASTEMA_LEVEL {

// The filters of one sample, the identity apart from those that look at the neighbours.
struct Filters {
  int spatial = 0, identities = 0;
  int spatial_at[internal::kMaxSpatial];   // index of the filter among all
  int identity_at[internal::kMaxFilters];
  float taps[internal::kMaxSpatial][kMaxTaps];  // of the spatial ones
  bool centre = false;                     // whether one of them looks at the cell itself

  Filters() = default;
  // all: [count, size], row by row, of volumes layer by layer.
  Filters(const float* all, int count, int size = kPictureTaps) {
    const int middle = size / 2;
    for (int filter = 0; filter < count; ++filter) {
      const float* tap = all + filter * size;
      bool identity = tap[middle] == 1.0f;
      for (int i = 0; i < size; ++i) identity = identity && (i == middle || tap[i] == 0.0f);
      if (identity) {
        identity_at[identities++] = filter;
        continue;
      }
      for (int i = 0; i < size; ++i) taps[spatial][i] = tap[i];
      centre = centre || tap[middle] != 0.0f;
      spatial_at[spatial++] = filter;
    }
  }
};

// The features of `count` cells: out[i] = [filter, channel] of the cell at position cells[i]. size: of the filters.
template <int S, int size>
void perceive_with(const Shape& shape, const Filters& filters, const float* state, const int32_t* cells,
                   ptrdiff_t count, float* out) {
  constexpr int kSlots = S > 0 ? S : 1, middle = size / 2;
  const ptrdiff_t channels = shape.padded_channels, row = (shape.width + 2) * channels;
  [[maybe_unused]] const ptrdiff_t layer = (layer_height_of(shape) + 2) * row;
  Vec taps[kSlots][size];
  for (int s = 0; s < S; ++s)
    for (int i = 0; i < size; ++i) taps[s][i] = splat(filters.taps[s][i]);
  for (ptrdiff_t i = 0; i < count; ++i, out += shape.strides[0]) {
    const float* here = state + cells[i] * channels;
    for (ptrdiff_t c = 0; c < channels; c += kWidth) {
      const Vec self = load(here + c);
      Vec sums[kSlots] = {};
#pragma GCC unroll 27
      for (int tap = 0; tap < size; ++tap) {
        if (tap == middle) continue;
        const float* beside = here + c + (tap / 3 % 3 - 1) * row + (tap % 3 - 1) * channels;
        if constexpr (size > kPictureTaps) beside += (tap / 9 - 1) * layer;
        const Vec value = load(beside);
#pragma GCC unroll 8
        for (int s = 0; s < S; ++s) sums[s] += taps[s][tap] * value;
      }
      if (filters.centre)
        for (int s = 0; s < S; ++s) sums[s] += taps[s][middle] * self;
      for (int f = 0; f < filters.identities; ++f) store(out + filters.identity_at[f] * channels + c, self);
#pragma GCC unroll 8
      for (int s = 0; s < S; ++s) store(out + filters.spatial_at[s] * channels + c, sums[s]);
    }
  }
}

template <int S = internal::kMaxSpatial>
void perceive(const Shape& shape, const Filters& filters, const float* state, const int32_t* cells, ptrdiff_t count,
              float* out) {
  if constexpr (S > 0)
    if (filters.spatial < S) return perceive<S - 1>(shape, filters, state, cells, count, out);
  if constexpr (kMaxTaps > kPictureTaps)
    if (is_volume(shape)) return perceive_with<S, kMaxTaps>(shape, filters, state, cells, count, out);
  perceive_with<S, kPictureTaps>(shape, filters, state, cells, count, out);
}

// The transpose, gathered by rows: adds to one row of the gradient what the perception of the cells in
// one row at or beside it sends there. tap_row: the filters' row (0..2, of a volume 0..8) that connects the two.
// gradient: the row's first border cell; columns: positions of the source cells in their padded row.
template <int S>
void perceive_back_with(const Shape& shape, const Filters& filters, int tap_row, const float* features,
                        const int32_t* cells, ptrdiff_t count, ptrdiff_t row_position, float* gradient) {
  constexpr int kSlots = S > 0 ? S : 1;
  const ptrdiff_t channels = shape.padded_channels;
  const bool same_row = tap_row == taps_of(shape) / 6;  // the middle one of the filters' rows
  Vec taps[kSlots][3];
  for (int s = 0; s < S; ++s)
    for (int i = 0; i < 3; ++i) taps[s][i] = splat(filters.taps[s][tap_row * 3 + i]);
  for (ptrdiff_t i = 0; i < count; ++i, features += shape.strides[0]) {
    float* here = gradient + (cells[i] - row_position) * channels;
    for (ptrdiff_t c = 0; c < channels; c += kWidth) {
      Vec sent[kSlots];
#pragma GCC unroll 8
      for (int s = 0; s < S; ++s) sent[s] = load(features + filters.spatial_at[s] * channels + c);
#pragma GCC unroll 3
      for (int tap = 0; tap < 3; ++tap) {
        float* to = here + (tap - 1) * channels + c;
        Vec sum = load(to);
#pragma GCC unroll 8
        for (int s = 0; s < S; ++s) sum += taps[s][tap] * sent[s];
        if (tap == 1 && same_row)
          for (int f = 0; f < filters.identities; ++f)
            sum += load(features + filters.identity_at[f] * channels + c);
        store(to, sum);
      }
    }
  }
}

template <int S = internal::kMaxSpatial>
void perceive_back(const Shape& shape, const Filters& filters, int tap_row, const float* features,
                   const int32_t* cells, ptrdiff_t count, ptrdiff_t row_position, float* gradient) {
  if constexpr (S > 0)
    if (filters.spatial < S)
      return perceive_back<S - 1>(shape, filters, tap_row, features, cells, count, row_position, gradient);
  perceive_back_with<S>(shape, filters, tap_row, features, cells, count, row_position, gradient);
}

}  // namespace blastema::BLASTEMA_LEVEL
