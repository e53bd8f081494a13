/* Grow on this computer: grid HEIGHT WIDTH STEPS [FIRE_SEED [FIRST_STEP]] < STATES > STATES
 *
 * States are 16-bit numbers, little-endian, row by row. Without any, from an empty input or a terminal, it begins with one
 * seed in the middle.
 */
#include "grid.h"
#include "host.h"

#define MOST_CELLS (512 * 512)

static int16_t state[MOST_CELLS * CELL_CHANNELS], moved[MOST_CELLS * CELL_CHANNELS];
static uint8_t alive[MOST_CELLS];

static int usage(void) {
  fprintf(stderr,
          "usage: grid HEIGHT WIDTH STEPS [FIRE_SEED [FIRST_STEP]] [< STATES] > STATES\n"
          "It grows from the given states, or from one cell in the middle; at most %d cells. For example:\n"
          "  ./grid %d %d 200 < /dev/null | ./picture %d %d > picture.bmp\n",
          MOST_CELLS, CELL_GRID_HEIGHT, CELL_GRID_WIDTH, CELL_GRID_HEIGHT, CELL_GRID_WIDTH);
  return 2;
}

int main(int argc, char **argv) {
  int fault = 0;
  if (argc < 4 || argc > 6) return usage();
  const long height = (long)host_whole(argv[1], 1, 4096, &fault), width = (long)host_whole(argv[2], 1, 4096, &fault);
  const unsigned long steps = host_whole(argv[3], 0, INT32_MAX, &fault);
  const uint32_t fire_seed = argc > 4 ? (uint32_t)host_whole(argv[4], 0, UINT32_MAX, &fault) : 0;
  const uint32_t first = argc > 5 ? (uint32_t)host_whole(argv[5], 0, UINT32_MAX, &fault) : 0;
  if (fault || height * width > MOST_CELLS || host_to_terminal("grid")) return usage();
  Grid grid = {(int32_t)height, (int32_t)width, state, moved, alive};
  const size_t numbers = (size_t)(height * width) * CELL_CHANNELS;
  const size_t given = isatty(STDIN_FILENO) ? 0 : host_read(state, numbers);
  unsigned long step;
  size_t i;
  if (given && given != 2 * numbers) return host_wrong_input("grid", given, height, width, CELL_CHANNELS);
  if (!given) grid_seed(&grid, (int32_t)height / 2, (int32_t)width / 2);
  for (step = 0; step < steps; step++) grid_step(&grid, fire_seed, first + (uint32_t)step, CELL_FIRE_THRESHOLD);
  for (i = 0; i < numbers; i++) {
    putchar((uint16_t)state[i] & 255);
    putchar((uint16_t)state[i] >> 8);
  }
  return 0;
}
