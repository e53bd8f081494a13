/* What the programs for this computer share: grid, picture and tissue. POSIX; a cell needs none of it. */
#ifndef HOST_H
#define HOST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The whole number that an argument is; any other argument sets `*fault`. */
static inline unsigned long host_whole(const char *text, unsigned long least, unsigned long most, int *fault) {
  char *end;
  const unsigned long value = strtoul(text, &end, 10);
  if (*text < '0' || *text > '9' || *end || value < least || value > most) *fault = 1;
  return value;
}

/* Reads all states, numbers of 16 bits, little-endian. Returns the count of bytes that were there, at most one too many. */
static inline size_t host_read(int16_t *numbers, size_t count) {
  size_t bytes;
  int byte;
  for (bytes = 0; bytes <= 2 * count && (byte = getchar()) != EOF; bytes++) {
    int16_t *number = numbers + bytes / 2;
    if (bytes < 2 * count) *number = (int16_t)(uint16_t)(bytes % 2 ? (uint16_t)*number | byte << 8 : byte);
  }
  return bytes;
}

/* What is wrong with an input of so many bytes, on standard error. */
static inline int host_wrong_input(const char *program, size_t bytes, long height, long width, int channels) {
  const unsigned long expected = 2ul * (unsigned long)(height * width * channels);
  fprintf(stderr, "%s: the input has %s than %lu bytes, the states of %ld x %ld cells. Are they of another size?\n", program,
          bytes > expected ? "more" : "fewer", expected, height, width);
  return 2;
}

/* Whether what a program writes, which is not text, would go to a terminal; says so on standard error. */
static inline int host_to_terminal(const char *program) {
  if (!isatty(STDOUT_FILENO)) return 0;
  fprintf(stderr, "%s: the output is not text; redirect it from the terminal to a file or another program\n", program);
  return 1;
}

#endif
