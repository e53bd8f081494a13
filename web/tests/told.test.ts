/** Signals of an organism: named pictures, its own signal, and a table that is folded into its rule. */
import { describe, expect, it } from "vitest";
import { OrganismError, parseOrganism } from "../engine/organism";
import { toldBias } from "../engine/signal";
import type { Organism } from "../engine/types";
import { joinSafetensors, readBytes } from "./files";

type Json = ReturnType<typeof JSON.parse>;

// A PNG of 3 x 3 pixels, made by Pillow.
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAMAAAADCAYAAABWKLW/AAAAFUlEQVR4nGM8IafxnwEKmBiQAAoHAEsfAhNkoQtvAAAAAElFTkSuQmCC";
const target = (name: string): Json => ({ name, size: 3, padding: 3, png: PNG });
const TOLD = {
  format: "blastema-organism",
  version: 2,
  name: "told",
  automaton: {
    channels: 4,
    perception: { kind: "filters", signal: 2, embedding: 3 },
    update: { kind: "residual", hidden: [5] },
    life: { kind: "neighbourhood" },
  },
  grid: [9, 9],
  target: target("one"),
  pictures: [
    { target: target("one"), signal: [1, 0] },
    { target: target("two"), signal: [0, 1] },
  ],
  signal: [0, 1],
};
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  "layers.0.weight": [15, 5],
  "layers.0.bias": [5],
  "layers.1.weight": [5, 4],
  "layers.1.bias": [4],
  "perception.table": [2, 3],
};

const numbers = (count: number, from: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (((i + from) % 29) - 14) / 64);

function parsed(edit: (described: Json) => unknown = () => {}): Organism {
  const described: Json = structuredClone(TOLD);
  edit(described);
  const header: Json = { __metadata__: { blastema: JSON.stringify(described) } };
  const parts: Float32Array[] = [];
  let end = 0;
  for (const [name, shape] of Object.entries(SHAPES)) {
    const values = numbers(shape.reduce((product, side) => product * side, 1), end);
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
    parts.push(values);
  }
  const data = new Float32Array(end / 4);
  let at = 0;
  for (const values of parts) {
    data.set(values, at);
    at += values.length;
  }
  return parseOrganism(joinSafetensors(header, new Uint8Array(data.buffer)), "it");
}

describe("what an organism can be told", () => {
  it("is read: its pictures by name, each with a signal, and what it is told at first", () => {
    const organism = parsed();
    expect(organism.pictures.map((each) => [each.target.name, each.signal])).toEqual([
      ["one", [1, 0]],
      ["two", [0, 1]],
    ]);
    expect(organism.told).toEqual([0, 1]);
    expect(organism.perception.signal).toBe(2);
  });

  it("is nothing in a file that does not say it", () => {
    const old = parseOrganism(readBytes("tests/golden/lizard-small.safetensors"), "old");
    expect([old.pictures, old.told]).toEqual([[], []]);
    expect(parsed((it) => delete it.pictures).pictures).toEqual([]);
  });

  it("goes through a table, which becomes rows of the first layer", () => {
    const [first] = parsed().layers;
    expect([first!.inputs, first!.outputs]).toEqual([14, 5]);
    const weight = numbers(75, 0);
    const table = numbers(6, 4 * (75 + 5 + 20 + 4));
    const bias = numbers(5, 300);
    const signal = [0.5, -2];
    const told = toldBias(first!, signal);
    for (let output = 0; output < 5; output++) {
      let expected = bias[output]!;
      for (let place = 0; place < 3; place++) {
        const heard = signal[0]! * table[place]! + signal[1]! * table[3 + place]!;
        expected += heard * weight[(12 + place) * 5 + output]!;
      }
      expect(told[output]).toBeCloseTo(expected, 6);
    }
    expect([...first!.weight.subarray(0, 60)]).toEqual([...weight.subarray(0, 60)]);
  });

  const BROKEN: readonly (readonly [what: string, edit: (described: Json) => unknown, message: RegExp])[] = [
    ["no list", (it) => (it.pictures = {}), /pictures is \{\}; expected a list/],
    ["a picture that is none", (it) => (it.pictures[1] = 3), /picture 1 is 3; expected an object with a target/],
    ["a picture without a PNG", (it) => (it.pictures[1].target.png = null), /picture 1 is .*; expected an object with a t/],
    ["a signal of another length", (it) => (it.pictures[0].signal = [1]), /signal is \[1\]; expected 2 numbers/],
    ["a signal of texts", (it) => (it.signal = ["a", "b"]), /the signal is .*; expected 2 numbers/],
    ["two of a name", (it) => (it.pictures[1].target.name = "One"), /pictures are called .*; expected different names/],
    ["a table of a rule without a signal", (it) => (it.automaton.perception.signal = 0), /embedding 3; expected a whole/],
  ];
  it.each(BROKEN)("is refused with %s", (_, edit, message) => {
    expect(() => parsed(edit)).toThrow(OrganismError);
    expect(() => parsed(edit)).toThrow(message);
  });
});
