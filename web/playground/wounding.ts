/** One-click wounds: about the chosen organism's place, so that they mean the same in worlds of any size. */
import type { Cut, Frame, Place } from "../engine/geometry";
import { cut, frameAround, scatter } from "../engine/geometry";
import { noiseValue } from "../engine/random";
import type { Boundary, Snapshot } from "../engine/types";
import { exchangedParents, withoutParents } from "./levels";
import type { Life } from "./life";
import type { Store } from "./store";

export const WOUNDS = ["bottom", "top", "right", "left", "centre", "scatter", "noise"] as const;
/** Of organisms with two levels of cells: only the parents change. */
export const PARENT_WOUNDS = ["forget", "exchange"] as const;
export type Wound = (typeof WOUNDS)[number] | (typeof PARENT_WOUNDS)[number];

export const WOUND_NAMES: Readonly<Record<Wound, string>> = {
  bottom: "Cut off the bottom half",
  top: "Cut off the top half",
  right: "Cut off the right half",
  left: "Cut off the left half",
  centre: "Cut out the centre",
  scatter: "Scatter holes over all cells",
  noise: "Add noise to all cells",
  forget: "Remove the parents of the left half, not its cells",
  exchange: "Exchange the parents of the left half and of the right half",
};

/** Share of the cells that scattered wounds erase. */
const SCATTERED = 0.35;
/** Greatest change of a channel by the noise. */
const NOISE = 0.5;

/** Wounds the chosen organism where it was planted last, or in the middle. */
export function wound(store: Store, life: Life, kind: Wound): void {
  const chosen = store.current.value;
  const before = life.read();
  if (chosen === null || before === null) return;
  const { height, width } = store.world.value;
  const home: Place = life.homes[store.species.value] ?? { row: height >> 1, column: width >> 1 };
  const edge = store.boundary.value;
  life.remember();
  life.measure.wounded(before, chosen.organism, home, edge === "torus");
  const frame = frameAround(chosen.organism, home);
  const { parents } = chosen.organism;
  if (kind === "noise") life.replace((snapshot) => shaken(snapshot, frame, edge, store.seed.value));
  else if (kind === "forget" || kind === "exchange") {
    const change = kind === "forget" ? withoutParents : exchangedParents;
    if (parents !== null) life.replace((snapshot) => change(snapshot, parents, frame, edge));
  } else {
    const region =
      kind === "scatter"
        ? scatter(before, SCATTERED, (store.seed.value + before.step) >>> 0, frame, edge)
        : cut(before, kind satisfies Cut, frame, edge);
    life.draw(region, { kind: "erase" });
  }
  store.spoken.value = `${WOUND_NAMES[kind]}: done at step ${before.step}.`;
  store.hint.value = null;
}

/** The state with noise on every channel of the frame's cells that hold anything. */
export function shaken(snapshot: Snapshot, frame: Frame, edge: Boundary, seed: number): Snapshot {
  const { height, width, channels, step } = snapshot;
  const region = scatter(snapshot, 1, 0, frame, edge);
  const state = snapshot.state.slice();
  for (let cell = 0; cell < height * width; cell++) {
    if (region[cell] === 0) continue;
    const from = cell * channels;
    if (!snapshot.state.subarray(from, from + channels).some((value) => value !== 0)) continue;
    const [row, column] = [Math.floor(cell / width), cell % width];
    for (let channel = 0; channel < channels; channel++) {
      state[from + channel]! += NOISE * noiseValue(column, row, channel, step, seed);
    }
  }
  return { ...snapshot, state };
}
