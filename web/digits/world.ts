/** The digit that lives in the page: what is drawn, what its cells vote for, and how the page is set, as signals. */
import { signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { Snapshot } from "../engine/types";
import { SingleWorld } from "../single/world";
import { DigitEngine } from "./engine";
import type { Classifier } from "./organism";
import { readClassifier } from "./organism";
import type { Drawing, Point } from "./paper";
import { BLANK, fitted, inkOf } from "./paper";
import type { Tally } from "./votes";
import { NOBODY, tallyOf, votesOf, wordsOf } from "./votes";

export type Tool = "draw" | "erase";

const MOST_BYTES = 48_000_000;

/** What a point of the grid shows: ink, 0 to 1, and vote of each cell. */
export interface Shown {
  readonly height: number;
  readonly width: number;
  readonly ink: Float32Array;
  readonly votes: Int8Array;
}

interface Remembered {
  readonly drawing: Drawing;
  readonly snapshot: Snapshot;
  readonly bytes: number;
}

export class DigitWorld extends SingleWorld<Classifier, DigitEngine, Remembered> {
  readonly tool = signal<Tool>("draw");
  readonly drawing = signal<Drawing>(BLANK);
  readonly tally = signal<Tally>(NOBODY);
  /** Where the keys draw, in pixels of the data; null while they are not used. */
  readonly cursor: Signal<(Point & { readonly down: boolean }) | null> = signal(null);

  #ink = new Uint8Array(0);
  #shown: Shown | null = null;
  #majority: number | null = null;

  /** @param seed of the fire masks */
  constructor(private readonly seed = 0) {
    super(readClassifier, MOST_BYTES);
  }

  get classifier(): Classifier | null {
    return this.engine?.classifier ?? null;
  }

  get shown(): Shown | null {
    return this.#shown;
  }

  /** The ink of the drawing, [size, size], 0 to 255. */
  get ink(): Uint8Array {
    return this.#ink;
  }

  /** Begins with one of the library, and an empty paper. */
  override choose(index: number): void {
    const classifier = this.library.value[index];
    if (classifier === undefined) return;
    this.chosen.value = index;
    this.replaceEngine(new DigitEngine(classifier, this.seed));
    this.#lay(BLANK);
  }

  /** Begins a stroke, by the tool; the number that `extend` wants. */
  begin(point: Point): number {
    this.remember();
    this.hint.value = null;
    const { example, strokes } = this.drawing.value;
    this.#lay({ example, strokes: [...strokes, { erases: this.tool.value === "erase", points: [point] }] });
    return strokes.length;
  }

  /** Lengthens a stroke that has been begun; it may be gone. */
  extend(stroke: number, points: readonly Point[]): void {
    const { example, strokes } = this.drawing.value;
    const longer = strokes.map((one, i) => (i === stroke ? { ...one, points: [...one.points, ...points] } : one));
    this.#lay({ example, strokes: longer });
  }

  /** Removes all ink. */
  clear(): void {
    this.#replace(BLANK, "The paper is empty.");
  }

  /** Moves and scales what is drawn so that it fills the frame, as the digits of the data do. */
  fit(): void {
    const { classifier } = this;
    if (classifier === null || !this.canFit) return;
    const { example, strokes } = this.drawing.value;
    this.#replace({ example, strokes: fitted(strokes, classifier.paper) }, "The drawing fills the frame.");
  }

  /** An example is as large as the data already, and no pen has drawn it. */
  get canFit(): boolean {
    const { example, strokes } = this.drawing.value;
    return example === null && strokes.some(({ erases }) => !erases);
  }

  /** Puts a picture of the data in the place of what is drawn. */
  put(example: Float32Array, name: string): void {
    this.hint.value = null;
    this.#replace({ example, strokes: [] }, `${name} was inserted.`);
  }

  #replace(drawing: Drawing, words: string): void {
    this.remember();
    this.#lay(drawing);
    this.spoken.value = words;
  }

  /** From now on the cells' ink is that of the drawing. */
  #lay(drawing: Drawing): void {
    this.drawing.value = drawing;
    const { engine } = this;
    if (engine === null) return;
    const { paper, size } = engine.classifier;
    const ink = inkOf(drawing, paper, size);
    if (ink.length !== this.#ink.length || ink.some((value, i) => value !== this.#ink[i])) engine.ink(ink);
    this.#ink = ink;
    this.changed();
  }

  protected override stand(engine: DigitEngine): Remembered {
    const snapshot = engine.read();
    return { drawing: this.drawing.value, snapshot, bytes: snapshot.state.byteLength };
  }

  protected override restore(engine: DigitEngine, { drawing, snapshot }: Remembered): void {
    const { paper, size } = engine.classifier;
    engine.write(snapshot);
    this.#ink = inkOf(drawing, paper, size);
    this.drawing.value = drawing;
  }

  protected override measure(engine: DigitEngine): void {
    const snapshot = engine.read();
    const votes = votesOf(snapshot);
    // Not the state's own ink, of which a step clears what is too faint to live: it is on the paper still.
    this.#shown = { height: snapshot.height, width: snapshot.width, votes, ink: this.#spread(snapshot, engine) };
    this.tally.value = tallyOf(votes);
    this.#tell();
  }

  #spread({ height, width }: Snapshot, engine: DigitEngine): Float32Array {
    const { size } = engine.classifier;
    const [top, left] = [(height - size) >> 1, (width - size) >> 1];
    const spread = new Float32Array(height * width);
    this.#ink.forEach((value, i) => {
      spread[(top + Math.floor(i / size)) * width + left + (i % size)] = value / 255;
    });
    return spread;
  }

  /** Announces a new majority once all cells agree. */
  #tell(): void {
    const { majority, counts, cells } = this.tally.value;
    if (majority === null || counts[majority] !== cells || majority === this.#majority) return;
    this.#majority = majority;
    this.spoken.value = `${majority}: ${wordsOf(this.tally.value)}`;
  }
}
