/**
 * The main loop of the page: an engine that steps with the display's frames, the user's actions, and measurements.
 *
 * Everything that may take a while (setting up an engine, reading a file) goes through one queue, so that such
 * actions never overlap. Components see it through the signals of `store.ts`.
 */
import type { Place } from "../engine/geometry";
import type { Engine, EngineKind, Region, Snapshot, Stroke, View, World } from "../engine/types";
import { emptySnapshot } from "../engine/world";
import { EngineInUse } from "./engine_in_use";
import { settingsFor } from "./fitting";
import { Frames } from "./frames";
import { blockSide } from "./levels";
import type { Specimen } from "./library";
import { viewOf } from "./looks";
import { Measure } from "./measure";
import { Meter, Pace } from "./pace";
import { Past } from "./past";
import type { Stand } from "./past";
import { plant, roomFor } from "./planting";
import { cleared, emptiestPlace, moved, plantingPlaces, towardsMiddle } from "./states";
import type { Store } from "./store";

/** Milliseconds that growing to a link's step may take, and steps without a pause. */
const LONGEST_GROWTH = 10_000;
const STEPS_AT_ONCE = 50;

/** The initial content of a world. */
export interface Beginning {
  readonly specimens: readonly Specimen[];
  readonly world: World;
  /** Null to plant the organisms. */
  readonly snapshot: Snapshot | null;
  /** Steps to grow them once they are planted. */
  readonly steps?: number;
}

export class Life {
  readonly measure: Measure;
  /** Called after each frame in which the world has changed. */
  readonly onChange = new Set<() => void>();
  /** How often the world has been changed other than by steps. */
  edits = 0;
  /** Most steps from frame to frame, while a film is recorded. */
  most: (() => number) | null = null;
  /** Where each organism was planted last: wounds and the healing error are about this place. */
  homes: (Place | null)[] = [];
  readonly #store: Store;
  readonly #running: EngineInUse;
  readonly #pace: Pace;
  readonly #meter = new Meter();
  readonly #past: Past;
  readonly #frames = new Frames((elapsed, fresh) => this.#frame(elapsed, fresh));
  #strokes: (readonly [Region, Stroke])[] = [];
  #queue: Promise<void> = Promise.resolve();
  #changed = false;
  /** The settings of the step before, as text. */
  #said = "";

