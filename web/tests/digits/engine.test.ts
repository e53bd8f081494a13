/** Digits that classify themselves in the page beside Python's specification (tests/web_digits.py). */
import { describe, expect, it } from "vitest";
import { DigitEngine } from "../../digits/engine";
import { exampleOf } from "../../digits/examples";
import { readClassifier } from "../../digits/organism";
import { inkOf } from "../../digits/paper";
import { tallyOf, votesOf } from "../../digits/votes";
import { OrganismError, parseOrganism } from "../../engine/organism";
import { ALPHA } from "../../engine/world";
import { joinSafetensors, readBytes, splitSafetensors } from "../files";
import { parseNpz } from "../npz";

const golden = await parseNpz(readBytes("tests/golden/web-digits.npz"));
const names = [...golden.keys()].filter((key) => key.endsWith(".ink")).map((key) => key.replace(".ink", ""));
const at = [...(golden.get("at")!.values as Float64Array)];
const seed = (golden.get("seed")!.values as Uint32Array)[0]!;
const fileOf = (name: string): Uint8Array => golden.get(`${name}.organism`)!.values as Uint8Array;
const SHIPPED = "examples/classifying/digits.safetensors";

describe("the engine of digits takes the steps of Python, also after one digit has become another", () => {
  it.each(names)("%s", (name) => {
    const classifier = readClassifier(fileOf(name), name);
    const engine = new DigitEngine(classifier, seed);
    const inks = golden.get(`${name}.ink`)!.values as Uint8Array;
    const states = golden.get(`${name}.states`)!;
    const [values, size] = [states.values as Float32Array, states.shape.slice(1).reduce((so, side) => so * side, 1)];
    for (const digit of [0, 1]) {
      const begun = engine.stepCount;
      engine.ink(inks.subarray(digit * classifier.size ** 2, (digit + 1) * classifier.size ** 2));
      at.forEach((step, index) => {
        engine.step(begun + step - engine.stepCount);
        const from = (digit * at.length + index) * size;
        const { state, channels } = engine.read();
        const expected = values.subarray(from, from + size);
        const difference = (_: number, i: number): number => Math.abs(state[i]! - expected[i]!);
        const differences = state.map(difference);
        expect(Math.max(...differences)).toBeLessThan(1e-4);
        expect(Math.max(...differences.filter((_, i) => i % channels === ALPHA))).toBeLessThan(1e-7);
        expect(state.some((value) => Math.abs(value) > 0.5)).toBe(true);
      });
    }
  });
});

describe("the examples", () => {
  it.each([8, 12, 28])("have Python's ink at %i cells", (size) => {
    const { paper } = readClassifier(fileOf("article"), "it");
    const expected = golden.get(`examples.${size}`)!.values as Uint8Array;
    for (let number = 0; number < 20; number++) {
      const example = exampleOf(Math.floor(number / 2), number % 2);
      const ink = inkOf({ example, strokes: [] }, paper, size);
      expect(ink).toEqual(expected.slice(number * size ** 2, (number + 1) * size ** 2));
    }
  });

  it("classify themselves, and become others while they live", () => {
    const classifier = readClassifier(readBytes(SHIPPED), "digits");
    expect(classifier).toMatchObject({ size: 12, updateNoise: 0, organism: { height: 14, width: 14 } });
    const engine = new DigitEngine(classifier);
    for (const digit of [3, 8, 0, 1, 2, 4, 5, 6, 7, 9]) {
      for (const number of [0, 1]) {
        engine.ink(inkOf({ example: exampleOf(digit, number), strokes: [] }, classifier.paper, classifier.size));
        engine.step(80);
        const { majority, counts, cells } = tallyOf(votesOf(engine.read()));
        expect([digit, number, majority]).toEqual([digit, number, digit]);
        expect(counts[digit]! / cells).toBeGreaterThan(0.9);
      }
    }
  });
});

describe("readers refuse", () => {
  const { header, data } = splitSafetensors(fileOf("noisy"));
  const described = JSON.parse(String((header["__metadata__"] as { blastema: string }).blastema));
  const { automaton } = described;
  const changed = (change: object): Uint8Array => {
    const text = JSON.stringify({ ...described, automaton: { ...automaton, ...change } });
    return joinSafetensors({ ...header, __metadata__: { blastema: text } }, data);
  };
  it.each([
    ["another update", { update: { ...automaton.update, kind: "residual" } }, /classifies no digits, .* another page/],
    ["an update of no kind", { update: 3 }, /update is 3; expected a JSON object/],
    ["noise below 0", { update: { ...automaton.update, update_noise: -1 } }, /update_noise -1; expected a number from 0/],
    ["an unknown field", { update: { ...automaton.update, scent: 1 } }, /unknown fields \(scent\)/],
    ["noise with a clamp", { physics: { ...automaton.physics, clamp: 2 } }, /update_noise .* and clamp 2, which .* together/],
  ])("%s", (_, change, words) => {
    expect(() => readClassifier(changed(change), "it")).toThrow(OrganismError);
    expect(() => readClassifier(changed(change), "it")).toThrow(words);
  });
  it("what is no organism file", () => {
    expect(() => readClassifier(new TextEncoder().encode("[1]"), "it")).toThrow(/not an organism file/);
  });
  it("digits in the page of pictures", () => {
    expect(() => parseOrganism(fileOf("article"))).toThrow(/classifies digits, which has a page of its own/);
  });
});
