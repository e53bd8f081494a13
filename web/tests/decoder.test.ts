/** Decoders on the CPU, beside Python's judge (tests/decoder_judge.py), and what the page refuses of them. */
import { expect, it } from "vitest";
import { decodedPixels, drawnPixels } from "../engine/decoder";
import { OrganismError, parseOrganism } from "../engine/organism";
import { writeOrganism } from "../engine/organism_writing";
import { differenceOf } from "../engine/species";
import { viewPixels } from "../engine/view";
import { packDecoder } from "../engine/webgl/decoding";
import { joinSafetensors, readBytes, splitSafetensors } from "./files";
import { parseNpz } from "./npz";

const golden = await parseNpz(readBytes("tests/golden/web-decoder.npz"));
const file = golden.get("organism")!.values as Uint8Array;
const organism = parseOrganism(file);
const decoder = organism.decoder!;
const [height, width, channels] = golden.get("state")!.shape as [number, number, number];
const state = golden.get("state")!.values as Float32Array;
const picture = golden.get("picture")!.values as Float32Array;
const cells = { height, width, channels, state };

it("reads a decoder, and no picture to compare cells with", () => {
  expect(decoder.pixels).toBe(3);
  expect(decoder.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([[channels + 4, 7], [7, 4]]);
  expect(organism.target).toMatchObject({ png: null, size: 3 });
});

it("draws what the judge draws, over any background", () => {
  for (const background of [[1, 1, 1], [0.2, 0, 0.4]] as const) {
    const drawn = decodedPixels(decoder, cells, background);
    expect(drawn.length).toBe((4 * picture.length) / 4);
    for (let at = 0; at < picture.length; at += 4) {
      const alpha = Math.min(Math.max(picture[at + 3]!, 0), 1);
      for (let part = 0; part < 3; part++) {
        const expected = 255 * (background[part]! * (1 - alpha) + picture[at + part]!);
        expect(Math.abs(drawn[at + part]! - Math.min(Math.max(expected, 0), 255))).toBeLessThan(0.51);
      }
      expect(drawn[at + 3]).toBe(255);
    }
  }
});

it("draws colours only; other views are of cells", () => {
  const source = { ...cells, update: null, fired: null, decoder };
  expect(viewPixels({ kind: "colour", background: [1, 1, 1] }, source).length).toBe(4 * 9 * height * width);
  expect(viewPixels({ kind: "alpha", background: [1, 1, 1] }, source).length).toBe(4 * height * width);
});

it("draws fewer pixels a cell where the world is large", () => {
  expect(drawnPixels(decoder, { height: 100, width: 100 })).toBe(3);
  expect(drawnPixels(decoder, { height: 30, width: 2000 })).toBe(2);
});

it("packs rows of four numbers for the graphics card: groups of units, each with all of its weights", () => {
  const [first, last] = decoder.layers as [(typeof decoder.layers)[0], (typeof decoder.layers)[0]];
  const packed = packDecoder(decoder, channels);
  const layers = Math.ceil(channels / 4);
  const stride = 1 + 4 * (layers + 1) + 4;
  expect(packed.length).toBe(4 * (2 * stride + 1));
  expect([...packed.subarray(0, 4)]).toEqual([...first.bias.subarray(0, 4)]);
  const channel = 5;
  expect(packed[4 * (1 + channel) + 2]).toBe(first.weight[channel * 7 + 2]);
  expect(packed[4 * (1 + 7)]).toBe(0); // of 6 channels, which fill two layers of four
  expect(packed[4 * (stride + 1 + 4 * layers + 3) + 1]).toBe(first.weight[(channels + 3) * 7 + 5]);
  expect(packed[4 * (1 + 4 * (layers + 1) + 3) + 1]).toBe(last.weight[4 * 3 + 1]);
  expect([...packed.subarray(packed.length - 4)]).toEqual([...last.bias]);
});

it("refuses what it does not know of a decoder", () => {
  const { header, data } = splitSafetensors(file);
  const described = JSON.parse(String((header["__metadata__"] as { blastema: string }).blastema));
  const changed = (decoder: unknown): Uint8Array => {
    const text = JSON.stringify({ ...described, automaton: { ...described.automaton, decoder } });
    return joinSafetensors({ ...header, __metadata__: { blastema: text } }, data);
  };
  expect(() => parseOrganism(changed({ kind: "waves" }))).toThrow(OrganismError);
  expect(() => parseOrganism(changed({ kind: "coordinates", pixels: 3, widths: [7], more: 1 }))).toThrow(/unknown fields/);
  expect(() => parseOrganism(changed({ kind: "coordinates", pixels: 17, widths: [7] }))).toThrow(/2 to 16/);
  expect(() => parseOrganism(changed({ kind: "coordinates", pixels: 3, widths: [8] }))).toThrow(/shape/);
});

it("shares a world with itself only, and is not written", () => {
  expect(differenceOf(organism, organism)).toBeNull();
  expect(differenceOf(organism, { ...organism, decoder: null })).toBe("decoders");
  expect(differenceOf(organism, parseOrganism(file))).toBe("decoders");
  expect(() => writeOrganism(organism)).toThrow(/decoder/);
});
