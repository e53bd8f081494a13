// Sets of cells: one bit per cell, 64-bit words, rows of whole words. Bits beyond the width stay zero.
#pragma once

#include "../internal.h"
#include "simd.h"

namespace blastema::BLASTEMA_LEVEL {

using internal::Shape;

BLASTEMA_INLINE uint64_t last_word_mask(const Shape& shape) {
  return ~uint64_t{0} >> ((64 - (shape.width & 63)) & 63);
}

// Calls `visit(column)` for every cell of a row, from left to right.
template <class Visit>
BLASTEMA_INLINE void each_cell(const uint64_t* row, int words, Visit visit) {
  for (int word = 0; word < words; ++word)
    for (uint64_t bits = row[word]; bits != 0; bits &= bits - 1) visit(word * 64 + __builtin_ctzll(bits));
}

BLASTEMA_INLINE int count_cells(const uint64_t* row, int words) {
  int count = 0;
  for (int word = 0; word < words; ++word) count += __builtin_popcountll(row[word]);
  return count;
}

BLASTEMA_INLINE bool contains(const uint64_t* row, int column) {
  return (row[column >> 6] >> (column & 63)) & 1;
}

// Row y of a board, or the row that meets it across the edge: of the opposite side, or blank.
BLASTEMA_INLINE const uint64_t* neighbour_row(const Shape& shape, const uint64_t* board, int y,
                                              const uint64_t* blank) {
  if (y < 0 || y >= shape.height) {
    if (!shape.torus) return blank;
    y += y < 0 ? shape.height : -shape.height;
  }
  return board + static_cast<ptrdiff_t>(y) * shape.words;
}

// Row y of the one-cell dilation of a board (the 3x3 neighbourhood of all its cells).
inline void dilate_row(const Shape& shape, const uint64_t* board, int y, const uint64_t* blank, uint64_t* out) {
  const uint64_t* up = neighbour_row(shape, board, y - 1, blank);
  const uint64_t* mid = neighbour_row(shape, board, y, blank);
  const uint64_t* down = neighbour_row(shape, board, y + 1, blank);
  const int words = shape.words, last_bit = (shape.width - 1) & 63;
  const uint64_t first = up[0] | mid[0] | down[0];
  uint64_t previous = 0, current = first, last = first;
  for (int word = 0; word < words; ++word) {
    const uint64_t following = word + 1 < words ? up[word + 1] | mid[word + 1] | down[word + 1] : 0;
    out[word] = current | current << 1 | previous >> 63 | current >> 1 | following << 63;
    last = current;
    previous = current;
    current = following;
  }
  if (shape.torus) {
    out[words - 1] |= (first & 1) << last_bit;
    out[0] |= (last >> last_bit) & 1;
  }
  out[words - 1] &= last_word_mask(shape);
}

}  // namespace blastema::BLASTEMA_LEVEL
