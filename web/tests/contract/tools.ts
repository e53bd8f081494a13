/** Painting, reading and writing, loading, drawing, and arguments that are wrong. */
import { cut } from "../../engine/geometry";
import type { Engine, Organism, Region, Snapshot, Stroke, View } from "../../engine/types";
import { ALPHA, emptySnapshot } from "../../engine/world";
import {
  check, checkEqual, checkNear, checkRejects, checkSame, checkThrows, madeOrganism, pixelsOf, randomSnapshot, SETTINGS,
  steadyOrganism, withEngine,
} from "./support";
import type { ContractCase, Subject } from "./support";

const WORLD = { height: 10, width: 14 };
const CHANNELS = 8;
const STROKES: readonly Stroke[] = [
  { kind: "erase" },
  { kind: "seed", species: 1 },
  { kind: "colour", colour: [0.25, 0.5, 1], species: 1 },
  { kind: "species", species: 1 },
];

/** What a stroke does, written out. */
function painted(start: Snapshot, region: Region, stroke: Stroke): Snapshot {
  const [state, species] = [start.state.slice(), start.species.slice()];
  region.forEach((inside, cell) => {
    const at = cell * start.channels;
    const lives = start.state[at + ALPHA] > Math.fround(0.1);
    if (!inside) {
      return;
    }
    for (let channel = 0; channel < start.channels; channel++) {
      if (stroke.kind === "erase") {
        state[at + channel] = 0;
      } else if (stroke.kind === "seed") {
        state[at + channel] = channel < ALPHA ? 0 : 1;
      } else if (stroke.kind === "colour" && channel <= ALPHA) {
        state[at + channel] = channel < ALPHA ? stroke.colour[channel] : 1;
      }
    }
    if (stroke.kind === "seed" || (stroke.kind === "colour" && !lives) || (stroke.kind === "species" && lives)) {
      species[cell] = stroke.species;
    }
  });
  return { ...start, state, species };
}

/** The same state and, in living cells, the same species. */
function checkWorld(engine: Engine, expected: Snapshot, subject: Subject, what: string): void {
  const { state, species, step, height, width, channels } = engine.read();
  checkNear(state, expected.state, subject.precision === "single" ? 0 : 1e-3, `state of ${what}`);
  check(height === expected.height && width === expected.width, `the size of ${what} differs`);
  checkEqual(channels, expected.channels, `number of channels of ${what}`);
  checkEqual(step, expected.step, `step of ${what}`);
  for (let cell = 0; cell < species.length; cell++) {
    const lives = expected.state[cell * channels + ALPHA] > 0.1;
    check(!lives || species[cell] === expected.species[cell], `species of cell ${cell} of ${what}: ${species[cell]}`);
  }
}

async function checkStrokes(subject: Subject): Promise<void> {
  const start = { ...randomSnapshot(3, WORLD, CHANNELS, 2), step: 5 };
  const region = cut(WORLD, "left").map((inside, cell) => (inside !== 0 && cell % 3 > 0 ? 1 : 0));
  await withEngine(subject, [madeOrganism(1), madeOrganism(2)], WORLD, {}, (engine) => {
    for (const stroke of STROKES) {
      engine.write(start);
      engine.paint(region, stroke);
      checkWorld(engine, painted(start, region, stroke), subject, stroke.kind);
    }
    // One after another, and over what a step has left.
    engine.write(start);
    engine.step(2);
    let expected = engine.read();
    for (const stroke of [...STROKES, STROKES[1]]) {
      engine.paint(region, stroke);
      expected = painted(expected, region, stroke);
    }
    checkWorld(engine, expected, subject, "all strokes");
    engine.paint(new Uint8Array(region.length), STROKES[0]);
    checkWorld(engine, expected, subject, "an empty region");
  });
}

/** What is painted lives on: the engine has not forgotten it when it steps. */
async function checkPaintedLives(subject: Subject): Promise<void> {
  await withEngine(subject, [steadyOrganism(CHANNELS)], WORLD, {}, (engine) => {
    engine.step(3);
    const corner = new Uint8Array(WORLD.height * WORLD.width);
    corner[0] = 1;
    corner[corner.length - 1] = 1;
    engine.paint(corner, { kind: "seed", species: 0 });
    engine.step(4);
    const { state } = engine.read();
    check(state[ALPHA] === 1 && state[state.length - CHANNELS + ALPHA] === 1, "seeds in the corners have died");
    engine.paint(corner, { kind: "erase" });
    engine.step(1);
    checkSame(engine.read().state, emptySnapshot(WORLD, CHANNELS).state, "world after erasing all");
  });
}

async function checkRoundTrip(subject: Subject): Promise<void> {
  await withEngine(subject, [madeOrganism(1), madeOrganism(2)], WORLD, {}, (engine) => {
    checkWorld(engine, emptySnapshot(WORLD, CHANNELS), subject, "a new world");
    const start = { ...randomSnapshot(8, WORLD, CHANNELS, 2), step: 12 };
    engine.write(start);
    checkWorld(engine, start, subject, "what was written");
    engine.step(3);
    checkEqual(engine.stepCount, 15, "number of steps");
    const copy = engine.read();
    const kept = copy.state.slice();
    engine.step(4);
    checkSame(copy.state, kept, "a copy that was read before");
    const later = engine.read().state;
    engine.write(copy);
    engine.step(4);
    checkSame(engine.read().state, later, "state after going back");
    engine.write({ ...start, step: 0xffffffff });
    engine.step(1);
    checkEqual(engine.stepCount, 0, "number of steps after 2^32");
  });
}

