/** What the contract's cases need: checks that throw, golden files, worlds and organisms made up for a purpose. */
import { NAMED_FILTERS } from "../../engine/filters";
import { readOrganism } from "../../engine/organism";
import type { Engine, EngineFactory, Layer, Organism, Settings, Snapshot, View, World } from "../../engine/types";
import { ALPHA } from "../../engine/world";
import { parseNpz } from "../npz";
import type { NumpyArray } from "../npz";

/** One thing that an engine has to do; `run` rejects with what is wrong. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** The bytes of a file of tests/golden, by its name. */
export type GoldenLoader = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

/** An engine in half precision is held to the error E and to survival only. */
export type Precision = "single" | "half";

export interface Subject {
  readonly factory: EngineFactory;
  readonly golden: GoldenLoader;
  readonly precision: Precision;
}

/** Relative error of float32 states against a golden trajectory: DECISIONS of the project, docs/format.md. */
export const TOLERANCE = 1e-4;

export const SETTINGS: Settings = { boundary: "zero", fireRate: 0.5, angle: 0, noise: 0, seed: 1, signals: [] };

export function check(sound: boolean, message: string): void {
  if (!sound) {
    throw new Error(message);
  }
}

export function checkEqual(found: unknown, expected: unknown, what: string): void {
  check(Object.is(found, expected), `${what} is ${String(found)}; expected ${String(expected)}`);
}

/** That two arrays are equal, NaN to NaN. */
export function checkSame(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  checkEqual(found.length, expected.length, `length of ${what}`);
  for (let i = 0; i < expected.length; i++) {
    if (found[i] !== expected[i] && !(Number.isNaN(found[i]) && Number.isNaN(expected[i]))) {
      throw new Error(`${what} has ${found[i]} at ${i}; expected ${expected[i]}`);
    }
  }
}

