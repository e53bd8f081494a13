/** Living cells, healing error and the traced cell's channels, read from the world as often as is cheap. */
import { effect } from "@preact/signals";
import type { Place } from "../engine/geometry";
import { frameAround } from "../engine/geometry";
import type { Engine, Organism, Snapshot, Target } from "../engine/types";
import type { TargetGrid } from "../engine/world";
import { countLiving, errorAgainst, targetGrid } from "../engine/world";
import { wantedOf } from "./fitting";
import type { Form } from "./form";
import { fitsElsewhere, Forms } from "./form";
import { coloursIn } from "./states";
import type { Store } from "./store";

/** Reading the world may take this share of the time. */
const SHARE = 0.1;
const SHORTEST_PAUSE = 40;
const LONGEST_PAUSE = 1000;
/** Milliseconds between two searches for the best shift and turn in a running world. */
const FORM_PAUSE = 1000;
/** Below this log10 E it has healed in its place, and is not searched for elsewhere. */
const HEALED = -3;
/** The least and greatest log10 of the error that samples have. */
const LEAST = -8;
const GREATEST = 4;

/** A moving picture has no fixed time, and a texture no fixed place, at which to compare it. */
type Free = "moving" | "texture" | null;

function freeOf({ target, provenance }: Organism): Free {
  if (provenance["objective"] === "texture") return "texture";
  return target !== null && target.motion !== null ? "moving" : null;
}

export class Measure {
  /** The state as read last, from which the page continues when an engine is lost. */
  latest: Snapshot | null = null;
  /** Whether the world has changed since. */
  behind = false;
  readonly #store: Store;
  #due = 0;
  #formsDue = 0;
  /** Milliseconds that the search for a shift and turn took in this reading; it has its own interval. */
  #looked = 0;
  /** The picture that was searched for last, at all turns. */
  #forms: { readonly target: TargetGrid; readonly forms: Forms } | null = null;
  #targets: readonly (TargetGrid | null)[] = [];
  #organisms: readonly Organism[] = [];
  #wanted: readonly (Target | null)[] = [];
  /** Why there is neither a picture nor earlier colours to compare with; null if there is one. */
  #free: readonly Free[] = [];
  /** The colours before the last wound, where no target is known. */
  #before: TargetGrid | null = null;
  readonly #stop: () => void;

  constructor(store: Store) {
    this.#store = store;
    // After a change of signal an organism is compared with the picture of the new signal.
    this.#stop = effect(() => {
      const wanted = this.#wantedNow(store.signals.value);
      if (wanted.some((target, index) => target !== this.#wanted[index])) void this.compareWith(this.#organisms);
    });
  }

  dispose(): void {
    this.#stop();
  }

  /** Loads the pictures of these organisms; one that cannot be read is reported and left out. */
  async compareWith(organisms: readonly Organism[]): Promise<void> {
    this.#before = null;
    this.#organisms = organisms;
    this.#free = organisms.map(freeOf);
    const wanted = (this.#wanted = this.#wantedNow(this.#store.signals.peek()));
    const targets = await Promise.all(
      organisms.map((organism, index) =>
        (this.#free[index] ? Promise.resolve(null) : targetGrid({ ...organism, target: wanted[index]! })).catch((error: unknown) => {
          this.#store.say(`${organism.name}: ${error instanceof Error ? error.message : String(error)}`, "error");
          return null;
        }),
      ),
    );
    // Its signal may have changed meanwhile.
    if (this.#wanted === wanted) this.#targets = targets;
  }

  #wantedNow(signals: Store["signals"]["value"]): (Target | null)[] {
    return this.#organisms.map((organism, index) => wantedOf(organism, signals[index]));
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
    if (this.#targets[this.#store.species.value] || this.#free[this.#store.species.value]) return;
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
    this.#looked = 0;
    const snapshot = engine.read();
    this.latest = snapshot;
    this.#store.livingCells.value = countLiving(snapshot, engine.organisms[0]!);
    this.#compare(engine, snapshot, homes[this.#store.species.value] ?? null, now);
    this.#trace(snapshot);
    this.#store.samples.value++;
    const cost = performance.now() - start - this.#looked;
    this.#due = start + Math.min(Math.max(cost / SHARE, SHORTEST_PAUSE), LONGEST_PAUSE);
  }

  #compare(engine: Engine, snapshot: Snapshot, home: Place | null, now: boolean): void {
    const free = this.#free[this.#store.species.value] ?? null;
    const target = free ? null : (this.#targets[this.#store.species.value] ?? this.#before);
    this.#store.healingAgainst.value = target === null ? free : target === this.#before ? "before" : "target";
    if (target === null || home === null) {
      this.#store.healing.value = null;
      this.#store.form.value = null;
      return;
    }
    const { top, left } = frameAround(target, home);
    const torus = engine.settings.boundary === "torus";
    const error = Math.log10(errorAgainst(snapshot, target, top, left, torus));
    this.#lookElsewhere(error, () => this.#formsOf(target).find(snapshot, top, left, torus), now);
    this.#store.healing.value = Number.isNaN(error) ? GREATEST : Math.min(Math.max(error, LEAST), GREATEST);
    this.#store.healingSeries.add(snapshot.step, [this.#store.healing.value]);
  }

  /** An organism that has not healed in its place may be whole at another. */
  #lookElsewhere(inPlace: number, find: () => Form, now: boolean): void {
    if (!(inPlace >= HEALED && inPlace < GREATEST)) {
      this.#store.form.value = null;
      return;
    }
    if (!now && performance.now() < this.#formsDue) return;
    const start = performance.now();
    const form = find();
    const end = performance.now();
    this.#looked = end - start;
    this.#formsDue = end + FORM_PAUSE;
    this.#store.form.value = fitsElsewhere(inPlace, form) ? { ...form, error: Math.log10(form.error) } : null;
  }

  #formsOf(target: TargetGrid): Forms {
    if (this.#forms?.target !== target) this.#forms = { target, forms: new Forms(target) };
    return this.#forms.forms;
  }

  #trace({ state, channels, width, height, step }: Snapshot): void {
    const cell = this.#store.traced.value;
    if (cell === null || cell.row >= height || cell.column >= width) return;
    const from = (cell.row * width + cell.column) * channels;
    if (this.#store.traceSeries.value.width !== channels) return;
    this.#store.traceSeries.value.add(step, state.subarray(from, from + channels));
  }
}
