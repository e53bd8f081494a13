/** A volume in the page: its settings, actions and measurements, as signals. */
import { computed, signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { OrganismError } from "../engine/checks";
import { plainText } from "../engine/text";
import { Frames } from "../playground/frames";
import { Meter, Pace } from "../playground/pace";
import type { Rate } from "../playground/pace";
import { DARK, LIGHT, systemIsDark } from "../playground/palette";
import { Undo } from "../playground/undo";
import type { Look } from "./camera";
import { bounded, USUAL_LOOK } from "./camera";
import type { VolumeSnapshot } from "./engine";
import { VolumeEngine } from "./engine";
import type { Standing } from "./measure";
import { standingOf, targetOf } from "./measure";
import type { Voxel, VolumeOrganism } from "./organism";
import { readVolume } from "./organism";

export const TOOLS = ["wound", "seed"] as const;
export type Tool = (typeof TOOLS)[number];

/** Diameters of the ball that a wound removes, in cells. */
export const BRUSHES = [1, 3, 5, 7, 9, 13, 17, 25] as const;

const MOST_BYTES = 96_000_000;
const USUAL_RATE = 20;

interface Remembered {
  readonly snapshot: VolumeSnapshot;
  readonly bytes: number;
}

export class VolumeWorld {
  readonly library = signal<readonly VolumeOrganism[]>([]);
  readonly chosen = signal(0);
  readonly playing = signal(true);
  readonly rate = signal<Rate>(USUAL_RATE);
  readonly tool = signal<Tool>("wound");
  readonly brush = signal<number>(5);
  readonly look = signal<Look>(USUAL_LOOK);
  readonly theme = signal<"auto" | "light" | "dark">("auto");
  readonly dark = computed(() => (this.theme.value === "auto" ? systemIsDark() : this.theme.value === "dark"));
  readonly palette = computed(() => (this.dark.value ? DARK : LIGHT));

  readonly stepCount = signal(0);
  readonly stepsPerSecond = signal(0);
  readonly standing = signal<Standing>({ living: 0, error: null, missed: null });
  readonly painter = signal<"webgl2" | "canvas">("webgl2");
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly helping = signal(false);
  readonly spoken = signal("");
  readonly hint: Signal<string | null> = signal(null);
  readonly notice: Signal<string | null> = signal(null);
  /** Changes whenever there is something else to paint. */
  readonly painted = signal(0);

  #engine: VolumeEngine | null = null;
  #target: Float32Array | null = null;
  #snapshot: VolumeSnapshot | null = null;
  readonly #pace = new Pace(USUAL_RATE);
  readonly #meter = new Meter();
  readonly #undo = new Undo<Remembered>(64, MOST_BYTES);
  readonly #frames = new Frames((elapsed, fresh) => this.#frame(elapsed, fresh));

  /** @param seed of the fire masks */
  constructor(private readonly seed = 0) {}

  get organism(): VolumeOrganism | null {
    return this.#engine?.organism ?? null;
  }

  /** The state as it was painted last. */
  get snapshot(): VolumeSnapshot | null {
    return this.#snapshot;
  }

  say(text: string): void {
    this.notice.value = this.spoken.value = plainText(text);
  }

  /** Begins with one of the library. */
  async choose(index: number): Promise<void> {
    const organism = this.library.value[index];
    if (organism === undefined) return;
    this.chosen.value = index;
    this.#engine = new VolumeEngine(organism, this.seed);
    this.#engine.restart();
    this.#undo.clear();
    this.#target = null;
    this.#changed();
    const target = await targetOf(organism);
    if (this.#engine?.organism === organism) this.#target = target;
    this.#changed();
  }

  /** One more for the library, which lives at once. */
  async open(name: string, bytes: Uint8Array): Promise<void> {
    try {
      this.library.value = [...this.library.value, readVolume(bytes, name)];
    } catch (error) {
      if (!(error instanceof OrganismError)) throw error;
      this.say(error.message);
      return;
    }
    await this.choose(this.library.value.length - 1);
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

  /** Back to the seeds, at step 0. */
  reset(): void {
    this.#remember();
    this.#engine?.restart();
    this.#changed();
  }

  /** Uses the tool on a cell that is shown; a seed is planted in front of it, if there is room. */
  use(cell: Voxel, before: Voxel): void {
    const engine = this.#engine;
    if (engine === null) return;
    this.#remember();
    if (this.tool.value === "wound") {
      const removed = engine.erase(cell, this.brush.value / 2);
      this.spoken.value = `${removed} living voxels removed`;
    } else {
      const { depth, height, width } = engine.sides;
      const places = [[before.layer, depth], [before.row, height], [before.column, width]] as const;
      const free = places.every(([at, side]) => at >= 0 && at < side);
      engine.plant(free ? before : cell);
      this.spoken.value = "a seed planted";
    }
    this.hint.value = null;
    this.#changed();
  }

  undo(): void {
    this.#travel("undo");
  }

  redo(): void {
    this.#travel("redo");
  }

  #remember(): void {
    const now = this.#stand();
    if (now !== null) this.#undo.remember(now);
  }

  #stand(): Remembered | null {
    if (this.#engine === null) return null;
    const snapshot = this.#engine.read();
    return { snapshot, bytes: snapshot.state.byteLength };
  }

  #travel(way: "undo" | "redo"): void {
    const now = this.#stand();
    const found = now === null ? null : this.#undo[way](now);
    if (found === null) return;
    this.#engine!.write(found.snapshot);
    this.#changed();
  }

  brushStep(by: number): void {
    const sizes: readonly number[] = BRUSHES;
    this.brush.value = sizes[Math.min(Math.max(sizes.indexOf(this.brush.value) + by, 0), sizes.length - 1)]!;
  }

  /** Turns and tilts by angles in radians, and magnifies. */
  turn(by: number, tilt: number, zoom = 1): void {
    const now = this.look.value;
    this.look.value = bounded({ turn: now.turn + by, tilt: now.tilt + tilt, zoom: now.zoom * zoom });
  }

  /** Hidden pages rest. */
  rest(hidden: boolean): void {
    this.#frames.see(!hidden);
    if (!hidden) this.#frames.ask();
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
    this.#snapshot = engine.read();
    this.standing.value = standingOf(this.#snapshot, this.#target, Math.fround(engine.organism.life.aliveThreshold));
    this.stepCount.value = engine.stepCount;
    this.canUndo.value = this.#undo.canUndo;
    this.canRedo.value = this.#undo.canRedo;
    this.painted.value++;
    this.#frames.ask();
  }
}
