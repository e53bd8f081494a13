/** Version 2 of the organism file: parts of kinds, defaults, and what is refused; version 1 becomes the same. */
import { describe, expect, it } from "vitest";
import { ARTICLE_FILTERS, NAMED_FILTERS, turnedTaps } from "../engine/filters";
import { OrganismError, parseOrganism } from "../engine/organism";
import type { Organism } from "../engine/types";
import { joinSafetensors, readBytes, splitSafetensors } from "./files";

/** Any JSON, to be broken at will. */
type Json = ReturnType<typeof JSON.parse>;

/** A file with these tensors' shapes, all numbers counted up in 64ths. */
function file(described: Json, shapes: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const header: Json = { __metadata__: { blastema: JSON.stringify(described) } };
  let end = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const begin = end;
    end += 4 * shape.reduce((product, side) => product * side, 1);
    header[name] = { dtype: "F32", shape, data_offsets: [begin, end] };
  }
  const values = Float32Array.from({ length: end / 4 }, (_, i) => ((i % 29) - 14) / 64);
  return joinSafetensors(header, new Uint8Array(values.buffer));
}

const LEAST = {
  format: "blastema-organism",
  version: 2,
  name: "least",
  automaton: {
    channels: 8,
    perception: { kind: "filters" },
    update: { kind: "residual" },
    life: { kind: "neighbourhood" },
  },
  grid: [9, 12],
};
const LEAST_SHAPES = {
  "layers.0.weight": [24, 128],
  "layers.0.bias": [128],
  "layers.1.weight": [128, 8],
  "layers.1.bias": [8],
};
const ROWS = [[0, 0.5, 0], [-1, 0, 1], [0, 0.25, 0]];
const FULL = {
  ...LEAST,
  name: "full",
  automaton: {
    channels: 8,
    perception: {
      kind: "filters",
      filters: [{ name: "up & down", still: ROWS, sine: ROWS }, { cosine: ROWS }],
      learned_filters: 1,
      signal: 3,
    },
    update: { kind: "replacing", hidden: [16, 4], activation: "atan" },
    life: { kind: "own-alpha", alive_threshold: 0.2 },
    physics: { boundary: "torus", fire_rate: 0.25, fire_per: "channel", step_size: 0.5, angle: 90, clamp: 2 },
  },
  seeds: [[0, 11], [8, 0]],
};
const FULL_SHAPES = {
  "layers.0.weight": [27, 16],
  "layers.0.bias": [16],
  "layers.1.weight": [16, 4],
  "layers.1.bias": [4],
  "layers.2.weight": [4, 8],
  "layers.2.bias": [8],
  "perception.learned": [1, 3, 3, 8],
};

/** One of the two files, its description edited. */
function changed(base: Json, edit: (described: Json) => unknown, shapes: Readonly<Record<string, readonly number[]>>) {
  const described = structuredClone(base);
  edit(described);
  return () => parseOrganism(file(described, shapes), "it");
}

