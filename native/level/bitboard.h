// Sets of cells: one bit per cell, 64-bit words, rows of whole words. Bits beyond the width stay zero.
#pragma once

#include "grid.h"

namespace blastema::BLASTEMA_LEVEL {

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

// A row of bits := the same with those left and right of each.
inline void widen(const Shape& shape, uint64_t* row) {
  const int words = shape.words, last_bit = (shape.width - 1) & 63;
  const uint64_t first = row[0] & 1, last = row[words - 1] >> last_bit & 1;
  uint64_t previous = 0;
  for (int word = 0; word < words; ++word) {
    const uint64_t current = row[word], following = word + 1 < words ? row[word + 1] : 0;
    row[word] = current | current << 1 | previous >> 63 | current >> 1 | following << 63;
    previous = current;
  }
  if (shape.torus) {
    row[words - 1] |= first << last_bit;
    row[0] |= last;
  }
  row[words - 1] &= last_word_mask(shape);
}

// Row y of the one-cell dilation of a board (the 3x3 neighbourhood of all its cells; 3x3x3 in a volume). out: not a
// row of the board.
inline void dilate_row(const Shape& shape, const uint64_t* board, int y, uint64_t* out) {
  for (int word = 0; word < shape.words; ++word) out[word] = 0;
  for (int tap_row = 0; tap_row < tap_rows_of(shape); ++tap_row) {
    const int beside = row_beside(shape, y, tap_row);
    if (beside < 0) continue;
    const uint64_t* row = board + static_cast<ptrdiff_t>(beside) * shape.words;
    for (int word = 0; word < shape.words; ++word) out[word] |= row[word];
  }
  widen(shape, out);
}

}  // namespace blastema::BLASTEMA_LEVEL
