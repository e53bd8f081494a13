/** Targets and seeds of pictures, held to those of Blastema's Python by tests/golden/web-targets.npz. */
import { expect, test } from "vitest";
import { fittedInto } from "../../training/pictures";
import { faintIn, reach, seedsFor } from "../../training/seeding";
import { alphaOf, gridOf } from "../../training/target";
import { readBytes } from "../files";
import { parseNpz } from "../npz";

const SIZE = 24;
const PADDING = 6;
const golden = await parseNpz(readBytes("tests/golden/web-targets.npz"));
const names = [...golden.keys()].filter((key) => key.endsWith(".picture")).map((key) => key.replace(".picture", ""));

const bytes = (key: string): Uint8Array => golden.get(key)!.values as Uint8Array;
const numbers = (key: string): number[] => [...(golden.get(key)!.values as Uint32Array)];

test.each(names)("%s becomes the same cells", (name) => {
  const [height, width] = golden.get(`${name}.picture`)!.shape;
  const found = fittedInto({ height, width, data: bytes(`${name}.picture`) }, SIZE)!;
  const expected = bytes(`${name}.pixels`);
  expect([found.height, found.width]).toEqual(golden.get(`${name}.pixels`)!.shape.slice(0, 2));
  const difference = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found.data[i])), 0);
  expect(difference).toBeLessThanOrEqual(1);
});

test.each(names)("%s has the same seeds", (name) => {
  const pixels = { height: SIZE, width: SIZE, data: bytes(`${name}.pixels`) };
  const [alpha, grid] = [alphaOf(pixels, PADDING), gridOf(pixels, PADDING)];
  const { places, parts, leftOver, further } = seedsFor(alpha, grid);
  expect(places.flat()).toEqual(numbers(`${name}.seeds`));
  expect([parts, leftOver, further]).toEqual(numbers(`${name}.parts`));
  expect([reach(alpha, grid, places)]).toEqual(numbers(`${name}.reach`));
  const { specks, cells, hidden } = faintIn(alpha, grid);
  expect([specks, cells, hidden]).toEqual(numbers(`${name}.faint`));
});

test("an empty picture is none", () => {
  expect(fittedInto({ height: 3, width: 3, data: new Uint8Array(36) }, SIZE)).toBeNull();
});
