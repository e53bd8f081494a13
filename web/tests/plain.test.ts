/** The plain engine keeps the contract of all engines, and supports what the fast ones do not. */
import { describe, expect, it } from "vitest";
import { readOrganism } from "../engine/organism";
import { PlainEngine, plainEngine } from "../engine/plain";
import type { Organism, World } from "../engine/types";
import { emptySnapshot } from "../engine/world";
import { checkNear, madeOrganism, randomSnapshot, SETTINGS } from "./contract/support";
import { engineContract } from "./engine_contract";
import { readBytes } from "./files";
import { parseNpz } from "./npz";

describe("the plain engine keeps the contract:", () => {
  const cases = engineContract(plainEngine, async (name) => readBytes(`tests/golden/${name}`));
  it.each(cases.map(({ name, run }) => [name, run] as const))("%s", async (_, run) => run(), 60_000);
});

describe("learned filters, several hidden layers and worlds without a living mask", async () => {
  const organism = readOrganism(readBytes("tests/golden/organism-v1.safetensors"));
  const golden = await parseNpz(readBytes("tests/golden/web-organism-v1.npz"));
  const [height, width, channels] = golden.get("start")!.shape;
  const world = { height, width };
  const number = (key: string): number => Number(golden.get(key)!.values[0]);
  const ways: readonly (readonly [name: string, boundary: "zero" | "torus", livingMask: boolean])[] = [
    ["zero", "zero", true],
    ["torus", "torus", true],
    ["unmasked", "zero", false],
  ];

  it.each(ways)("are as the judge has them: %s", async (name, boundary, livingMask) => {
    const asked = { fireRate: number("fire_rate"), angle: number("angle"), seed: number("seed") };
    const settings = { ...SETTINGS, boundary, ...asked };
    const state = golden.get("start")!.values as Float32Array;
    const expected = golden.get(name)!.values as Float32Array;
    const life = { ...organism.life, kind: livingMask ? "neighbourhood" : "all" } as const;
    const mirror = { ...organism, life };
    const turned = { ...mirror, physics: { ...mirror.physics, angle: 1 } };
    // As first and only species, and as second.
    for (const organisms of [[mirror], [turned, mirror]]) {
      const engine = await plainEngine.create(organisms, world, settings);
      const species = new Uint8Array(height * width).fill(organisms.length - 1);
      engine.write({ ...emptySnapshot(world, channels), state, species });
      for (let step = 0; step < 3; step++) {
        engine.step(1);
        const part = expected.subarray(step * state.length, (step + 1) * state.length);
        checkNear(engine.read().state, part, 1e-5, `step ${step + 1}`);
      }
    }
  });
});

describe("what the views show", () => {
  const world: World = { height: 12, width: 15 };
  const background = [1, 1, 1] as const;
  const made = async (organisms: readonly Organism[]): Promise<PlainEngine> =>
    new PlainEngine(organisms, world, { ...SETTINGS, noise: 0.01 });

  it("is nothing unless it is observed", async () => {
    const engine = await made([madeOrganism(4)]);
    engine.write(randomSnapshot(4, world, 8));
    engine.step(2);
    for (const kind of ["update", "fired", "alpha"] as const) {
      expect(engine.look({ kind, background })).toMatchObject({ update: null, fired: null });
    }
  });

  it("is the mean change and the cells that fired at the last step", async () => {
    const engine = await made([madeOrganism(4)]);
    engine.observe = true;
    engine.write(randomSnapshot(4, world, 8));
    engine.step(4);
    const before = engine.read().state;
    engine.step(1);
    const after = engine.read().state;
    const { update } = engine.look({ kind: "update", background });
    const { fired } = engine.look({ kind: "fired", background });
    let changed = 0;
    update!.forEach((value, cell) => {
      const change = Array.from({ length: 8 }, (_, c) => Math.abs(after[cell * 8 + c] - before[cell * 8 + c]));
      expect(value).toBeCloseTo(change.reduce((sum, one) => sum + one, 0) / 8, 5);
      changed += value > 0 ? 1 : 0;
    });
    expect(changed).toBeGreaterThan(10);
    expect(fired!.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(5);
    engine.observe = false;
    expect(engine.look({ kind: "fired", background }).fired).toBeNull();
  });
});

it("refuses to load what cannot live together, and keeps what it has", async () => {
  const engine = await plainEngine.create([madeOrganism(1)], { height: 9, width: 9 }, SETTINGS);
  const unlike = [madeOrganism(1), madeOrganism(2, { channels: 12 })];
  expect(() => engine.load(unlike)).toThrow(/different numbers of channels/);
  expect(engine.organisms[0].name).toBe("made 1");
  engine.dispose();
});

it("says that there is no canvas, where there is none", async () => {
  const engine = await plainEngine.create([madeOrganism(1)], { height: 9, width: 9 }, SETTINGS);
  expect(() => engine.draw({ kind: "alpha", background: [1, 1, 1] })).toThrow(/no canvas/);
});
