/** The sample pool, from which episodes start. Only the cells of its states that are not empty are stored. */
import type { Stream } from "./random";

/** A state: which cells are not empty, and their channels. Never changed once it is made. */
export interface Packed {
  readonly cells: Uint32Array;
  readonly values: Float32Array;
}

export function pack(state: Float32Array, channels: number): Packed {
  const cells: number[] = [];
  for (let cell = 0; cell * channels < state.length; cell++) {
    for (let at = cell * channels; at < (cell + 1) * channels; at++) {
      if (state[at] === 0) continue;
      cells.push(cell);
      break;
    }
  }
  const values = new Float32Array(cells.length * channels);
  cells.forEach((cell, index) => values.set(state.subarray(cell * channels, (cell + 1) * channels), index * channels));
  return { cells: Uint32Array.from(cells), values };
}

export class Pool {
  /** Null is the seed. */
  readonly slots: (Packed | null)[];

  /** @param seed [height, width, channels], what everything grows from */
  constructor(
    private readonly seed: Float32Array,
    private readonly channels: number,
    slots: number | readonly (Packed | null)[],
  ) {
    this.slots = typeof slots === "number" ? new Array<Packed | null>(slots).fill(null) : [...slots];
  }

  /** A copy of a state. */
  read(slot: number): Float32Array {
    const packed = this.slots[slot];
    if (packed === null) return this.seed.slice();
    const state = new Float32Array(this.seed.length);
    const { channels } = this;
    packed.cells.forEach((cell, index) => {
      state.set(packed.values.subarray(index * channels, (index + 1) * channels), cell * channels);
    });
    return state;
  }

  write(slot: number, state: Float32Array): void {
    this.slots[slot] = pack(state, this.channels);
  }

  /** Each state becomes the seed with this probability. */
  refresh(draws: Stream, share: number): void {
    this.slots.forEach((_, slot) => {
      if (draws.between(0, 1) < share) this.slots[slot] = null;
    });
  }
}
