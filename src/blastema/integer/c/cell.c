#define CELL_WEIGHTS
#include "cell.h"

#define ALPHA 3

#ifdef __AVR__
#include <avr/pgmspace.h>
#define WEIGHT(address) ((int8_t)pgm_read_byte(address))
#define WORD(address) ((int16_t)pgm_read_word(address))
#define LONG(address) ((int32_t)pgm_read_dword(address))
#else
#define WEIGHT(address) (*(address))
#define WORD(address) (*(address))
#define LONG(address) (*(address))
#endif

/* Which of the numbers that it is told a cell's hidden units hear: all, or those of a table. */
#if CELL_INPUTS == 3 * CELL_CHANNELS
#define HEARD(i) (i)
#else
#define HEARD(i) ((uint8_t)WEIGHT(&cell_input[i]))
#endif

/* Right shifts of negative numbers are arithmetic, as all compilers in use have it; the whole grid's test would see it. */

/* value / 2^bits to the nearest, halves up. */
static int32_t shifted(int32_t value, uint8_t bits) {
  return ((value >> (bits - 1)) + 1) >> 1;
}

/* A byte where it can count units and inputs: 16 bits take more flash. */
#if CELL_HIDDEN > 255 || CELL_INPUTS > 255
typedef uint16_t CellCount;
#else
typedef uint8_t CellCount;
#endif

void cell_changes(const int16_t *told, int32_t *changes) {
  const int8_t *weight = cell_first, *last = cell_last;
  CellCount unit, i;
  for (i = 0; i < CELL_CHANNELS; i++) changes[i] = LONG(&cell_last_bias[i]);
  for (unit = 0; unit < CELL_HIDDEN; unit++) {
    int32_t sum = 0;
    for (i = 0; i < CELL_INPUTS; i++) sum += (int32_t)WEIGHT(weight++) * told[HEARD(i)];
    sum = shifted(sum, (uint8_t)WEIGHT(&cell_first_shift[unit])) + WORD(&cell_first_bias[unit]);
    if (sum <= 0) {
      last += CELL_CHANNELS;
      continue;
    }
    const int16_t active = sum > 32767 ? 32767 : (int16_t)sum;
    for (i = 0; i < CELL_CHANNELS; i++) changes[i] += (int32_t)WEIGHT(last++) * active;
  }
  for (i = 0; i < CELL_CHANNELS; i++) changes[i] = shifted(changes[i], (uint8_t)WEIGHT(&cell_last_shift[i]));
}

int16_t cell_added(int16_t state, int32_t change) {
  change += state;
  if (change > CELL_LIMIT) return CELL_LIMIT;
  if (change < -CELL_LIMIT) return -CELL_LIMIT;
  return (int16_t)change;
}

static void clear(int16_t *numbers, uint8_t count) {
  while (count--) *numbers++ = 0;
}

void cell_reset(Cell *cell, uint16_t identity) {
  clear(cell->told, CELL_CHANNELS);
  cell_listen(cell);
  cell->generator = identity;
}

void cell_plant(Cell *cell) {
  uint8_t channel;
  for (channel = 0; channel < CELL_CHANNELS; channel++) cell->told[channel] = channel < ALPHA ? 0 : CELL_ONE;
}

void cell_listen(Cell *cell) {
  clear(cell->told + CELL_CHANNELS, 2 * CELL_CHANNELS);
  cell->mature_neighbour = 0;
}

void cell_hear(Cell *cell, uint8_t where, uint8_t channel, int16_t value) {
  const uint8_t row = where >> 2, column = where & 3;
  /* An eighth to the nearest, without a sum that needs 17 bits. */
  const int16_t heard = ((value >> 2) + 1) >> 1;
  int16_t *gradient = cell->told + CELL_CHANNELS + channel;
  if (column != 1) *gradient += (column ? heard : -heard) * (row == 1 ? 2 : 1);
  gradient += CELL_CHANNELS;
  if (row != 1) *gradient += (row ? heard : -heard) * (column == 1 ? 2 : 1);
  if (channel == ALPHA && value > CELL_THRESHOLD) cell->mature_neighbour = 1;
}

uint8_t cell_update(Cell *cell) {
  uint8_t channel;
  if (cell->mature_neighbour || cell->told[ALPHA] > CELL_THRESHOLD) {
    cell_changes(cell->told, cell->sums);
    for (channel = 0; channel < CELL_CHANNELS; channel++)
      cell->told[channel] = cell_added(cell->told[channel], cell->sums[channel]);
    if (cell->mature_neighbour || cell->told[ALPHA] > CELL_THRESHOLD) return 1;
  }
  clear(cell->told, CELL_CHANNELS);
  return 0;
}

uint16_t cell_random(Cell *cell) {
  uint16_t x = cell->generator;
  x ^= x << 7;
  x ^= x >> 9;
  x ^= x << 8;
  return cell->generator = x;
}
