/** Volumes in the page beside Python's specification (tests/web_volumes.py), and what its reader refuses. */
import { describe, expect, it } from "vitest";
import { OrganismError, parseOrganism } from "../../engine/organism";
import { VolumeEngine } from "../../volume/engine";
import { standingOf, targetOf } from "../../volume/measure";
import { readVolume } from "../../volume/organism";
import { joinSafetensors, readBytes, splitSafetensors } from "../files";
import { parseNpz } from "../npz";

const golden = await parseNpz(readBytes("tests/golden/web-volumes.npz"));
const names = [...golden.keys()].filter((key) => key.endsWith(".start")).map((key) => key.replace(".start", ""));
const numbers = (key: string): number[] => [...(golden.get(key)!.values as Float64Array)];
const at = numbers("at");
const [seed, first] = [numbers("seed")[0]!, numbers("first")[0]!];
const fileOf = (name: string): Uint8Array => golden.get(`${name}.organism`)!.values as Uint8Array;
const organismOf = (name: string): ReturnType<typeof readVolume> => readVolume(fileOf(name), name);

function largestDifference(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}

describe("the engine of volumes takes the steps of Python", () => {
  it.each(names)("%s", (name) => {
    const engine = new VolumeEngine(organismOf(name), seed);
    const state = golden.get(`${name}.start`)!.values as Float32Array;
    engine.write({ state, step: first });
    const states = golden.get(`${name}.states`)!;
    const size = state.length;
    at.forEach((step, index) => {
      engine.step(first + step - engine.stepCount);
      const expected = (states.values as Float32Array).subarray(index * size, (index + 1) * size);
      expect(expected.some((value) => value !== 0)).toBe(true);
      expect(largestDifference(engine.read().state, expected)).toBeLessThan(1e-4);
    });
  });
});

it("plants the seeds of the file, and empties balls", () => {
  const engine = new VolumeEngine(organismOf("article"));
  engine.restart();
  const { state, channels, height, width } = engine.read();
  const cell = (layer: number, row: number, column: number): number[] => {
    const from = ((layer * height + row) * width + column) * channels;
    return [...state.subarray(from, from + channels)];
  };
  expect(cell(2, 3, 4)).toEqual([0, 0, 0, 1, 1, 1]);
  expect(cell(5, 3, 1)).toEqual([0, 0, 0, 1, 1, 1]);
  expect(state.filter((value) => value !== 0).length).toBe(2 * 3);
  expect(engine.erase({ layer: 2, row: 3, column: 6 }, 1.9)).toBe(0);
  expect(engine.erase({ layer: 2, row: 3, column: 6 }, 2)).toBe(1);
  expect(engine.read().state.filter((value) => value !== 0).length).toBe(3);
});

it("grows the mushroom, which heals after a ball is removed", async () => {
  const organism = readVolume(readBytes("examples/voxels/mushroom.safetensors"), "mushroom");
  const target = await targetOf(organism);
  const engine = new VolumeEngine(organism);
  engine.restart();
  engine.step(100);
  expect(standingOf(engine.read(), target, 0.1).missed).toBeLessThan(0.03);
  expect(engine.erase({ layer: 2, row: 4, column: 7 }, 3)).toBeGreaterThan(30);
  expect(standingOf(engine.read(), target, 0.1).missed).toBeGreaterThan(0.05);
  engine.step(80);
  const { missed, error } = standingOf(engine.read(), target, 0.1);
  expect(missed).toBeLessThan(0.03);
  expect(error).toBeLessThan(2e-3);
});

it("goes on from a snapshot as if nothing had been", () => {
  const one = new VolumeEngine(organismOf("torus"), 5);
  one.write({ state: golden.get("torus.start")!.values as Float32Array, step: 0 });
  one.step(3);
  const other = new VolumeEngine(organismOf("torus"), 5);
  other.write(one.read());
  [one, other].forEach((engine) => engine.step(2));
  expect(other.stepCount).toBe(5);
  expect(other.read().state).toEqual(one.read().state);
  expect(() => one.write({ state: new Float32Array(3), step: 0 })).toThrow(RangeError);
});

it("reads the organism with its grid, seeds and target", () => {
  const { grid, seeds, target, senses } = organismOf("senses");
  expect(grid).toEqual({ depth: 7, height: 7, width: 7 });
  expect(seeds[1]).toEqual({ layer: 5, row: 3, column: 1 });
  expect(target).toMatchObject({ name: "senses", size: 5, padding: 1 });
  expect(senses).toEqual(["sobel_z", "identity", "sobel_x"]);
});

describe("readers refuse", () => {
  const { header, data } = splitSafetensors(fileOf("article"));
  const described = JSON.parse(String((header["__metadata__"] as { blastema: string }).blastema));
  const changed = (change: object): Uint8Array => {
    const text = JSON.stringify({ ...described, ...change });
    return joinSafetensors({ ...header, __metadata__: { blastema: text } }, data);
  };
  const automaton = (part: object): object => ({ automaton: { ...described.automaton, ...part } });
  it.each([
    ["another sense", automaton({ perception: { kind: "volume", senses: ["smell"] } }), /senses .*expected different/],
    ["an unknown field", automaton({ perception: { kind: "volume", taps: 1 } }), /unknown fields \(taps\)/],
    ["a decoder", automaton({ decoder: { kind: "coordinates", pixels: 3 } }), /a volume has no decoder/],
    ["an angle", automaton({ physics: { ...described.automaton.physics, angle: 3 } }), /angle is not 0/],
    ["a picture", automaton({ perception: { kind: "filters" } }), /grows a picture, which has a page of its own/],
    ["a flat grid", { grid: [7, 7] }, /expected \[depth, height, width\]/],
    ["a large grid", { grid: [7, 7, 257] }, /each 3 to 256/],
    ["a seed outside", { seeds: [[7, 0, 0]] }, /places \[layer, row, column\]/],
    ["a target of another size", { target: { ...described.target, size: 4 } }, /do not fit the grid/],
    ["a target without pixels", { target: { ...described.target, png: "AAAA" } }, /not a PNG of 5 x 25/],
  ])("%s", (_, change, words) => {
    expect(() => readVolume(changed(change), "it")).toThrow(OrganismError);
    expect(() => readVolume(changed(change), "it")).toThrow(words);
  });
  it("what is no organism file", () => {
    expect(() => readVolume(new TextEncoder().encode("[1]"), "it")).toThrow(/not an organism file/);
  });
  it("a volume in the page of pictures", () => {
    expect(() => parseOrganism(fileOf("article"))).toThrow(/grows a volume, which has a page of its own/);
  });
});
