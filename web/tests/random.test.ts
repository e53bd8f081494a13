/** The numbers of docs/format.md, read out of it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fireThreshold, fires, fireValue, noiseValue, pcg3dFirst, ROW_STRIDE } from "../engine/random";

const DOCUMENT = readFileSync(new URL("../../docs/format.md", import.meta.url), "utf8");

describe("the hash", () => {
  const rows = DOCUMENT.matchAll(
    /^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| `([0-9a-f]{8})` \| (\d+) \| (yes|no) \|$/gm,
  );
  const vectors = [...rows].map((row) => row.slice(1));

  it("has the document's sixteen vectors", () => expect(vectors).toHaveLength(16));

  it.each(vectors)("of x %s, y %s, t %s, s %s is %s", (x, y, t, s, word, top, fired) => {
    const [column, row, step, seed] = [x, y, t, s].map(Number);
    expect(pcg3dFirst(column + ROW_STRIDE * row, step, seed)).toBe(parseInt(word, 16));
    expect(fireValue(column, row, step, seed)).toBe(Number(top));
    expect(fires(column, row, step, seed, fireThreshold(0.5))).toBe(fired === "yes");
  });

  it("draws the document's mask", () => {
    const drawn = [...DOCUMENT.matchAll(/^[.#]{16}$/gm)].map(String);
    expect(drawn).toHaveLength(6);
    const ours = drawn.map((_, row) =>
      Array.from({ length: 16 }, (_, column) => (fires(column, row, 0, 0, fireThreshold(0.5)) ? "#" : ".")).join(""),
    );
    expect(ours).toEqual(drawn);
  });
});

describe("the threshold", () => {
  const table = [...DOCUMENT.matchAll(/^\| ([0-9.]+) \| (\d+) \|$/gm)].map((row) => row.slice(1));

  it("has the document's eight rows", () => expect(table).toHaveLength(8));

  it.each(table)("of rate %s is %s", (rate, threshold) => expect(fireThreshold(Number(rate))).toBe(Number(threshold)));

  it("rounds ties to even", () => {
    // Small float32 numbers are finer than 2^-24, so that halves occur.
    expect(fireThreshold(0.5 * 2 ** -24)).toBe(0);
    expect(fireThreshold(1.5 * 2 ** -24)).toBe(2);
    expect(fireThreshold(2.5 * 2 ** -24)).toBe(2);
    expect(fireThreshold(3.5 * 2 ** -24)).toBe(4);
    expect(fireThreshold(2.75 * 2 ** -24)).toBe(3);
  });

  it("never fires at 0 and always at 1", () => {
    const columns = Array.from({ length: 1000 }, (_, column) => column);
    expect(columns.some((column) => fires(column, 7, 3, 5, fireThreshold(0)))).toBe(false);
    expect(columns.every((column) => fires(column, 7, 3, 5, fireThreshold(1)))).toBe(true);
  });
});

describe("the noise", () => {
  it("is uniform in [-1, 1), exact in float32 and different in each channel", () => {
    const values = Array.from({ length: 20000 }, (_, i) => noiseValue(i % 100, Math.floor(i / 100), i % 16, 9, 3));
    expect(values.every((value) => value >= -1 && value < 1 && Math.fround(value) === value)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(square - 1 / 3)).toBeLessThan(0.01);
    expect(noiseValue(1, 2, 0, 3, 4)).not.toBe(noiseValue(1, 2, 1, 3, 4));
  });

  it("wraps the seed at 32 bits", () => {
    const seed = 0xffffffff;
    const moved = Number((BigInt(seed) + 0x9e3779b9n * 12n) & 0xffffffffn);
    expect(noiseValue(5, 6, 11, 7, seed)).toBe((pcg3dFirst(5 + 65536 * 6, 7, moved) >>> 8) / 2 ** 23 - 1);
  });
});
