/** The engine does what the specification does: golden trajectories, and random organisms beside the plain engine. */
import { cut } from "../../engine/geometry";
import { plainEngine } from "../../engine/plain";
import type { Engine, Organism, Snapshot } from "../../engine/types";
import { ALPHA, errorAgainst, targetGrid } from "../../engine/world";
import {
  check, checkEqual, checkNear, checkSame, goldenOrganism, goldenTrajectory, madeOrganism, occupied, pixelsOf,
  randomSnapshot, SETTINGS, TOLERANCE, withEngine,
} from "./support";
import type { ContractCase, Golden, Made, Subject } from "./support";

/** Cells that live at a step: those with a neighbour above the threshold. */
function mayLive(snapshot: Snapshot, torus: boolean): Uint8Array {
  const { height, width, channels, state } = snapshot;
  return Uint8Array.from({ length: height * width }, (_, cell) => {
    const [row, column] = [Math.floor(cell / width), cell % width];
    for (let i = 0; i < 9; i++) {
      const [y, x] = [row + Math.floor(i / 3) - 1, column + (i % 3) - 1];
      const inside = y >= 0 && y < height && x >= 0 && x < width;
      const neighbour = ((y + height) % height) * width + ((x + width) % width);
      if ((inside || torus) && state[neighbour * channels + ALPHA] > Math.fround(0.1)) {
        return 1;
      }
    }
    return 0;
  });
}

/** What the view "fired" shows, where there is a canvas, is the golden fire mask. */
function checkFired(engine: Engine, before: Snapshot, golden: Golden, step: number): void {
  const pixels = pixelsOf(engine, { kind: "fired", background: [1, 1, 1] });
  if (pixels === null) {
    return;
  }
  const lives = mayLive(before, golden.settings.boundary === "torus");
  const shown = golden.fires[step].map((_, cell) => (pixels[4 * cell + 2] < 200 ? 1 : 0));
  checkSame(shown, golden.fires[step].map((fires, cell) => fires & lives[cell]), `cells that fired at step ${step}`);
}

async function checkTrajectory(subject: Subject, name: string, organisms: readonly Organism[]): Promise<void> {
  const golden = await goldenTrajectory(subject, name);
  await withEngine(subject, organisms, golden.world, golden.settings, (engine) => {
    engine.write(golden.start);
    engine.observe = true;
    const last = Math.max(...golden.at);
    for (let step = 0; step < last; step++) {
      const before = engine.read();
      engine.step(1);
      const { state, species, channels } = engine.read();
      const lives = occupied(state, channels);
      check(lives.every((occupies, cell) => occupies <= golden.alive[step][cell]), `step ${step}: a dead cell lives`);
      checkFired(engine, before, golden, step);
      const index = golden.at.indexOf(step + 1);
      if (index < 0) {
        continue;
      }
      const expected = golden.states[index];
      checkSame(lives, occupied(expected, channels), `occupied cells after ${step + 1} steps`);
      checkNear(state, expected, TOLERANCE, `state after ${step + 1} steps`);
      golden.species?.[index].forEach((own, cell) => {
        const living = expected[cell * channels + ALPHA] > 0.1;
        check(!living || species[cell] === own, `after ${step + 1} steps, cell ${cell} is of species ${species[cell]}`);
      });
    }
    checkEqual(engine.stepCount, (golden.start.step + last) % 2 ** 32, "number of steps");
  });
}

async function checkChunks(subject: Subject): Promise<void> {
  const golden = await goldenTrajectory(subject, "trajectory-growing");
  const organisms = [await goldenOrganism(subject, "lizard-small")];
  const ends: Float32Array[] = [];
  for (const chunks of [[64], [1, 2, 3, 58], Array.from({ length: 64 }, () => 1), [0, 64, 0]]) {
    await withEngine(subject, organisms, golden.world, golden.settings, (engine) => {
      engine.write(golden.start);
      chunks.forEach((count) => engine.step(count));
      ends.push(engine.read().state);
    });
  }
  ends.forEach((end) => checkSame(end, ends[0], "state after 64 steps in other chunks"));
  checkNear(ends[0], golden.states[golden.states.length - 1], TOLERANCE, "state after 64 steps at once");
}

