/**
 * WebGL engines beside the plain one in a real browser: what tests/browser/test_webgl.py drives, as `webgl` of the
 * window. Organisms and states are random, so that no symmetry hides a mistake.
 */
import { NAMED_FILTERS } from "../engine/filters";
import { plainEngine } from "../engine/plain";
import { pcg3dFirst } from "../engine/random";
import { EngineLost } from "../engine/types";
import type { Engine, EngineFactory, Layer, Organism, Settings, Snapshot, View, World } from "../engine/types";
import { webglEngine, webglFactory, webglHalfEngine } from "../engine/webgl";
import { engineContract } from "./engine_contract";
import type { ContractCase } from "./engine_contract";

const FACTORIES: Readonly<Record<string, EngineFactory>> = {
  plain: plainEngine,
  block: webglFactory(false, "block"),
  texture: webglFactory(false, "texture"),
  webgl2: webglEngine,
  half: webglHalfEngine,
};

interface Case extends Settings, World {
  readonly species: number;
  readonly channels: number;
  readonly filters: readonly string[];
  readonly learned: number;
  readonly hidden: readonly number[];
  readonly livingMask: boolean;
  /** Pixels a cell and widths of the hidden layers; none where a cell is a pixel. */
  readonly decoder?: readonly [pixels: number, ...widths: number[]];
  readonly update?: Partial<Organism["update"]>;
  readonly physics?: Partial<Organism["physics"]>;
  /** Lone cells in the inner part of the world, other ones at each step: many die, or are kept by a neighbour. */
  readonly sparse: boolean;
}

const USUAL: Case = {
  height: 20,
  width: 27,
  species: 1,
  channels: 12,
  filters: ["identity", "sobel_x", "sobel_y"],
  learned: 0,
  hidden: [32],
  livingMask: true,
  sparse: false,
  boundary: "zero",
  fireRate: 0.5,
  angle: 0.3,
  noise: 0,
  seed: 0xfedcba98,
  signals: [],
};

/** Numbers from -1 to 1, the same each time. */
function random(length: number, stream: number, scale = 1): Float32Array {
  return Float32Array.from({ length }, (_, index) => scale * (pcg3dFirst(index, stream, 17) / 0x80000000 - 1));
}

function organismOf(one: Case, species: number): Organism {
  const { channels, filters, learned, hidden, livingMask, boundary, fireRate, height, width } = one;
  const widths = [(filters.length + learned) * channels, ...hidden, channels];
  const layers = hidden.concat(channels).map((outputs, index): Layer => {
    const inputs = widths[index];
    const stream = 10 * species + 2 * index;
    const weight = random(inputs * outputs, stream, Math.sqrt(3 / inputs));
    return { inputs, outputs, weight, bias: random(outputs, stream + 1, 0.3) };
  });
  if (one.sparse) {
    // An empty cell that fires gets an alpha above the threshold by one species, and below it by another.
    const [first, last] = layers;
    let alpha = species === 1 ? -0.3 : 0.3;
    first.bias.forEach((value, unit) => (alpha -= Math.max(value, 0) * last.weight[unit * channels + 3]));
    last.bias[3] = alpha;
  }
  return {
    name: `random-${species}`,
    channels,
    perception: {
      kind: "filters",
      filters: filters.map((name) => NAMED_FILTERS.get(name)!),
      learned: random(9 * learned * channels, 100 + species, 0.4),
      signal: 0,
    },
    layers,
    parents: null,
    update: { kind: "residual", activation: "relu", ...one.update },
    life: { kind: livingMask ? "neighbourhood" : "all", aliveThreshold: 0.1 },
    physics: {
      boundary,
      fireRate,
      firePer: "cell",
      stepSize: 1 - 0.3 * species,
      angle: 0.7 * species,
      clamp: 0,
      noise: 0,
      ...one.physics,
    },
    height,
    width,
    seeds: [[height >> 1, width >> 1]],
    decoder: decoderOf(one),
    startRadius: null,
    target: null,
    pictures: [],
    told: [],
    provenance: {},
  };
}

function decoderOf({ decoder, channels }: Case): Organism["decoder"] {
  if (decoder === undefined) return null;
  const [pixels, ...widths] = decoder;
  const sizes = [channels + 4, ...widths, 4];
  const layers = sizes.slice(1).map((outputs, index): Layer => {
    const inputs = sizes[index]!;
    const [weight, bias] = [random(inputs * outputs, 900 + index, 0.6), random(outputs, 950 + index, 0.3)];
    return { inputs, outputs, weight, bias };
  });
  return { pixels, layers };
}

