/** What is drawn, as ink: by pen and eraser, and fitted to what a digit of the data fills. */
import { describe, expect, it } from "vitest";
import { lettersOn, DIGIT_COLOURS, mixed } from "../../digits/palette";
import { exampleOf } from "../../digits/examples";
import { BLANK, fitted, inkOf, paperOf } from "../../digits/paper";
import type { Stroke } from "../../digits/paper";
import { NO_INK, tallyOf, UNDECIDED, votesOf, wordsOf } from "../../digits/votes";

const paper = paperOf("digits");
const pen = (...points: [number, number][]): Stroke => ({ erases: false, points: points.map(([x, y]) => ({ x, y })) });
const eraser = (...points: [number, number][]): Stroke => ({ ...pen(...points), erases: true });
const sum = (ink: Uint8Array): number => ink.reduce((so, value) => so + value, 0) / 255;
const ink = (...strokes: Stroke[]): Uint8Array => inkOf({ example: null, strokes }, paper, 8);

describe("strokes", () => {
  it("have the pen's width: a line down the middle of a column of pixels", () => {
    const drawn = ink(pen([3.5, 0], [3.5, 8]));
    expect([...drawn.slice(24, 32)]).toEqual([0, 0, 16, 255, 16, 0, 0, 0]);
    expect(sum(drawn)).toBeCloseTo(8 * 1.125, 0);
  });
  it("are one however many points are on the way, and a point alone is a dot", () => {
    expect(ink(pen([1, 1], [6, 7]))).toEqual(ink(pen([1, 1], [2, 2.2], [3.5, 4], [6, 7])));
    expect(sum(ink(pen([4, 4])))).toBeCloseTo(Math.PI * paper.pen ** 2, 1);
  });
  it("are erased, and drawn again, in their order", () => {
    const [line, away] = [pen([3.5, 0], [3.5, 8]), eraser([0, 4], [8, 4])];
    expect(ink(line, away)[4 * 8 + 3]).toBeLessThan(60);
    expect(ink(line, away)[3]).toBe(255);
    expect(ink(away, line)).toEqual(ink(line));
    const example = exampleOf(3, 0);
    const erased = inkOf({ example, strokes: [eraser([4, 0], [4, 8])] }, paper, 8);
    expect(sum(erased)).toBeLessThan(0.75 * sum(inkOf({ example, strokes: [] }, paper, 8)));
  });
  it("outside of the paper leave nothing", () => {
    expect(ink(pen([-9, 4], [-2, 30]))).toEqual(inkOf(BLANK, paper, 8));
  });
});

describe("what is fitted", () => {
  const bounds = (strokes: readonly Stroke[]): number[] => {
    const points = strokes.flatMap((stroke) => stroke.points);
    const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
    return [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)].map((value) => Math.round(1e4 * value) / 1e4);
  };
  const { width, height } = paper.frame;
  const edge = (side: number): number[] =>
    [4 - side / 2 + paper.pen, 4 + side / 2 - paper.pen].map((value) => Math.round(1e4 * value) / 1e4);

  it("fills the frame with its pen's edge, wherever it was", () => {
    const small = [pen([5, 5], [7.2, 5], [5.5, 8])];
    expect(bounds(fitted(small, paper))).toEqual([...edge(width), ...edge(height)]);
    expect(bounds(fitted(fitted(small, paper), paper))).toEqual([...edge(width), ...edge(height)]);
  });
  it("stays as slim as it is, but for a little", () => {
    for (const [wide, stretch] of [[0.5, 1], [2.4, 1.2]] as const) {
      const [left, right, top, bottom] = bounds(fitted([pen([1, 2], [1 + wide, 7])], paper));
      expect([top, bottom]).toEqual(edge(height));
      expect(right! - left!).toBeCloseTo((wide * stretch * (height - 2 * paper.pen)) / 5);
    }
    const mnist = paperOf("mnist:a");
    const [l, r, t, b] = bounds(fitted([pen([1, 2], [3, 7])], mnist));
    expect((b! - t!) / (r! - l!)).toBeCloseTo(5 / 2);
  });
  it("has its erased places moved along, which do not count", () => {
    const [line, away] = fitted([pen([2, 2], [2, 4]), eraser([1, 3], [3, 3])], paper);
    expect(line!.points[0]!.y).toBeCloseTo(paper.pen);
    expect(away!.points[0]!.y).toBeCloseTo(4);
    expect(fitted([away!], paper)).toEqual([away]);
  });
});

describe("votes", () => {
  const cell = (alpha: number, votes: readonly number[]): number[] => [0, 0, 0, alpha, 0, ...votes];
  const one = (digit: number): number[] => Array.from({ length: 10 }, (_, i) => (i === digit ? 0.7 : -0.1));
  const count = (...cells: number[][]): ReturnType<typeof tallyOf> =>
    tallyOf(votesOf({ height: 1, width: cells.length, channels: 15, state: Float32Array.from(cells.flat()), species: new Uint8Array(cells.length), step: 0 }));

  it("are of cells with ink, of those that have voted", () => {
    const cells = [cell(0.1, one(4)), cell(0.11, one(4)), cell(1, new Array<number>(10).fill(0)), cell(1, one(NaN))];
    const state = Float32Array.from(cells.flat());
    const votes = votesOf({ height: 2, width: 2, channels: 15, state, species: new Uint8Array(4), step: 0 });
    expect([...votes]).toEqual([NO_INK, 4, UNDECIDED, UNDECIDED]);
  });
  it("are told in words", () => {
    expect(wordsOf(count())).toBe("No ink yet");
    expect(wordsOf(count(cell(1, new Array<number>(10).fill(0))))).toBe("No cell has voted yet");
    expect(wordsOf(count(cell(1, one(3)), cell(1, one(8))))).toBe("Undecided between 3 and 8");
    expect(count(cell(1, one(3)), cell(1, one(8))).majority).toBeNull();
    expect(wordsOf(count(cell(1, one(3)), cell(1, one(8)), cell(1, one(8))))).toBe("2 of 3 cells agree (66 %)");
    expect(wordsOf(count(cell(1, one(8)), cell(1, one(8))))).toBe("All 2 cells agree");
  });
});

it("has colours that differ, with letters that can be read on them", () => {
  expect(new Set(DIGIT_COLOURS).size).toBe(10);
  expect(lettersOn("#f0cf2e")).toBe("#15130f");
  expect(lettersOn("#7d5535")).toBe("#ffffff");
  expect(mixed("#000000", "#ff8000", 0.5)).toBe("rgb(128 64 0)");
});
