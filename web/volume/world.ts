/** A volume in the page: its settings, actions and measurements, as signals. */
import { signal } from "@preact/signals";
import { SingleWorld } from "../single/world";
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

interface Remembered {
  readonly snapshot: VolumeSnapshot;
  readonly bytes: number;
}

export class VolumeWorld extends SingleWorld<VolumeOrganism, VolumeEngine, Remembered> {
  readonly tool = signal<Tool>("wound");
  readonly brush = signal<number>(5);
  readonly look = signal<Look>(USUAL_LOOK);
  readonly standing = signal<Standing>({ living: 0, error: null, missed: null });
  readonly painter = signal<"webgl2" | "canvas">("webgl2");

  #target: Float32Array | null = null;
  #snapshot: VolumeSnapshot | null = null;

  /** @param seed of the fire masks */
  constructor(private readonly seed = 0) {
    super(readVolume, MOST_BYTES);
  }

  get organism(): VolumeOrganism | null {
    return this.engine?.organism ?? null;
  }

  /** The state as it was painted last. */
  get snapshot(): VolumeSnapshot | null {
    return this.#snapshot;
  }

  /** Begins with one of the library. */
  override async choose(index: number): Promise<void> {
    const organism = this.library.value[index];
    if (organism === undefined) return;
    this.chosen.value = index;
    const engine = new VolumeEngine(organism, this.seed);
    engine.restart();
    this.replaceEngine(engine);
    this.#target = null;
    this.changed();
    const target = await targetOf(organism);
    if (this.engine?.organism === organism) this.#target = target;
    this.changed();
  }

  /** Back to the seeds, at step 0. */
  reset(): void {
    this.remember();
    this.engine?.restart();
    this.changed();
  }

  /** Uses the tool on a cell that is shown; a seed is planted in front of it, if there is room. */
  use(cell: Voxel, before: Voxel): void {
    const engine = this.engine;
    if (engine === null) return;
    this.remember();
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
    this.changed();
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

  protected override stand(engine: VolumeEngine): Remembered {
    const snapshot = engine.read();
    return { snapshot, bytes: snapshot.state.byteLength };
  }

  protected override restore(engine: VolumeEngine, { snapshot }: Remembered): void {
    engine.write(snapshot);
  }

  protected override measure(engine: VolumeEngine): void {
    this.#snapshot = engine.read();
    this.standing.value = standingOf(this.#snapshot, this.#target, Math.fround(engine.organism.life.aliveThreshold));
  }
}
