/** The words for a creature in training: by trials of growth and healing, not by the training loss. */
import { SIDES } from "../training/trial";
import type { Trial } from "../training/trial";

export type Word = "taking shape" | "recognisable" | "healing" | "done";

/** Iterations between two trials, until it heals and later. */
const OFTEN = 10;
const SELDOM = 100;
/** Multiples of the error with which one recognises it: the cut has closed and the shape is whole. */
const HEALED = 1.5;

export class Judgement {
  /** How it has healed last, by the side that was cut off. */
  #healed: (number | null)[] = new Array<null>(SIDES).fill(null);
  #next = 0;
  word: Word = "taking shape";

  /** The side to cut off after this iteration; null for no trial. */
  due(iteration: number): number | null {
    return iteration % (this.word === "healing" ? SELDOM : OFTEN) === 0 ? this.#next : null;
  }

  /** It heals once what was cut off on each side has come back, four times one after another. */
  take({ side, healed }: Trial): void {
    if (side === null) return;
    if (this.word === "taking shape") this.word = "recognisable";
    this.#healed[side] = healed;
    this.#next = (side + 1) % SIDES;
    if (this.#healed.every((error) => error !== null && error <= HEALED)) this.word = "healing";
  }
}
