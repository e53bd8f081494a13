/** The start of episodes, and what is kept of them: the article's three experiments. */
import { ALPHA } from "../engine/world";
import type { World } from "../engine/types";
import { isWound, WOUNDS } from "./damage";
import type { Pool } from "./pool";
import type { Draws } from "./random";
import type { Recipe } from "./recipe";

/** The target and seed of episodes. */
export interface Scene extends World {
  /** [height, width, channels], what everything grows from */
  readonly seed: Float32Array;
  /** [height, width, 4], premultiplied */
  readonly target: Float32Array;
  /** Longer side of the picture. */
  readonly size: number;
  readonly aliveThreshold: number;
}

export interface Start {
  readonly states: readonly Float32Array[];
  /** Where in the pool they were drawn from; empty without one. */
  readonly slots: readonly number[];
  /** How many of the last states are wounded. */
  readonly woundedCount: number;
  /** Share of the drawn states that are empty, not finite or worse than an empty picture. */
  readonly broken: number;
}

/** Mean over cells and RGBA of the squared difference. */
export function distance(state: Float32Array, target: Float32Array): number {
  const channels = (4 * state.length) / target.length;
  let sum = 0;
  for (let at = 0, from = 0; at < target.length; at += 4, from += channels) {
    for (let c = 0; c < 4; c++) sum += (state[from + c] - target[at + c]) ** 2;
  }
  return sum / target.length;
}

export function livingCells(state: Float32Array, channels: number, threshold: number): number {
  const least = Math.fround(threshold);
  let count = 0;
  for (let at = ALPHA; at < state.length; at += channels) count += state[at] > least ? 1 : 0;
  return count;
}

export function drawStart(recipe: Recipe, pool: Pool, scene: Scene, iteration: number, draws: Draws): Start {
  const { curriculum, batch_size: batch } = recipe;
  if (curriculum.kind === "growing") {
    return { states: Array.from({ length: batch }, () => scene.seed), slots: [], woundedCount: 0, broken: 0 };
  }
  const drawn = draws("draw")
    .different(batch, pool.slots.length)
    .map((slot) => {
      const state = pool.read(slot);
      return { slot, state, loss: distance(state, scene.target) };
    });
  const broken = drawn.filter(({ state, loss }) => isBroken(state, loss, scene)).length / batch;
  const order = (loss: number): number => (Number.isNaN(loss) ? Infinity : loss);
  drawn.sort((one, other) => (order(one.loss) === order(other.loss) ? 0 : order(other.loss) - order(one.loss)));
  const states = drawn.map(({ state }) => state);
  if (iteration % (curriculum.reseed_every ?? 1) === 0) states[0] = scene.seed;
  const woundedCount = curriculum.kind === "regenerating" ? (curriculum.damage_count ?? 3) : 0;
  const kinds = curriculum.wounds ?? ["circle"];
  const stream = draws("wound");
  for (let index = batch - woundedCount; index < batch; index++) {
    const kind = kinds[stream.below(kinds.length)];
    if (!isWound(kind)) throw new RangeError(`The page does not support the wound ${kind}.`);
    states[index] = WOUNDS[kind](stream, states[index], scene, scene.size);
  }
  return { states, slots: drawn.map(({ slot }) => slot), woundedCount, broken };
}

function isBroken(state: Float32Array, loss: number, { target, aliveThreshold }: Scene): boolean {
  const nothing = target.reduce((sum, value) => sum + value * value, 0) / target.length;
  return !(loss <= 2 * nothing) || livingCells(state, (4 * state.length) / target.length, aliveThreshold) === 0;
}
