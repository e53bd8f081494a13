/** Where an organism stands best, how films are timed, and what numbers look like. */
import { describe, expect, it } from "vitest";
import { frameTime, stepsPerFrame } from "../../playground/films";
import { turnWords } from "../../playground/controls";
import { fitsElsewhere, Forms, placeWords } from "../../playground/form";
import { stepsPerSecond } from "../../playground/panels";
import { emptySnapshot } from "../../engine/world";
import type { Snapshot } from "../../engine/types";
import type { TargetGrid } from "../../engine/world";

/** A picture without symmetry on 24 by 24 cells: three bars of their own colours. */
function picture(): TargetGrid {
  const values = new Float32Array(24 * 24 * 4);
  const bar = (top: number, left: number, height: number, width: number, channel: number): void => {
    for (let row = top; row < top + height; row++) {
      for (let column = left; column < left + width; column++) {
        values[4 * (24 * row + column) + channel] = 1;
        values[4 * (24 * row + column) + 3] = 1;
      }
    }
  };
  bar(8, 8, 9, 2, 0);
  bar(8, 10, 2, 5, 1);
  bar(12, 10, 2, 2, 2);
  return { height: 24, width: 24, values };
}

/** The world in which each cell has the colours of the cell that `from` names. */
function world(from: (row: number, column: number) => readonly [number, number]): Snapshot {
  const { values } = picture();
  const snapshot = emptySnapshot({ height: 24, width: 24 }, 16);
  for (let row = 0; row < 24; row++) {
    for (let column = 0; column < 24; column++) {
      const [y, x] = from(row, column);
      if (y < 0 || x < 0 || y >= 24 || x >= 24) continue;
      snapshot.state.set(values.subarray(4 * (24 * y + x), 4 * (24 * y + x) + 4), 16 * (24 * row + column));
    }
  }
  return snapshot;
}

describe("the best shift and turn", () => {
  const forms = new Forms(picture());

  it("is nothing where it stands in its place", () => {
    const found = forms.find(world((row, column) => [row, column]), 0, 0, false);
    expect(found).toEqual({ error: 0, down: 0, across: 0, degrees: 0 });
    expect(placeWords(found)).toBe("");
  });

  it("is shown where the error is half of that in its place, or less", () => {
    const beside = { error: 1e-3, down: 0, across: 2, degrees: 0 };
    expect(fitsElsewhere(-2.5, beside)).toBe(true);
    expect(fitsElsewhere(-2.8, beside)).toBe(false);
    expect(fitsElsewhere(-1.43, { error: 10 ** -1.45, down: 0, across: 1, degrees: 3 })).toBe(false);
    expect(fitsElsewhere(-2, { ...beside, across: 0 })).toBe(false);
    expect(fitsElsewhere(-2, { ...beside, error: 0 })).toBe(true);
  });

  it.each([
    [2, -3],
    [-5, 6],
    [1, 0],
  ])("finds it %i down and %i across", (down, across) => {
    const found = forms.find(world((row, column) => [row - down, column - across]), 0, 0, false);
    expect(found).toEqual({ error: 0, down, across, degrees: 0 });
  });

  it("finds a quarter turn counter-clockwise, as the dial turns", () => {
    // What was to the right of the middle, [12, 12], stands above it.
    const found = forms.find(world((row, column) => [12 + (column - 12), 12 - (row - 12)]), 0, 0, false);
    expect(found).toMatchObject({ down: 0, across: 0, degrees: 90 });
    expect(found.error).toBeLessThan(1e-9);
    expect(placeWords(found)).toBe("90° ↺");
  });

  it("is said in words", () => {
    expect(placeWords({ error: 0, down: 1, across: -2, degrees: -15 })).toBe("2 left, 1 down, 15° ↻");
  });
});

describe("a film", () => {
  it("is timed by the world's steps at its speed, however slow the machine", () => {
    expect([1, 10, 60, 240, Infinity].map((rate) => stepsPerFrame(rate))).toEqual([1, 1, 3, 12, 12]);
    expect([1, 10, 60, 240, Infinity].map((rate) => stepsPerFrame(rate, 1000 / 30))).toEqual([1, 1, 2, 8, 8]);
    expect(frameTime(3, 60)).toBe(50);
    expect(frameTime(30, 60)).toBe(500); // as many steps between two pictures of a busy machine
    expect(frameTime(1, 10)).toBe(100);
    expect(frameTime(12, Infinity)).toBe(50);
    expect(frameTime(1, Infinity)).toBe(20);
    expect(frameTime(0, 60)).toBe(50);
    expect(frameTime(-100, 60)).toBe(50);
  });
});

describe("numbers as people say them", () => {
  it("tells which way a turn goes", () => {
    expect([0, 30, 180, 330].map(turnWords)).toEqual([
      "0 degrees",
      "30 degrees counter-clockwise",
      "180 degrees",
      "30 degrees clockwise",
    ]);
  });

  it("tells speeds in steps per second", () => {
    expect([0.13, 4.26, 123].map(stepsPerSecond)).toEqual(["7,700 steps/s", "230 steps/s", "8.1 steps/s"]);
  });
});
