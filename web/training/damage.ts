/** Wounds in training, drawn as blastema.training.damage draws them. */
import { circle, halfPlane, square } from "../engine/geometry";
import type { Region, World } from "../engine/types";
import { ALPHA } from "../engine/world";
import type { Stream } from "./random";

/** A state [height, width, channels], wounded; `size` is the longer side of the picture. */
export type Wound = (draws: Stream, state: Float32Array, world: World, size: number) => Float32Array;

/** The kinds that the page trains with; Python has more, which it refuses (recipe.ts). */
export type WoundName = "circle" | "half-plane" | "square" | "hidden-noise";

/** Alpha above which a cell counts as living. */
const LIVING = Math.fround(0.1);

function removing(cells: (draws: Stream, world: World, size: number) => Region): Wound {
  return (draws, state, world, size) => emptied(state, cells(draws, world, size));
}

export const WOUNDS: Readonly<Record<WoundName, Wound>> = {
  circle: removing((draws, world) => {
    const centre = { row: draws.between(-0.5, 0.5), column: draws.between(-0.5, 0.5) };
    return circle(world, centre, draws.between(0.1, 0.4));
  }),
  /** Half of the lines lie along an axis. */
  "half-plane": removing((draws, world, size) => {
    const [upright, anywhere] = [draws.below(4) * (Math.PI / 2), draws.between(0, 2 * Math.PI)];
    const direction = draws.below(2) === 0 ? upright : anywhere;
    return halfPlane(world, direction, draws.between(-0.15, 0.35) * size);
  }),
  square: removing((draws, world, size) => {
    const half = draws.between(0.15, 0.25) * size;
    const offset = { row: draws.between(-0.25, 0.25) * size, column: draws.between(-0.25, 0.25) * size };
    return square(world, offset, half);
  }),
  "hidden-noise": (draws, state, world) => {
    const channels = state.length / (world.height * world.width);
    const strength = draws.between(0, 0.6);
    const result = state.slice();
    for (let at = 0; at < state.length; at += channels) {
      if (!(state[at + ALPHA] > LIVING)) continue;
      for (let c = ALPHA + 1; c < channels; c++) result[at + c] += strength * draws.normal();
    }
    return result;
  },
};

export function isWound(name: string): name is WoundName {
  return Object.hasOwn(WOUNDS, name);
}

/** A state [height, width, channels] with the wounded cells empty. */
export function emptied(state: Float32Array, wound: Region): Float32Array {
  const channels = state.length / wound.length;
  const result = state.slice();
  wound.forEach((empty, cell) => {
    if (empty !== 0) result.fill(0, cell * channels, (cell + 1) * channels);
  });
  return result;
}
