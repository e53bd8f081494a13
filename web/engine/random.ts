/**
 * Randomness as a pure function of cell, step and seed, so that every engine fires the same cells (docs/format.md).
 *
 * The hash is pcg3d of M. Jarzynski and M. Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020. All of it is
 * arithmetic on unsigned 32-bit numbers that wraps: `Math.imul` and `| 0` keep the low 32 bits, `>>> 0` makes the
 * result unsigned again.
 */

const MULTIPLIER = 1664525;
const INCREMENT = 1013904223;

/** Cell (x, y) enters the hash as x + ROW_STRIDE * y. */
export const ROW_STRIDE = 65536;

/** Added to the seed for each channel: 2^32 divided by the golden ratio, odd. */
export const CHANNEL_STRIDE = 0x9e3779b9;

/** The first of the three words of pcg3d, unsigned. */
export function pcg3dFirst(x: number, y: number, z: number): number {
  let a = (Math.imul(x, MULTIPLIER) + INCREMENT) | 0;
  let b = (Math.imul(y, MULTIPLIER) + INCREMENT) | 0;
  let c = (Math.imul(z, MULTIPLIER) + INCREMENT) | 0;
  a = (a + Math.imul(b, c)) | 0;
  b = (b + Math.imul(c, a)) | 0;
  c = (c + Math.imul(a, b)) | 0;
  a ^= a >>> 16;
  b ^= b >>> 16;
  c ^= c >>> 16;
  return (a + Math.imul(b, c)) >>> 0;
}

/** The hash of a cell at a step: 24 bits, to be compared with `fireThreshold`. */
export function fireValue(column: number, row: number, step: number, seed: number): number {
  return pcg3dFirst(column + ROW_STRIDE * row, step, seed) >>> 8;
}

/** How many of the 24-bit values fire: round(float32(rate) * 2^24), ties to even; 0 never fires and 1 always. */
export function fireThreshold(fireRate: number): number {
  const scaled = Math.fround(fireRate) * 0x1000000; // exact in double precision
  const below = Math.floor(scaled);
  const rest = scaled - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** Whether a cell updates at a step. */
export function fires(column: number, row: number, step: number, seed: number, threshold: number): boolean {
  return fireValue(column, row, step, seed) < threshold;
}

/** The seed of one channel's own words: those of its noise, or of its fire where channels fire each for itself. */
export function channelSeed(seed: number, channel: number): number {
  return (seed + Math.imul(CHANNEL_STRIDE, channel + 1)) | 0;
}

/** Uniform noise of a cell's channel at a step, a multiple of 2^-23 in [-1, 1), so that float32 holds it exactly. */
export function noiseValue(column: number, row: number, channel: number, step: number, seed: number): number {
  return (pcg3dFirst(column + ROW_STRIDE * row, step, channelSeed(seed, channel)) >>> 8) / 0x800000 - 1;
}
