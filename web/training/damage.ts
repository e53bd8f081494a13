/** Wounds in training, drawn as blastema.training.damage draws them. */
import { circle, halfPlane, square } from "../engine/geometry";
import type { Region, World } from "../engine/types";
import type { Stream } from "./random";

/** Which cells a wound empties; `size` is the longer side of the picture. */
export type Wound = (draws: Stream, world: World, size: number) => Region;

/** The kinds that the page trains with; Python has more, which it refuses (recipe.ts). */
export type WoundName = "circle" | "half-plane" | "square";

export const WOUNDS: Readonly<Record<WoundName, Wound>> = {
  circle: (draws, world) => {
    const centre = { row: draws.between(-0.5, 0.5), column: draws.between(-0.5, 0.5) };
    return circle(world, centre, draws.between(0.1, 0.4));
  },
  /** Half of the lines lie along an axis. */
  "half-plane": (draws, world, size) => {
    const [upright, anywhere] = [draws.below(4) * (Math.PI / 2), draws.between(0, 2 * Math.PI)];
    const direction = draws.below(2) === 0 ? upright : anywhere;
    return halfPlane(world, direction, draws.between(-0.15, 0.35) * size);
  },
  square: (draws, world, size) => {
    const half = draws.between(0.15, 0.25) * size;
    const offset = { row: draws.between(-0.25, 0.25) * size, column: draws.between(-0.25, 0.25) * size };
    return square(world, offset, half);
  },
};

export function isWound(name: string): name is WoundName {
  return Object.hasOwn(WOUNDS, name);
}

/** A state [height, width, channels] with the wounded cells empty. */
export function wounded(state: Float32Array, wound: Region): Float32Array {
  const channels = state.length / wound.length;
  const result = state.slice();
  wound.forEach((empty, cell) => {
    if (empty !== 0) result.fill(0, cell * channels, (cell + 1) * channels);
  });
  return result;
}
