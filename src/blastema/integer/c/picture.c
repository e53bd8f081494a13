/* A picture of states, on white: picture HEIGHT WIDTH < STATES > PICTURE.bmp
 *
 * States are as `grid` writes them. Each cell is SIDE x SIDE pixels. For this computer; a cell needs none of it.
 */
#include "cell.h"
#include "host.h"

#define SIDE 6
#define HEADER 54
#define MOST_CELLS (512 * 512)

static int16_t states[MOST_CELLS * CELL_CHANNELS];
static unsigned char colours[MOST_CELLS][3];

static int usage(void) {
  fprintf(stderr,
          "usage: picture HEIGHT WIDTH < STATES > PICTURE.bmp\n"
          "It draws states of at most %d cells, as grid writes them. For example:\n"
          "  ./grid %d %d 200 < /dev/null | ./picture %d %d > picture.bmp\n",
          MOST_CELLS, CELL_GRID_HEIGHT, CELL_GRID_WIDTH, CELL_GRID_HEIGHT, CELL_GRID_WIDTH);
  return 2;
}

static long within(long value) { return value < 0 ? 0 : value > CELL_ONE ? CELL_ONE : value; }

static void number(unsigned long value, int bytes) {
  for (; bytes; bytes--, value >>= 8) putchar((int)(value & 255));
}

int main(int argc, char **argv) {
  int fault = 0;
  long cell, y, x, channel;
  if (argc != 3) return usage();
  const long height = (long)host_whole(argv[1], 1, 4096, &fault), width = (long)host_whole(argv[2], 1, 4096, &fault);
  if (fault || height * width > MOST_CELLS || host_to_terminal("picture")) return usage();
  if (isatty(STDIN_FILENO)) {
    fprintf(stderr, "picture: there are no states to read; the input is a terminal\n");
    return usage();
  }
  const size_t numbers = (size_t)(height * width) * CELL_CHANNELS, given = host_read(states, numbers);
  if (given != 2 * numbers) return host_wrong_input("picture", given, height, width, CELL_CHANNELS);
  for (cell = 0; cell < height * width; cell++) {
    const int16_t *values = states + cell * CELL_CHANNELS;
    for (channel = 0; channel < 3; channel++) {
      const long white = within(CELL_ONE - within(values[3]) + values[channel]);
      colours[cell][channel] = (unsigned char)((white * 255 + CELL_ONE / 2) / CELL_ONE);
    }
  }
  /* Rows are from the bottom, colours blue, green, red, and rows of whole multiples of four bytes. */
  const unsigned long row = ((unsigned long)(width * SIDE) * 3 + 3) / 4 * 4, all = row * (unsigned long)(height * SIDE);
  putchar('B'), putchar('M');
  number(HEADER + all, 4), number(0, 4), number(HEADER, 4), number(40, 4);
  number((unsigned long)(width * SIDE), 4), number((unsigned long)(height * SIDE), 4);
  number(1, 2), number(24, 2), number(0, 4), number(all, 4), number(2835, 4), number(2835, 4), number(0, 4), number(0, 4);
  for (y = height * SIDE - 1; y >= 0; y--) {
    for (x = 0; x < width * SIDE; x++) {
      const unsigned char *colour = colours[y / SIDE * width + x / SIDE];
      putchar(colour[2]), putchar(colour[1]), putchar(colour[0]);
    }
    number(0, (int)(row - (unsigned long)(width * SIDE) * 3));
  }
  return 0;
}
