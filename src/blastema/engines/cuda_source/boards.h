// Bitboards: a bit for each cell, 32 columns in a word. Cells that are listed are numbered row by row.
#pragma once

#include "common.h"

namespace blastema::cuda {

// The bits of a word that are cells of the grid.
BLASTEMA_DEVICE u32 cells_of(int word) {
  const int left = kWidth - (word % kRowWords) * 32;
  return left >= 32 ? ~0u : (1u << left) - 1;
}

// The word of a board that has a cell.
BLASTEMA_DEVICE int word_at(int cell) { return cell / kWidth * kRowWords + (cell % kWidth >> 5); }

BLASTEMA_DEVICE bool contains(const u32* board, int cell) {
  const int y = cell / kWidth, x = cell % kWidth;
  return board[y * kRowWords + (x >> 5)] >> (x & 31) & 1;
}

// A place on the grid or, if it has an edge, at most one row and one column beyond it.
struct Place {
  int y, x;

  // The place some rows down and columns to the right.
  BLASTEMA_DEVICE Place moved(int down, int right) const {
    Place to{y + down, x + right};
    if (kTorus) {
      to.y = to.y < 0 ? kHeight - 1 : to.y == kHeight ? 0 : to.y;
      to.x = to.x < 0 ? kWidth - 1 : to.x == kWidth ? 0 : to.x;
    }
    return to;
  }
  BLASTEMA_DEVICE bool in(const u32* board) const {
    if (!kTorus && (y < 0 || y >= kHeight || x < 0 || x >= kWidth)) return false;
    return board[y * kRowWords + (x >> 5)] >> (x & 31) & 1;
  }
  BLASTEMA_DEVICE int cell() const { return y * kWidth + x; }
};

// A word of the 3x3 dilation of a board.
template <class Words>
BLASTEMA_DEVICE u32 dilated(const Words& board, int word) {
  const int y = word / kRowWords, i = word % kRowWords;
  const auto rows = [&](int column) {
    u32 all = board(y * kRowWords + column);
    if (y > 0 || kTorus) all |= board((y > 0 ? y - 1 : kHeight - 1) * kRowWords + column);
    if (y < kHeight - 1 || kTorus) all |= board((y < kHeight - 1 ? y + 1 : 0) * kRowWords + column);
    return all;
  };
  constexpr int kLast = kRowWords - 1, kTop = (kWidth - 1) & 31;
  const u32 here = rows(i);
  u32 result = here | here << 1 | here >> 1;
  if (i > 0) result |= rows(i - 1) >> 31;
  if (i < kLast) result |= rows(i + 1) << 31;
  if (kTorus && i == 0) result |= rows(kLast) >> kTop & 1u;
  if (kTorus && i == kLast) result |= (rows(0) & 1u) << kTop;
  return result & cells_of(word);
}

// The same of a 5x5 dilation, which is a dilation of the dilation; of a grid with edges only.
template <class Words>
BLASTEMA_DEVICE u32 dilated_twice(const Words& board, int word) {
  const int y = word / kRowWords, i = word % kRowWords;
  const auto rows = [&](int column) {
    u32 all = 0;
#pragma unroll
    for (int down = -2; down <= 2; ++down)
      if (y + down >= 0 && y + down < kHeight) all |= board((y + down) * kRowWords + column);
    return all;
  };
  const u32 here = rows(i);
  u32 result = here | here << 1 | here << 2 | here >> 1 | here >> 2;
  if (i > 0) result |= rows(i - 1) >> 30 | rows(i - 1) >> 31;
  if (i < kRowWords - 1) result |= rows(i + 1) << 30 | rows(i + 1) << 31;
  return result & cells_of(word);
}

// offsets[y]: how many cells of a board come before row y; offsets[kHeight]: how many there are. Done by one warp.
template <class Words>
BLASTEMA_DEVICE void number(const Words& board, int* offsets) {
  const auto cells_in = [&](int y) {
    int count = 0;
    for (int i = 0; i < kRowWords; ++i) count += count_bits(board(y * kRowWords + i));
    return count;
  };
#if BLASTEMA_ON_CARD
  constexpr int kRows = (kHeight + 31) / 32;  // of a lane
  const int lane = thread_index() & 31;
  int own[kRows], sum = 0;
#pragma unroll
  for (int i = 0; i < kRows; ++i) {
    const int y = lane * kRows + i;
    own[i] = y < kHeight ? cells_in(y) : 0;
    sum += own[i];
  }
  int before = sum;
  for (int step = 1; step < 32; step *= 2) {
    const int other = __shfl_up_sync(~0u, before, step);
    if (lane >= step) before += other;
  }
  before -= sum;
#pragma unroll
  for (int i = 0; i < kRows; ++i) {
    before += own[i];
    if (lane * kRows + i < kHeight) offsets[lane * kRows + i + 1] = before;
  }
  if (lane == 0) offsets[0] = 0;
#else
  offsets[0] = 0;
  for (int y = 0; y < kHeight; ++y) offsets[y + 1] = offsets[y] + cells_in(y);
#endif
}

struct Rows {
  int first, last;
};

// How many rows of a board begin with a number below this one.
BLASTEMA_DEVICE int rows_before(const int* offsets, int number) {
#if BLASTEMA_ON_CARD
  if constexpr (kHeight <= 128) {  // all rows at once, by the lanes of a warp
    int count = 0;
#pragma unroll
    for (int start = 0; start < kHeight; start += 32) {
      const int row = start + (thread_index() & 31);
      count += count_bits(__ballot_sync(~0u, row < kHeight && offsets[row] < number));
    }
    return count;
  }
#endif
  int low = 0, high = kHeight;  // rows before `low` do, those from `high` on do not
#pragma unroll 1
  while (low < high) {
    const int middle = (low + high) / 2;
    if (offsets[middle] < number)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// The rows with the cells of these numbers. The same in all threads of a warp.
BLASTEMA_DEVICE Rows rows_of(const int* offsets, int first, int last) {
  if (first >= last) return {kHeight, 0};
  return {rows_before(offsets, first + 1) - 1, rows_before(offsets, last)};
}

// visit(bit) of each bit of a word: a lane has one.
template <class Visit>
BLASTEMA_DEVICE void each_bit(Visit visit) {
#if BLASTEMA_ON_CARD
  visit(thread_index() & 31);
#else
  for (int bit = 0; bit < 32; ++bit) visit(bit);
#endif
}

// The number of a board's first cell in a word.
template <class Words>
BLASTEMA_DEVICE int first_number(const Words& board, const int* offsets, int word) {
  const int row = word / kRowWords, column = word % kRowWords;
  int number = offsets[row];
  if constexpr (kRowWords <= 4) {
#pragma unroll
    for (int i = 0; i < kRowWords - 1; ++i) number += i < column ? count_bits(board(row * kRowWords + i)) : 0;
  } else {
#pragma unroll 1
    for (int i = 0; i < column; ++i) number += count_bits(board(row * kRowWords + i));
  }
  return number;
}

// Which of the cells of a word fire (see blastema/fire.py).
BLASTEMA_DEVICE u32 fires(int word, u32 time, u32 seed, u32 limit) {
  constexpr u32 kMultiplier = 1664525u, kIncrement = 1013904223u, kRowStride = 65536u;
  const u32 place = static_cast<u32>(word % kRowWords) * 32 + kRowStride * static_cast<u32>(word / kRowWords);
  const u32 moved_time = time * kMultiplier + kIncrement, moved_seed = seed * kMultiplier + kIncrement;
  u32 result = 0;
  for (u32 bit = 0; bit < 32; ++bit) {
    u32 x = (place + bit) * kMultiplier + kIncrement, y = moved_time, z = moved_seed;
    x += y * z;
    y += z * x;
    z += x * y;
    x ^= x >> 16;
    y ^= y >> 16;
    z ^= z >> 16;
    x += y * z;
    result |= static_cast<u32>((x >> 8) < limit) << bit;
  }
  return result & cells_of(word);
}

BLASTEMA_DEVICE u32 fire_limit(float rate) {
  const float scaled = rintf(rate * 16777216.0f);
  return scaled > 0.0f ? static_cast<u32>(scaled < 4294967040.0f ? scaled : 4294967040.0f) : 0u;
}

}  // namespace blastema::cuda
