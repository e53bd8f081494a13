/**
 * The selection of an engine by a short timed probe on a grown state, never by name. A graphics card is much faster,
 * its emulation in software much slower, and only measuring distinguishes them.
 */
import { seedRegion } from "./geometry";
import { plainEngine } from "./plain";
import type { Engine, EngineFactory, EngineKind, Organism, Settings, Snapshot, World } from "./types";
import { wasmEngine } from "./wasm";
import { webglEngine, webglHalfEngine } from "./webgl";

/** In the order in which they are listed to the user; the last one supports everything. */
export const FACTORIES: readonly EngineFactory[] = [webglEngine, webglHalfEngine, wasmEngine, plainEngine];

/** In the order in which they are used before any probe: reliable and quickly set up ones first. */
const QUICK_START: readonly EngineKind[] = ["wasm", "plain", "webgl2", "webgl2-half"];

/** Half precision rounds states: it must be this much faster than the best exact engine. */
const HALF_MUST_GAIN = 2;

/** Milliseconds of stepping in a probe, in addition to the setup. */
const PROBE_TIME = 60;
const LEAST_ROUNDS = 4;
/** Engines that take longer than this for a few steps, or this many times as long as another, are abandoned. */
const MOST_PROBE_TIME = 400;
const HOPELESS = 8;
/** Steps from the seed to a state that stands for a grown organism, where none is given. */
const GROWING_STEPS = 64;
const GROWING_TIME = 250;

export type Outcome = "chosen" | "slower" | "cannot" | "failed" | "not tried";

export interface ProbeResult {
  readonly kind: EngineKind;
  readonly outcome: Outcome;
  /** Measured on a grown state; null if not measured. */
  readonly millisecondsPerStep: number | null;
  /** Why it cannot be used, or failed; a sentence for the user. */
  readonly reason: string | null;
}

export interface EngineReport {
  readonly chosen: EngineKind;
  readonly results: readonly ProbeResult[];
}