async function checkLoad(subject: Subject): Promise<void> {
  const start = randomSnapshot(4, WORLD, CHANNELS, 2);
  await withEngine(subject, [madeOrganism(1), madeOrganism(2)], WORLD, {}, (engine) => {
    engine.write(start);
    const others: Organism[] = [madeOrganism(5, { hidden: [32] }), madeOrganism(6, { hidden: [32] })];
    engine.load(others);
    check(engine.organisms.length === 2 && engine.organisms[0].name === "made 5", "organisms were not taken");
    checkWorld(engine, start, subject, "the world with other organisms");
    engine.step(1);
    engine.load([madeOrganism(7)]);
    engine.step(1);
    check(engine.read().species.every((species) => species === 0), "a species that is no more is still there");
    engine.load([madeOrganism(8, { channels: 12 })]);
    checkSame(engine.read().state, emptySnapshot(WORLD, 12).state, "world of other channels");
    engine.step(1);
    checkThrows(() => engine.write(start), "a snapshot of fewer channels");
  });
}

async function checkBadArguments(subject: Subject): Promise<void> {
  const organism = madeOrganism(1);
  await withEngine(subject, [organism], WORLD, {}, (engine) => {
    const start = randomSnapshot(2, WORLD, CHANNELS);
    engine.write(start);
    const whole = new Uint8Array(WORLD.height * WORLD.width).fill(1);
    for (const count of [-1, 0.5, NaN, Infinity]) {
      checkThrows(() => engine.step(count), `${count} steps`);
    }
    checkThrows(() => engine.paint(whole.subarray(1), { kind: "erase" }), "a region of another size");
    for (const species of [-1, 1, 0.5]) {
      checkThrows(() => engine.paint(whole, { kind: "seed", species }), `a seed of species ${species}`);
      checkThrows(() => engine.paint(whole, { kind: "species", species }), `species ${species}`);
    }
    checkThrows(() => engine.write({ ...start, height: 9 }), "a snapshot of another height");
    checkThrows(() => engine.write({ ...start, state: start.state.subarray(1) }), "a snapshot with too few values");
    for (const wrong of [{ fireRate: 1.5 }, { fireRate: NaN }, { noise: -1 }, { angle: Infinity }]) {
      engine.settings = { ...SETTINGS, ...wrong };
      checkThrows(() => engine.step(1), JSON.stringify(wrong));
    }
    engine.settings = { ...SETTINGS };
    checkWorld(engine, start, subject, "a world after wrong arguments");
  });
}

async function checkObstacles(subject: Subject): Promise<void> {
  const organism = madeOrganism(1);
  const pairs: (readonly [what: string, organisms: Organism[], height: number])[] = [
    ["no organism", [], 10],
    ["different channels", [organism, madeOrganism(2, { channels: 12 })], 10],
    ["different hidden widths", [organism, madeOrganism(2, { hidden: [32] })], 10],
    ["different filters", [organism, madeOrganism(2, { filters: ["mean", "identity", "sobel_x"] })], 10],
    ["a world of two rows", [organism], 2],
    ["a world of half a row", [organism], 7.5],
  ];
  checkEqual(subject.factory.obstacle([organism, madeOrganism(2)], WORLD), null, "obstacle of two equal organisms");
  for (const [what, organisms, height] of pairs) {
    const world = { ...WORLD, height };
    check((subject.factory.obstacle(organisms, world) ?? "").length > 10, `${what}: no obstacle`);
    await checkRejects(() => subject.factory.create(organisms, world, SETTINGS), what);
  }
}

async function checkViews(subject: Subject): Promise<void> {
  const background = [0.5, 0.75, 1] as const;
  const views: View[] = [
    { kind: "colour", background },
    { kind: "alpha", background },
    { kind: "channel", channel: 6, background },
    { kind: "channel", channel: 6, blocks: 4, background },
    { kind: "update", background },
    { kind: "fired", background },
  ];
  await withEngine(subject, [madeOrganism(1)], WORLD, {}, (engine) => {
    engine.observe = true;
    const start = emptySnapshot(WORLD, CHANNELS);
    start.state.set([0.25, 0.5, 0.125, 0.5], (3 * WORLD.width + 5) * CHANNELS);
    engine.write(start);
    for (const view of views) {
      const pixels = pixelsOf(engine, view);
      if (pixels === null) {
        return;
      }
      checkEqual(pixels.length, 4 * WORLD.height * WORLD.width, `number of bytes of ${view.kind}`);
      const around = [...pixels.subarray(0, 4)];
      const fades = Math.abs(around[0] - 128) <= 1 && Math.abs(around[1] - 191) <= 1 && around[2] === 255;
      check(fades, `${view.kind}: background ${around.join()}`);
      check(pixels.every((value, i) => i % 4 !== 3 || value === 255), `${view.kind} is not opaque`);
      if (view.kind === "colour") {
        const found = pixels.subarray(4 * (3 * WORLD.width + 5));
        const expected = [0.5 * 0.5 + 0.25, 0.5 * 0.75 + 0.5, 0.5 + 0.125].map((value) => 255 * value);
        check(expected.every((value, i) => Math.abs(found[i] - value) <= 1.5), `colour ${found.subarray(0, 3).join()}`);
      }
    }
  });
}

export function toolCases(subject: Subject): ContractCase[] {
  return [
    { name: "strokes do what they say", run: () => checkStrokes(subject) },
    { name: "what is painted lives, what is erased goes", run: () => checkPaintedLives(subject) },
    { name: "a world is read and written, and goes on the same", run: () => checkRoundTrip(subject) },
    { name: "other organisms are loaded", run: () => checkLoad(subject) },
    { name: "wrong arguments are refused and change nothing", run: () => checkBadArguments(subject) },
    { name: "what cannot be served is said", run: () => checkObstacles(subject) },
    { name: "views are opaque and fade to the background", run: () => checkViews(subject) },
  ];
}
