/* What one step of a cell costs on an ATmega328P: run by probe.c, which reads GPIOR0 to 2. */
#include <avr/io.h>

#include "cell.h"

#define PAINT 0xA5

extern uint8_t _end;
static Cell cell;

/* All memory between the variables and the stack, so that it is seen afterwards what of it was used. */
__attribute__((noinline)) static void paint(void) {
  uint8_t *at = &_end;
  while (at < (uint8_t *)(SP - 8)) *at++ = PAINT;
}

__attribute__((noinline)) static void hear(void) {
  uint8_t where, channel;
  cell_listen(&cell);
  for (where = 0; where < 11; where++)
    if ((where & 3) != 3 && where != 5)
      for (channel = 0; channel < CELL_CHANNELS; channel++)
        cell_hear(&cell, where, channel, (int16_t)((where * 37 + channel * 91) % 2000));
}

int main(void) {
  uint8_t *at = &_end;
  uint16_t untouched = 0;
  paint();
  GPIOR0 = 1;
  cell_reset(&cell, 1);
  cell_plant(&cell);
  hear();
  GPIOR0 = 2;
  cell_update(&cell);
  GPIOR0 = 3;
  cell_random(&cell);
  while (*at++ == PAINT) untouched++;
  /* What is above the untouched part, without main's own return address. */
  untouched = (uint16_t)(RAMEND - (uint16_t)&_end + 1) - untouched;
  GPIOR1 = (uint8_t)untouched;
  GPIOR2 = (uint8_t)(untouched >> 8);
  GPIOR0 = 4;
  for (;;) {
  }
}
