/** The target: cells of a picture, the empty ones around them, and the seeds. */
import { encodeBase64 } from "../engine/checks";
import { encodePng } from "../engine/png_writing";
import type { Organism, World } from "../engine/types";
import type { Pixels } from "./pictures";
import { fitted } from "./recipe";
import type { Recipe } from "./recipe";
import { reach, seedsFor } from "./seeding";
import type { Seeds } from "./seeding";
import type { Task } from "./trainer";

/** The picture's size in the middle of its training grid. */
export function gridOf({ height, width }: Pixels, padding: number): World {
  return { height: height + 2 * padding, width: width + 2 * padding };
}

/** The target on its training grid: [height, width, 4], RGB premultiplied by alpha, 0 to 1. */
export function valuesOf(pixels: Pixels, padding: number): Float32Array {
  const grid = gridOf(pixels, padding);
  const values = new Float32Array(4 * grid.height * grid.width);
  for (let cell = 0; cell < pixels.height * pixels.width; cell++) {
    const [row, column] = [Math.floor(cell / pixels.width), cell % pixels.width];
    const to = 4 * ((row + padding) * grid.width + column + padding);
    const alpha = Math.fround(pixels.data[4 * cell + 3] / 255);
    for (let c = 0; c < 3; c++) values[to + c] = Math.fround(pixels.data[4 * cell + c] / 255) * alpha;
    values[to + 3] = alpha;
  }
  return values;
}

/** Its alphas alone: [height, width]. */
export function alphaOf(pixels: Pixels, padding: number): Float32Array {
  return valuesOf(pixels, padding).filter((_, index) => index % 4 === 3);
}

/** Empty cells around a picture of so many, as the recipe `quick` has 6 around its 24. */
export function paddingOf(size: number): number {
  return Math.round(size / 4);
}

/**
 * The task of training a picture.
 *
 * @param stem what training begins with
 * @param recipe of the stem's own size; episodes become long enough for the picture
 */
export async function taskOf(
  pixels: Pixels,
  name: string,
  stem: Organism,
  recipe: Recipe,
): Promise<{ task: Task; seeds: Seeds }> {
  const size = Math.max(pixels.height, pixels.width);
  const padding = paddingOf(size);
  const grid = gridOf(pixels, padding);
  const alpha = alphaOf(pixels, padding);
  const seeds = seedsFor(alpha, grid);
  const png = encodeBase64(await encodePng({ ...pixels, pixels: Uint8Array.from(pixels.data) }));
  const organism: Organism = {
    ...stem,
    name,
    ...grid,
    seeds: seeds.places,
    target: { name, size, motion: null, padding, png },
    provenance: {},
  };
  const target = { ...grid, values: valuesOf(pixels, padding) };
  return { task: { organism, target, recipe: fitted(recipe, reach(alpha, grid, seeds.places)) }, seeds };
}
