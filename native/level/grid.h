// Where the rows of a grid lie.
//
// A picture's rows follow one another. Those of a volume do so layer by layer: row y is row y % layer_height of layer
// y / layer_height, so that lists and sets of cells do not depend on the number of axes. Padded grids have a border of
// one cell on all sides; that of a volume has whole layers before the first one and behind the last.
#pragma once

#include "../internal.h"
#include "simd.h"

namespace blastema::BLASTEMA_LEVEL {

using internal::Shape;

constexpr int kPictureTaps = 9;

#if defined(__wasm__)
// A page has another engine for volumes (web/volume).
constexpr int kMaxTaps = kPictureTaps;
constexpr bool is_volume(const Shape&) { return false; }
BLASTEMA_INLINE int layers_of(const Shape&) { return 1; }
BLASTEMA_INLINE int layer_height_of(const Shape& shape) { return shape.height; }
#else
constexpr int kVolumeTaps = 27, kMaxTaps = kVolumeTaps;
BLASTEMA_INLINE bool is_volume(const Shape& shape) { return shape.depth > 0; }
BLASTEMA_INLINE int layers_of(const Shape& shape) { return shape.depth; }
BLASTEMA_INLINE int layer_height_of(const Shape& shape) { return shape.layer_height; }
#endif

// Numbers in a filter, and its rows: those at and beside a cell's own, of a volume in three layers.
BLASTEMA_INLINE int taps_of(const Shape& shape) { return is_volume(shape) ? kMaxTaps : kPictureTaps; }
BLASTEMA_INLINE int tap_rows_of(const Shape& shape) { return taps_of(shape) / 3; }

// Rows of the padded grids.
BLASTEMA_INLINE int64_t padded_rows(const Shape& shape) {
  if (!is_volume(shape)) return shape.height + 2;
  return int64_t{layers_of(shape) + 2} * (layer_height_of(shape) + 2);
}

// The index among them of a volume's row; layer and row may be those of the border.
BLASTEMA_INLINE ptrdiff_t padded_row(const Shape& shape, int layer, int row) {
  return static_cast<ptrdiff_t>(layer + 1) * (layer_height_of(shape) + 2) + (row + 1);
}
BLASTEMA_INLINE ptrdiff_t padded_row(const Shape& shape, int y) {
  if (!is_volume(shape)) return y + 1;
  return padded_row(shape, y / layer_height_of(shape), y % layer_height_of(shape));
}

// The row whose index that is; not one of the border.
BLASTEMA_INLINE int row_of(const Shape& shape, int padded) {
  if (!is_volume(shape)) return padded - 1;
  const int height = layer_height_of(shape) + 2;
  return (padded / height - 1) * layer_height_of(shape) + padded % height - 1;
}

// `at`, one of `count` places, or the one that it meets across the edge; -1 where that is nothing.
BLASTEMA_INLINE int within(const Shape& shape, int at, int count) {
  if (at >= 0 && at < count) return at;
  if (!shape.torus) return -1;
  return at < 0 ? at + count : at - count;
}

// The row that a filter at row y takes for its own row `tap_row`; -1 where there is none. Row y takes that row for its
// row tap_rows - 1 - tap_row.
BLASTEMA_INLINE int row_beside(const Shape& shape, int y, int tap_row) {
  if (!is_volume(shape)) return within(shape, y + tap_row - 1, shape.height);
  const int height = layer_height_of(shape);
  const int layer = within(shape, y / height + tap_row / 3 - 1, layers_of(shape));
  const int row = within(shape, y % height + tap_row % 3 - 1, height);
  return layer < 0 || row < 0 ? -1 : layer * height + row;
}

}  // namespace blastema::BLASTEMA_LEVEL
