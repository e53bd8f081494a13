/** The course of a training: its start, its checkpoints, resuming and rolling back. */
import { describe, expect, test } from "vitest";
import { readOrganism } from "../../engine/organism";
import { distance, drawStart } from "../../training/curriculum";
import type { Scene } from "../../training/curriculum";
import { WOUNDS } from "../../training/damage";
import type { Outcome } from "../../training/kernel";
import { crewSize, hire } from "../../training/labour";
import type { Labour, Work } from "../../training/labour";
import { pack, Pool } from "../../training/pool";
import { drawsOf } from "../../training/random";
import type { Recipe } from "../../training/recipe";
import { recipeObstacle } from "../../training/recipe";
import { taskOf } from "../../training/target";
import { begun, settingOf, Trainer, TrainingFailed } from "../../training/trainer";
import type { Task } from "../../training/trainer";
import { readBytes } from "../files";

const lizard = readOrganism(readBytes("tests/golden/lizard-small.safetensors"));

function recipe(kind: "growing" | "persistent" | "regenerating", more: Partial<Recipe["curriculum"]> = {}): Recipe {
  return {
    curriculum: { kind, pool_size: 8, reseed_every: 2, damage_count: 1, wounds: ["circle", "half-plane"], ...more },
    iterations: 6,
    phases: [{ iterations: 6, steps: [6, 9], learning_rate: 2e-3, final_fraction: 1, shape: "constant" }],
    seed: 3,
    batch_size: 3,
    gradient_normalisation: "per-variable",
    weight_average: 0.9,
    max_rollbacks: 2,
    loss_power: 1,
  };
}

/** A red disc. */
async function task(asked: Recipe, size = 8): Promise<Task> {
  const data = new Uint8Array(4 * size * size);
  for (let cell = 0; cell < size * size; cell++) {
    const [row, column] = [Math.floor(cell / size), cell % size];
    if (Math.hypot(row - 3.5, column - 3.5) < 3.6) data.set([200, 40, 30, 255], 4 * cell);
  }
  return (await taskOf({ height: size, width: size, data }, "disc", lizard, asked)).task;
}

async function trained(made: Task, iterations: number, from = begun(made)): Promise<Trainer> {
  const trainer = new Trainer(made, await hire(settingOf(made), ""), from);
  for (let i = 0; i < iterations; i++) await trainer.iterate();
  return trainer;
}

test("workers leave a processor to the page", () => {
  expect([1, 2, 3, 5, 16].map((processors) => crewSize(4, processors))).toEqual([1, 1, 2, 4, 4]);
});

describe("a training", () => {
  test("learns", async () => {
    const made = await task({ ...recipe("growing"), iterations: 40 });
    const trainer = await trained(made, 1);
    const first = trainer.shown.loss!;
    while (!trainer.isDone) await trainer.iterate();
    expect(trainer.shown.loss).toBeLessThan(first - 0.15);
    const organism = trainer.organism();
    expect(organism.provenance).toMatchObject({ regime: "growing", iterations: 40, seed: 3 });
    expect(organism.layers[0].weight).not.toEqual(lizard.layers[0].weight);
  });

  test("that is gone on with ends as one without a pause, to the bit", async () => {
    const made = await task(recipe("regenerating"));
    const whole = await trained(made, 6);
    const half = structuredClone((await trained(made, 3)).progress());
    const again = await trained(made, 3, half);
    expect(again.progress()).toEqual(whole.progress());
    expect(whole.isDone).toBe(true);
  });

  test("is not changed by a trial", async () => {
    const made = await task(recipe("growing"));
    const trainer = await trained(made, 2);
    const before = trainer.progress();
    expect(await trainer.trial(1)).toMatchObject({ side: null, healed: null });
    expect(trainer.progress()).toEqual(before);
  });

  test("keeps in the pool what has grown, and nothing else", async () => {
    const made = await task(recipe("persistent"));
    const trainer = await trained(made, 1);
    const { slots } = trainer.progress();
    expect(slots.filter((slot) => slot !== null)).toHaveLength(3);
    expect(begun(made, slots).slots).toBe(slots);
    expect(begun(await task(recipe("growing"))).slots).toHaveLength(0);
  });

  test("goes back to a sound state at half the rate, and gives up when that does not help", async () => {
    const made = await task({ ...recipe("regenerating"), iterations: 100 });
    const labour = await hire(settingOf(made), "");
    let breaks = false;
    const unsound: Labour = {
      name: "unsound",
      dispose: () => {},
      async run(work: Work): Promise<readonly Outcome[]> {
        const outcomes = await labour.run(work);
        return breaks ? outcomes.map((outcome) => ({ ...outcome, loss: NaN })) : outcomes;
      },
    };
    const trainer = new Trainer(made, unsound);
    const before = await trainer.iterate();
    breaks = true;
    const event = await trainer.iterate();
    expect(event.rolledBack).toBe("the loss is not finite");
    expect(event.iteration).toBe(0);
    breaks = false;
    expect((await trainer.iterate()).rate).toBe(before.rate / 2);
    breaks = true;
    await trainer.iterate();
    await expect(trainer.iterate()).rejects.toThrow(TrainingFailed);
  });
});

