/* An example of a driver for an ATmega328P: the cell asks its neighbours over the serial port, updates, and waits.
 *
 * The wire: a cell sends REQUEST when it wants to be told of its neighbours. Whoever is sent REQUEST answers with ANSWER
 * and its state, 2 CELL_CHANNELS bytes, low byte first. Answers come to the cell that asked as ANSWER + where (see cell.h) and
 * that state, one neighbour after another, and then END. A request may come between two answers. PLANT makes a cell a
 * seed. The port runs at 1 Mbaud. How long a cell waits is between 1 and 2 times 2048 * WAIT cycles of its own clock, by its own generator.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#include "cell.h"

#define REQUEST 'Q'
#define END 'E'
#define PLANT 'P'
#define ANSWER 0x80
#ifndef WAIT
#define WAIT 64
#endif

static Cell cell;

/* Interrupts wake, and count ticks of 2048 cycles; they are off except during sleep. The serial port's stays off until then,
 * as it would come again and again while a byte is there. A byte that comes at the wrong moment waits for the next tick. */
#define ticks GPIOR1
ISR(USART_RX_vect) { UCSR0B = 1 << RXEN0 | 1 << TXEN0; }
ISR(TIMER0_OVF_vect) { ticks++; }

static void doze(void) {
  UCSR0B = 1 << RXEN0 | 1 << TXEN0 | 1 << RXCIE0;
  sei();
  sleep_cpu();
  /* Time for an interrupt that was there already. */
  __asm__ volatile("nop\n\tnop");
  cli();
}

static void send(uint8_t byte) {
  while (!(UCSR0A & (1 << UDRE0))) {
  }
  UDR0 = byte;
}

static void answer(void) {
  uint8_t channel;
  send(ANSWER);
  for (channel = 0; channel < CELL_CHANNELS; channel++) {
    send((uint8_t)cell.told[channel]);
    send((uint8_t)((uint16_t)cell.told[channel] >> 8));
  }
}

static uint8_t next(void) {
  while (!(UCSR0A & (1 << RXC0))) doze();
  return UDR0;
}

/* What comes between answers. Returns whether it was END. */
static uint8_t served(uint8_t byte) {
  if (byte == REQUEST) answer();
  if (byte == PLANT) cell_plant(&cell);
  return byte == END;
}

static void ask(void) {
  uint8_t byte, channel, low;
  cell_listen(&cell);
  send(REQUEST);
  while (!served(byte = next()))
    if (byte & ANSWER)
      for (channel = 0; channel < CELL_CHANNELS; channel++) {
        low = next();
        cell_hear(&cell, byte & 15, channel, (int16_t)(low | (uint16_t)next() << 8));
      }
}

static void wait(void) {
  const uint8_t long_enough = WAIT + (uint8_t)(((uint32_t)cell_random(&cell) * WAIT) >> 16);
  ticks = 0;
  while (ticks < long_enough) {
    if (UCSR0A & (1 << RXC0))
      served(UDR0);
    else
      doze();
  }
}

int main(void) {
  UBRR0 = 1;
  UCSR0A = 1 << U2X0;
  UCSR0B = 1 << RXEN0 | 1 << TXEN0;
  TCCR0B = 1 << CS01;
  TIMSK0 = 1 << TOIE0;
  sleep_enable();
  /* The first byte is the cell's identity, of which its generator starts. */
  cell_reset(&cell, (uint16_t)(next() * 257u + 1u));
  for (;;) {
    wait();
    ask();
    cell_update(&cell);
  }
}
