/** Living cells, healing error and the traced cell's channels, read from the world as often as it costs little. */
import type { Place } from "../engine/geometry";
import { frameAround } from "../engine/geometry";
import type { Engine, Organism, Snapshot } from "../engine/types";
import type { TargetGrid } from "../engine/world";
import { countLiving, errorAgainst, targetGrid } from "../engine/world";
import { coloursIn } from "./states";
import type { Store } from "./store";

/** Reading the world may take this share of the time. */
const SHARE = 0.1;
const SHORTEST_PAUSE = 40;
const LONGEST_PAUSE = 1000;
/** Samples are no surer to be drawn than these: the least and greatest log10 of the error. */
const LEAST = -8;
const GREATEST = 4;

export class Measure {
  /** The state as read last: what is gone on from when an engine is lost. */
  latest: Snapshot | null = null;
  /** Whether the world has changed since. */
  behind = false;
  readonly #store: Store;
  #due = 0;
  #targets: readonly (TargetGrid | null)[] = [];
  /** The colours before the last wound, where no target is known. */
  #before: TargetGrid | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes the targets of these organisms; one that cannot be read is told of and done without. */
  async compareWith(organisms: readonly Organism[]): Promise<void> {
    this.#before = null;
    this.#targets = await Promise.all(
      organisms.map((organism) =>
        targetGrid(organism).catch((error: unknown) => {
          this.#store.say(`${organism.name}: ${error instanceof Error ? error.message : String(error)}`, "error");
          return null;
        }),
      ),
    );
  }

  /** The picture of a species, on its training grid; null if it is not known. */
  pictureOf(species: number): TargetGrid | null {
    return this.#targets[species] ?? null;
  }

  /** Forgets the curves. */
  restart(): void {
    this.#store.healingSeries.clear();
    this.#store.traceSeries.value.clear();
    this.#store.wounds.value = [];
    this.#before = null;
  }

  /** To be called just before a wound: marks it, and keeps the colours if there is no target to heal towards. */
  wounded(snapshot: Snapshot, organism: Organism, home: Place, torus: boolean): void {
    const { wounds } = this.#store;
    wounds.value = [...wounds.value.filter((step) => step <= snapshot.step), snapshot.step].slice(-32);
    if (this.#targets[this.#store.species.value]) return;
    const { height, width } = organism;
    this.#before = { height, width, values: coloursIn(snapshot, frameAround(organism, home), torus) };
    this.#store.healingSeries.clear();
  }

  /**
   * Reads the world if the last reading is long enough ago.
   *
   * @param now read in any case, such as in a paused world, of which there will be no later frame
   */
  sample(engine: Engine, homes: readonly (Place | null)[], now: boolean): void {
    const start = performance.now();
    this.behind = !now && start < this.#due;
    if (this.behind) return;
    const snapshot = engine.read();
    this.latest = snapshot;
    this.#store.livingCells.value = countLiving(snapshot, engine.organisms[0]!);
    this.#compare(engine, snapshot, homes[this.#store.species.value] ?? null);
    this.#trace(snapshot);
    this.#store.samples.value++;
    const cost = performance.now() - start;
    this.#due = start + Math.min(Math.max(cost / SHARE, SHORTEST_PAUSE), LONGEST_PAUSE);
  }

  #compare(engine: Engine, snapshot: Snapshot, home: Place | null): void {
    const target = this.#targets[this.#store.species.value] ?? this.#before;
    this.#store.healingAgainst.value = target === null ? null : target === this.#before ? "before" : "target";
    if (target === null || home === null) {
      this.#store.healing.value = null;
      return;
    }
    const { top, left } = frameAround(target, home);
    const error = Math.log10(errorAgainst(snapshot, target, top, left, engine.settings.boundary === "torus"));
    this.#store.healing.value = Number.isNaN(error) ? GREATEST : Math.min(Math.max(error, LEAST), GREATEST);
    this.#store.healingSeries.add(snapshot.step, [this.#store.healing.value]);
  }

  #trace({ state, channels, width, height, step }: Snapshot): void {
    const cell = this.#store.traced.value;
    if (cell === null || cell.row >= height || cell.column >= width) return;
    const from = (cell.row * width + cell.column) * channels;
    if (this.#store.traceSeries.value.width !== channels) return;
    this.#store.traceSeries.value.add(step, state.subarray(from, from + channels));
  }
}
