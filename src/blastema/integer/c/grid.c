#include "grid.h"

#include <string.h>

#define ALPHA 3

/* pcg3d of M. Jarzynski and M. Olano, Hash Functions for GPU Rendering, JCGT 9(3), 2020. */
int grid_fires(int32_t row, int32_t column, uint32_t step, uint32_t fire_seed, uint32_t fire_threshold) {
  uint32_t x = ((uint32_t)column + 65536u * (uint32_t)row) * 1664525u + 1013904223u;
  uint32_t y = step * 1664525u + 1013904223u, z = fire_seed * 1664525u + 1013904223u;
  x += y * z;
  y += z * x;
  z += x * y;
  x ^= x >> 16;
  y ^= y >> 16;
  z ^= z >> 16;
  return ((x + y * z) >> 8) < fire_threshold;
}

/* The index of a cell that may lie beyond the edge; -1 if there is none. */
static int32_t at(const Grid *grid, int32_t row, int32_t column) {
  if (CELL_TORUS) {
    row = (row + grid->height) % grid->height;
    column = (column + grid->width) % grid->width;
  }
  if (row < 0 || column < 0 || row >= grid->height || column >= grid->width) return -1;
  return row * grid->width + column;
}

static int alive_in(const Grid *grid, const int16_t *states, int32_t row, int32_t column) {
  int32_t r, c;
  for (r = -1; r <= 1; r++)
    for (c = -1; c <= 1; c++) {
      const int32_t there = at(grid, row + r, column + c);
      if (there >= 0 && states[there * CELL_CHANNELS + ALPHA] > CELL_THRESHOLD) return 1;
    }
  return 0;
}

/* Whether one of the nine cells is alive: further away nothing that a cell does is kept. */
static int counts(const Grid *grid, int32_t row, int32_t column) {
  int32_t r, c;
  for (r = -1; r <= 1; r++)
    for (c = -1; c <= 1; c++) {
      const int32_t there = at(grid, row + r, column + c);
      if (there >= 0 && grid->alive[there]) return 1;
    }
  return 0;
}

static void move(const Grid *grid, int32_t row, int32_t column, int16_t *moved) {
  Cell cell;
  int32_t r, c;
  uint8_t channel;
  const int32_t here = at(grid, row, column);
  cell_reset(&cell, 1);
  memcpy(cell.told, grid->state + here * CELL_CHANNELS, CELL_CHANNELS * sizeof *cell.told);
  for (r = -1; r <= 1; r++)
    for (c = -1; c <= 1; c++) {
      const int32_t there = at(grid, row + r, column + c);
      if (there < 0 || (!r && !c)) continue;
      for (channel = 0; channel < CELL_CHANNELS; channel++)
        cell_hear(&cell, (uint8_t)(4 * (r + 1) + c + 1), channel, grid->state[there * CELL_CHANNELS + channel]);
    }
  cell_changes(cell.told, cell.sums);
  for (channel = 0; channel < CELL_CHANNELS; channel++) moved[channel] = cell_added(cell.told[channel], cell.sums[channel]);
}

void grid_seed(Grid *grid, int32_t row, int32_t column) {
  Cell cell;
  memset(grid->state, 0, (size_t)grid->height * (size_t)grid->width * CELL_CHANNELS * sizeof *grid->state);
  cell_plant(&cell);
  memcpy(grid->state + at(grid, row, column) * CELL_CHANNELS, cell.told, CELL_CHANNELS * sizeof *cell.told);
}

void grid_step(Grid *grid, uint32_t fire_seed, uint32_t step, uint32_t fire_threshold) {
  const size_t bytes = CELL_CHANNELS * sizeof *grid->state;
  int32_t row, column;
  for (row = 0; row < grid->height; row++)
    for (column = 0; column < grid->width; column++)
      grid->alive[at(grid, row, column)] = (uint8_t)alive_in(grid, grid->state, row, column);
  memcpy(grid->moved, grid->state, (size_t)grid->height * (size_t)grid->width * bytes);
  for (row = 0; row < grid->height; row++)
    for (column = 0; column < grid->width; column++)
      if (counts(grid, row, column) && grid_fires(row, column, step, fire_seed, fire_threshold))
        move(grid, row, column, grid->moved + at(grid, row, column) * CELL_CHANNELS);
  for (row = 0; row < grid->height; row++)
    for (column = 0; column < grid->width; column++) {
      const int32_t here = at(grid, row, column);
      if (grid->alive[here] && alive_in(grid, grid->moved, row, column))
        memcpy(grid->state + here * CELL_CHANNELS, grid->moved + here * CELL_CHANNELS, bytes);
      else
        memset(grid->state + here * CELL_CHANNELS, 0, bytes);
    }
}
