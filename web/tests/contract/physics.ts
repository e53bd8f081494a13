/** Fire rates, noise, edges, empty and broken worlds, and species that share one. */
import { channelSeed, fires, fireThreshold, noiseValue } from "../../engine/random";
import type { Organism, Snapshot } from "../../engine/types";
import { ALPHA, emptySnapshot, largestMagnitude } from "../../engine/world";
import {
  check, checkNear, checkSame, madeOrganism, occupied, randomSnapshot, steadyOrganism, TOLERANCE, withEngine,
} from "./support";
import type { ContractCase, Subject } from "./support";

const WORLD = { height: 9, width: 12 };
const CHANNELS = 8;

/** A block of 2 x 2 living cells that never change by themselves. */
function block(row: number, column: number, channels = CHANNELS): Snapshot {
  const snapshot = emptySnapshot(WORLD, channels);
  for (const [y, x] of [[row, column], [row, column + 1], [row + 1, column], [row + 1, column + 1]]) {
    snapshot.state[(y * WORLD.width + x) * channels + ALPHA] = 0.5;
  }
  return snapshot;
}

/** Whether a cell is in the 4 x 4 cells around `block(row, column)`. */
function isNear(cell: number, row: number, column: number): boolean {
  const [y, x] = [Math.floor(cell / WORLD.width), cell % WORLD.width];
  return y >= row - 1 && y <= row + 2 && x >= column - 1 && x <= column + 2;
}

async function checkRates(subject: Subject): Promise<void> {
  const organism = steadyOrganism(CHANNELS, [0, 0, 0, 0, 0, 0.25]);
  const start = block(3, 4);
  await withEngine(subject, [organism], WORLD, {}, (engine) => {
    for (const fireRate of [0, 1, 0.3, 0.5]) {
      engine.settings = { ...engine.settings, fireRate, seed: 17 };
      engine.write({ ...start, step: 40 });
      engine.step(1);
      const { state } = engine.read();
      const threshold = fireThreshold(fireRate);
      for (let cell = 0; cell < WORLD.height * WORLD.width; cell++) {
        const [row, column] = [Math.floor(cell / WORLD.width), cell % WORLD.width];
        const fired = isNear(cell, 3, 4) && fires(column, row, 40, 17, threshold);
        const found = state[cell * CHANNELS + 5];
        check(found === (fired ? 0.25 : 0), `at rate ${fireRate}, cell ${row}, ${column} became ${found}`);
      }
    }
  });
}

async function checkSettingsAreReadAnew(subject: Subject): Promise<void> {
  const organism = steadyOrganism(CHANNELS, [0, 0, 0, 0, 0, 0.25]);
  await withEngine(subject, [organism], WORLD, { fireRate: 0 }, (engine) => {
    engine.write(block(3, 4));
    engine.step(2);
    checkSame(engine.read().state, block(3, 4).state, "state at rate 0");
    engine.settings.fireRate = 1;
    engine.step(1);
    check(engine.read().state[(3 * WORLD.width + 4) * CHANNELS + 5] === 0.25, "a changed fire rate was not read");
    // At the corner, the opposite corner is near on a torus only.
    engine.settings = { ...engine.settings, boundary: "torus" };
    engine.write(block(0, 0));
    engine.step(1);
    const last = (WORLD.height * WORLD.width - 1) * CHANNELS + 5;
    check(engine.read().state[last] === 0.25, "a torus does not wrap");
    engine.settings.boundary = "zero";
    engine.write(block(0, 0));
    engine.step(1);
    check(engine.read().state[last] === 0, "a world with zero boundary wraps");
  });
}

async function checkNoise(subject: Subject): Promise<void> {
  const start = block(2, 5);
  const [amplitude, seed, step] = [0.03125, 0xfffffff0, 7];
  await withEngine(subject, [steadyOrganism(CHANNELS)], WORLD, { noise: amplitude, seed }, (engine) => {
    engine.write({ ...start, step });
    engine.step(1);
    const expected = start.state.map((value, i) => {
      const [cell, channel] = [Math.floor(i / CHANNELS), i % CHANNELS];
      const [row, column] = [Math.floor(cell / WORLD.width), cell % WORLD.width];
      return isNear(cell, 2, 5) ? value + amplitude * noiseValue(column, row, channel, step, seed) : 0;
    });
    checkNear(engine.read().state, expected, subject.precision === "single" ? 1e-6 : 2e-3, "state with noise");
  });
}

