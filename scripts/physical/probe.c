/* Runs measure.c's firmware instruction by instruction and prints as JSON what it has cost. */
#include <stdio.h>

#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#define GPIOR0 0x3e
#define GPIOR1 0x4a
#define GPIOR2 0x4b

static elf_firmware_t firmware;

int main(int argc, char **argv) {
  avr_cycle_count_t at[5] = {0};
  int seen = 0;
  if (argc < 2 || elf_read_firmware(argv[1], &firmware)) return 2;
  avr_t *avr = avr_make_mcu_by_name("atmega328p");
  avr_init(avr);
  avr_load_firmware(avr, &firmware);
  avr->run_cycle_limit = 1;
  while (seen < 4 && avr->cycle < 100000000u) {
    avr_run(avr);
    if (avr->data[GPIOR0] > seen && avr->data[GPIOR0] < 5) at[seen = avr->data[GPIOR0]] = avr->cycle;
  }
  printf("{\"hear\": %lu, \"update\": %lu, \"stack\": %d}\n", (unsigned long)(at[2] - at[1]), (unsigned long)(at[3] - at[2]),
         avr->data[GPIOR1] + 256 * avr->data[GPIOR2]);
  return seen == 4 ? 0 : 1;
}
