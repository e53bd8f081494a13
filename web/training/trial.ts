/** Trials of a creature: growth from its seeds, and healing after a third of it has been cut off. */
import { cut, CUTS } from "../engine/geometry";
import type { Region, World } from "../engine/types";
import { emptied } from "./damage";
import type { Labour, Work } from "./labour";
import type { Part } from "./seeding";

/** Errors as multiples of the largest one with which the picture is recognisable. */
export interface Trial {
  readonly grown: number;
  /** Where it was cut: 0 right, 1 below, 2 left, 3 above; null where nothing has grown that could be cut. */
  readonly side: number | null;
  readonly healed: number | null;
}

export const SIDES = 4;
/** A picture of thin lines is recognisable if the error is at most this share of an empty picture's. */
const MOST = 1 / 4;
/** Of the standard deviation; about a third of what is spread evenly lies beyond. */
const EDGE = 0.5;
/** Growing and healing have so many of training's longest episodes each. */
const EPISODES = 2;
/** In an evaluation a sample has recovered below this error, this many steps after a cut (docs/evaluation.md). */
const RECOVERED = 1e-3;
const RECOVERY_STEPS = 200;

export interface Tried extends World {
  /** [height, width, channels] */
  readonly seed: Float32Array;
  /** Each loses a third of its own, as a part that is gone cannot grow back. */
  readonly parts: readonly Part[];
  /** The largest loss with which it is recognisable. */
  readonly bound: number;
  /** Steps of an episode. */
  readonly steps: number;
}

/** @param seeds of its cells' fire, a fresh one for each episode */
export async function tried(
  labour: Labour,
  { seed, parts, bound, steps, ...world }: Tried,
  learned: Pick<Work, "parameters" | "target">,
  side: number,
  seeds: () => number,
): Promise<Trial> {
  const grow = async (from: Float32Array): Promise<{ state: Float32Array; error: number }> => {
    const [{ state, loss }] = await grown([from], EPISODES, steps, labour, learned, seeds);
    return { state, error: loss / bound };
  };
  const { state, error } = await grow(seed);
  if (!(error <= 1)) return { grown: error, side: null, healed: null };
  const { error: healed } = await grow(emptied(state, thirds(parts, world, side)));
  return { grown: error, side, healed };
}

/** Samples after so many episodes, each with its loss. */
async function grown(
  from: readonly Float32Array[],
  episodes: number,
  steps: number,
  labour: Labour,
  learned: Pick<Work, "parameters" | "target">,
  seeds: () => number,
): Promise<readonly { state: Float32Array; loss: number }[]> {
  let now = from.map((state) => ({ state, loss: Infinity }));
  for (let episode = 0; episode < episodes; episode++) {
    const samples = now.map(({ state }) => ({ state, steps, fireSeed: seeds() }));
    const ends = await labour.run({ ...learned, samples, forward: true });
    now = ends.map((end) => ({ state: end.grown, loss: end.loss }));
  }
  return now;
}

/** How many of an evaluation's five cuts (four halves and the centre) one grown sample recovers from, by its measure. */
export async function recovered(
  labour: Labour,
  { seed, steps, ...world }: Pick<Tried, "seed" | "steps" | keyof World>,
  learned: Pick<Work, "parameters" | "target">,
  seeds: () => number,
): Promise<number> {
  const episodes = Math.ceil(RECOVERY_STEPS / steps);
  const [{ state }] = await grown([seed], episodes, steps, labour, learned, seeds);
  const wounded = CUTS.map((name) => emptied(state, cut(world, name)));
  const ends = await grown(wounded, episodes, steps, labour, learned, seeds);
  return ends.filter(({ loss }) => loss < RECOVERED).length;
}

/**
 * The loss with which a picture is recognisable: that of the picture itself, blurred over 3 x 3 cells; for thin lines,
 * which the blur removes, a fixed share of an empty picture's.
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

/** About a third of each part, what lies beyond half its spread; a cell belongs to the part whose middle is nearest. */
export function thirds(parts: Tried["parts"], { height, width }: World, side: number): Region {
  const [down, across] = [[0, 1], [1, 0], [0, -1], [-1, 0]][side];
  return Uint8Array.from({ length: height * width }, (_, cell) => {
    const from = ({ middle: [row, column] }: Part): [number, number] => [Math.floor(cell / width) - row, (cell % width) - column];
    const ways = parts.map((part) => Math.hypot(...from(part)));
    const part = parts[ways.indexOf(Math.min(...ways))];
    const [rows, columns] = from(part);
    return Number(rows * down + columns * across > EDGE * part.spread[side % 2 === 0 ? 1 : 0]);
  });
}
