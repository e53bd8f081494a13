/* A picture of states, on white: picture HEIGHT WIDTH < STATES > PICTURE.bmp
 *
 * States are as `grid` writes them. Each cell is SIDE x SIDE pixels. For this computer; a cell needs none of it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cell.h"

#define SIDE 6
#define HEADER 54

static unsigned char colours[512 * 512][3];

static long within(long value) { return value < 0 ? 0 : value > CELL_ONE ? CELL_ONE : value; }

static int in(FILE *file, long *value) {
  const int low = getc(file), high = getc(file);
  if (high == EOF) return 0;
  *value = (int16_t)(uint16_t)(low | high << 8);
  return 1;
}

static void number(unsigned long value, int bytes) {
  for (; bytes; bytes--, value >>= 8) putchar((int)(value & 255));
}

int main(int argc, char **argv) {
  const long height = argc > 1 ? atol(argv[1]) : 0, width = argc > 2 ? atol(argv[2]) : 0;
  long cell, y, x, channel, values[CELL_CHANNELS];
  if (height < 1 || width < 1 || height > 4096 || width > 4096 || height * width > 512 * 512) {
    fprintf(stderr, "usage: picture HEIGHT WIDTH < STATES > PICTURE.bmp\n");
    return 2;
  }
  for (cell = 0; cell < height * width; cell++) {
    for (channel = 0; channel < CELL_CHANNELS; channel++) {
      if (!in(stdin, &values[channel])) {
        fprintf(stderr, "picture: the input ends too early; expected states of %ld x %ld cells, as grid writes them\n", height, width);
        return 2;
      }
    }
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