/** That the largest difference is at most `tolerance` of the largest magnitude. */
export function checkNear(found: Float32Array, expected: Float32Array, tolerance: number, what: string): void {
  checkEqual(found.length, expected.length, `length of ${what}`);
  let [difference, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    // Math.max lets NaN through, and NaN is not within any tolerance.
    difference = Math.max(difference, Math.abs(found[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  const error = difference === 0 ? 0 : difference / largest;
  check(error <= tolerance, `${what} differs by ${error} of the largest magnitude; at most ${tolerance} is allowed`);
}

export async function checkRejects(work: () => Promise<unknown>, what: string): Promise<void> {
  let failed = false;
  try {
    await work();
  } catch (error) {
    failed = true;
    check(error instanceof Error && error.message.length > 10, `${what}: the error says nothing`);
  }
  check(failed, `${what} was accepted`);
}

export function checkThrows(work: () => void, what: string): void {
  let failed = false;
  try {
    work();
  } catch (error) {
    failed = true;
    check(error instanceof RangeError, `${what} throws ${String(error)}; expected a RangeError`);
  }
  check(failed, `${what} was accepted`);
}

/** The part of a world that is not 0 in some channel, 1 for each such cell. */
export function occupied(state: Float32Array, channels: number): Uint8Array {
  const cells = new Uint8Array(state.length / channels);
  state.forEach((value, i) => {
    cells[Math.floor(i / channels)] |= value !== 0 ? 1 : 0;
  });
  return cells;
}

/** Runs `work` on a new engine and disposes of it, whatever happens. */
export async function withEngine(
  subject: Subject,
  organisms: readonly Organism[],
  world: World,
  settings: Partial<Settings>,
  work: (engine: Engine) => void | Promise<void>,
): Promise<void> {
  const engine = await subject.factory.create(organisms, world, { ...SETTINGS, ...settings });
  try {
    await work(engine);
  } finally {
    engine.dispose();
  }
}

export async function goldenOrganism(subject: Subject, name: string): Promise<Organism> {
  return readOrganism(await subject.golden(`${name}.safetensors`), `${name}.safetensors`);
}

/** A stored trajectory. */
export interface Golden {
  readonly world: World;
  readonly settings: Settings;
  readonly start: Snapshot;
  readonly at: readonly number[];
  /** State and, where it is stored, species after `at[i]` steps. */
  readonly states: readonly Float32Array[];
  readonly species: readonly Uint8Array[] | null;
  /** [cells] of each step */
  readonly alive: readonly Uint8Array[];
  readonly fires: readonly Uint8Array[];
}

export async function goldenTrajectory(subject: Subject, name: string): Promise<Golden> {
  const arrays = await parseNpz(await subject.golden(`${name}.npz`));
  const array = (key: string): NumpyArray => {
    const found = arrays.get(key);
    if (found === undefined) {
      throw new Error(`${name}.npz has no ${key}`);
    }
    return found;
  };
  const number = (key: string): number => Number(array(key).values[0]);
  const seed = arrays.has("seed") ? number("seed") : number("fire_seed");
  const [height, width, channels] = array("start").shape;
  const species = arrays.get("start_species")?.values as Uint8Array | undefined;
  const cells = height * width;
  return {
    world: { height, width },
    settings: {
      boundary: array("boundary").values[0] === "torus" ? "torus" : "zero",
      fireRate: number("fire_rate"),
      angle: number("angle"),
      noise: arrays.has("noise") ? number("noise") : 0,
      seed,
      signals: [],
    },
    start: {
      height,
      width,
      channels,
      state: array("start").values as Float32Array,
      species: species ?? new Uint8Array(cells),
      step: number("first_step"),
    },
    at: Array.from(array("at").values, Number),
    states: split(array("states").values as Float32Array, cells * channels),
    species: arrays.has("species") ? split(array("species").values as Uint8Array, cells) : null,
    alive: split(array("alive").values as Uint8Array, cells),
    fires: split(array("fires").values as Uint8Array, cells),
  };
}

function split<T extends Float32Array | Uint8Array>(values: T, size: number): T[] {
  return Array.from({ length: values.length / size }, (_, i) => values.subarray(i * size, (i + 1) * size) as T);
}

/** Numbers from 0 to 1, the same in each run: a linear congruential generator (Numerical Recipes). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Made {
  readonly channels?: number;
  /** Widths of the hidden layers. */
  readonly hidden?: readonly number[];
  /** Names of fixed filters. */
  readonly filters?: readonly string[];
  /** How many filters are learned. */
  readonly learned?: number;
  readonly signal?: number;
  readonly update?: Partial<Organism["update"]>;
  readonly life?: Partial<Organism["life"]>;
  readonly physics?: Partial<Organism["physics"]>;
  /** Size of the last layer's weights and biases. */
  readonly gain?: number;
}

/** An organism with a random rule that makes and unmakes living cells all the time. */
export function madeOrganism(seed: number, made: Made = {}): Organism {
  const { channels = 8, hidden = [16], gain = 0.7, filters = ["identity", "sobel_x", "sobel_y"] } = made;
  const { learned = 0, signal = 0 } = made;
  const random = randomNumbers(seed);
  const values = (count: number, size: number): Float32Array =>
    Float32Array.from({ length: count }, () => (2 * random() - 1) * size);
  const widths = [(filters.length + learned) * channels + signal, ...hidden, channels];
  const layers = widths.slice(1).map((outputs, index): Layer => {
    const inputs = widths[index];
    const last = index === hidden.length;
    const [weight, bias] = last ? [gain, 0.5 * gain] : [1.5 / Math.sqrt(inputs), 0.5];
    return { inputs, outputs, weight: values(inputs * outputs, weight), bias: values(outputs, bias) };
  });
  return {
    name: `made ${seed}`,
    channels,
    perception: {
      kind: "filters",
      filters: filters.map((name) => NAMED_FILTERS.get(name)!),
      learned: values(9 * learned * channels, 0.4),
      signal,
    },
    layers,
    update: { kind: "residual", activation: "relu", ...made.update },
    life: { kind: "neighbourhood", aliveThreshold: 0.1, ...made.life },
    physics: { ...PHYSICS, ...made.physics },
    height: 9,
    width: 9,
    seeds: [[4, 4]],
    decoder: null,
    parents: null,
    startRadius: null,
    target: null,
    pictures: [],
    told: [],
    provenance: {},
  };
}

const PHYSICS: Organism["physics"] = {
  boundary: "zero",
  fireRate: 0.5,
  firePer: "cell",
  stepSize: 1,
  angle: 0,
  clamp: 0,
  noise: 0,
};

/** An organism whose rule adds the same to every cell that fires: nothing at first. */
export function steadyOrganism(channels: number, added: readonly number[] = []): Organism {
  const made = madeOrganism(1, { channels });
  const [first, last] = made.layers;
  const bias = new Float32Array(channels);
  bias.set(added);
  return { ...made, name: "steady", layers: [first, { ...last, weight: last.weight.map(() => 0), bias }] };
}

/** A world with patches of life: full cells, faint ones and empty ones, some of them at the edges. */
export function randomSnapshot(seed: number, world: World, channels: number, speciesCount = 1): Snapshot {
  const random = randomNumbers(seed);
  const cells = world.height * world.width;
  const state = new Float32Array(cells * channels);
  const species = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const chance = random();
    const alpha = chance < 0.15 ? -0.2 + 1.3 * random() : 0.05;
    if (chance < 0.3) {
      for (let channel = 0; channel < channels; channel++) {
        state[cell * channels + channel] = channel === ALPHA ? alpha : random() - 0.5;
      }
    }
    species[cell] = Math.floor(random() * speciesCount);
  }
  return { ...world, channels, state, species, step: 0 };
}

/** The pixels of a view, RGBA; null where there is no canvas, as in Node. */
export function pixelsOf(engine: Engine, view: View): Uint8ClampedArray | null {
  if (typeof OffscreenCanvas === "undefined") {
    return null;
  }
  const picture = engine.draw(view);
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d")!;
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}
