/** Comparison of a volume with its target, as by `blastema evaluate`. */
import { decodePng } from "../engine/png";
import { ALPHA } from "../engine/world";
import type { VolumeSnapshot } from "./engine";
import type { VolumeOrganism } from "./organism";

export interface Standing {
  /** Cells whose alpha is above the threshold of life. */
  readonly living: number;
  /** Mean over all cells and RGBA of the squared difference; null without a target. */
  readonly error: number | null;
  /** 1 - IoU of the living voxels; null without a target. */
  readonly missed: number | null;
}

/** [depth, height, width, 4], premultiplied, on the organism's grid; null if its file has none. */
export async function targetOf({ target, grid }: VolumeOrganism): Promise<Float32Array | null> {
  if (target === null) return null;
  const { pixels } = await decodePng(target.png);
  const { size, padding } = target;
  const values = new Float32Array(4 * grid.depth * grid.height * grid.width);
  for (let voxel = 0; voxel < size ** 3; voxel++) {
    const [layer, row, column] = [Math.floor(voxel / size ** 2), Math.floor(voxel / size) % size, voxel % size];
    const to = 4 * (((layer + padding) * grid.height + row + padding) * grid.width + column + padding);
    const alpha = Math.fround(pixels[4 * voxel + 3]! / 255);
    for (let part = 0; part < 3; part++) values[to + part] = Math.fround(pixels[4 * voxel + part]! / 255) * alpha;
    values[to + ALPHA] = alpha;
  }
  return values;
}

export function standingOf({ state, channels }: VolumeSnapshot, target: Float32Array | null, threshold: number): Standing {
  let [living, common, either, sum] = [0, 0, 0, 0];
  const cells = state.length / channels;
  for (let cell = 0; cell < cells; cell++) {
    const lives = state[cell * channels + ALPHA]! > threshold;
    living += lives ? 1 : 0;
    if (target === null) continue;
    const wanted = target[4 * cell + ALPHA]! > threshold;
    common += lives && wanted ? 1 : 0;
    either += lives || wanted ? 1 : 0;
    for (let part = 0; part < 4; part++) sum += (state[cell * channels + part]! - target[4 * cell + part]!) ** 2;
  }
  if (target === null) return { living, error: null, missed: null };
  return { living, error: sum / (4 * cells), missed: 1 - common / Math.max(either, 1) };
}
