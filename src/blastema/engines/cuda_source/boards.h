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

// The cell at some distance of a cell, up to one row and one column; -1 beyond the edge.
BLASTEMA_DEVICE int neighbour(int cell, int down, int right) {
  int y = cell / kWidth + down, x = cell % kWidth + right;
  if (kTorus) {
    y = y < 0 ? kHeight - 1 : y == kHeight ? 0 : y;
    x = x < 0 ? kWidth - 1 : x == kWidth ? 0 : x;
  } else if (y < 0 || y >= kHeight || x < 0 || x >= kWidth) {
    return -1;
  }
  return y * kWidth + x;
}

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

// The position of the set bit that has `rank` others below it.
BLASTEMA_DEVICE int position_of(u32 word, int rank) {
  int position = 0;
  for (int width = 16; width > 0; width /= 2) {
    const int below = count_bits(word & ((1u << width) - 1));
    if (rank >= below) {
      rank -= below;
      word >>= width;
      position += width;
    }
  }
  return position;
}

// The cell of a board that has that number.
template <class Words>
BLASTEMA_DEVICE int cell_of(const Words& board, const int* offsets, int index) {
  int low = 0, high = kHeight;  // offsets[low] <= index < offsets[high]
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    (offsets[middle] <= index ? low : high) = middle;
  }
  int rank = index - offsets[low], word = low * kRowWords;
  for (int count; rank >= (count = count_bits(board(word))); ++word) rank -= count;
  return low * kWidth + (word - low * kRowWords) * 32 + position_of(board(word), rank);
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
