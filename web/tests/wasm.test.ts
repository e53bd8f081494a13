import { describe, expect, test } from "vitest";
import { NAMED_FILTERS } from "../engine/filters";
import { readOrganism } from "../engine/organism";
import { plainEngine } from "../engine/plain";
import type { PlainEngine } from "../engine/plain";
import { ACTIVATIONS, FIRES, LIVES, UPDATES } from "../engine/types";
import type { Engine, Organism, Settings, Snapshot, Stroke, World } from "../engine/types";
import { EngineLost } from "../engine/types";
import { wasmEngine } from "../engine/wasm";
import type { WasmEngine } from "../engine/wasm/engine";
import { settingsOf } from "../engine/world";
import { kindCase, KINDS } from "./contract/kinds";
import { madeOrganism, randomSnapshot } from "./contract/support";
import type { Made } from "./contract/support";
import { engineContract } from "./engine_contract";
import { readBytes } from "./files";

const lizard = readOrganism(readBytes("tests/golden/lizard-small.safetensors"));
const mirrored = readOrganism(readBytes("tests/golden/lizard-mirrored.safetensors"));

/** Random numbers in [0, 1), the same at every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomOrganism(random: () => number, like: Partial<Organism> = {}): Organism {
  const drawn = [...NAMED_FILTERS.values()].filter(() => random() < 0.7);
  const channels = 4 * (1 + Math.floor(random() * 5));
  const filters = drawn.length > 0 ? drawn : [NAMED_FILTERS.get("mean")!];
  const perception = { ...lizard.perception, filters };
  const kind = random() < 0.8 ? "neighbourhood" : "all";
  const life = { kind, aliveThreshold: 0.05 + 0.1 * random() } as const;
  const { layers, ...organism } = { ...lizard, channels, perception, life, ...like };
  const hidden = like.layers?.[0].outputs ?? 16 * (1 + Math.floor(random() * 4));
  const values = (count: number, size: number): Float32Array =>
    Float32Array.from({ length: count }, () => size * (2 * random() - 1));
  const inputs = organism.perception.filters.length * organism.channels;
  const first = { inputs, outputs: hidden, weight: values(inputs * hidden, 0.3), bias: values(hidden, 0.1) };
  const last = { inputs: hidden, outputs: organism.channels, weight: values(hidden * organism.channels, 0.08) };
  const bias = values(organism.channels, 0.05);
  const physics = { ...organism.physics, angle: random() - 0.5, stepSize: 0.5 + random() };
  return { ...organism, layers: [first, { ...last, bias }], physics };
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  let largest = 0;
  for (let i = 0; i < one.length; i++) largest = Math.max(largest, Math.abs(one[i] - other[i]));
  return largest;
}

/** States agree within 1e-4 of the largest magnitude; so do species of living cells. */
function expectSame(found: Snapshot, expected: Pick<Snapshot, "state" | "species">): void {
  const { state, species } = expected;
  const largest = state.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largestDifference(found.state, state)).toBeLessThanOrEqual(1e-4 * largest);
  const lives = (cell: number): boolean => state[cell * found.channels + 3] > 0.1;
  expect(species.findIndex((one, cell) => lives(cell) && found.species[cell] !== one)).toBe(-1);
}

async function make(
  organisms: readonly Organism[],
  world: World,
  settings: Partial<Settings> = {},
): Promise<WasmEngine> {
  return (await wasmEngine.create(organisms, world, { ...settingsOf(organisms[0]), ...settings })) as WasmEngine;
}

function block(world: World, top: number, left: number, size: number): Uint8Array {
  return new Uint8Array(world.height * world.width).map((_, cell) => {
    const [row, column] = [Math.floor(cell / world.width) - top, (cell % world.width) - left];
    return row >= 0 && row < size && column >= 0 && column < size ? 1 : 0;
  });
}

describe("the contract of all engines", () => {
  const cases = engineContract(wasmEngine, async (name) => readBytes(`tests/golden/${name}`));
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => one.run());
});

test("it serves every kind but learned filters", async () => {
  const refused = await Promise.all(
    KINDS.map(async (name) => {
      const { organisms, start } = await kindCase(async (file) => readBytes(`tests/golden/${file}`), name);
      return wasmEngine.obstacle(organisms, start) === null ? [] : [name];
    }),
  );
  expect(refused.flat()).toEqual(["learned", "all-at-once"]);
});