describe("what an episode starts from", () => {
  test("wounds that the page does not know are refused, not left out", () => {
    expect(recipeObstacle(recipe("regenerating"))).toBeNull();
    for (const optimiser of ["snes", { kind: "snes", population: 16 }])
      expect(recipeObstacle({ ...recipe("growing"), optimiser })).toContain("has optimiser snes; this page supports only adam");
    expect(recipeObstacle({ ...recipe("growing"), optimiser: "adam" })).toBeNull();
    const tough = recipe("regenerating", { wounds: ["circle", "hidden-loss", "patch"] });
    expect(recipeObstacle(tough)).toContain("wounds by hidden-loss, patch; this page supports circle, half-plane, square, hidden-noise");
  });

  const side = 9;
  const seed = new Float32Array(side * side * 4);
  seed[4 * 40 + 3] = 1;
  const target = new Float32Array(side * side * 4).fill(0.5);
  const scene: Scene = { height: side, width: side, seed, target, size: 5, aliveThreshold: 0.1 };
  const full = (value: number): Float32Array => new Float32Array(side * side * 4).fill(value);
  const pool = (): Pool => new Pool(seed, 4, [0.1, 0.2, 0.3, 0.4, 0.45, 0.5].map((value) => pack(full(value), 4)));

  test("growing: the seed", () => {
    const { states, slots } = drawStart(recipe("growing"), pool(), scene, 0, drawsOf(0, 0, 0));
    expect(states).toEqual([seed, seed, seed]);
    expect(slots).toEqual([]);
  });

  test("persistent: worst first, which becomes the seed every other time", () => {
    for (const iteration of [0, 1]) {
      const { states, slots, broken } = drawStart(recipe("persistent"), pool(), scene, iteration, drawsOf(0, 7, 0));
      expect(new Set(slots).size).toBe(3);
      const losses = slots.map((slot) => distance(pool().read(slot), target));
      expect(losses).toEqual([...losses].sort((one, other) => other - one));
      expect(states[0]).toEqual(iteration === 0 ? seed : pool().read(slots[0]));
      expect(states[2]).toEqual(pool().read(slots[2]));
      expect(broken).toBe(slots.filter((slot) => slot === 0).length / 3); // of 0.1 nothing lives
    }
  });

  test("regenerating: the best ones are wounded", () => {
    const asked = recipe("regenerating", { damage_count: 2, wounds: ["half-plane"] });
    const { states, slots, woundedCount } = drawStart(asked, pool(), scene, 1, drawsOf(5, 7, 0));
    expect(woundedCount).toBe(2);
    slots.forEach((slot, index) => {
      const same = states[index].filter((value, at) => value === pool().read(slot)[at]).length;
      expect(same === states[index].length).toBe(index === 0);
    });
  });

  test("broken states are counted: empty, not finite, worse than nothing", () => {
    const bad = [full(0), full(NaN), full(3)].map((state) => pack(state, 4));
    const asked = recipe("persistent", { pool_size: 3 });
    expect(drawStart(asked, new Pool(seed, 4, bad), scene, 1, drawsOf(0, 0, 0)).broken).toBe(1);
  });
});

