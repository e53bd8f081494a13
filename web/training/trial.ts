/** What a creature does that somebody looks at: it grows from its seeds, and after half of it has been cut off. */
import type { Region, World } from "../engine/types";
import { wounded } from "./damage";
import type { Work, Labour } from "./labour";

/** Errors as multiples of the greatest one with which somebody recognises the picture. */
export interface Trial {
  readonly grown: number;
  /** Which half was cut off: 0 right, 1 lower, 2 left, 3 upper; null where nothing has grown that could be cut. */
  readonly side: number | null;
  readonly healed: number | null;
}

export const SIDES = 4;
/** An error is at most this share of that of empty paper where one recognises a picture of thin lines. */
const MOST = 1 / 4;
/** Growing and healing have so many of training's longest episodes each. */
const EPISODES = 2;

export interface Tried extends World {
  /** [height, width, channels] */
  readonly seed: Float32Array;
  /** The middles of its parts: each loses a half of its own, as a part that is gone cannot grow back. */
  readonly middles: readonly (readonly [row: number, column: number])[];
  /** The greatest loss with which one recognises it. */
  readonly bound: number;
  /** Steps of an episode. */
  readonly steps: number;
}

/** @param seeds of its cells' fire, a fresh one for each episode */
export async function tried(
  labour: Labour,
  { seed, middles, bound, steps, ...world }: Tried,
  learned: Pick<Work, "parameters" | "target">,
  side: number,
  seeds: () => number,
): Promise<Trial> {
  const grow = async (from: Float32Array): Promise<{ state: Float32Array; error: number }> => {
    let [state, error] = [from, Infinity];
    for (let episode = 0; episode < EPISODES; episode++) {
      const [end] = await labour.run({ ...learned, samples: [{ state, steps, fireSeed: seeds() }], forward: true });
      [state, error] = [end.grown, end.loss / bound];
    }
    return { state, error };
  };
  const { state, error: grown } = await grow(seed);
  if (!(grown <= 1)) return { grown, side: null, healed: null };
  const { error: healed } = await grow(wounded(state, halves(middles, world, side)));
  return { grown, side, healed };
}

/**
 * The loss with which somebody recognises a picture: that of the picture itself, each cell the mean of the nine around
 * it, in which a face has hardly a face and a house just a door; for thin lines, which that blots out, a fixed share.
 *
 * @param target [height, width, 4]
 */
export function recognisableLoss(target: Float32Array, { height, width }: World): number {
  let [blurred, empty] = [0, 0];
  for (let at = 0; at < target.length; at++) {
    const [row, column] = [Math.floor(at / 4 / width), Math.floor(at / 4) % width];
    let sum = 0;
    for (let near = 0; near < 9; near++) {
      const [y, x] = [row + Math.floor(near / 3) - 1, column + (near % 3) - 1];
      if (y >= 0 && y < height && x >= 0 && x < width) sum += target[4 * (y * width + x) + (at % 4)];
    }
    blurred += (sum / 9 - target[at]) ** 2;
    empty += target[at] ** 2;
  }
  return Math.min(blurred, MOST * empty) / target.length;
}

/** The half of each part on one side of its middle; a cell belongs to the part whose middle is nearest. */
export function halves(middles: Tried["middles"], { height, width }: World, side: number): Region {
  const [down, across] = [[0, 1], [1, 0], [0, -1], [-1, 0]][side];
  return Uint8Array.from({ length: height * width }, (_, cell) => {
    const [row, column] = [Math.floor(cell / width), cell % width];
    const ways = middles.map(([y, x]) => Math.hypot(row - y, column - x));
    const [y, x] = middles[ways.indexOf(Math.min(...ways))];
    return Number((row - y) * down + (column - x) * across > 0);
  });
}
