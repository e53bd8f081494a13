import { describe, expect, it } from "vitest";
import { errorAxis } from "../../playground/axis";
import { Series } from "../../playground/series";

function of(...errors: number[]): Series {
  const series = new Series();
  errors.forEach((error, index) => series.add(index * 10, [error]));
  return series;
}

describe("the axis of the healing error", () => {
  it("has five powers of ten where errors need no more", () => {
    const usual = { low: -5, high: 0, ticks: [0, -1, -2, -3, -4, -5] };
    expect(errorAxis(of(), 0)).toEqual(usual);
    expect(errorAxis(of(-0.4, -2.5, -4.99), 0)).toEqual(usual);
  });

  it("follows an organism below and one that diverges above", () => {
    expect(errorAxis(of(-0.4, -5.9), 0)).toEqual({ low: -6, high: 0, ticks: [0, -1, -2, -3, -4, -5, -6] });
    expect(errorAxis(of(1.2), 0)).toMatchObject({ low: -5, high: 2 });
  });

  it("has a tick at every other power where there are many", () => {
    expect(errorAxis(of(-8), 0)).toEqual({ low: -8, high: 0, ticks: [0, -2, -4, -6, -8] });
    expect(errorAxis(of(4), 0).ticks).toEqual([4, 2, 0, -2, -4]);
  });

  it("looks at what the curve shows only", () => {
    expect(errorAxis(of(-7.5, -1, -2), 10).low).toBe(-5);
    expect(errorAxis(of(-7.5, -1, -2), 0).low).toBe(-8);
  });
});