describe("the sample pool", () => {
  test("gives back what was put in, to the bit", () => {
    const state = Float32Array.from({ length: 48 }, (_, i) => (i % 12 < 4 ? 0 : Math.fround(Math.sin(i))));
    state[0] = NaN;
    const pool = new Pool(new Float32Array(48), 4, 2);
    pool.write(1, state);
    expect(pool.read(1)).toEqual(state);
    expect(pool.read(0)).toEqual(new Float32Array(48));
  });

  test("is refreshed by about the share that is asked for", () => {
    const pool = new Pool(new Float32Array(4), 4, 400);
    for (let slot = 0; slot < 400; slot++) pool.write(slot, new Float32Array(4).fill(1));
    pool.refresh(drawsOf(1, 2, 3)("refresh"), 0.5);
    const fresh = pool.slots.filter((slot) => slot === null).length;
    expect(Math.abs(fresh - 200)).toBeLessThan(50);
  });
});

describe("randomness", () => {
  test("is the same for the same seed, iteration, attempt and stream, and another for others", () => {
    const some = (seed: number, iteration: number, attempt: number, name: "draw" | "fire"): string => {
      const stream = drawsOf(seed, iteration, attempt)(name);
      return [stream.bits(), stream.bits(), stream.below(1000)].join();
    };
    const all = [some(1, 2, 3, "draw"), some(2, 2, 3, "draw"), some(1, 3, 3, "draw"), some(1, 2, 4, "draw"), some(1, 2, 3, "fire")];
    expect(new Set(all).size).toBe(5);
    expect(some(1, 2, 3, "draw")).toBe(all[0]);
  });

  test("is uniform, and draws without replacement", () => {
    const stream = drawsOf(0, 0, 0)("draw");
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[stream.below(10)]++;
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
    expect(new Set(stream.different(8, 8)).size).toBe(8);
  });

  test("wounds are of the sizes that training has", () => {
    const world = { height: 36, width: 36 };
    for (const [kind, least, most] of [["circle", 7, 163], ["square", 36, 169], ["half-plane", 1, 1296]] as const) {
      for (let i = 0; i < 50; i++) {
        const state = WOUNDS[kind](drawsOf(0, i, 0)("wound"), new Float32Array(36 * 36 * 2).fill(1), world, 24);
        const cells = Array.from({ length: 36 * 36 }, (_, cell) => state[2 * cell]).filter((value) => value === 0).length;
        expect(cells, kind).toBeGreaterThanOrEqual(least);
        expect(cells, kind).toBeLessThanOrEqual(most);
        expect(state.filter((value) => value === 0)).toHaveLength(2 * cells);
      }
    }
  });

  test("hidden noise is normal, of up to 0.6, and only on hidden channels of living cells", () => {
    const [world, channels] = [{ height: 36, width: 36 }, 12];
    const deviations: number[] = [];
    for (let i = 0; i < 50; i++) {
      const before = new Float32Array(36 * 36 * channels);
      for (let cell = 0; cell < 36 * 36; cell += 2) before.fill(1, cell * channels, (cell + 1) * channels);
      const after = WOUNDS["hidden-noise"](drawsOf(0, i, 0)("wound"), before, world, 24);
      const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
      expect(changed.every((at) => before[at] === 1 && at % channels >= 4)).toBe(true);
      expect(changed.length).toBeGreaterThan(0.999 * (36 * 18 * 8));
      const noise = changed.map((at) => after[at] - 1);
      const [mean, square, fourth] = [1, 2, 4].map((power) => noise.reduce((sum, x) => sum + x ** power, 0) / noise.length);
      expect(Math.abs(mean)).toBeLessThan(0.03);
      expect(Math.abs(fourth / square ** 2 - 3)).toBeLessThan(0.35); // of a normal distribution: 3
      deviations.push(Math.sqrt(square));
    }
    expect(Math.max(...deviations)).toBeLessThan(0.62);
    expect(Math.max(...deviations)).toBeGreaterThan(0.5);
    expect(Math.min(...deviations)).toBeLessThan(0.1);
  });
});
