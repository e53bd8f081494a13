/** Filters of the perception: those that have names, and their taps at an angle. */
import type { Filter, Taps } from "./types";

const NOTHING: Taps = new Array<number>(9).fill(0);
const DX: Taps = [-1, 0, 1, -2, 0, 2, -1, 0, 1].map((tap) => tap / 8);
const DY: Taps = [-1, -2, -1, 0, 0, 0, 1, 2, 1].map((tap) => tap / 8);

function still(name: string, taps: Taps): Filter {
  return { name, still: taps, cosine: NOTHING, sine: NOTHING };
}

/** The filters that version 1 of the organism file knows by name. */
export const NAMED_FILTERS: ReadonlyMap<string, Filter> = new Map(
  [
    still("identity", [0, 0, 0, 0, 1, 0, 0, 0, 0]),
    { name: "sobel_x", still: NOTHING, cosine: DX, sine: DY.map((tap) => -tap) },
    { name: "sobel_y", still: NOTHING, cosine: DY, sine: DX },
    still("laplacian", [1, 2, 1, 2, -12, 2, 1, 2, 1].map((tap) => tap / 16)),
    still("mean", [1, 1, 1, 1, 0, 1, 1, 1, 1].map((tap) => tap / 8)),
  ].map((filter) => [filter.name, filter]),
);

/** The article's, in its order. */
export const ARTICLE_FILTERS: readonly Filter[] = ["identity", "sobel_x", "sobel_y"].map(
  (name) => NAMED_FILTERS.get(name)!,
);

/** The taps of a filter turned by an angle in radians. */
export function turnedTaps({ still, cosine, sine }: Filter, angle: number): Taps {
  const [along, across] = [Math.cos(angle), Math.sin(angle)];
  return still.map((tap, i) => tap + along * cosine[i] + across * sine[i]);
}

/** Whether a filter gives the cell itself, whatever the angle. */
export function isIdentity({ still, cosine, sine }: Filter): boolean {
  return still.every((tap, i) => tap === (i === 4 ? 1 : 0) && cosine[i] === 0 && sine[i] === 0);
}