  constructor(store: Store) {
    this.#store = store;
    this.#running = new EngineInUse(
      store,
      (engine) => this.#adopted(engine),
      (lost) => this.#recover(lost),
    );
    this.measure = new Measure(store);
    this.#pace = new Pace(store.rate.value);
    this.#past = new Past(store);
  }

  get engine(): Engine | null {
    return this.#running.engine;
  }

  get organisms(): readonly Specimen[] {
    return this.#store.living.value;
  }

  /** Runs long actions one after another; errors are shown on the page. */
  enqueue(action: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(action).catch((error: unknown) => {
      this.#store.say(error instanceof Error ? error.message : String(error), "error");
    });
    return this.#queue;
  }

  /** Begins a world with these organisms. */
  begin({ specimens, world, snapshot, steps = 0 }: Beginning): Promise<void> {
    return this.enqueue(async () => {
      await this.#replaceEngine(specimens, world);
      this.homes = plantingPlaces(specimens.length, world);
      this.#past.forget();
      this.measure.restart();
      await this.measure.compareWith(specimens.map(({ organism }) => organism));
      if (snapshot !== null) {
        this.#write(snapshot);
        this.#store.touched.value = true;
      } else {
        this.#plantAll();
        await this.#grow(steps);
      }
      this.wake();
    });
  }

  /** Grows the world to a step, as a link asks for; the page can draw meanwhile. */
  async #grow(steps: number): Promise<void> {
    const end = performance.now() + LONGEST_GROWTH;
    const left = (): number => steps - (this.engine?.stepCount ?? steps);
    while (left() > 0) {
      this.with((engine) => {
        engine.settings = settingsFor(this.#store, engine.organisms);
        engine.step(Math.min(left(), STEPS_AT_ONCE));
      });
      if (performance.now() > end) {
        this.#store.say(`Growing to step ${steps} takes too long here; the world is at step ${steps - left()}.`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Replaces the world's organism by one of the same kind and size; the state stays, or starts again. */
  renew(specimen: Specimen, afresh: boolean): void {
    this.with((engine) => engine.load([specimen.organism]));
    this.#store.touched.value = true;
    this.#store.living.value = [specimen];
    if (afresh) this.restart();
    this.wake();
  }

  /** Another size; the state stays in the middle. */
  resize(world: World): Promise<void> {
    return this.enqueue(async () => {
      const before = this.engine?.read();
      if (before === undefined) return;
      const { down, across } = towardsMiddle(before, world, blockSide(this.organisms[0]!.organism));
      await this.#replaceEngine(this.organisms, world);
      this.#write(moved(before, world, down, across));
      this.#store.touched.value = true;
      this.homes = this.homes.map((home) => shifted(home, down, across));
      this.#past.forget();
      this.wake();
    });
  }

  /** One more organism in the world, planted where there is room; the world grows if it has to. */
  add(specimen: Specimen): Promise<void> {
    return this.enqueue(async () => {
      const before = this.engine?.read();
      if (before === undefined) return;
      const specimens = [...this.organisms, specimen];
      const count = specimens.length;
      const { world, down, across, place: room } = roomFor(specimen.organism, count, before, this.homes[0] ?? null);
      const state = moved(before, world, down, across);
      const place = room ?? emptiestPlace(state);
      const everywhere = specimen.organism.life.kind === "all";
      const torus = this.#store.boundary.value === "torus";
      await this.#replaceEngine(specimens, world);
      this.#write(everywhere ? cleared(state, specimen.organism, count - 1, place, torus) : state);
      this.#store.touched.value = true;
      this.homes = [...this.homes.map((home) => shifted(home, down, across)), null];
      this.#past.forget();
      await this.measure.compareWith(specimens.map(({ organism }) => organism));
      this.measure.restart();
      this.plant(count - 1, place);
      this.#store.species.value = count - 1;
      this.wake();
    });
  }

  /** Continues with another engine from the same state. */
  switchEngine(): Promise<void> {
    return this.enqueue(async () => {
      const before = this.engine?.read() ?? this.measure.latest;
      if (before === null) return;
      await this.#replaceEngine(this.organisms, before);
      this.#write(before);
      this.wake();
    });
  }

  async #replaceEngine(specimens: readonly Specimen[], { height, width }: World): Promise<void> {
    const world = { height, width };
    await this.#running.replace(specimens.map(({ organism }) => organism), world);
    this.#store.living.value = specimens;
    const resized = this.#store.world.value.height !== height || this.#store.world.value.width !== width;
    this.#store.world.value = world;
    this.#store.species.value = Math.min(this.#store.species.value, specimens.length - 1);
    if (resized) this.#store.traced.value = null;
    this.#strokes = [];
  }

  #adopted(engine: Engine): void {
    this.#pace.queued = engine.kind.startsWith("webgl");
    this.#meter.restart();
  }

  /** Calls a function with the engine; if its device is lost, the page continues with another one. */
  with<T>(action: (engine: Engine) => T): T | null {
    return this.#running.with(action);
  }

  /** Continues with another engine from the state that was read last. */
  #recover(lost: EngineKind): void {
    void this.enqueue(async () => {
      const last = this.measure.latest;
      await this.#replaceEngine(this.organisms, this.#store.world.value);
      if (last !== null && last.height === this.#store.world.value.height) this.#write(last);
      else this.#plantAll();
      const now = this.#store.engineKind.value ?? "none";
      this.#store.say(`The engine ${lost} was lost; ${now} continues from step ${this.#store.stepCount.value}.`);
      this.wake();
    });
  }

  /** Once an organism is grown, see which engine is the fastest for it. */
  #compareEngines(): void {
    if (!this.#running.isComparisonDue()) return;
    void this.enqueue(async () => {
      if (await this.#running.compare()) this.wake();
    });
  }

  /** A frame is wanted: something has changed. */
  wake(): void {
    this.#changed = true;
    this.#frames.ask();
  }

  /** Hidden or off-screen pages rest. */
  rest(hidden: boolean): void {
    this.#frames.see(!hidden);
    this.#store.resting.value = hidden;
    if (!hidden) this.wake();
  }

  #frame(elapsed: number, fresh: boolean): boolean {
    if (this.engine === null) return false;
    if (fresh) this.#pace.restart();
    this.#pace.rate = this.#store.rate.value;
    const steps = this.with((engine) => this.#advance(engine, elapsed)) ?? 0;
    this.#store.stepsPerSecond.value = this.#store.playing.value ? this.#meter.add(elapsed, steps) : 0;
    if (this.#changed) {
      this.#changed = false;
      this.#store.stepCount.value = this.engine?.stepCount ?? 0;
      this.with((engine) => this.measure.sample(engine, this.homes, !this.#store.playing.value));
      for (const listener of this.onChange) listener();
      this.#compareEngines();
    }
    if (this.measure.behind) this.#changed = true;
    return this.#store.playing.value || this.measure.behind;
  }

  /** Strokes, then steps. */
  #advance(engine: Engine, elapsed: number): number {
    const settings = settingsFor(this.#store, engine.organisms);
    const said = JSON.stringify(settings);
    // Steps by other settings than these cannot be told from the settings alone.
    if (engine.stepCount > 0 && said !== this.#said) this.#store.touched.value = true;
    this.#said = said;
    engine.settings = settings;
    const { kind } = this.#store.look.value;
    engine.observe = kind === "update" || kind === "fired";
    this.#paint(engine);
    if (!this.#store.playing.value) return 0;
    const steps = this.#pace.frame(
      elapsed,
      (count) => engine.step(count),
      () => performance.now(),
      this.most?.(),
    );
    if (steps > 0) this.#changed = true;
    return steps;
  }

  #paint(engine: Engine): void {
    if (this.#strokes.length === 0) return;
    for (const [region, stroke] of this.#strokes) engine.paint(region, stroke);
    this.#strokes = [];
    this.#changed = true;
    this.edits++;
  }

  step(): void {
    this.#store.playing.value = false;
    this.with((engine) => {
      this.#advance(engine, 0);
      engine.step(1);
    });
    this.wake();
  }

  /** Remembers the state, to come back to it by undo. */
  remember(): void {
    const now = this.#stand();
    this.#store.touched.value = true;
    if (now !== null) this.#past.remember(now);
  }

  #stand(): Stand | null {
    const snapshot = this.read();
    return snapshot === null ? null : { snapshot, homes: this.homes };
  }

  /** Lays a stroke on the world, from the next frame on. */
  draw(region: Region, stroke: Stroke): void {
    this.#strokes.push([region, stroke]);
    this.#store.touched.value = true;
    this.wake();
  }

  undo(): void {
    this.#travel("undo");
  }

  redo(): void {
    this.#travel("redo");
  }

  #travel(way: "undo" | "redo"): void {
    const now = this.#stand();
    const state = now === null ? null : this.#past.travel(now, way);
    if (state === null) return;
    this.homes = [...state.homes];
    this.#write(state.snapshot);
    this.#store.touched.value = true;
    this.wake();
  }

  /** Takes a state over, such as one with noise added; undo is the caller's. */
  replace(change: (snapshot: Snapshot) => Snapshot): void {
    this.#store.touched.value = true;
    this.edits++;
    this.with((engine) => {
      this.#paint(engine);
      engine.write(change(engine.read()));
    });
    this.wake();
  }

  #write(snapshot: Snapshot): void {
    this.edits++;
    this.with((engine) => {
      engine.write(snapshot);
      this.measure.latest = snapshot;
      this.#store.stepCount.value = engine.stepCount;
    });
  }

  /** Back to the seeds, at step 0. */
  reset(): void {
    this.remember();
    this.restart();
  }

  /** The same, without undo. */
  restart(): void {
    this.edits++;
    this.measure.restart();
    this.with((engine) => engine.write(emptySnapshot(engine.world, engine.organisms[0]!.channels)));
    this.#plantAll();
    this.wake();
  }

  #plantAll(): void {
    plantingPlaces(this.organisms.length, this.#store.world.value).forEach((place, index) => this.plant(index, place));
    this.#store.touched.value = false;
    this.#said = JSON.stringify(settingsFor(this.#store, this.organisms.map(({ organism }) => organism)));
  }

  /** What an organism begins as, its seeds or its picture, with the middle of its training grid at a place. */
  plant(species: number, place: Place): void {
    plant(this, this.#store, species, place);
  }

  /** Ends the loop and releases the engine. */
  dispose(): void {
    this.#frames.stop();
    this.measure.dispose();
    void this.enqueue(async () => this.#running.dispose());
  }

  read(): Snapshot | null {
    return this.with((engine) => {
      this.#paint(engine);
      return engine.read();
    });
  }

  /** The world at a pixel per cell, or at as many as its decoder draws; null while there is no engine. */
  picture(background: View["background"]): ReturnType<Engine["draw"]> | null {
    const shown = this.#store.look.value;
    return this.with((engine) => {
      return engine.draw(viewOf(shown, engine.organisms[0]!, background));
    });
  }
}

function shifted(home: Place | null, down: number, across: number): Place | null {
  return home === null ? null : { row: home.row + down, column: home.column + across };
}
