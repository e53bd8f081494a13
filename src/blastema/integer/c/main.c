/* Grow on this computer: grid HEIGHT WIDTH STEPS [FIRE_SEED [FIRST_STEP]] < STATES > STATES
 *
 * States are 16-bit numbers, little-endian, row by row; an empty input is one seed in the middle.
 */
#include <stdio.h>
#include <stdlib.h>

#include "grid.h"

#define MOST_CELLS (512 * 512)

static int16_t state[MOST_CELLS * CELL_CHANNELS], moved[MOST_CELLS * CELL_CHANNELS];
static uint8_t alive[MOST_CELLS];

static int in(FILE *file, int16_t *numbers, size_t count) {
  size_t i;
  for (i = 0; i < count; i++) {
    const int low = getc(file), high = getc(file);
    if (high == EOF) return i || low != EOF ? -1 : 0;
    numbers[i] = (int16_t)(uint16_t)(low | high << 8);
  }
  return 1;
}

int main(int argc, char **argv) {
  const long height = argc > 1 ? atol(argv[1]) : 0, width = argc > 2 ? atol(argv[2]) : 0;
  const long steps = argc > 3 ? atol(argv[3]) : -1;
  const uint32_t fire_seed = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 0;
  const uint32_t first = argc > 5 ? (uint32_t)strtoul(argv[5], NULL, 10) : 0;
  if (height < 1 || width < 1 || height > 4096 || width > 4096 || height * width > MOST_CELLS || steps < 0) {
    fprintf(stderr, "usage: grid HEIGHT WIDTH STEPS [FIRE_SEED [FIRST_STEP]] < STATES > STATES\n");
    return 2;
  }
  Grid grid = {(int32_t)height, (int32_t)width, state, moved, alive};
  const size_t numbers = (size_t)(height * width) * CELL_CHANNELS;
  const int given = in(stdin, state, numbers);
  size_t i;
  long step;
  if (given < 0) {
    fprintf(stderr, "grid: the input ends too early; expected %lu numbers of 16 bits\n", (unsigned long)numbers);
    return 2;
  }
  if (!given) grid_seed(&grid, (int32_t)height / 2, (int32_t)width / 2);
  for (step = 0; step < steps; step++) grid_step(&grid, fire_seed, first + (uint32_t)step, CELL_FIRE_THRESHOLD);
  for (i = 0; i < numbers; i++) {
    putchar((uint16_t)state[i] & 255);
    putchar((uint16_t)state[i] >> 8);
  }
  return 0;
}