/** A world with patches of life, or with lone cells, species mixed; another one for each number. */
function startOf(one: Case, number = 0): Snapshot {
  const { height, width, channels, species, sparse } = one;
  const state = random(height * width * channels, 1000 + number, 0.8);
  for (let cell = 0; cell < height * width; cell++) {
    const [column, row] = [cell % width, Math.floor(cell / width)];
    const inner = column > 5 && column < width - 6 && row > 5 && row < height - 6;
    const lone = inner && pcg3dFirst(cell, number, 6) % 12 === 0;
    const patch = pcg3dFirst(Math.floor(column / 4), Math.floor(row / 4), 5) % 3 === 0;
    if (!(sparse ? lone : patch)) state.fill(0, cell * channels, (cell + 1) * channels);
  }
  const owners = Uint8Array.from({ length: height * width }, (_, cell) => pcg3dFirst(cell, 3, 3) % species);
  return { height, width, channels, state, species: owners, step: 0xfffffff0 + number };
}

interface Difference {
  /** Largest |difference| over the largest |value|. */
  state: number;
  /** Cells that are zero in one only. */
  empty: number;
  /** Living cells of different species. */
  species: number;
  living: number;
}

function differenceOf(one: Snapshot, other: Snapshot): Difference {
  let [largest, worst] = [0, 0];
  one.state.forEach((value, index) => {
    largest = Math.max(largest, Math.abs(other.state[index]));
    const distance = Math.abs(value - other.state[index]);
    worst = distance <= worst ? worst : distance;
  });
  const found: Difference = { state: worst / Math.max(largest, 1e-30), empty: 0, species: 0, living: 0 };
  for (let cell = 0; cell < one.species.length; cell++) {
    const [from, to] = [cell * one.channels, (cell + 1) * one.channels];
    const isEmpty = [one, other].map(({ state }) => state.subarray(from, to).every((value) => value === 0));
    if (isEmpty[0] !== isEmpty[1]) found.empty++;
    if (!(other.state[from + 3] > 0.1)) continue;
    found.living++;
    if (one.species[cell] !== other.species[cell]) found.species++;
  }
  return found;
}

/** All of several differences; the living of the last. */
function worstOf(differences: readonly Difference[]): Difference {
  return differences.reduce((before, after) => ({
    state: Math.max(before.state, after.state),
    empty: before.empty + after.empty,
    species: before.species + after.species,
    living: after.living,
  }));
}

interface Made {
  readonly one: Case;
  readonly engine: Engine;
  readonly plain: Engine;
}

async function make(kind: string, changes: Partial<Case>): Promise<Made> {
  const one = { ...USUAL, ...changes };
  const organisms = [...Array(one.species).keys()].map((species) => organismOf(one, species));
  const { boundary, fireRate, angle, noise, seed, signals } = one;
  const settings = { boundary, fireRate, angle, noise, seed, signals };
  const plain = await plainEngine.create(organisms, one, settings);
  const engine = await FACTORIES[kind].create(organisms, one, settings);
  for (const each of [plain, engine]) each.write(startOf(one));
  return { one, engine, plain };
}

