/** Colours of cells: what they mean, and that they fade to the background, light or dark. */
import { describe, expect, it } from "vitest";
import type { View } from "../engine/types";
import { colourOf, isDark, LARGEST_UPDATE, viewPixels, viewStops } from "../engine/view";
import type { Colour, ViewSource } from "../engine/view";

const WHITE: Colour = [1, 1, 1];
const NIGHT: Colour = [0.07, 0.08, 0.1];

/** A row of cells with four channels. */
function source(cells: readonly (readonly number[])[], more: Partial<ViewSource> = {}): ViewSource {
  const state = Float32Array.from(cells.flat());
  return { height: 1, width: cells.length, channels: 4, state, update: null, fired: null, decoder: null, ...more };
}

function pixels(view: View, from: ViewSource): number[][] {
  const all = viewPixels(view, from);
  return Array.from({ length: from.width }, (_, cell) => [...all.subarray(4 * cell, 4 * cell + 4)]);
}

/** How far apart two colours are, by their largest difference. */
function distance(first: readonly number[], second: readonly number[]): number {
  return Math.max(...first.map((part, i) => Math.abs(part - second[i])));
}

describe("the view of colours", () => {
  it("lays premultiplied colours over the background, as docs/format.md does over white", () => {
    const cells = source([[0, 0, 0, 0], [0.5, 0.25, 0, 0.5], [1, 0.5, 0.25, 1.5], [-1, 2, NaN, -1]]);
    expect(pixels({ kind: "colour", background: WHITE }, cells)).toEqual([
      [255, 255, 255, 255],
      [255, 191, 128, 255],
      [255, 128, 64, 255],
      [0, 255, 0, 255],
    ]);
    expect(pixels({ kind: "colour", background: [0, 0.5, 1] }, cells)[1]).toEqual([128, 128, 128, 255]);
  });
});

describe.each([["light", WHITE], ["dark", NIGHT]] as const)("on a %s background", (tone, background) => {
  const shown = background.map((part) => Math.round(255 * part));

  it("is seen as such", () => expect(isDark(background)).toBe(tone === "dark"));

  it.each<View>([
    { kind: "alpha", background },
    { kind: "channel", channel: 2, background },
    { kind: "update", background },
    { kind: "fired", background },
  ])("$kind begins at the background and moves away from it steadily", (view) => {
    const values = Array.from({ length: 21 }, (_, i) => i / 20);
    const state = values.map((value) => [0, 0, value, value]);
    const update = Float32Array.from(values, (value) => value * LARGEST_UPDATE);
    const fired = Uint8Array.from(values, (value) => (value >= 0.5 ? 1 : 0));
    const found = pixels(view, source(state, { update, fired }));
    expect(distance(found[0].slice(0, 3), shown)).toBeLessThanOrEqual(1);
    const away = found.map((pixel) => distance(pixel.slice(0, 3), shown));
    away.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(away[i] - 3));
    expect(away[20]).toBeGreaterThan(120);
    expect(found.every((pixel) => pixel[3] === 255)).toBe(true);
  });

  it("channels above 0 are warm, below 0 cold, and beyond 1 as at 1", () => {
    const view: View = { kind: "channel", channel: 0, background };
    const cells = [0.5, -0.5, 9, -9, NaN].map((value) => [value, 0, 0, 0]);
    const [warm, cold, more, less, none] = pixels(view, source(cells));
    expect(warm[0]).toBeGreaterThan(warm[2]);
    expect(cold[2]).toBeGreaterThan(cold[0]);
    expect([more, less]).toEqual(pixels(view, source([[1, 0, 0, 0], [-1, 0, 0, 0]])));
    expect(distance(none.slice(0, 3), shown)).toBeLessThanOrEqual(1);
  });

  it("the ends of a channel's range are far from each other and from the middle", () => {
    const stops = viewStops({ kind: "channel", channel: 0, background });
    const ends = [stops.positive[1], stops.negative[1], background];
    ends.forEach((one, i) => ends.slice(i + 1).forEach((other) => expect(distance(one, other)).toBeGreaterThan(0.3)));
    expect(colourOf(0, background, stops)).toEqual([...background]);
    expect(colourOf(0.5, background, stops)).toEqual(stops.positive[0]);
    expect(distance(colourOf(-1, background, stops), stops.negative[1])).toBeLessThan(1e-12);
  });

  it("nothing is shown of what was not observed", () => {
    for (const kind of ["update", "fired"] as const) {
      const [pixel] = pixels({ kind, background }, source([[1, 1, 1, 1]]));
      expect(distance(pixel.slice(0, 3), shown)).toBeLessThanOrEqual(1);
    }
  });
});
