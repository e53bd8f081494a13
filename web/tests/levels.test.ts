/** Two levels of cells: the plain engine beside Python's specification (tests/web_levels.py), and what readers refuse. */
import { describe, expect, it } from "vitest";
import { cut, seedRegion } from "../engine/geometry";
import { OrganismError, parseOrganism } from "../engine/organism";
import { writeOrganism } from "../engine/organism_writing";
import { plainEngine } from "../engine/plain";
import { FACTORIES } from "../engine/select";
import type { Organism, Snapshot } from "../engine/types";
import { blockMeans, viewPixels } from "../engine/view";
import { emptySnapshot, errorAgainst, settingsOf, targetGrid } from "../engine/world";
import { trainingObstacle } from "../training/serving";
import { checkNear, SETTINGS } from "./contract/support";
import { joinSafetensors, readBytes, splitSafetensors } from "./files";
import { parseNpz } from "./npz";

const golden = await parseNpz(readBytes("tests/golden/web-levels.npz"));
const names = [...golden.keys()].filter((key) => key.endsWith(".start")).map((key) => key.replace(".start", ""));
const numbers = (key: string): number[] => [...(golden.get(key)!.values as Float64Array)];
const [seed, first] = [numbers("seed")[0]!, numbers("first")[0]!];
const fileOf = (name: string): Uint8Array => golden.get(`${name}.organism`)!.values as Uint8Array;
const organismOf = (name: string): Organism => parseOrganism(fileOf(name), name);
const lizard = parseOrganism(readBytes("examples/hierarchy/lizard.safetensors"), "lizard");

function startOf(name: string): Snapshot {
  const { shape, values } = golden.get(`${name}.start`)!;
  const [height, width, channels] = shape as [number, number, number];
  const species = new Uint8Array(height * width);
  return { height, width, channels, state: values as Float32Array, species, step: first };
}

function seeded(organism: Organism): Snapshot {
  const { height, width, channels } = organism;
  const empty = emptySnapshot(organism, channels);
  seedRegion(organism, organism, { row: height >> 1, column: width >> 1 }).forEach((inside, cell) => {
    if (inside !== 0) empty.state.fill(1, cell * channels + 3, (cell + 1) * channels);
  });
  return empty;
}

describe("the plain engine takes the steps of Python", () => {
  it.each(names)("%s", async (name) => {
    const organism = organismOf(name);
    const start = startOf(name);
    const states = golden.get(`${name}.states`)!.values as Float32Array;
    const size = start.state.length;
    // Alone, and as the second of two species of which the first has no cell.
    for (const organisms of [[organism], [{ ...organism, name: "other" }, organism]]) {
      const engine = await plainEngine.create(organisms, start, settingsOf(organism, seed));
      engine.write({ ...start, species: start.species.slice().fill(organisms.length - 1) });
      for (const [index, at] of numbers("at").entries()) {
        engine.step(first + at - engine.stepCount);
        checkNear(engine.read().state, states.subarray(index * size, (index + 1) * size), 1e-4, `step ${at}`);
      }
    }
  });

  it("the shipped lizard, from its seed", async () => {
    const engine = await plainEngine.create([lizard], lizard, settingsOf(lizard, numbers("shipped.seed")[0]));
    engine.write(seeded(lizard));
    const states = golden.get("shipped.states")!.values as Float32Array;
    for (const [index, at] of numbers("shipped.at").entries()) {
      engine.step(at - engine.stepCount);
      const { state } = engine.read();
      checkNear(state, states.subarray(index * state.length, (index + 1) * state.length), 1e-4, `step ${at}`);
    }
  });
});

it("grows the lizard in a larger world, which heals after its left half is removed", async () => {
  const world = { height: 72, width: 96 };
  const target = (await targetGrid(lizard))!;
  const engine = await plainEngine.create([lizard], world, settingsOf(lizard, 1));
  const place = { row: 36, column: 48 };
  engine.paint(seedRegion(lizard, world, place), { kind: "seed", species: 0 });
  const error = (): number => Math.log10(errorAgainst(engine.read(), target, 36 - 12, 48 - 12));
  engine.step(200);
  expect(error()).toBeLessThan(-3.5);
  engine.paint(cut(world, "left"), { kind: "erase" });
  expect(error()).toBeGreaterThan(-2);
  engine.step(200);
  expect(error()).toBeLessThan(-3.5);
});

