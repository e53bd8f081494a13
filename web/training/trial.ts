/** What a creature does that somebody looks at: it grows from its seeds, and after half of it has been cut off. */
import type { Region, World } from "../engine/types";
import { wounded } from "./damage";
import type { Work, Labour } from "./labour";

/** What is left of the error of empty paper. */
export interface Trial {
  readonly grown: number;
  /** Which half was cut off: 0 right, 1 lower, 2 left, 3 upper; null where nothing has grown that could be cut. */
  readonly side: number | null;
  readonly healed: number | null;
}

export const SIDES = 4;
/** A figure that somebody can name has at most this share of the error of empty paper. */
export const RECOGNISABLE = 1 / 8;
/** Growing and healing have so many of training's longest episodes each. */
const EPISODES = 2;

export interface Tried extends World {
  /** [height, width, channels] */
  readonly seed: Float32Array;
  /** The middles of its parts: each loses a half of its own, as a part that is gone cannot grow back. */
  readonly middles: readonly (readonly [row: number, column: number])[];
  readonly emptyLoss: number;
  /** Steps of an episode. */
  readonly steps: number;
}

/** @param seeds of its cells' fire, a fresh one for each episode */
export async function tried(
  labour: Labour,
  { seed, middles, emptyLoss, steps, ...world }: Tried,
  learned: Pick<Work, "parameters" | "target">,
  side: number,
  seeds: () => number,
): Promise<Trial> {
  const grow = async (from: Float32Array): Promise<{ state: Float32Array; share: number }> => {
    let [state, share] = [from, Infinity];
    for (let episode = 0; episode < EPISODES; episode++) {
      const [end] = await labour.run({ ...learned, samples: [{ state, steps, fireSeed: seeds() }], forward: true });
      [state, share] = [end.grown, end.loss / emptyLoss];
    }
    return { state, share };
  };
  const { state, share: grown } = await grow(seed);
  if (!(grown <= RECOGNISABLE)) return { grown, side: null, healed: null };
  const { share: healed } = await grow(wounded(state, halves(middles, world, side)));
  return { grown, side, healed };
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
