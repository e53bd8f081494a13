/* One cell of a grown organism: the rule, and all the memory that a cell needs, in C99.
 *
 * No allocation, no floating point, no division, no library. What is computed is defined to the bit in Blastema's
 * docs/physical.md.
 */
#ifndef CELL_H
#define CELL_H

#include <stdint.h>

#include "weights.h"

/* States saturate here: eight times 4095, so that a sum over the neighbours fits 16 bits. */
#define CELL_LIMIT 32760

typedef struct {
  /* Own state, then what the neighbours' messages have added up to: gradients in x and in y. */
  int16_t told[3 * CELL_CHANNELS];
  /* Sums of the outputs during an update; free for other use between updates. */
  int32_t sums[CELL_CHANNELS];
  uint16_t generator;
  /* Whether a neighbour has said that it is mature. */
  uint8_t mature_neighbour;
} Cell;

/* Power on, with nothing remembered; `identity` starts the cell's own generator and is not 0. */
void cell_reset(Cell *cell, uint16_t identity);

/* Become a seed. */
void cell_plant(Cell *cell);

/* Forget what neighbours have said, before they are asked again. */
void cell_listen(Cell *cell);

/* A number of a neighbour's state arrives. `where` is 4 * row + column of the neighbour, counted from 0 at the upper left of
 * the nine cells; numbers may come in any order, each once between `cell_listen` and `cell_update`. Who is silent counts
 * as zero. */
void cell_hear(Cell *cell, uint8_t where, uint8_t channel, int16_t value);

/* Take a step by what was heard. Returns whether the cell is alive afterwards; if not, it is all zero. */
uint8_t cell_update(Cell *cell);

/* The next number of the cell's own generator, 1 to 65535, to wait by. */
uint16_t cell_random(Cell *cell);

/* The rule alone: by what a cell is told, which change each channel has; `told` as in the struct. For whole grids. */
void cell_changes(const int16_t *told, int32_t *changes);

/* A state and a change, saturating. */
int16_t cell_added(int16_t state, int32_t change);

#endif
