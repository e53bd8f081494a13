/** Randomness of the training: a pure function of seed, iteration, attempt and a named stream, without state. */
import { CHANNEL_STRIDE, pcg3dFirst, ROW_STRIDE } from "../engine/random";

const STREAMS = ["draw", "steps", "fire", "wound", "refresh", "trial", "cuts"] as const;

export type Draws = (name: (typeof STREAMS)[number]) => Stream;

/** The streams of one iteration, each from its beginning. */
export function drawsOf(seed: number, iteration: number, attempt: number): Draws {
  return (name) => new Stream(STREAMS.indexOf(name), iteration, (seed + Math.imul(CHANNEL_STRIDE, attempt)) >>> 0);
}

export class Stream {
  private drawn = 0;

  constructor(
    private readonly number: number,
    private readonly iteration: number,
    private readonly seed: number,
  ) {}

  /** An unsigned 32-bit number. */
  bits(): number {
    return pcg3dFirst((this.drawn++ + ROW_STRIDE * this.number) >>> 0, this.iteration, this.seed);
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * (this.bits() / 2 ** 32);
  }

  /** Normally distributed, of mean 0 and standard deviation 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.bits() / 2 ** 32));
    return radius * Math.cos(this.between(0, 2 * Math.PI));
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.between(0, count));
  }

  /** So many different whole numbers from 0 to below `most`. */
  different(count: number, most: number): number[] {
    const drawn = new Set<number>();
    while (drawn.size < count) drawn.add(this.below(most));
    return [...drawn];
  }
}
