/* A whole grid of cells, all at one time, on a computer that has the memory for it. */
#ifndef GRID_H
#define GRID_H

#include <stdint.h>

#include "cell.h"

typedef struct {
  int32_t height, width;
  int16_t *state; /* [height][width][CELL_CHANNELS] */
  int16_t *moved; /* room of the same size */
  uint8_t *alive; /* room for [height][width] */
} Grid;

/* The number of 24 bits below which a cell fires, for `rate` / 2^24. A rate of 0.5 is 1 << 23. */
#define GRID_HALF ((uint32_t)1 << 23)

/* All cells zero but for one seed. */
void grid_seed(Grid *grid, int32_t row, int32_t column);

/* One step; cells fire by the hash of their place, the step and the seed. */
void grid_step(Grid *grid, uint32_t fire_seed, uint32_t step, uint32_t fire_threshold);

/* Whether the cell fires. */
int grid_fires(int32_t row, int32_t column, uint32_t step, uint32_t fire_seed, uint32_t fire_threshold);

#endif