it("lets two organisms with two levels share a world, each with its own parents' rule", async () => {
  const world = { height: 24, width: 48 };
  const still = lizard.parents!.layers.map((layer) => ({ ...layer, weight: new Float32Array(layer.weight.length) }));
  const other = { ...lizard, name: "other", parents: { ...lizard.parents!, layers: still } };
  const alone = async (organism: Organism, column: number): Promise<Float32Array> => {
    const engine = await plainEngine.create([organism], world, SETTINGS);
    engine.paint(seedRegion(organism, world, { row: 12, column }), { kind: "seed", species: 0 });
    engine.step(6);
    return engine.read().state;
  };
  const [one, two] = [await alone(lizard, 12), await alone(other, 36)];
  const engine = await plainEngine.create([lizard, other], world, SETTINGS);
  engine.paint(seedRegion(lizard, world, { row: 12, column: 12 }), { kind: "seed", species: 0 });
  engine.paint(seedRegion(other, world, { row: 12, column: 36 }), { kind: "seed", species: 1 });
  engine.step(6);
  expect(engine.read().state).toEqual(one.map((value, i) => value + two[i]!));
});

describe("what cannot be is refused with its reason:", () => {
  it("every engine but the plain one", () => {
    const reasons = FACTORIES.map((factory) => [factory.kind, factory.obstacle([lizard], lizard)]);
    expect(Object.fromEntries(reasons)).toMatchObject({
      webgl2: "lizard has two levels of cells, which WebGL2 does not support.",
      "webgl2-half": "lizard has two levels of cells, which WebGL2 does not support.",
      plain: null,
    });
    expect(Object.fromEntries(reasons).wasm).toBe("lizard has two levels of cells, which WebAssembly does not support.");
  });

  it("a world that does not consist of whole blocks", () => {
    expect(plainEngine.obstacle([lizard], { height: 24, width: 26 })).toMatch(/lizard needs multiples of 4, as blocks/);
  });

  it("another organism without parents, or with parents of larger blocks", () => {
    const { parents } = lizard;
    const refused = /different levels of cells/;
    expect(plainEngine.obstacle([lizard, { ...lizard, parents: { ...parents!, factor: 8 } }], lizard)).toMatch(refused);
    expect(plainEngine.obstacle([lizard, { ...lizard, parents: null }], lizard)).toMatch(refused);
  });

  it("writing and training", () => {
    expect(() => writeOrganism(lizard)).toThrow(/two levels of cells; this page cannot write it/);
    expect(trainingObstacle(lizard)).toMatch(/two levels of cells, which this page cannot train/);
  });

  const { header, data } = splitSafetensors(fileOf("article"));
  const described = JSON.parse(String((header["__metadata__"] as { blastema: string }).blastema));
  const changed = (automaton: object, more: object = {}): Uint8Array => {
    const text = JSON.stringify({ ...described, automaton: { ...described.automaton, ...automaton }, ...more });
    return joinSafetensors({ ...header, __metadata__: { blastema: text } }, data);
  };
  const { perception, update } = described.automaton as { perception: object; update: object };
  it.each([
    ["too many parents", { perception: { ...perception, parents: 5 } }, {}, /parents 5; expected a whole number from 1 to 4/],
    ["parents that are missing", { perception: { kind: "two-level" } }, {}, /parents 8; expected a whole number from 1 to 4/],
    ["blocks of one cell", { perception: { ...perception, factor: 1 } }, {}, /factor 1; expected a whole number from 2 to 64/],
    ["no hidden units", { update: { ...update, parent_hidden: 0 } }, {}, /parent_hidden 0; expected a whole number from 1/],
    ["learned filters", { perception: { ...perception, learned_filters: 1 } }, {}, /unknown fields \(learned_filters\)/],
    ["one level of two", { update: { kind: "residual" } }, {}, /"two-level" has to be both/],
    ["the other level of two", { perception: { kind: "filters" } }, {}, /"two-level" has to be both/],
    ["part of a block", {}, { grid: [8, 10] }, /the grid is \[8,10\]; expected multiples of 4/],
    ["other tensors", { perception: { ...perception, parents: 4 } }, {}, /cells\.0\.weight has shape/],
  ])("%s", (_, automaton, more, words) => {
    expect(() => parseOrganism(changed(automaton, more), "it")).toThrow(OrganismError);
    expect(() => parseOrganism(changed(automaton, more), "it")).toThrow(words);
  });
});

it("shows the means of blocks", () => {
  const { state, channels, height, width } = startOf("three");
  const source = { height, width, channels, state, update: null, fired: null, decoder: null };
  const means = blockMeans(source, 3);
  let sum = 0;
  for (const row of [3, 4, 5]) for (const column of [3, 4, 5]) sum += state[(row * width + column) * channels + 6]!;
  expect(means[(4 * width + 5) * channels + 6]).toBeCloseTo(sum / 9, 5);
  const view = { kind: "channel", channel: 6, background: [1, 1, 1] } as const;
  expect(viewPixels({ ...view, blocks: 3 }, source)).toEqual(viewPixels(view, { ...source, state: means }));
});
