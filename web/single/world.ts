/** One organism that lives in a page of its kind: time, undo, messages and colours, as signals. */
import { computed, signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { OrganismError } from "../engine/checks";
import { plainText } from "../engine/text";
import { Frames } from "../playground/frames";
import type { Rate } from "../playground/pace";
import { Meter, Pace } from "../playground/pace";
import { DARK, LIGHT, systemIsDark } from "../playground/palette";
import type { Weighed } from "../playground/undo";
import { Undo } from "../playground/undo";

const USUAL_RATE = 20;
const MOST_UNDO = 64;

/** What runs an organism. */
interface Stepping {
  readonly stepCount: number;
  step(count: number): void;
}

/** @typeParam Remembered what undo returns to */
export abstract class SingleWorld<Organism, Engine extends Stepping, Remembered extends Weighed> {
  readonly library = signal<readonly Organism[]>([]);
  readonly chosen = signal(0);
  readonly playing = signal(true);
  readonly rate = signal<Rate>(USUAL_RATE);
  readonly theme = signal<"auto" | "light" | "dark">("auto");
  readonly dark = computed(() => (this.theme.value === "auto" ? systemIsDark() : this.theme.value === "dark"));
  readonly palette = computed(() => (this.dark.value ? DARK : LIGHT));

  readonly stepCount = signal(0);
  readonly stepsPerSecond = signal(0);
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly helping = signal(false);
  /** Whether keys of one character work outside the stage too. */
  readonly keys = signal(true);
  readonly spoken = signal("");
  readonly hint: Signal<string | null> = signal(null);
  readonly notice: Signal<string | null> = signal(null);
  /** Changes whenever there is something else to paint. */
  readonly painted = signal(0);

  protected engine: Engine | null = null;
  readonly #pace = new Pace(USUAL_RATE);
  readonly #meter = new Meter();
  readonly #undo: Undo<Remembered>;
  readonly #frames = new Frames((elapsed, fresh) => this.#frame(elapsed, fresh));

  /**
   * @param read the organism of a file, whose name is for messages; throws OrganismError
   * @param mostBytes that undo keeps
   */
  constructor(
    private readonly read: (bytes: Uint8Array, name: string) => Organism,
    mostBytes: number,
  ) {
    this.#undo = new Undo<Remembered>(MOST_UNDO, mostBytes);
  }

  /** Begins with one of the library. */
  abstract choose(index: number): void | Promise<void>;

  protected abstract stand(engine: Engine): Remembered;
  protected abstract restore(engine: Engine, found: Remembered): void;
  /** Reads the engine's state into what the page shows. */
  protected abstract measure(engine: Engine): void;

  say(text: string): void {
    this.notice.value = this.spoken.value = plainText(text);
  }

  /** One more for the library, which lives at once. */
  async open(name: string, bytes: Uint8Array): Promise<void> {
    try {
      this.library.value = [...this.library.value, this.read(bytes, name)];
    } catch (error) {
      if (!(error instanceof OrganismError)) throw error;
      this.say(error.message);
      return;
    }
    await this.choose(this.library.value.length - 1);
  }

  play(playing = !this.playing.value): void {
    this.playing.value = playing;
    this.spoken.value = playing ? "Playing" : "Paused";
    this.#frames.ask();
  }

  step(count = 1): void {
    this.playing.value = false;
    this.engine?.step(count);
    this.changed();
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

  /** Another organism lives from now on; there is nothing to undo. */
  protected replaceEngine(engine: Engine): void {
    this.engine = engine;
    this.#undo.clear();
  }

  protected remember(): void {
    if (this.engine !== null) this.#undo.remember(this.stand(this.engine));
  }

  protected changed(): void {
    const { engine } = this;
    if (engine === null) return;
    this.measure(engine);
    this.stepCount.value = engine.stepCount;
    this.canUndo.value = this.#undo.canUndo;
    this.canRedo.value = this.#undo.canRedo;
    this.painted.value++;
    this.#frames.ask();
  }

  #travel(way: "undo" | "redo"): void {
    const { engine } = this;
    const found = engine === null ? null : this.#undo[way](this.stand(engine));
    if (engine === null || found === null) return;
    this.restore(engine, found);
    this.changed();
  }

  #frame(elapsed: number, fresh: boolean): boolean {
    const { engine } = this;
    if (engine === null || !this.playing.value) return false;
    if (fresh) this.#pace.restart();
    this.#pace.rate = this.rate.value;
    const steps = this.#pace.frame(elapsed, (count) => engine.step(count), () => performance.now());
    this.stepsPerSecond.value = this.#meter.add(elapsed, steps);
    if (steps > 0) this.changed();
    return true;
  }
}

/** A world of whatever kind, for the parts that all these pages have. */
export type AnyWorld = SingleWorld<{ readonly name: string }, Stepping, Weighed>;
