/* A tissue of emulated ATmega328P, one for each cell, that all run firmware.elf: grown from one cell, cut, and healing.
 *
 *   tissue firmware.elf HEIGHT WIDTH MILLISECONDS FRAME_EVERY [CUT_AT [CUT]] > frames
 *
 * Each processor has a clock of its own, up to 10 % slow or fast. This program is the wires between them, and the hand that
 * cuts: at CUT_AT milliseconds the processors of CUT (left, right, top or bottom half) are off for 50 ms, and begin anew
 * with their memory lost. Each frame is the whole states of the cells: HEIGHT x WIDTH x CELL_CHANNELS numbers of 16
 * bits, little-endian, at 0, FRAME_EVERY, ... milliseconds.
 */
#include <string.h>

#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#include "host.h"
#include "weights.h"

#define REQUEST 'Q'
#define END 'E'
#define PLANT 'P'
#define ANSWER 0x80
#define FRAME (1 + 2 * CELL_CHANNELS)
#define CLOCK 16000000u
#define STEP_US 32 /* how long a processor runs before the next one is looked after */
#define OFF_MS 50
#define RAM_START 0x100 /* where the cell's struct lies, the only variable of the firmware */
#define START_UP 4000 /* cycles */
#define ROOM 1024
#define NEIGHBOURS 8
#define MOST_CELLS 4096

typedef struct {
  uint8_t bytes[ROOM];
  unsigned start, count;
} Queue;

typedef struct {
  avr_t *avr; /* none while it is off */
  double speed;
  uint64_t age; /* number of the processor that is here, so that nobody answers to an earlier one */
  Queue in;     /* to be sent to it */
  int ready;    /* whether it takes a byte */
  uint8_t frame[FRAME];
  int arrived; /* bytes of an answer that it is sending */
  struct {
    int who;
    uint64_t age;
  } asking[NEIGHBOURS * 2]; /* whom it has to answer, in this order */
  int asked;
  int waits; /* answers that it waits for */
} Processor;

static Processor *tissue;
static int height, width;
static elf_firmware_t firmware;
static uint64_t updates, ages;

static void fail(const char *why) {
  fprintf(stderr, "tissue: %s\n", why);
  exit(1);
}

static void put(Queue *queue, uint8_t byte) {
  if (queue->count == ROOM) fail("a wire's queue is full");
  queue->bytes[(queue->start + queue->count++) % ROOM] = byte;
}

static int neighbour(int here, int where) {
  const int row = here / width + where / 3 - 1, column = here % width + where % 3 - 1;
  return row < 0 || column < 0 || row >= height || column >= width ? -1 : row * width + column;
}

static void answered(Processor *asker) {
  if (!--asker->waits) put(&asker->in, END);
}

static void requested(int here) {
  Processor *asker = tissue + here;
  int where, there;
  updates++;
  asker->waits = 1;
  for (where = 0; where < 9; where++) {
    if (where == 4 || (there = neighbour(here, where)) < 0 || !tissue[there].avr) continue;
    Processor *one = tissue + there;
    if (one->asked == NEIGHBOURS * 2) fail("a processor does not answer");
    one->asking[one->asked].who = here;
    one->asking[one->asked++].age = asker->age;
    put(&one->in, REQUEST);
    asker->waits++;
  }
  answered(asker);
}

/* The processor's answer is whole: it goes to the one that has asked first. */
static void delivered(int here) {
  Processor *one = tissue + here;
  Processor *asker = tissue + one->asking[0].who;
  const int same = asker->avr && asker->age == one->asking[0].age;
  const int down = here / width - one->asking[0].who / width + 1, right = here % width - one->asking[0].who % width + 1;
  int i;
  if (!one->asked) fail("an answer without a request");
  memmove(one->asking, one->asking + 1, (size_t)--one->asked * sizeof *one->asking);
  if (!same) return;
  put(&asker->in, (uint8_t)(ANSWER + 4 * down + right));
  for (i = 1; i < FRAME; i++) put(&asker->in, one->frame[i]);
  answered(asker);
}

static void sent(struct avr_irq_t *irq, uint32_t value, void *param) {
  const int here = (int)(intptr_t)param;
  Processor *one = tissue + here;
  (void)irq;
  if (!one->arrived && value == REQUEST) {
    requested(here);
    return;
  }
  one->frame[one->arrived++] = (uint8_t)value;
  if (one->arrived < FRAME) return;
  one->arrived = 0;
  delivered(here);
}

static void takes(struct avr_irq_t *irq, uint32_t value, void *param) {
  (void)irq;
  (void)value;
  tissue[(intptr_t)param].ready = 1;
}

static void full(struct avr_irq_t *irq, uint32_t value, void *param) {
  (void)irq;
  (void)value;
  tissue[(intptr_t)param].ready = 0;
}

static void no_sleep(avr_t *avr, avr_cycle_count_t cycles) {
  (void)avr;
  (void)cycles;
}

static void quiet(avr_t *avr, const int level, const char *format, va_list arguments) {
  (void)avr;
  if (level <= LOG_ERROR) vfprintf(stderr, format, arguments);
}

static uint32_t random_word(void) {
  static uint32_t x = 2463534242u;
  x ^= x << 13;
  x ^= x >> 17;
  return x ^= x << 5;
}

