/** The progress of a training: its losses, what the creature can do and since when, the time left. */
import { signal } from "@preact/signals";
import type { Organism } from "../engine/types";
import type { Trained } from "../training/trainer";
import type { Word } from "./words";

/** Iterations whose creatures can be looked at again. */
const REMEMBERED = [10, 25, 50, 100, 200, 400, 800, 1200, 1600, 2000];
/** Curves are drawn by so many points at most. */
const MOST_POINTS = 400;

/** Of training. */
export interface When {
  readonly seconds: number;
  readonly iterations: number;
}

/** What an interrupted training has recorded, as plain data. */
export interface Past {
  readonly curve: TrainingRecord["curve"]["value"];
  readonly earlier: TrainingRecord["earlier"]["value"];
}

export class TrainingRecord {
  readonly word = signal<Word>("taking shape");
  /** Of an evaluation's five cuts, those that it recovers from; null while that is not known. */
  readonly cuts = signal<number | null>(null);
  /** When what was reached. */
  readonly reached = signal<Readonly<Partial<Record<Word, When>>>>({});
  readonly event = signal<Trained | null>(null);
  /** That are to be done, and that have been done. */
  readonly iterations = signal(0);
  readonly done = signal(0);
  /** Seconds until it is done; null while that is not known. */
  readonly left = signal<number | null>(null);
  /** log10 losses, evenly thinned out. */
  readonly curve = signal<readonly (readonly [iteration: number, loss: number])[]>([]);
  /** What the creature was after some iterations. */
  readonly earlier = signal<readonly { readonly iteration: number; readonly organism: Organism }[]>([]);
  /** Seconds of training since `begin`, and the iteration from which they are counted. */
  #seconds = 0;
  #from: number | null = null;

  /** Starts or resumes the record of a training of so many iterations, of which some are done. */
  begin(iterations: number, done = 0, { curve, earlier }: Past = { curve: [], earlier: [] }): void {
    this.lengthen(iterations);
    this.done.value = done;
    this.word.value = "taking shape";
    this.cuts.value = null;
    this.reached.value = {};
    this.event.value = null;
    this.curve.value = curve;
    this.earlier.value = earlier;
  }

  get past(): Past {
    return { curve: this.curve.value, earlier: this.earlier.value };
  }

  /** The training that it records goes on, to so many iterations. */
  lengthen(iterations: number): void {
    this.iterations.value = iterations;
    const { done: _, ...reached } = this.reached.value;
    this.reached.value = reached;
    this.left.value = null;
    this.#seconds = 0;
    this.#from = null;
  }

  /** Records an iteration and its seconds; `organism` is the result. */
  add(event: Trained, seconds: number, organism: () => Organism): void {
    const { iteration, shown } = event;
    this.#seconds += seconds;
    this.#from ??= iteration - 1;
    if (REMEMBERED.includes(iteration)) {
      // After a roll-back an iteration is repeated.
      const before = this.earlier.value.filter((creature) => creature.iteration < iteration);
      this.earlier.value = [...before, { iteration, organism: organism() }];
    }
    const every = Math.max(1, Math.ceil(this.iterations.value / MOST_POINTS));
    if (shown.loss !== null && iteration % every === 0) this.curve.value = [...this.curve.value, [iteration, shown.loss]];
  }

  /** Updates the displayed progress. */
  show(event: Trained): void {
    this.event.value = event;
    this.done.value = event.iteration;
    const done = event.iteration - (this.#from ?? 0);
    this.left.value = (this.#seconds / done) * (this.iterations.value - event.iteration);
  }

  /** Records what it can do now, which may be less than before; false if it could do that before. */
  reach(word: Word, cuts: number | null): boolean {
    this.word.value = word;
    this.cuts.value = cuts;
    if (this.reached.value[word] !== undefined) return false;
    const when = { seconds: this.#seconds, iterations: this.done.value };
    this.reached.value = { ...this.reached.value, [word]: when };
    return true;
  }
}