function pixelsOf(engine: Engine, view: View): Uint8ClampedArray {
  const drawn = engine.draw(view);
  const { width, height } = drawn;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(drawn, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

function regionOf(world: World, divisor: number): Uint8Array {
  const inside = (cell: number): boolean => cell % world.width > 2 && cell > 3 * world.width && cell % divisor === 0;
  return Uint8Array.from({ length: world.height * world.width }, (_, cell) => (inside(cell) ? 1 : 0));
}

function casesOf(kind: string): ContractCase[] {
  const golden = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
    Uint8Array.from(atob(webgl.golden[name]), (letter) => letter.charCodeAt(0));
  return engineContract(FACTORIES[kind], golden, kind === "half" ? "half" : "single");
}

const webgl = {
  /** Files of tests/golden by name, in base64: a page has no files. */
  golden: {} as Record<string, string>,

  /** The names of the cases that every engine keeps. */
  contract(kind: string): string[] {
    return casesOf(kind).map(({ name }) => name);
  },

  /** What is wrong with a case; empty if nothing is. */
  async keeps(kind: string, name: string): Promise<string> {
    try {
      await casesOf(kind).find((one) => one.name === name)?.run();
      return "";
    } catch (error) {
      return String(error);
    }
  },

  obstacle(kind: string, changes: Partial<Case>): string | null {
    const one = { ...USUAL, ...changes };
    return FACTORIES[kind].obstacle([organismOf(one, 0)], one);
  },

  /** Steps of both engines, each from the plain engine's last state, so that rounding cannot add up to another life. */
  async parity(kind: string, changes: Partial<Case>, steps: number): Promise<Difference & { step: number }> {
    const { one, engine, plain } = await make(kind, changes);
    const differences = [...Array(steps).keys()].map((number) => {
      if (one.sparse) plain.write(startOf(one, number));
      engine.write(plain.read());
      engine.step(1);
      plain.step(1);
      return differenceOf(engine.read(), plain.read());
    });
    const step = engine.stepCount;
    engine.dispose();
    return { ...worstOf(differences), step };
  },

  /** Largest difference of any colour in each view, and how many colours the plain engine's picture has. */
  async views(kind: string, changes: Partial<Case>): Promise<Record<string, [difference: number, colours: number]>> {
    const { engine, plain } = await make(kind, changes);
    engine.observe = plain.observe = true;
    for (const each of [engine, plain]) each.step(1);
    const found: Record<string, [number, number]> = {};
    for (const background of [[1, 1, 1] as const, [0.1, 0.1, 0.2] as const]) {
      const views: readonly View[] = [
        { kind: "colour", background },
        { kind: "alpha", background },
        { kind: "channel", channel: 5, background },
        { kind: "channel", channel: 5, blocks: 3, background },
        { kind: "update", background },
        { kind: "fired", background },
      ];
      for (const view of views) {
        const [own, other] = [pixelsOf(engine, view), pixelsOf(plain, view)];
        const difference = own.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index])), 0);
        const colours = new Set(new Uint32Array(other.buffer)).size;
        found[`${view.kind} ${view.blocks ?? 1} ${background.join()}`] = [difference, colours];
      }
    }
    engine.dispose();
    return found;
  },

  /** From a seed in a world large enough for the box around life to be measured; `measured` counts how often it was. */
  async longRun(
    kind: string,
    changes: Partial<Case>,
    column: number,
    steps: number,
  ): Promise<Difference & { measured: number }> {
    const { one, engine, plain } = await make(kind, changes);
    const empty = { ...startOf(one), state: new Float32Array(one.height * one.width * one.channels) };
    const { readPixels } = WebGL2RenderingContext.prototype;
    let measured = 0;
    for (const each of [engine, plain]) {
      each.write(empty);
      const seed = new Uint8Array(one.height * one.width);
      seed[Math.floor(one.height / 2) * one.width + column] = 1;
      each.paint(seed, { kind: "seed", species: 0 });
      WebGL2RenderingContext.prototype.readPixels = function (...given: readonly unknown[]) {
        measured++;
        Reflect.apply(readPixels, this, given);
      };
      each.step(steps);
      WebGL2RenderingContext.prototype.readPixels = readPixels;
    }
    const difference = differenceOf(engine.read(), plain.read());
    engine.dispose();
    return { ...difference, measured };
  },

  /** What calls say when the browser takes the context away, and whether a new engine can take over. */
  async lost(kind: string): Promise<{ names: string[]; isLost: boolean[]; living: number }> {
    const { one, engine } = await make(kind, {});
    const kept = engine.read();
    const canvas = engine.draw({ kind: "colour", background: [1, 1, 1] });
    const gl = canvas.getContext("webgl2") as WebGL2RenderingContext;
    const told = new Promise((resolve) => canvas.addEventListener("webglcontextlost", resolve));
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    const calls = [
      () => engine.step(1),
      () => engine.read(),
      () => engine.draw({ kind: "colour", background: [1, 1, 1] }),
      () => engine.write(kept),
      () => engine.paint(regionOf(one, 2), { kind: "erase" }),
    ];
    const errors = [...calls.map(caught)];
    await told;
    errors.push(...calls.map(caught));
    engine.dispose();
    const next = await make(kind, {});
    next.engine.write(kept);
    next.engine.step(1);
    next.plain.write(kept);
    next.plain.step(1);
    const { living } = differenceOf(next.engine.read(), next.plain.read());
    next.engine.dispose();
    return {
      names: errors.map((error) => error?.name ?? "none"),
      isLost: errors.map((error) => error instanceof EngineLost),
      living,
    };
  },

  /** Many engines one after another: browsers keep few contexts, so each must give its own back. */
  async many(kind: string, count: number): Promise<number> {
    const first = await make(kind, {});
    for (let index = 0; index < count; index++) {
      const { engine } = await make(kind, {});
      engine.step(1);
      engine.dispose();
    }
    first.engine.step(1);
    const { step } = first.engine.read();
    first.engine.dispose();
    return step;
  },
};

function caught(call: () => unknown): Error | null {
  try {
    call();
    return null;
  } catch (error) {
    return error as Error;
  }
}

export type WebglHarness = typeof webgl;
(globalThis as unknown as { webgl: WebglHarness }).webgl = webgl;
