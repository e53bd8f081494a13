/** Organism files and the article's web model files: their contents, and one clear message for each fault. */
import { describe, expect, it } from "vitest";
import { ARTICLE_FILTERS } from "../engine/filters";
import { decodeBase64, encodeBase64 } from "../engine/checks";
import { BUILT_IN_TARGETS, OrganismError, parseDistill, parseOrganism, readOrganism } from "../engine/organism";
import { halfToNumber } from "../engine/safetensors";
import { decodePng } from "../engine/png";
import { joinSafetensors, readBytes, readShared, splitSafetensors } from "./files";
import type { SafetensorsHeader } from "./files";

const GOLDEN = readBytes("tests/golden/organism-v1.safetensors");
const LIZARD = readBytes("tests/golden/lizard-small.safetensors");

/** Any JSON, to be broken at will. */
type Json = ReturnType<typeof JSON.parse>;

describe("an organism file", () => {
  it("is read as docs/format.md says", () => {
    const organism = parseOrganism(GOLDEN);
    expect(organism.channels).toBe(8);
    expect(organism.perception.filters.map(({ name }) => name)).toEqual(["identity", "sobel_x", "laplacian"]);
    expect(organism.layers.map((layer) => [layer.inputs, layer.outputs])).toEqual([[32, 16], [16, 4], [4, 8]]);
    organism.layers.forEach((layer, k) => {
      layer.weight.forEach((value, index) => {
        const [i, j] = [Math.floor(index / layer.outputs), index % layer.outputs];
        expect(value).toBe((((7 * i + 3 * j + k) % 31) - 15) / 64);
      });
      layer.bias.forEach((value, j) => expect(value).toBe(((j % 7) - 3) / 8));
    });
    expect(organism.perception.learned).toHaveLength(72);
    organism.perception.learned.forEach((value, m) => expect(value).toBe(((m % 9) - 4) / 16));
    expect(organism.life).toEqual({ kind: "neighbourhood", aliveThreshold: 0.1 });
    expect(organism.physics).toMatchObject({ fireRate: 0.75, stepSize: 1, boundary: "zero" });
    expect(organism).toMatchObject({ name: "golden", height: 9, width: 9 });
    expect(organism.physics.angle).toBeCloseTo(Math.PI / 6, 12);
    expect(organism.target).toMatchObject({ name: "chequers", size: 5, padding: 2 });
    expect(organism.provenance).toEqual({ regime: "growing", iterations: 12, note: "golden 🦎" });
  });

  it("may have half precision", () => {
    const { header, data } = splitSafetensors(GOLDEN);
    const halves = new DataView(new ArrayBuffer(data.length / 2));
    const floats = new Float32Array(data.buffer);
    floats.forEach((value, i) => halves.setUint16(2 * i, halfBits(value), true));
    for (const [name, entry] of Object.entries(header)) {
      if (name !== "__metadata__") {
        entry.dtype = "F16";
        entry.data_offsets = (entry.data_offsets as number[]).map((offset) => offset / 2);
      }
    }
    const half = parseOrganism(joinSafetensors(header, new Uint8Array(halves.buffer)));
    expect(half).toEqual(parseOrganism(GOLDEN));
  });

  it("knows every number of half precision", () => {
    expect([0, 0x8000, 0x3c00, 0xc000, 0x7bff, 1, 0x03ff, 0x0400, 0x3555].map(halfToNumber)).toEqual([
      0, -0, 1, -2, 65504, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 0.333251953125,
    ]);
    expect(halfToNumber(0x7c00)).toBe(Infinity);
    expect(halfToNumber(0x7e00)).toBeNaN();
    const all = Array.from({ length: 0x7c00 }, (_, bits) => bits);
    expect(all.filter((bits) => halfBits(halfToNumber(bits)) !== bits)).toEqual([]);
  });

  it("may lie anywhere in a larger buffer", () => {
    const larger = new Uint8Array(GOLDEN.length + 13);
    larger.set(GOLDEN, 5);
    expect(parseOrganism(larger.subarray(5, 5 + GOLDEN.length))).toEqual(parseOrganism(GOLDEN));
  });

  it("keeps its picture to the bit", async () => {
    const picture = await decodePng(decodeBase64(parseOrganism(GOLDEN).target!.png!)!);
    expect([picture.width, picture.height, picture.pixels.length]).toEqual([5, 5, 100]);
    const lizard = await decodePng(decodeBase64(parseOrganism(LIZARD).target!.png!)!);
    expect([lizard.width, lizard.height]).toEqual([16, 16]);
    expect(lizard.pixels.some((value) => value > 0)).toBe(true);
  });

  it("may lack target, picture and provenance, and say more than is known", () => {
    const organism = parseOrganism(changed((d) => (delete d.target, delete d.provenance, (d.colour = "green"))));
    expect(organism.target).toBeNull();
    expect(organism.provenance).toEqual({});
    expect(parseOrganism(changed((d) => delete d.target.png)).target).toMatchObject({ size: 5, png: null });
    expect(parseOrganism(changed((d) => ((d.target = null), (d.grid = [64, 96])))).width).toBe(96);
  });
});

