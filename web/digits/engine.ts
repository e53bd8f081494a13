/** Digits that classify themselves: the plain engine, with ink that is written from outside and noise on the update. */
import { PlainEngine } from "../engine/plain";
import { Fire } from "../engine/plain/fire";
import { noiseValue } from "../engine/random";
import type { Snapshot } from "../engine/types";
import { ALPHA, settingsOf } from "../engine/world";
import type { Classifier } from "./organism";

/** The colour of ink (`blastema.digits.INK`). */
const INK_COLOUR = [40, 40, 46].map((value) => Math.fround(value / 255));

export class DigitEngine {
  readonly #inner: PlainEngine;
  readonly #fire: Fire;
  readonly #amplitude: number;

  /** @param seed of the fire masks */
  constructor(
    readonly classifier: Classifier,
    seed = 0,
  ) {
    const { organism, updateNoise } = classifier;
    this.#inner = new PlainEngine([organism], organism, settingsOf(organism, seed));
    this.#fire = new Fire(organism, organism.width + 2);
    this.#amplitude = Math.fround(updateNoise * 3 ** 0.5);
  }

  /** Steps since the world began. */
  get stepCount(): number {
    return this.#inner.stepCount;
  }

  /** A copy. */
  read(): Snapshot {
    return this.#inner.read();
  }

  write(snapshot: Snapshot): void {
    this.#inner.write(snapshot);
  }

  step(count = 1): void {
    if (this.#amplitude === 0) {
      this.#inner.step(count);
      return;
    }
    for (let done = 0; done < count; done++) {
      this.#fire.begin(this.#inner.settings, this.stepCount);
      this.#inner.step(1);
      this.#addNoise();
    }
  }

  /** Noise of the step before on the cells that fired in it. */
  #addNoise(): void {
    const snapshot = this.read();
    const { state, height, width, channels, step } = snapshot;
    const { seed } = this.#inner.settings;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const cell = (row + 1) * (width + 2) + column + 1;
        if (!this.#fire.cell(cell)) continue;
        for (let c = 0; c < channels; c++) {
          if (c === ALPHA || !this.#fire.channel(cell, c)) continue;
          const drawn = noiseValue(column, row, c, step - 1, seed);
          state[(row * width + column) * channels + c]! += Math.fround(this.#amplitude * drawn);
        }
      }
    }
    this.write(snapshot);
  }

  /**
   * Puts ink in the middle of the grid and takes away what was there, as `blastema.training.classifying.written` does:
   * cells without ink are cleared, new ones get its colour, the others keep their state.
   *
   * @param ink [size, size], 0 to 255
   */
  ink(ink: Uint8Array): void {
    const snapshot = this.read();
    const { state, height, width, channels } = snapshot;
    const { size } = this.classifier;
    const [top, left] = [(height - size) >> 1, (width - size) >> 1];
    for (let cell = 0; cell < height * width; cell++) {
      const [row, column] = [Math.floor(cell / width) - top, (cell % width) - left];
      const inside = row >= 0 && row < size && column >= 0 && column < size;
      const grey = inside ? Math.fround(ink[row * size + column]! / 255) : 0;
      const at = cell * channels;
      if (grey === 0) {
        state.fill(0, at, at + channels);
        continue;
      }
      if (state[at + ALPHA] === 0) state.set(INK_COLOUR.map((part) => grey * part), at);
      state[at + ALPHA] = grey;
    }
    this.write(snapshot);
  }
}
