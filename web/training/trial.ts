/** Trials of a creature: growth from its seeds, and healing after a third of it has been cut off. */
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
    let [state, error] = [from, Infinity];
    for (let episode = 0; episode < EPISODES; episode++) {
      const [end] = await labour.run({ ...learned, samples: [{ state, steps, fireSeed: seeds() }], forward: true });
      [state, error] = [end.grown, end.loss / bound];
    }
    return { state, error };
  };
  const { state, error: grown } = await grow(seed);
  if (!(grown <= 1)) return { grown, side: null, healed: null };
  const { error: healed } = await grow(emptied(state, thirds(parts, world, side)));
  return { grown, side, healed };
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