describe("beside the plain engine", () => {
  test.each(Array.from({ length: 24 }, (_, index) => index))("random organisms and tools agree: %d", async (index) => {
    const random = numbers(index + 1);
    const first = randomOrganism(random);
    const organisms = [first, ...Array.from({ length: index % 3 }, () => randomOrganism(random, first))];
    const world = { height: 3 + Math.floor(random() * 30), width: 3 + Math.floor(random() * 80) };
    const fixed = { boundary: "zero", noise: 0, seed: index, signals: [] } as const;
    const settings: Settings = { ...fixed, fireRate: random(), angle: 4 * random() };
    const engines: Engine[] = [
      await make(organisms, world, settings),
      await plainEngine.create(organisms, world, settings),
    ];
    for (let round = 0; round < 5; round++) {
      const [boundary, noise] = [random() < 0.5 ? "zero" : "torus", random() < 0.3 ? 0.01 : 0] as const;
      const species = Math.floor(random() * organisms.length);
      const strokes: Stroke[] = [
        { kind: "seed", species },
        { kind: "colour", colour: [random(), random(), random()], species },
        { kind: "erase" },
        { kind: "species", species },
      ];
      const region = block(world, random() * world.height - 2, random() * world.width - 2, 3 + random() * 5);
      const stroke = strokes[round === 0 ? 0 : Math.floor(random() * 4)];
      for (const engine of engines) {
        engine.settings = { ...settings, boundary, noise };
        engine.paint(region, stroke);
        engine.step(1 + round);
      }
      expectSame(engines[0].read(), engines[1].read());
      expect(engines[0].stepCount).toBe(engines[1].stepCount);
    }
  });

  test.each(Array.from({ length: 40 }, (_, index) => index))("random kinds agree: %d", async (index) => {
    const random = numbers(index + 500);
    const one = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];
    const firePer = one(FIRES);
    const like: Made = {
      channels: one([4, 8, 12]),
      hidden: one([[16], [32], [16, 32], [48, 16]]),
      signal: one([0, 0, 1, 5]),
      filters: one([["identity", "sobel_x", "sobel_y"], ["mean"], ["laplacian", "identity"]]),
      update: { kind: one(UPDATES), activation: one(ACTIVATIONS) },
      life: { kind: one(LIVES), aliveThreshold: one([0.1, 0.5]) },
      gain: 0.3,
    };
    const organisms = Array.from({ length: 1 + (index % 2) }, (_, species) => {
      const noise = firePer === "channel" ? 0 : one([0, 0, 0.02]);
      const physics = { firePer, noise, clamp: one([0, 0.4, 1.5]), stepSize: one([1, 0.5]), angle: random() };
      return madeOrganism(100 * index + species, { ...like, physics });
    });
    const world = { height: 3 + Math.floor(random() * 12), width: 3 + Math.floor(random() * 80) };
    const signals = organisms.map(({ perception }) => Array.from({ length: perception.signal }, () => random() - 0.5));
    const noise = firePer === "channel" ? 0 : one([0, 0.01]);
    const boundary = one(["zero", "torus"] as const);
    const settings: Settings = { boundary, fireRate: 0.6, angle: 0.4, noise, seed: index, signals };
    const engines: Engine[] = [
      await make(organisms, world, settings),
      await plainEngine.create(organisms, world, settings),
    ];
    const start = randomSnapshot(index, world, organisms[0].channels, organisms.length);
    for (const engine of engines) {
      engine.observe = true;
      engine.write(start);
    }
    for (let step = 0; step < 3; step++) {
      if (step === 2) for (const engine of engines) engine.settings.signals = [];
      for (const engine of engines) engine.step(1);
      expectSame(engines[0].read(), engines[1].read());
      const fired = engines.map((engine) => {
        return (engine as WasmEngine | PlainEngine).look({ kind: "fired", background: [1, 1, 1] }).fired!;
      });
      expect(fired[0]).toEqual(fired[1]);
    }
  });

  test("below zero the threshold lets empty cells live", async () => {
    const world = { height: 12, width: 9 };
    const odd = randomOrganism(numbers(40), { life: { kind: "neighbourhood", aliveThreshold: -0.05 } });
    const settings = { ...settingsOf(odd, 3), boundary: "zero" as const };
    const engines = [await make([odd], world, settings), await plainEngine.create([odd], world, settings)];
    for (const engine of engines) engine.step(4);
    const expected = engines[1].read();
    expect(expected.state.filter((value) => value !== 0).length).toBeGreaterThan(world.height * world.width);
    expectSame(engines[0].read(), expected);
    for (const engine of engines) {
      engine.paint(block(world, 2, 2, 5), { kind: "erase" });
      engine.step(2);
    }
    expectSame(engines[0].read(), engines[1].read());
  });

  test("views show the same", async () => {
    const world = { height: 20, width: 70 };
    const settings = settingsOf(lizard, 5);
    const fast = await make([lizard], world, settings);
    const plain = (await plainEngine.create([lizard], world, settings)) as PlainEngine;
    for (const engine of [fast, plain]) {
      engine.observe = true;
      engine.paint(block(world, 10, 60, 2), { kind: "seed", species: 0 });
      engine.step(20);
    }
    for (const kind of ["update", "fired"] as const) {
      const [found, expected] = [fast, plain].map((engine) => engine.look({ kind, background: [1, 1, 1] })[kind]!);
      expect(largestDifference(found, expected)).toBeLessThan(1e-5);
      expect(expected.some((value) => value > 0)).toBe(true);
    }
    const shown = fast.look({ kind: "colour", background: [1, 1, 1] });
    expect(shown.channels).toBe(4);
    expect(shown.state).toEqual(fast.read().state.filter((_, i) => i % lizard.channels < 4));
    expect(fast.look({ kind: "channel", channel: 5, background: [1, 1, 1] }).state).toEqual(fast.read().state);
  });

  test("a load keeps the state and forgets species that are gone", async () => {
    const world = { height: 24, width: 24 };
    const engines: Engine[] = [];
    for (const factory of [wasmEngine, plainEngine]) {
      const engine = await factory.create([lizard, mirrored], world, settingsOf(lizard));
      engine.paint(block(world, 8, 8, 3), { kind: "seed", species: 1 });
      engine.step(5);
      engine.observe = true;
      engine.load([lizard]);
      expect(engine.organisms).toEqual([lizard]);
      engine.step(5);
      engines.push(engine);
    }
    const found = engines[0].read();
    expectSame(found, engines[1].read());
    expect(found.step).toBe(10);
    expect(found.species.every((species) => species === 0)).toBe(true);
    const other = randomOrganism(numbers(1), { channels: 16 });
    engines[0].load([other]);
    expect(engines[0].read().state.every((value) => value === 0)).toBe(true);
    expect(() => engines[0].load([lizard, other])).toThrow(RangeError);
  });
});

