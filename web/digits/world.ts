/** The digit that lives in the page: what is drawn, what its cells vote for, and how the page is set, as signals. */
import { computed, signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { OrganismError } from "../engine/checks";
import { plainText } from "../engine/text";
import type { Snapshot } from "../engine/types";
import { Frames } from "../playground/frames";
import { Meter, Pace } from "../playground/pace";
import type { Rate } from "../playground/pace";
import { systemIsDark } from "../playground/palette";
import { Undo } from "../playground/undo";
import { DigitEngine } from "./engine";
import type { Classifier } from "./organism";
import { readClassifier } from "./organism";
import type { Drawing, Point } from "./paper";
import { BLANK, fitted, inkOf } from "./paper";
import type { Tally } from "./votes";
import { NOBODY, tallyOf, votesOf, wordsOf } from "./votes";

export type Tool = "draw" | "erase";

const MOST_BYTES = 48_000_000;
const USUAL_RATE = 20;

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

export class DigitWorld {
  readonly library = signal<readonly Classifier[]>([]);
  readonly chosen = signal(0);
  readonly playing = signal(true);
  readonly rate = signal<Rate>(USUAL_RATE);
  readonly tool = signal<Tool>("draw");
  readonly theme = signal<"auto" | "light" | "dark">("auto");
  readonly dark = computed(() => (this.theme.value === "auto" ? systemIsDark() : this.theme.value === "dark"));

  readonly drawing = signal<Drawing>(BLANK);
  readonly tally = signal<Tally>(NOBODY);
  readonly stepCount = signal(0);
  readonly stepsPerSecond = signal(0);
  /** Where the keys draw, in pixels of the data; null while they are not used. */
  readonly cursor: Signal<(Point & { readonly down: boolean }) | null> = signal(null);
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly helping = signal(false);
  readonly spoken = signal("");
  readonly hint: Signal<string | null> = signal(null);
  readonly notice: Signal<string | null> = signal(null);
  /** Changes whenever there is something else to paint. */
  readonly painted = signal(0);

  #engine: DigitEngine | null = null;
  #ink = new Uint8Array(0);
  #shown: Shown | null = null;
  #majority: number | null = null;
  readonly #pace = new Pace(USUAL_RATE);
  readonly #meter = new Meter();
  readonly #undo = new Undo<Remembered>(64, MOST_BYTES);
  readonly #frames = new Frames((elapsed, fresh) => this.#frame(elapsed, fresh));

  /** @param seed of the fire masks */
  constructor(private readonly seed = 0) {}

  get classifier(): Classifier | null {
    return this.#engine?.classifier ?? null;
  }

  get shown(): Shown | null {
    return this.#shown;
  }

  /** The ink of the drawing, [size, size], 0 to 255. */
  get ink(): Uint8Array {
    return this.#ink;
  }

  say(text: string): void {
    this.notice.value = this.spoken.value = plainText(text);
  }

  /** Begins with one of the library, and an empty paper. */
  choose(index: number): void {
    const classifier = this.library.value[index];
    if (classifier === undefined) return;
    this.chosen.value = index;
    this.#engine = new DigitEngine(classifier, this.seed);
    this.#undo.clear();
    this.#lay(BLANK);
  }

  /** One more for the library, which lives at once. */
  open(name: string, bytes: Uint8Array): void {
    try {
      this.library.value = [...this.library.value, readClassifier(bytes, name)];
    } catch (error) {
      if (!(error instanceof OrganismError)) throw error;
      this.say(error.message);
      return;
    }
    this.choose(this.library.value.length - 1);
  }

  play(playing = !this.playing.value): void {
    this.playing.value = playing;
    this.#frames.ask();
  }

  step(count = 1): void {
    this.playing.value = false;
    this.#engine?.step(count);
    this.#changed();
  }

  /** Begins a stroke, by the tool; the number that `extend` wants. */
  begin(point: Point): number {
    this.#remember();
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

  undo(): void {
    this.#travel("undo");
  }

  redo(): void {
    this.#travel("redo");
  }

  /** Hidden pages rest. */
  rest(hidden: boolean): void {
    this.#frames.see(!hidden);
    if (!hidden) this.#frames.ask();
  }

  #replace(drawing: Drawing, words: string): void {
    this.#remember();
    this.#lay(drawing);
    this.spoken.value = words;
  }

  /** From now on the cells' ink is that of the drawing. */
  #lay(drawing: Drawing): void {
    this.drawing.value = drawing;
    const engine = this.#engine;
    if (engine === null) return;
    const { paper, size } = engine.classifier;
    const ink = inkOf(drawing, paper, size);
    if (ink.length !== this.#ink.length || ink.some((value, i) => value !== this.#ink[i])) engine.ink(ink);
    this.#ink = ink;
    this.#changed();
  }

  #remember(): void {
    const now = this.#stand();
    if (now !== null) this.#undo.remember(now);
  }

  #stand(): Remembered | null {
    if (this.#engine === null) return null;
    const snapshot = this.#engine.read();
    return { drawing: this.drawing.value, snapshot, bytes: snapshot.state.byteLength };
  }

  #travel(way: "undo" | "redo"): void {
    const now = this.#stand();
    const found = now === null ? null : this.#undo[way](now);
    if (found === null) return;
    const { paper, size } = this.#engine!.classifier;
    this.#engine!.write(found.snapshot);
    this.#ink = inkOf(found.drawing, paper, size);
    this.drawing.value = found.drawing;
    this.#changed();
  }

  #frame(elapsed: number, fresh: boolean): boolean {
    const engine = this.#engine;
    if (engine === null || !this.playing.value) return false;
    if (fresh) this.#pace.restart();
    this.#pace.rate = this.rate.value;
    const steps = this.#pace.frame(elapsed, (count) => engine.step(count), () => performance.now());
    this.stepsPerSecond.value = this.#meter.add(elapsed, steps);
    if (steps > 0) this.#changed();
    return true;
  }

  #changed(): void {
    const engine = this.#engine;
    if (engine === null) return;
    const snapshot = engine.read();
    const votes = votesOf(snapshot);
    // Not the state's own ink, of which a step clears what is too faint to live: it is on the paper still.
    this.#shown = { height: snapshot.height, width: snapshot.width, votes, ink: this.#spread(snapshot) };
    this.tally.value = tallyOf(votes);
    this.#tell();
    this.stepCount.value = engine.stepCount;
    this.canUndo.value = this.#undo.canUndo;
    this.canRedo.value = this.#undo.canRedo;
    this.painted.value++;
    this.#frames.ask();
  }

  #spread({ height, width }: Snapshot): Float32Array {
    const size = this.#engine!.classifier.size;
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