async function checkEmpty(subject: Subject): Promise<void> {
  await withEngine(subject, [madeOrganism(3)], WORLD, {}, (engine) => {
    engine.step(5);
    checkSame(engine.read().state, emptySnapshot(WORLD, CHANNELS).state, "empty world");
    // Cells without a living neighbour are cleared, whatever they hold.
    const faint = emptySnapshot(WORLD, CHANNELS);
    faint.state.fill(0.05);
    engine.write(faint);
    engine.step(1);
    checkSame(engine.read().state, emptySnapshot(WORLD, CHANNELS).state, "world of faint cells");
  });
}

/** NaN is not alive; a cell with NaN is cleared when its neighbours are empty, and does not affect distant cells. */
async function checkBroken(subject: Subject): Promise<void> {
  await withEngine(subject, [steadyOrganism(CHANNELS)], WORLD, {}, (engine) => {
    const broken = block(1, 1);
    const at = (7 * WORLD.width + 9) * CHANNELS;
    broken.state.fill(NaN, at, at + CHANNELS);
    engine.write(broken);
    engine.step(3);
    checkSame(engine.read().state, block(1, 1).state, "state after a cell of NaN");
    const huge = block(4, 4);
    huge.state[(4 * WORLD.width + 4) * CHANNELS + 6] = 3e38;
    huge.state[(4 * WORLD.width + 4) * CHANNELS + 7] = Infinity;
    engine.write(huge);
    engine.step(2);
    check(!(largestMagnitude(engine.read().state) < 1e30), "an infinite value has been lost");
  });
}

/** An organism does the same as first species or as second, and whatever is stored in cells that do not live. */
async function checkNobodyIsFirst(subject: Subject): Promise<void> {
  const world = { height: 9, width: 11 };
  const [first, second] = [madeOrganism(21), madeOrganism(22)];
  for (let seed = 0; seed < 20; seed++) {
    const start = randomSnapshot(seed, world, CHANNELS, 2);
    const ends: Float32Array[] = [];
    for (const place of [0, 1]) {
      const organisms = place === 0 ? [second] : [first, second];
      const species = start.species.map((stored, cell) => {
        return place === 0 || start.state[cell * CHANNELS + ALPHA] > 0.1 ? place : stored;
      });
      await withEngine(subject, organisms, world, { seed }, (engine) => {
        engine.write({ ...start, species });
        engine.step(6);
        ends.push(engine.read().state);
      });
    }
    checkNear(ends[1], ends[0], TOLERANCE, `state of the second species (start ${seed})`);
  }
}

async function checkNeighbours(subject: Subject): Promise<void> {
  const [red, blue] = [steadyOrganism(CHANNELS, [0.5]), steadyOrganism(CHANNELS, [0, 0, 0.5])];
  await withEngine(subject, [red, blue], WORLD, { fireRate: 1 }, (engine) => {
    const start = emptySnapshot(WORLD, CHANNELS);
    const place = (row: number, column: number, alpha: number, species: number): void => {
      start.state[(row * WORLD.width + column) * CHANNELS + ALPHA] = alpha;
      start.species[row * WORLD.width + column] = species;
    };
    place(2, 2, 0.5, 0);
    place(2, 4, 0.75, 1);
    place(6, 2, 0.75, 1);
    place(6, 4, 0.75, 0);
    engine.write(start);
    engine.step(1);
    const { state, species } = engine.read();
    const who = (row: number, column: number): number => {
      const at = (row * WORLD.width + column) * CHANNELS;
      return state[at] === 0.5 && state[at + 2] === 0 ? 0 : state[at] === 0 && state[at + 2] === 0.5 ? 1 : -1;
    };
    const expected = [
      [2, 2, 0], [2, 1, 0], [2, 3, 1], [1, 3, 1], [2, 4, 1],
      [6, 2, 1], [6, 4, 0], [6, 3, 1], [5, 5, 0],
    ];
    for (const [row, column, owner] of expected) {
      check(who(row, column) === owner, `cell ${row}, ${column} follows ${who(row, column)}; expected ${owner}`);
    }
    check(species[2 * WORLD.width + 4] === 1, "a living cell of the second species has changed it");
    check(species[6 * WORLD.width + 4] === 0, "a living cell of the first species has changed it");
    const lives = occupied(state, CHANNELS).filter((one) => one > 0);
    checkSame(lives, new Uint8Array(30).fill(1), "cells that live");
  });
}