/** Bits of a number that half precision holds exactly. */
function halfBits(value: number): number {
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) {
    return sign + size * 2 ** 24;
  }
  const exponent = Math.floor(Math.log2(size));
  return sign + (exponent + 15) * 1024 + (size / 2 ** exponent - 1) * 1024;
}

/** The golden organism's file, its description and its header edited. */
function changed(
  edit: (described: Json) => unknown,
  editHeader?: (header: Json, data: Uint8Array) => unknown,
): Uint8Array {
  const { header, data } = splitSafetensors(GOLDEN);
  const described = JSON.parse(header.__metadata__.blastema as string) as Json;
  edit(described);
  header.__metadata__ = { blastema: JSON.stringify(described), other: "is tolerated" };
  editHeader?.(header, data);
  return joinSafetensors(header, data);
}

function unchanged(): void {
  // only the header is edited
}

describe("a wrong description is refused:", () => {
  const architecture = (key: string, value: unknown) => (d: Json) => (d.architecture[key] = value);
  it.each<[string, (d: Json) => unknown, RegExp]>([
    ["newer version", (d) => (d.version = 4), /organism version 4; this page reads versions 1 to 3.*newer/],
    ["version true", (d) => (d.version = true), /organism version true; expected 1 to 3/],
    ["version text", (d) => (d.version = "1"), /organism version "1"; expected 1 to 3/],
    ["format", (d) => (d.format = "other"), /format "other"; expected "blastema-organism"/],
    ["architecture", (d) => (d.architecture = []), /architecture is \[\]; expected a JSON object/],
    ["unknown field", architecture("speed", 2), /unknown fields \(speed\)/],
    ["lacking field", (d) => delete d.architecture.boundary, /the architecture lacks boundary/],
    ["channels", architecture("channels", 3), /automaton has channels 3; expected a whole number from 4 to 1024/],
    ["other channels", architecture("channels", 12), /layers.0.weight has shape \[32,16\].*expects \[48, 16\]/],
    ["hidden", architecture("hidden", [16]), /layers.1.weight has shape \[16,4\].*expects \[16, 8\]/],
    ["no hidden", architecture("hidden", []), /update has hidden \[\]; expected a list of one or more/],
    ["filters", architecture("filters", [["identity"]]), /has filters .*different ones of/],
    ["unknown filter", architecture("filters", ["identity", "blur"]), /has filters .*different ones of/],
    ["filter twice", architecture("filters", ["mean", "mean"]), /has filters .*different ones of/],
    ["learned filters", architecture("learned_filters", 0), /expects \[24, 16\]/],
    ["fire rate", architecture("fire_rate", 1.5), /physics has fire_rate 1.5; expected a number from 0 to 1/],
    ["living mask", architecture("living_mask", 1), /architecture has living_mask 1; expected true or false/],
    ["boundary", architecture("boundary", "klein"), /has boundary "klein"; expected "zero" or "torus"/],
    ["path as name", (d) => (d.name = "../../etc"), /the name is ".{9}"; expected/],
    ["markup as name", (d) => (d.name = "<b>"), /the name is "<b>"; expected/],
    ["empty name", (d) => (d.name = ""), /the name is ""; expected/],
    ["grid of one side", (d) => (d.grid = [9]), /the grid is \[9\]; expected \[height, width\]/],
    ["huge grid", (d) => (d.grid = [9, 100000]), /the grid is/],
    ["grid and channels", (d) => (d.grid = [4096, 4096]), /grid is \[4096,4096\], too large .*16777216 cells x 8 ch/],
    ["grid and target", (d) => (d.grid = [9, 10]), /does not fit the grid/],
    ["target", (d) => (d.target = 3), /target is 3; expected null or a JSON object/],
    ["size", (d) => (d.target.size = "5"), /the target's size and padding are "5" and 2/],
    ["picture", (d) => (d.target.png = "*"), /the target's picture is not base64/],
    ["no picture", (d) => (d.target.png = btoa("GIF89a")), /the target's picture is no PNG; expected a PNG of 5 x 5/],
    ["its size", (d) => ((d.target.size = 7), (d.grid = [11, 11])), /of 5 x 5 pixels; expected a PNG of 7 x 7/],
    ["provenance", (d) => (d.provenance = "me"), /provenance is "me"; expected a JSON object/],
    ["half a pair", (d) => (d.provenance = { a: "\ud800" }), /surrogates/],
  ])("%s", (_, edit, message) => expect(() => parseOrganism(changed(edit))).toThrow(message));

  it("but backslashes in texts are none", () => {
    const organism = parseOrganism(changed((d) => (d.provenance = { a: "\\ud800 🦎", b: "\\" })));
    expect(organism.provenance).toEqual({ a: "\\ud800 🦎", b: "\\" });
  });
});

describe("wrong tensors are refused:", () => {
  it.each<[string, (header: Json, data: Uint8Array) => unknown, RegExp]>([
    ["one lacks", (h) => delete h["layers.1.bias"], /lacks the tensor layers.1.bias \[4\]/],
    ["one too many", (h) => (h.spy = h["layers.1.bias"]), /has tensors that its automaton does not have: spy/],
    ["double", (h) => (h["layers.0.bias"].dtype = "F64"), /layers.0.bias has type "F64"; expected F32 or F16/],
    ["inherited", (h) => (h["layers.0.bias"].dtype = "toString"), /has type "toString"; expected F32/],
    ["shape", (h) => (h["layers.0.bias"].shape = [4, 4]), /layers.0.bias has shape \[4,4\]/],
    ["negative", (h) => (h["layers.0.bias"].data_offsets = [-64, 0]), /cut short or altered: layers.0.bias lies at/],
    ["beyond", (h) => (h["layers.0.bias"].data_offsets = [1e9, 1e9 + 64]), /cut short or altered/],
    ["overlap", (h) => (h["layers.0.bias"].data_offsets = [64, 128]), /gaps or overlap/],
    ["NaN", (_, data) => data.fill(255, 0, 64), /layers.0.bias has values that are not finite/],
    ["no offsets", (h) => delete h["layers.0.bias"].data_offsets, /lies at missing/],
  ])("%s", (_, edit, message) => expect(() => parseOrganism(changed(unchanged, edit))).toThrow(message));

  it("other files and huge headers", () => {
    const header: SafetensorsHeader = { a: { dtype: "F32", shape: [0], data_offsets: [0, 0] } };
    expect(() => parseOrganism(joinSafetensors(header, new Uint8Array(0)))).toThrow(/without the metadata "blastema"/);
    const huge = new Uint8Array(110);
    huge.set([0, 0, 0, 0, 0, 1, 0, 0, 0x7b, 0x7d]);
    expect(() => parseOrganism(huge)).toThrow(/the header claims 1099511627776 bytes/);
    expect(() => parseOrganism(Uint8Array.from({ length: 110 }, (_, i) => (i === 0 ? 100 : i < 8 ? 0 : 0x7b)))).toThrow(
      /is not JSON/,
    );
    const more = new Uint8Array(GOLDEN.length + 4);
    more.set(GOLDEN);
    expect(() => parseOrganism(more)).toThrow(/they end at/);
  });
});

describe("a web model file", () => {
  const weights = Uint8Array.from({ length: 13 * 8 }, (_, i) => (i * 7) % 256);
  const last = Uint8Array.from({ length: 9 * 4 }, (_, i) => (i * 11) % 256);
  const base = [
    { data_b64: encodeBase64(weights), in_ch: 12, out_ch: 8, weight_scale: 1.19, bias_scale: 0.376, type: "uint8" },
    { data_b64: encodeBase64(last), in_ch: 8, out_ch: 4, weight_scale: 1.08, bias_scale: 0, type: "uint8" },
  ];
  const file = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

  it("is decoded as docs/format.md says", () => {
    const organism = parseDistill(file(base), "somewhere/ex3_🦎.json");
    const [first, second] = organism.layers;
    first.weight.forEach((value, i) => expect(value).toBe(Math.fround((weights[i] / 255 - 0.5) * 1.19)));
    first.bias.forEach((value, i) => expect(value).toBe(Math.fround((weights[96 + i] / 255 - 0.5) * 0.376)));
    expect([...second.bias].every((value) => value === 0)).toBe(true);
    expect([first.inputs, first.outputs, second.inputs, second.outputs]).toEqual([12, 8, 8, 4]);
    expect(organism).toMatchObject({ name: "lizard", channels: 4, height: 72, width: 72, seeds: [[36, 36]] });
    expect(organism.physics).toMatchObject({ boundary: "zero", fireRate: 0.5, stepSize: 1, angle: 0 });
    expect(organism.life).toEqual({ kind: "neighbourhood", aliveThreshold: 0.1 });
    expect(organism.perception.filters).toEqual(ARTICLE_FILTERS);
    expect(organism.target).toEqual({ name: "lizard", size: 40, padding: 16, png: null, motion: null });
    expect(organism.provenance).toMatchObject({ regime: "regenerating", file: "ex3_🦎" });
  });

  it.each([
    ["ex1_gecko.json", "growing", "lizard"],
    ["EX2_Lady beetle.json", "persistent", "ladybug"],
    ["ex3_👁\uFE0F.json", "regenerating", "eye"],
    ["my own.json", undefined, "my-own"],
    ["ex9_x", undefined, "ex9-x"],
    ["🚀.json", undefined, "imported"],
  ])("called %s is %s and a %s", (name, regime, subject) => {
    const organism = parseDistill(file(base), name);
    expect([organism.provenance.regime, organism.name]).toEqual([regime, subject]);
  });

  it("called planarian has its own grid", () => {
    expect(parseDistill(file(base), "planarian.json")).toMatchObject({ height: 64, width: 96, target: null });
  });

  it.each<[string, (layers: Json[]) => unknown, RegExp]>([
    ["one layer", (l) => l.pop(), /expected a JSON list of two layers/],
    ["float", (l) => (l[0].type = "float"), /layer 1 has type "float"; only uint8/],
    ["no weights", (l) => delete l[1].data_b64, /layer 2 lacks data_b64/],
    ["no base64", (l) => (l[0].data_b64 = "a?=="), /data_b64 is not base64/],
    ["too few", (l) => (l[0].data_b64 = "AAAA"), /has 3 values; 12 inputs, a bias and 8 outputs make 104/],
    ["count", (l) => (l[0].in_ch = 1.5), /in_ch is 1.5; expected/],
    ["scale", (l) => (l[0].weight_scale = -1), /weight_scale is -1; expected/],
    ["huge scale", (l) => (l[0].weight_scale = 1e300), /weight_scale is 1e\+300; expected/],
    ["widths", (l) => l.reverse(), /the layers are 8 -> 4 and 12 -> 8; expected 3 c -> h/],
  ])("with %s is refused", (_, edit, message) => {
    const layers = structuredClone(base) as Json[];
    edit(layers);
    expect(() => parseDistill(file(layers))).toThrow(message);
    expect(() => readOrganism(file(layers))).toThrow(OrganismError);
  });

  const shared = readShared("ex3_lizard.json");
  it.skipIf(shared === null)("of the article is read (shared/distill)", () => {
    const organism = readOrganism(shared!, "ex3_lizard.json");
    expect(organism.layers.map((layer) => [layer.inputs, layer.outputs])).toEqual([[48, 128], [128, 16]]);
    expect(organism.name).toBe("lizard");
    expect(BUILT_IN_TARGETS.get("🦎")).toBe("lizard");
  });
});

describe("what a file is", () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  it("is seen by its content", () => {
    expect(readOrganism(GOLDEN, "renamed.json").name).toBe("golden");
  });
  it.each([
    ["", /is empty/],
    ["\x89PNG\r\n\x1a\n", /is a picture/],
    ["PK\x03\x04", /zip archive/],
    ["\x80\x04\x95", /pickle, which is not read/],
    ['{"format": "blastema-config"}', /is JSON, but not an organism/],
    ["[1, 2]", /is not a web model file/],
    ["hello", /is not an organism/],
  ])("is named: %j", (content, message) => expect(() => readOrganism(bytes(content), "file")).toThrow(message));
});

describe("fuzzing", () => {
  // xorshift32: the same inputs in each run
  let state = 2463534242;
  const random = (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };

  const attempt = (bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): boolean => {
    try {
      read(bytes);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(OrganismError);
      expect((error as Error).message.length).toBeLessThan(600);
      return false;
    }
  };

  it("cut short anywhere, a file is refused", () => {
    for (let length = 0; length < GOLDEN.length; length += 1 + random(40)) {
      expect(attempt(GOLDEN.subarray(0, length), readOrganism)).toBe(false);
      expect(attempt(GOLDEN.subarray(0, length), parseOrganism)).toBe(false);
      expect(attempt(GOLDEN.subarray(0, length), parseDistill)).toBe(false);
    }
  });

  const distill = new TextEncoder().encode(
    JSON.stringify([
      { data_b64: btoa("x".repeat(13 * 4)), in_ch: 12, out_ch: 4, weight_scale: 1, bias_scale: 1, type: "uint8" },
      { data_b64: btoa("y".repeat(5 * 4)), in_ch: 4, out_ch: 4, weight_scale: 1, bias_scale: 1, type: "uint8" },
    ]),
  );

  it.each([
    ["organism file", GOLDEN, 2600],
    ["small lizard", LIZARD, 1400],
    ["web model file", distill, distill.length],
  ])("an altered %s is read or refused, but nothing else", (_, original, region) => {
    for (let round = 0; round < 1500; round++) {
      const bytes = Uint8Array.from(original);
      for (let edits = 1 + random(4); edits > 0; edits--) {
        const at = random(region);
        const kind = random(4);
        if (kind === 0) {
          bytes[at] = random(256);
        } else if (kind === 1) {
          bytes[at] ^= 1 << random(8);
        } else if (kind === 2) {
          bytes[at] = "0123456789-[]{},:\"\\eEtfnu.".charCodeAt(random(26));
        } else {
          bytes.copyWithin(at, random(region), random(region));
        }
      }
      attempt(bytes, readOrganism);
      attempt(random(2) === 0 ? bytes : bytes.subarray(0, random(bytes.length)), parseOrganism);
      attempt(bytes, parseDistill);
    }
  });

  it("descriptions with any values are read or refused, but nothing else", () => {
    const odd: unknown[] = [
      null, true, -1, 0, 1, 3, 1e308, 2 ** 53, 0.5, "", "x", "__proto__", [], {}, [1], [[]], ["identity"], [[1e9]],
      { length: 2 }, { toString: 1 }, [null], "🦎", "\u0000", [3, 4096], 4097, [16, 4, 1],
    ];
    const keys = ["format", "version", "name", "grid", "target", "provenance", "architecture"];
    for (let round = 0; round < 1500; round++) {
      const bytes = changed(
        (d) => {
          for (let edits = random(3); edits > 0; edits--) {
            const part = [d, d.architecture, d.target][random(3)] as Json | null;
            if (typeof part === "object" && part !== null) {
              const names = part === d ? keys : Object.keys(part);
              part[names[random(names.length)]] = odd[random(odd.length)];
            }
          }
        },
        (h) => {
          const names = Object.keys(h);
          const entry = h[names[random(names.length)]] as Json;
          if (random(2) === 0) {
            entry[["dtype", "shape", "data_offsets"][random(3)]] = odd[random(odd.length)];
          }
        },
      );
      attempt(bytes, readOrganism);
    }
  });
});
