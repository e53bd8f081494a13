/** The words for a creature in training: by trials of growth and healing, not by the training loss. */
import { CUTS } from "../engine/geometry";
import { SIDES } from "../training/trial";
import type { Trial } from "../training/trial";

export type Word = "taking shape" | "recognisable" | "mending" | "healing" | "done";

/** Iterations between two trials, until it mends and later. */
const OFTEN = 10;
const SELDOM = 100;
/** Multiples of the error with which one recognises it: the cut has closed and the shape is whole. */
const MENDED = 1.5;

export class Judgement {
  /** How it has mended last, by the side that was cut off. */
  #mended: (number | null)[] = new Array<null>(SIDES).fill(null);
  #next = 0;
  word: Exclude<Word, "done"> = "taking shape";
  /** Of an evaluation's five cuts, those that it recovered from last; null before the first test. */
  cuts: number | null = null;

  /** The side to cut off after this iteration; null for no trial. */
  due(iteration: number): number | null {
    return iteration % (this.mends ? SELDOM : OFTEN) === 0 ? this.#next : null;
  }

  /** Whether the five cuts are due after this iteration. */
  cutsDue(iteration: number): boolean {
    return this.mends && (this.cuts === null || iteration % SELDOM === 0);
  }

  private get mends(): boolean {
    return this.word === "mending" || this.word === "healing";
  }

  /** It mends once what was cut off on each side has come back, four times one after another. */
  take({ side, healed }: Trial): void {
    if (side === null) return;
    if (this.word === "taking shape") this.word = "recognisable";
    this.#mended[side] = healed;
    this.#next = (side + 1) % SIDES;
    if (!this.mends && this.#mended.every((error) => error !== null && error <= MENDED)) this.word = "mending";
  }

  /** It heals while it recovers from all of the five cuts. */
  takeCuts(count: number): void {
    this.cuts = count;
    if (this.mends) this.word = count === CUTS.length ? "healing" : "mending";
  }
}

/** What is said of it, after its name; `cuts` as in `Judgement`. */
export function told(word: Word, cuts: number | null): string {
  const count = `heals ${cuts} of ${CUTS.length} cuts`;
  const heals = cuts === null || cuts === 0 ? null : cuts === CUTS.length ? "heals its wounds" : count;
  if (word === "mending" || word === "healing") return heals ?? "begins to heal";
  if (word !== "done") return `is ${word}`;
  return heals === null ? "is fully trained, but its wounds do not heal completely" : `is fully trained and ${heals}`;
}

/** How its wounds come to heal; null where nothing can be suggested. */
export function advice(word: Word, cuts: number | null, parts: number): string | null {
  if (cuts === CUTS.length || word === "taking shape" || word === "recognisable") return null;
  const more = word === "done" ? "Train it on, and more of its wounds may heal." : "Still learning: keep training for its wounds to heal.";
  return parts > 1 ? `${more} A part that is cut off completely cannot grow back.` : more;
}