/** In error and in survival; what engines in half precision are held to. */
async function checkLife(subject: Subject): Promise<void> {
  const organism = await goldenOrganism(subject, "lizard-small");
  const target = await targetGrid(organism);
  await withEngine(subject, [organism], organism, { seed: 99 }, (engine) => {
    const { height, width, channels } = organism;
    const state = new Float32Array(height * width * channels);
    const middle = (height / 2) * width + width / 2;
    state.fill(1, middle * channels + ALPHA, (middle + 1) * channels);
    engine.write({ height, width, channels, state, species: new Uint8Array(height * width), step: 0 });
    const bound = subject.precision === "single" ? 1e-4 : 3e-3;
    engine.step(200);
    check(errorAgainst(engine.read(), target!) < bound, "the lizard has not grown to its target");
    engine.paint(cut(organism, "left"), { kind: "erase" });
    const wounded = errorAgainst(engine.read(), target!);
    check(wounded > 0.01, "the lizard has not been wounded");
    engine.step(200);
    check(errorAgainst(engine.read(), target!) < 3 * bound, "the lizard has not healed");
  });
}

const ODDITIES: readonly (readonly [name: string, made: Made, height: number, width: number])[] = [
  ["the article's filters", {}, 9, 11],
  ["a world of one tile and a bit", { channels: 12 }, 5, 67],
  ["16 channels, 32 hidden", { channels: 16, hidden: [32], gain: 0.4 }, 20, 13],
  ["other filters", { filters: ["laplacian", "mean", "identity", "sobel_y"], gain: 0.4 }, 11, 9],
  ["one filter", { filters: ["mean"] }, 8, 8],
  ["no living mask", { life: { kind: "all" }, gain: 0.05 }, 8, 10],
  ["angle and step size", { physics: { angle: 1.1, stepSize: -0.6 } }, 9, 9],
  ["the smallest world", {}, 3, 3],
];

/** Three steps only: rounding tips cells of such rules sooner or later. */
async function checkBesidePlain(subject: Subject, made: Made, height: number, width: number): Promise<void> {
  const world = { height, width };
  for (const boundary of ["zero", "torus"] as const) {
    for (const speciesCount of [1, 2]) {
      const organisms = [11, 12].slice(0, speciesCount).map((seed) => madeOrganism(seed, made));
      const obstacle = subject.factory.obstacle(organisms, world);
      if (obstacle !== null) {
        throw new Error(`it does not serve ${JSON.stringify(made)}: ${obstacle}`);
      }
      const start = randomSnapshot(5, world, organisms[0].channels, speciesCount);
      const settings = { ...SETTINGS, boundary, angle: 0.3, seed: 7, noise: 0.01 };
      const plain = await plainEngine.create(organisms, world, settings);
      await withEngine(subject, organisms, world, settings, (engine) => {
        [plain, engine].forEach((one) => one.write(start));
        for (let step = 1; step <= 3; step++) {
          [plain, engine].forEach((one) => one.step(1));
          const where = `state on a ${boundary} with ${speciesCount} species after ${step} steps`;
          checkNear(engine.read().state, plain.read().state, TOLERANCE, where);
        }
      });
    }
  }
}

export function parityCases(subject: Subject): ContractCase[] {
  const life = { name: "an organism grows, and heals when it is cut", run: () => checkLife(subject) };
  if (subject.precision === "half") {
    return [life];
  }
  const one = ["trajectory-growing", "trajectory-healing", "trajectory-turned-torus"].map((name) => ({
    name: `golden ${name}`,
    run: async () => checkTrajectory(subject, name, [await goldenOrganism(subject, "lizard-small")]),
  }));
  const two = ["web-species", "web-species-noise"].map((name) => ({
    name: `golden ${name}, two species`,
    run: async () => {
      const organisms = ["lizard-small", "lizard-mirrored"].map((file) => goldenOrganism(subject, file));
      await checkTrajectory(subject, name, await Promise.all(organisms));
    },
  }));
  const odd = ODDITIES.map(([name, made, height, width]) => ({
    name: `beside the plain engine: ${name}`,
    run: () => checkBesidePlain(subject, made, height, width),
  }));
  return [life, ...one, ...two, { name: "steps in any chunks", run: () => checkChunks(subject) }, ...odd];
}