static void switch_on(int here) {
  Processor *one = tissue + here;
  uint32_t flags = 0;
  memset(one, 0, sizeof *one);
  one->avr = avr_make_mcu_by_name("atmega328p");
  if (!one->avr) fail("this simavr has no atmega328p");
  avr_init(one->avr);
  one->avr->frequency = CLOCK;
  one->avr->sleep = no_sleep;
  one->avr->log = LOG_ERROR;
  avr_load_firmware(one->avr, &firmware);
  one->avr->run_cycle_limit = STEP_US * 16;
  one->speed = 0.9 + 0.2 * (random_word() >> 8) / (double)(1 << 24);
  one->age = ++ages;
  one->ready = 1;
  avr_ioctl(one->avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(one->avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  avr_irq_register_notify(avr_io_getirq(one->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), sent, (void *)(intptr_t)here);
  avr_irq_register_notify(avr_io_getirq(one->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), takes, (void *)(intptr_t)here);
  avr_irq_register_notify(avr_io_getirq(one->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), full, (void *)(intptr_t)here);
  put(&one->in, (uint8_t)random_word());
}

static void switch_off(int here) {
  Processor *one = tissue + here;
  int i;
  avr_terminate(one->avr);
  free(one->avr);
  one->avr = NULL;
  for (i = 0; i < one->asked; i++) {
    Processor *asker = tissue + one->asking[i].who;
    if (asker->avr && asker->age == one->asking[i].age) answered(asker);
  }
}

static void run(Processor *one, double until_us) {
  avr_irq_t *wire = avr_io_getirq(one->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  const avr_cycle_count_t until = (avr_cycle_count_t)(until_us * one->speed * (CLOCK / 1e6));
  int bytes;
  /* Before it has set up its serial port nothing would arrive. */
  for (bytes = 0; bytes < 4 && one->ready && one->in.count && one->avr->cycle > START_UP; bytes++) {
    const uint8_t byte = one->in.bytes[one->in.start];
    one->in.start = (one->in.start + 1) % ROOM;
    one->in.count--;
    avr_raise_irq(wire, byte);
  }
  while (one->avr->cycle < until) {
    const int state = avr_run(one->avr);
    if (state == cpu_Done || state == cpu_Crashed) fail("a processor has stopped");
  }
}

static void write_frame(void) {
  int here, i;
  for (here = 0; here < height * width; here++)
    for (i = 0; i < 2 * CELL_CHANNELS; i++) putchar(tissue[here].avr ? tissue[here].avr->data[RAM_START + i] : 0);
  fflush(stdout);
}

static int is_half(const char *cut) {
  return !strcmp(cut, "left") || !strcmp(cut, "right") || !strcmp(cut, "top") || !strcmp(cut, "bottom");
}

static int in_cut(const char *cut, int here) {
  const int row = here / width, column = here % width;
  if (!strcmp(cut, "left")) return column < width / 2;
  if (!strcmp(cut, "right")) return column >= width / 2;
  if (!strcmp(cut, "top")) return row < height / 2;
  return row >= height / 2;
}

static int usage(void) {
  fprintf(stderr,
          "usage: tissue firmware.elf HEIGHT WIDTH MILLISECONDS FRAME_EVERY [CUT_AT [left|right|top|bottom]] > FRAMES\n"
          "It emulates at most %d processors. For example, and the last of the frames as a picture (some seconds):\n"
          "  ./tissue firmware.elf 16 16 320 32 > frames && tail -c %d frames | ./picture 16 16 > picture.bmp\n",
          MOST_CELLS, 16 * 16 * CELL_CHANNELS * 2);
  return 2;
}

int main(int argc, char **argv) {
  int fault = 0;
  if (argc < 6 || argc > 8) return usage();
  height = (int)host_whole(argv[2], 1, MOST_CELLS, &fault), width = (int)host_whole(argv[3], 1, MOST_CELLS, &fault);
  const long end = (long)host_whole(argv[4], 0, 1000000, &fault), every = (long)host_whole(argv[5], 1, 1000000, &fault);
  const long cut_at = argc > 6 ? (long)host_whole(argv[6], 0, 1000000, &fault) : -1;
  const char *cut = argc > 7 ? argv[7] : "left";
  const int cells = height * width;
  if (fault || cells > MOST_CELLS || !is_half(cut) || host_to_terminal("tissue")) return usage();
  avr_global_logger_set(quiet);
  if (elf_read_firmware(argv[1], &firmware)) fail("the firmware cannot be read; `make firmware.elf` builds it");
  tissue = calloc((size_t)cells, sizeof *tissue);
  if (!tissue) fail("there is no memory");
  int here;
  for (here = 0; here < cells; here++) {
    switch_on(here);
    if (here == height / 2 * width + width / 2) put(&tissue[here].in, PLANT);
  }
  uint64_t us;
  long frame = 0, off = 0;
  /* Since when each runs, in microseconds: those that were off count their cycles anew. */
  uint64_t since[MOST_CELLS] = {0};
  for (us = 0; us <= (uint64_t)end * 1000; us += STEP_US) {
    if (us >= (uint64_t)frame * 1000) write_frame(), frame += every;
    if (cut_at >= 0 && !off && us >= (uint64_t)cut_at * 1000) {
      off = 1;
      for (here = 0; here < cells; here++)
        if (in_cut(cut, here)) switch_off(here);
    }
    if (off == 1 && us >= (uint64_t)(cut_at + OFF_MS) * 1000) {
      off = 2;
      for (here = 0; here < cells; here++)
        if (!tissue[here].avr) switch_on(here), since[here] = us;
    }
    for (here = 0; here < cells; here++)
      if (tissue[here].avr) run(tissue + here, (double)(us + STEP_US - since[here]));
  }
  fprintf(stderr, "%d processors, %ld ms, %.1f updates of each\n", cells, end, (double)updates / cells);
  return 0;
}