/** Its alpha rises by channel 5 and falls by channel 6, where those are positive. */
function switchable(): Organism {
  const made = madeOrganism(1, { channels: CHANNELS });
  const [first, last] = made.layers.map(({ inputs, outputs }) => {
    return { inputs, outputs, weight: new Float32Array(inputs * outputs), bias: new Float32Array(outputs) };
  });
  first.weight[5 * first.outputs] = 1;
  first.weight[6 * first.outputs + 1] = 1;
  last.weight.set([1], ALPHA);
  last.weight.set([-1], CHANNELS + ALPHA);
  return { ...made, name: "switchable", layers: [first, last] };
}

/**
 * A faint cell whose living neighbour dies stays alive by a cell at its other side that fires beyond `pre`; that one
 * follows the species of the faint cell's neighbour, whatever is stored in both.
 */
async function checkBeyond(subject: Subject): Promise<void> {
  for (const [mine, count] of [[0, 1], [0, 2], [1, 2]]) {
    const organisms = [steadyOrganism(CHANNELS), steadyOrganism(CHANNELS)].slice(0, count);
    organisms[mine] = switchable();
    await withEngine(subject, organisms, WORLD, { fireRate: 1 }, (engine) => {
      const start = emptySnapshot(WORLD, CHANNELS);
      start.species.fill(count - 1 - mine);
      const at = (column: number): number => (4 * WORLD.width + column) * CHANNELS;
      start.state[at(4) + ALPHA] = 0.5;
      start.state[at(4) + 6] = 1; // it dies
      start.species[4 * WORLD.width + 4] = mine;
      start.state[at(5) + ALPHA] = 0.0625;
      start.state[at(6) + 5] = 1; // it rises
      engine.write(start);
      engine.step(1);
      const { state } = engine.read();
      const what = `species ${mine} of ${count}`;
      check(state[at(5) + ALPHA] === 0.0625, `${what}: the faint cell has ${state[at(5) + ALPHA]}; expected 0.0625`);
      const lives = occupied(state, CHANNELS);
      check(lives.filter((one) => one > 0).length === 1, `${what}: other cells have stayed`);
      engine.step(1);
      checkSame(engine.read().state, emptySnapshot(WORLD, CHANNELS).state, `state of ${what} a step later`);
    });
  }
}

/** The same where channels fire each for itself: of the cell beyond, only its alpha counts. */
async function checkBeyondByChannel(subject: Subject): Promise<void> {
  const made = switchable();
  const organism = { ...made, physics: { ...made.physics, firePer: "channel" } } as const;
  if (subject.factory.obstacle([organism], WORLD) !== null) return;
  const threshold = fireThreshold(0.5);
  const seen = new Set<string>();
  for (let seed = 0; seed < 24; seed++) {
    await withEngine(subject, [organism], WORLD, { fireRate: 0.5, seed }, (engine) => {
      const start = emptySnapshot(WORLD, CHANNELS);
      const at = (column: number): number => (4 * WORLD.width + column) * CHANNELS;
      start.state.set([0.5, 0, 0, 1], at(4) + ALPHA); // it dies if its alpha fires
      start.state[at(5) + ALPHA] = 0.0625;
      start.state[at(6) + 5] = 1; // it rises if its alpha fires
      engine.write(start);
      engine.step(1);
      const [dies, rises] = [4, 6].map((column) => fires(column, 4, 0, channelSeed(seed, ALPHA), threshold));
      seen.add(`${dies} ${rises}`);
      const found = engine.read().state[at(5) + ALPHA];
      const expected = !dies || rises ? 0.0625 : 0;
      check(found === expected, `seed ${seed}: the faint cell has ${found}; expected ${expected}`);
    });
  }
  check(seen.size === 4, "not every case has come up");
}

export function physicsCases(subject: Subject): ContractCase[] {
  const cases: ContractCase[] = [
    { name: "fire rates 0, 1 and between", run: () => checkRates(subject) },
    { name: "settings are read anew at each step", run: () => checkSettingsAreReadAnew(subject) },
    { name: "noise falls on survivors, as the hash says", run: () => checkNoise(subject) },
    { name: "an empty world stays empty, faint cells go", run: () => checkEmpty(subject) },
    { name: "a cell beyond the living ones can keep its neighbour", run: () => checkBeyond(subject) },
    { name: "of a cell beyond only the alpha counts", run: () => checkBeyondByChannel(subject) },
    { name: "empty cells follow their strongest neighbour", run: () => checkNeighbours(subject) },
  ];
  return subject.precision === "half"
    ? cases
    : [
        ...cases,
        { name: "NaN is not alive, and nothing throws", run: () => checkBroken(subject) },
        { name: "an organism does the same as any species", run: () => checkNobodyIsFirst(subject) },
      ];
}