describe("what it keeps and refuses", () => {
  const world = { height: 16, width: 16 };

  test("many steps at once are the same bits as one after another", async () => {
    const engines = await Promise.all([0, 1].map(() => make([lizard, mirrored], world, { boundary: "torus" })));
    for (const engine of engines) {
      engine.paint(block(world, 0, 0, 2), { kind: "seed", species: 0 });
      engine.paint(block(world, 8, 8, 2), { kind: "seed", species: 1 });
    }
    engines[0].step(30);
    for (let done = 0; done < 30; done++) engines[1].step(1);
    expect(engines[0].read()).toEqual(engines[1].read());
  });

  test("what is not finite does not crash it", async () => {
    const engine = await make([lizard, mirrored], world);
    const snapshot = engine.read();
    snapshot.state.forEach((_, i) => (snapshot.state[i] = [NaN, 1, Infinity, -1e38, 0.5][i % 5]));
    engine.write(snapshot);
    engine.step(10);
    expect(engine.stepCount).toBe(10);
  });

  test("nothing grows from nothing, and a rate of 0 rests", async () => {
    const engine = await make([lizard], world, { fireRate: 0 });
    engine.step(3);
    expect(engine.read().state.every((value) => value === 0)).toBe(true);
    engine.paint(block(world, 8, 8, 1), { kind: "seed", species: 0 });
    const before = engine.read().state;
    engine.step(3);
    expect(engine.read().state).toEqual(before);
  });

  test("obstacles are sentences for a reader", async () => {
    const obstacle = (organism: Partial<Organism>): string | null =>
      wasmEngine.obstacle([{ ...lizard, ...organism }], world);
    expect(obstacle({})).toBeNull();
    const learned = new Float32Array(9 * lizard.channels);
    expect(obstacle({ perception: { ...lizard.perception, learned } })).toMatch(/learned perception filters/);
    expect(obstacle({ layers: [...lizard.layers, ...lizard.layers] })).toMatch(/3 hidden layers/);
    const mean = NAMED_FILTERS.get("mean")!;
    const many = { ...lizard.perception, filters: new Array(5).fill(mean) };
    expect(obstacle({ perception: many })).toMatch(/5 filters; WebAssembly supports 5, 4 of them at neighbours/);
    const life = { kind: "own-alpha", aliveThreshold: -1 } as const;
    expect(obstacle({ life })).toBeNull();
    expect(wasmEngine.obstacle([{ ...lizard, life }, { ...lizard, life }], world)).toMatch(/one such organism/);
    expect(obstacle({ channels: 6 })).toMatch(/6 channels/);
    expect(obstacle({ layers: [{ ...lizard.layers[0], outputs: 24 }, lizard.layers[1]] })).toMatch(/24 wide/);
    await expect(make([{ ...lizard, channels: 6 }], world)).rejects.toThrow(/multiple of 4/);
  });

  test("a world that no browser has memory for is refused in words", async () => {
    const large = randomOrganism(numbers(2), {
      channels: 512,
      perception: { ...lizard.perception, filters: [NAMED_FILTERS.get("identity")!] },
    });
    await expect(make([large], { height: 1000, width: 1000 })).rejects.toThrow(/no more memory .* 1000 x 1000/);
  });

  test("wrong arguments throw RangeError", async () => {
    const engine = await make([lizard], world);
    expect(() => engine.step(-1)).toThrow(RangeError);
    expect(() => engine.paint(new Uint8Array(3), { kind: "erase" })).toThrow(RangeError);
    expect(() => engine.paint(block(world, 0, 0, 1), { kind: "seed", species: 1 })).toThrow(RangeError);
    expect(() => engine.write({ ...engine.read(), channels: 3 })).toThrow(RangeError);
    engine.settings.fireRate = 2;
    expect(() => engine.step(1)).toThrow(RangeError);
  });

  test("after dispose it says that it is gone", async () => {
    const engine = await make([lizard], world);
    engine.dispose();
    expect(() => engine.step(1)).toThrow(EngineLost);
  });
});