export interface ChoiceOptions {
  /** An engine to take without a probe if it can serve; "auto" probes. */
  readonly want?: EngineKind | "auto";
  /** Use the first that can be set up, in order of likely speed, without a probe. */
  readonly quick?: boolean;
  /** Engines not to use, such as one that was lost. */
  readonly without?: ReadonlySet<EngineKind>;
  /** A grown state of this world to probe on. The returned engine is empty nevertheless. */
  readonly grown?: Snapshot;
  readonly factories?: readonly EngineFactory[];
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

export interface Choice {
  readonly engine: Engine;
  readonly report: EngineReport;
}

interface Tried {
  readonly kind: EngineKind;
  readonly engine: Engine | null;
  readonly milliseconds: number | null;
  readonly outcome: Outcome;
  readonly reason: string | null;
}

/** Rejects with an `Error` that gives each engine's reason if none can be used. */
export async function chooseEngine(
  organisms: readonly Organism[],
  world: World,
  settings: Settings,
  options: ChoiceOptions = {},
): Promise<Choice> {
  const factories = (options.factories ?? FACTORIES).filter(({ kind }) => options.without?.has(kind) !== true);
  const wanted = factories.find(({ kind }) => kind === options.want);
  const order = wanted === undefined ? quickOrder(factories) : [wanted, ...quickOrder(factories)];
  const tried: Tried[] = [];
  if (options.quick === true || wanted !== undefined) {
    for (const factory of order) {
      if (tried.some(({ kind }) => kind === factory.kind)) continue;
      const result = await set(factory, organisms, world, settings);
      tried.push(result);
      if (result.engine !== null) return choice(result, tried, factories);
    }
  } else {
    await probeAll(factories, organisms, world, settings, options, tried);
    const best = fastest(tried);
    if (best !== null) return choice(best, tried, factories);
  }
  const reasons = tried.map(({ kind, reason }) => `${kind}: ${reason ?? "failed"}`).join(" · ");
  throw new Error(`No engine of this browser can run this world. ${reasons}`);
}

function quickOrder(factories: readonly EngineFactory[]): readonly EngineFactory[] {
  return [...factories].sort((one, other) => QUICK_START.indexOf(one.kind) - QUICK_START.indexOf(other.kind));
}

/** Sets one engine up. */
async function set(
  factory: EngineFactory,
  organisms: readonly Organism[],
  world: World,
  settings: Settings,
): Promise<Tried> {
  const { kind } = factory;
  const obstacle = factory.obstacle(organisms, world);
  if (obstacle !== null) return { kind, engine: null, milliseconds: null, outcome: "cannot", reason: obstacle };
  try {
    const engine = await factory.create(organisms, world, { ...settings });
    return { kind, engine, milliseconds: null, outcome: "slower", reason: null };
  } catch (error) {
    return { kind, engine: null, milliseconds: null, outcome: "failed", reason: messageOf(error) };
  }
}

async function probeAll(
  factories: readonly EngineFactory[],
  organisms: readonly Organism[],
  world: World,
  settings: Settings,
  options: ChoiceOptions,
  tried: Tried[],
): Promise<void> {
  const now = options.now ?? (() => performance.now());
  let grown = options.grown ?? null;
  for (const factory of quickOrder(factories)) {
    const { kind } = factory;
    // Half precision stands in for a browser that cannot keep float32 on the card.
    if (kind === "webgl2-half" && tried.some((other) => other.kind === "webgl2" && other.engine !== null)) {
      tried.push({
        kind,
        engine: null,
        milliseconds: null,
        outcome: "not tried",
        reason: "WebGL2 has full precision.",
      });
      continue;
    }
    const result = await set(factory, organisms, world, settings);
    if (result.engine === null) {
      tried.push(result);
      continue;
    }
    try {
      grown ??= grow(result.engine, now);
      const fastest = Math.min(...tried.map((other) => other.milliseconds ?? Infinity));
      const milliseconds = probe(result.engine, grown, now, fastest);
      tried.push({ ...result, milliseconds });
    } catch (error) {
      result.engine.dispose();
      tried.push({ ...result, engine: null, outcome: "failed", reason: messageOf(error) });
    }
  }
}

/** A state to probe on: the first organism from its seeds in the middle. */
function grow(engine: Engine, now: () => number): Snapshot {
  const { height, width } = engine.world;
  const middle = { row: Math.floor(height / 2), column: Math.floor(width / 2) };
  engine.paint(seedRegion(engine.organisms[0], engine.world, middle), { kind: "seed", species: 0 });
  const start = now();
  for (let step = 0; step < GROWING_STEPS && now() - start < GROWING_TIME; step += 4) engine.step(4);
  return engine.read();
}

/** Milliseconds per step, drawing waited for: `step` alone may only queue its work. */
function probe(engine: Engine, grown: Snapshot, now: () => number, fastest: number): number {
  engine.write(grown);
  engine.step(1); // setup at the first step does not count
  wait(engine);
  const begin = now();
  let best = Infinity;
  let steps = 0;
  // The minimum of several: other load can only add time.
  for (let round = 0; round < LEAST_ROUNDS || (now() - begin < PROBE_TIME && steps < 4096); round++) {
    const count = Math.min(2 ** round, 32);
    const start = now();
    engine.step(count);
    wait(engine);
    steps += count;
    best = Math.min(best, (now() - start) / count);
    if (now() - begin > MOST_PROBE_TIME || best > HOPELESS * fastest) break;
  }
  engine.write(emptied(grown));
  return best;
}

function emptied(snapshot: Snapshot): Snapshot {
  const { state, species } = snapshot;
  return { ...snapshot, state: new Float32Array(state.length), species: new Uint8Array(species.length), step: 0 };
}

let pixel: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null = null;

/** Until all queued steps are done: one drawn pixel is read back. */
function wait(engine: Engine): void {
  const drawn = engine.draw({ kind: "alpha", background: [1, 1, 1] });
  if (pixel === null && typeof document !== "undefined") {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    pixel = canvas.getContext("2d", { willReadFrequently: true });
  }
  pixel?.drawImage(drawn, 0, 0, 1, 1);
  pixel?.getImageData(0, 0, 1, 1);
}

function fastest(tried: readonly Tried[]): Tried | null {
  let best: Tried | null = null;
  const cost = (one: Tried): number =>
    (one.milliseconds ?? Infinity) * (one.kind === "webgl2-half" ? HALF_MUST_GAIN : 1);
  for (const one of tried) {
    if (one.engine !== null && (best === null || cost(one) < cost(best))) best = one;
  }
  return best;
}

/** The report, with the engines that were not taken disposed of. */
function choice(best: Tried, tried: readonly Tried[], factories: readonly EngineFactory[]): Choice {
  for (const { engine } of tried) if (engine !== best.engine) engine?.dispose();
  const results = factories.map(({ kind }): ProbeResult => {
    const found = tried.find((one) => one.kind === kind);
    if (found === undefined) return { kind, outcome: "not tried", millisecondsPerStep: null, reason: null };
    const outcome = found === best ? "chosen" : found.outcome;
    return { kind, outcome, millisecondsPerStep: found.milliseconds, reason: found.reason };
  });
  return { engine: best.engine!, report: { chosen: best.kind, results } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