describe("version 2", () => {
  it("has defaults for what is left out", () => {
    const organism = parseOrganism(file(LEAST, LEAST_SHAPES));
    expect(organism.perception).toMatchObject({ kind: "filters", filters: ARTICLE_FILTERS, signal: 0 });
    expect(organism.perception.learned).toHaveLength(0);
    expect(organism.update).toEqual({ kind: "residual", activation: "relu" });
    expect(organism.life).toEqual({ kind: "neighbourhood", aliveThreshold: 0.1 });
    expect(organism.physics).toEqual({
      boundary: "zero", fireRate: 0.5, firePer: "cell", stepSize: 1, angle: 0, clamp: 0, noise: 0,
    });
    expect(organism).toMatchObject({ height: 9, width: 12, seeds: [[4, 6]], target: null, provenance: {} });
    expect(organism.startRadius).toBeNull();
  });

  it("says all that an organism is", () => {
    const organism = parseOrganism(file(FULL, FULL_SHAPES));
    const nothing = new Array(9).fill(0);
    const rows = ROWS.flat();
    expect(organism.perception.filters).toEqual([
      { name: "up & down", still: rows, cosine: nothing, sine: rows },
      { name: "filter", still: nothing, cosine: rows, sine: nothing },
    ]);
    expect(organism.perception.learned).toHaveLength(72);
    expect(organism.perception.signal).toBe(3);
    expect(organism.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([[27, 16], [16, 4], [4, 8]]);
    expect(organism.update).toEqual({ kind: "replacing", activation: "atan" });
    expect(organism.life).toEqual({ kind: "own-alpha", aliveThreshold: 0.2 });
    expect(organism.physics).toEqual({
      boundary: "torus", fireRate: 0.25, firePer: "channel", stepSize: 0.5, angle: Math.PI / 2, clamp: 2, noise: 0,
    });
    expect(organism.seeds).toEqual([[0, 11], [8, 0]]);
    expect(turnedTaps(organism.perception.filters[0], 0.3)[3]).toBeCloseTo(-1 - Math.sin(0.3), 12);
  });

  it("has targets that are no squares", () => {
    const target = { name: "bar", size: 8, padding: 2 };
    const organism = changed(LEAST, (d) => (d.target = target), LEAST_SHAPES)();
    expect(organism.target).toMatchObject({ size: 8, padding: 2, png: null });
    expect(changed(LEAST, (d) => (d.target = { ...target, size: 5 }), LEAST_SHAPES)).toThrow(/does not fit the grid/);
    expect(changed(LEAST, (d) => (d.target = { ...target, size: 2, padding: 5 }), LEAST_SHAPES)).toThrow(/not fit/);
  });

  const part = (name: string, key: string, value: unknown) => (d: Json) => (d.automaton[name][key] = value);
  const filter = (key: string, value: unknown) => (d: Json) => (d.automaton.perception.filters[0][key] = value);
  it.each<[string, (d: Json) => unknown, RegExp]>([
    ["no automaton", (d) => delete d.automaton, /it: the automaton is missing; expected a JSON object/],
    ["unknown part", (d) => (d.automaton.memory = {}), /the automaton has unknown fields \(memory\).*newer/],
    ["no channels", (d) => delete d.automaton.channels, /the automaton has channels missing; expected a whole number/],
    ["no life", (d) => delete d.automaton.life, /automaton's life is missing; expected a JSON object/],
    ["no kind", (d) => delete d.automaton.update.kind, /update has kind missing; expected "residual" or "replacing"/],
    ["perception kind", part("perception", "kind", "graph"), /perception has kind "graph"; expected "filters".*newer/],
    ["update kind", part("update", "kind", "gated"), /update has kind "gated".*newer/],
    ["life kind", part("life", "kind", "moore"), /life has kind "moore"; expected "neighbourhood" or "own-alpha"/],
    ["activation", part("update", "activation", "gelu"), /activation "gelu"; expected "relu" or "atan" or "tanh"/],
    ["activation's type", part("update", "activation", 1), /has activation 1; expected/],
    ["fire per", part("physics", "fire_per", "row"), /physics has fire_per "row"; expected "cell" or "channel"/],
    ["unknown physics", part("physics", "gravity", 1), /automaton's physics has unknown fields \(gravity\)/],
    ["unknown life", part("life", "radius", 2), /automaton's life has unknown fields \(radius\)/],
    ["clamp", part("physics", "clamp", -1), /physics has clamp -1; expected a number from 0/],
    ["noise and channels", part("physics", "noise", 0.1), /noise 0.1 and fire_per "channel".*expected noise 0/],
    ["signal", part("perception", "signal", 1025), /signal 1025; expected a whole number from 0 to 1024/],
    ["signal's rows", part("perception", "signal", 2), /layers.0.weight has shape \[27,16\].*expects \[26, 16\]/],
    ["learned filters", part("perception", "learned_filters", 65), /learned_filters 65; expected/],
    ["many filters", part("perception", "filters", new Array(65).fill({})), /expected a list of at most 64/],
    ["no filters", (d) => Object.assign(d.automaton.perception, { filters: [], learned_filters: 0 }), /has no filters/],
    ["filter by name", part("perception", "filters", ["mean"]), /filter 1 of .*perception is "mean"; expected a JSON/],
    ["unknown in a filter", filter("weight", 1), /filter 1 of .*perception has unknown fields \(weight\)/],
    ["taps too large", filter("still", [[0, 0, 0], [0, 1001, 0], [0, 0, 0]]), /has still .*expected 3 x 3 numbers/],
    ["two rows of taps", filter("cosine", [[0, 0, 0], [0, 1, 0]]), /has cosine .*expected 3 x 3 numbers/],
    ["taps in one row", filter("sine", [0, 0, 0, 0, 1, 0, 0, 0, 0]), /has sine .*expected 3 x 3 numbers/],
    ["text as tap", filter("still", [[0, 0, 0], [0, "1", 0], [0, 0, 0]]), /has still .*expected 3 x 3 numbers/],
    ["filter's name", filter("name", "x".repeat(101)), /expected a text of at most 100 letters/],
    ["seed outside", (d) => (d.seeds = [[9, 0]]), /the seeds are \[\[9,0\]\]; expected .*on the grid \[9, 12\]/],
    ["no seeds", (d) => (d.seeds = []), /the seeds are \[\]; expected/],
    ["a picture to begin as, which it has not", (d) => (d.start_radius = 6), /start_radius is 6; .* no picture to start from/],
    ["a fraction as seed", (d) => (d.seeds = [[1.5, 0]]), /the seeds are/],
    ["version", (d) => (d.version = 4), /organism version 4; this page reads versions 1 to 3.*newer/],
  ])("%s is refused", (_, edit, message) => expect(changed(FULL, edit, FULL_SHAPES)).toThrow(message));
});

describe("version 3", () => {
  // One pixel of a PNG, which is all that a grid of 3 x 3 with a rim leaves.
  const PIXEL =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const motion = { steps_per_frame: 6, stride: [-1, 12], png: PIXEL };
  const target = { name: "walk", size: 1, padding: 1, png: PIXEL, motion };
  const moving = { ...LEAST, version: 3, grid: [3, 3], target };

  it("has targets that move", () => {
    expect(parseOrganism(file(moving, LEAST_SHAPES)).target).toMatchObject({
      name: "walk",
      motion: { stepsPerFrame: 6, stride: [-1, 12] },
    });
    const still = { ...moving, target: { ...target, motion: undefined } };
    expect(parseOrganism(file(still, LEAST_SHAPES)).target).toMatchObject({ name: "walk", motion: null });
  });

  it.each<[string, (d: Json) => unknown]>([
    ["no pace", (d) => delete d.target.motion.steps_per_frame],
    ["a pace of 0", (d) => (d.target.motion.steps_per_frame = 0)],
    ["one stride", (d) => (d.target.motion.stride = [1])],
    ["a far stride", (d) => (d.target.motion.stride = [0, 1025])],
    ["no object", (d) => (d.target.motion = 6)],
  ])("%s is refused", (_, edit) =>
    expect(changed(moving, edit, LEAST_SHAPES)).toThrow(/the motion has steps_per_frame .*expected 1 to 1000/),
  );
});

describe("version 1", () => {
  const bytes = readBytes("tests/golden/organism-v1.safetensors");

  /** The same file as version 2 says it, written out here by hand. */
  function asVersion2(): Organism {
    const { header, data } = splitSafetensors(bytes);
    const described = JSON.parse(header.__metadata__.blastema as string) as Json;
    const { architecture, ...rest } = described;
    rest.version = 2;
    rest.automaton = {
      channels: 8,
      perception: {
        kind: "filters",
        filters: [
          { name: "identity", still: [[0, 0, 0], [0, 1, 0], [0, 0, 0]] },
          {
            name: "sobel_x",
            cosine: [[-0.125, 0, 0.125], [-0.25, 0, 0.25], [-0.125, 0, 0.125]],
            sine: [[0.125, 0.25, 0.125], [0, 0, 0], [-0.125, -0.25, -0.125]],
          },
          { name: "laplacian", still: [[0.0625, 0.125, 0.0625], [0.125, -0.75, 0.125], [0.0625, 0.125, 0.0625]] },
        ],
        learned_filters: 1,
      },
      update: { kind: "residual", hidden: [16, 4] },
      life: { kind: "neighbourhood" },
      physics: { fire_rate: 0.75, angle: architecture.angle },
    };
    return parseOrganism(joinSafetensors({ ...header, __metadata__: { blastema: JSON.stringify(rest) } }, data));
  }

  it("is the same organism as in version 2", () => {
    const [old, upgraded] = [parseOrganism(bytes), asVersion2()];
    const plain = (organism: Organism): unknown => JSON.parse(JSON.stringify(organism)); // -0 is 0
    expect(plain(old)).toEqual(plain(upgraded));
  });

  it.each([
    [true, "neighbourhood"],
    [false, "all"],
  ])("with the living mask %s has the life %s", (mask, kind) => {
    const { header, data } = splitSafetensors(bytes);
    const described = JSON.parse(header.__metadata__.blastema as string) as Json;
    described.architecture.living_mask = mask;
    const file = joinSafetensors({ ...header, __metadata__: { blastema: JSON.stringify(described) } }, data);
    expect(parseOrganism(file).life.kind).toBe(kind);
  });

  it("has filters that turn as their names say", () => {
    const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = (name: string): readonly number[] => turnedTaps(NAMED_FILTERS.get(name)!, 0.7);
    const [dx, dy] = [[-1, 0, 1, -2, 0, 2, -1, 0, 1], [-1, -2, -1, 0, 0, 0, 1, 2, 1]];
    dx.forEach((along, i) => {
      expect(turned("sobel_x")[i]).toBeCloseTo((cosine * along - sine * dy[i]) / 8, 12);
      expect(turned("sobel_y")[i]).toBeCloseTo((sine * along + cosine * dy[i]) / 8, 12);
    });
    expect(turned("identity")).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });
});

it("descriptions with any values are read or refused, but nothing else", () => {
  let state = 7;
  const random = (count: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const odd: readonly unknown[] = [
    null, true, -1, 0, 1, 1e308, 0.5, "", "all", "channel", "__proto__", [], {}, [1], [[]], [[0, 0]],
    { kind: "filters" }, { kind: "all" }, { length: 3 }, [null], [{}], [[1, 2, 3], [4, 5, 6], [7, 8, 9]], 65, "tanh",
  ];
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const edit = (described: Json): void => {
      for (let edits = 1 + random(3); edits > 0; edits--) {
        const { automaton } = described;
        const parts = [described, automaton, automaton?.perception, automaton?.update, automaton?.life];
        const more = [automaton?.physics, automaton?.perception?.filters?.[0]];
        const part = [...parts, ...more][random(7)];
        if (typeof part !== "object" || part === null || Array.isArray(part)) continue;
        const keys = [...Object.keys(part), "seeds", "noise", "signal"];
        part[keys[random(keys.length)]] = odd[random(odd.length)];
      }
    };
    try {
      changed(FULL, edit, FULL_SHAPES)();
    } catch (error) {
      expect(error).toBeInstanceOf(OrganismError);
      expect((error as Error).message.length).toBeLessThan(600);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(1000);
});
