/** Steps per second of every engine on grown organisms: what run.mjs runs, in Node or in a browser. */
import { readOrganism } from "../engine/organism";
import { plainEngine } from "../engine/plain";
import type { Engine, EngineFactory, Organism, Snapshot, World } from "../engine/types";
import { wasmEngine } from "../engine/wasm";
import { webglEngine, webglHalfEngine } from "../engine/webgl";
import { countLiving, settingsOf } from "../engine/world";

export interface BenchFile {
  readonly name: string;
  /** base64 */
  readonly file: string;
}

export interface Result {
  readonly organism: string;
  readonly engine: string;
  /** Rows, columns and how many organisms grow there. */
  readonly world: string;
  readonly living: number;
  readonly stepsPerSecond: number;
  /** One step and one drawn picture, in milliseconds; null without a canvas. */
  readonly frame: number | null;
  readonly note: string;
}

const FACTORIES: readonly EngineFactory[] = [wasmEngine, plainEngine, webglEngine, webglHalfEngine];
const GROWING_STEPS = 200;
/** In milliseconds: long for a browser's clock, short for an operating system's time slices. */
const ROUND_TIME = 5;
const ALL_ROUNDS_TIME = 500;
const LEAST_ROUNDS = 3;
const VIEW = { kind: "colour", background: [1, 1, 1] } as const;

/** Seeds in the middles of `across` x `across` equal fields. */
function seeds(world: World, across: number): Uint8Array {
  const region = new Uint8Array(world.height * world.width);
  for (let i = 0; i < across * across; i++) {
    const [row, column] = [Math.floor(i / across), i % across].map((field) => (field + 0.5) / across);
    region[Math.floor(row * world.height) * world.width + Math.floor(column * world.width)] = 1;
  }
  return region;
}

/** Until the GPU has done what is queued. */
function finish(engine: Engine): void {
  if (engine.kind.startsWith("webgl")) look(engine);
}

/** Draws a picture, and reads a pixel of it back, so that it has been drawn. */
function look(engine: Engine): void {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(engine.draw(VIEW), 0, 0, 1, 1);
  context?.getImageData(0, 0, 1, 1);
}

/** Milliseconds from any moment on. */
export type Clock = () => number;

/** The time of one call in the fastest of many short rounds: other processes interrupt few of them. */
function shortest(engine: Engine, clock: Clock, call: () => void): number {
  call();
  finish(engine);
  let best = Infinity;
  const begin = clock();
  for (let round = 0; round < LEAST_ROUNDS || clock() - begin < ALL_ROUNDS_TIME; round++) {
    let calls = 0;
    const start = clock();
    do {
      call();
      calls++;
    } while (clock() - start < ROUND_TIME);
    finish(engine);
    best = Math.min(best, (clock() - start) / calls);
  }
  return best;
}

/** A world of grown organisms, by the fastest engine that runs everywhere. */
async function grown(organism: Organism, world: World, across: number): Promise<Snapshot> {
  const factory = wasmEngine.obstacle([organism], world) === null ? wasmEngine : plainEngine;
  const engine = await factory.create([organism], world, { ...settingsOf(organism), boundary: "torus" });
  engine.paint(seeds(world, across), { kind: "seed", species: 0 });
  engine.step(GROWING_STEPS);
  const snapshot = engine.read();
  engine.dispose();
  return snapshot;
}

async function measure(
  factory: EngineFactory,
  organism: Organism,
  start: Snapshot,
  across: number,
  clock: Clock,
): Promise<Result> {
  const world = { height: start.height, width: start.width };
  const named = {
    organism: organism.name,
    engine: factory.kind,
    world: `${world.height} x ${world.width}, ${across * across}`,
  };
  const nothing = { ...named, living: 0, stepsPerSecond: 0, frame: null };
  const obstacle = factory.obstacle([organism], world);
  if (obstacle !== null) return { ...nothing, note: obstacle };
  try {
    const engine = await factory.create([organism], world, { ...settingsOf(organism), boundary: "torus" });
    engine.write(start);
    const living = countLiving(start, organism);
    const stepsPerSecond = 1000 / shortest(engine, clock, () => engine.step(1));
    const canDraw = typeof document !== "undefined";
    const frame = canDraw ? shortest(engine, clock, () => (engine.step(1), look(engine))) : null;
    engine.dispose();
    return { ...named, living, stepsPerSecond, frame, note: "" };
  } catch (error) {
    return { ...nothing, note: String(error) };
  }
}

/** Worlds by their side and the organisms along it. */
const WORLDS = [
  [96, 1],
  [128, 1],
  [512, 5],
] as const;

/**
 * @param only the kind of the only engine to measure; empty for all
 * @param largest side of the largest world to measure
 */
export async function runBench(
  files: readonly BenchFile[],
  report: (result: Result) => void,
  only = "",
  largest = Infinity,
  clock: Clock = () => performance.now(),
): Promise<void> {
  for (const { name, file } of files) {
    const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
    const organism = readOrganism(bytes, name);
    for (const [side, across] of WORLDS) {
      if (side > largest) continue;
      const start = await grown(organism, { height: side, width: side }, across);
      for (const factory of FACTORIES) {
        if (only !== "" && factory.kind !== only) continue;
        if (factory.kind.startsWith("webgl") && typeof document === "undefined") continue;
        report(await measure(factory, organism, start, across, clock));
      }
    }
  }
}
