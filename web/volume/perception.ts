/** The features of a cell in a volume, as `blastema.volumes` has them: means and differences along the three axes. */
import { BLOCK } from "../engine/plain/dense";
import { SENSES } from "./organism";
import type { Sense } from "./organism";

export class VolumePerception {
  /** Of each of `SENSES` its place among those of the organism, or -1. */
  private readonly places: readonly number[];
  /** The nine lines of three columns around a cell, by layer and row. */
  private readonly lines: readonly number[];

  /**
   * @param row how many cells further the next row is
   * @param layer how many cells further the next layer is
   */
  constructor(
    senses: readonly Sense[],
    private readonly channels: number,
    row: number,
    layer: number,
  ) {
    this.places = SENSES.map((sense) => senses.indexOf(sense));
    this.lines = [-1, 0, 1].flatMap((z) => [-1, 0, 1].map((y) => (z * layer + y * row) * channels));
  }

  /** Writes one cell's features into its lane of a block: filter-major, [features, BLOCK]. */
  perceive(state: Float32Array, cell: number, features: Float64Array, lane: number): void {
    const { channels, lines } = this;
    const [identity, right, down, back, laplacian] = this.places as readonly [number, number, number, number, number];
    const size = channels * BLOCK;
    for (let channel = 0; channel < channels; channel++) {
      const middle = cell * channels + channel;
      const own = state[middle];
      // Sums over columns, weighted by row or layer; all are divided at the end.
      let mean = 0;
      let slopeX = 0;
      let slopeY = 0;
      let slopeZ = 0;
      for (let line = 0; line < 9; line++) {
        const at = middle + lines[line];
        const before = state[at - channels];
        const after = state[at + channels];
        const sum = before + 2 * state[at] + after;
        const [y, z] = [(line % 3) - 1, ((line / 3) | 0) - 1];
        const [rowWeight, layerWeight] = [y === 0 ? 2 : 1, z === 0 ? 2 : 1];
        mean += rowWeight * layerWeight * sum;
        slopeX += rowWeight * layerWeight * (after - before);
        slopeY += y * layerWeight * sum;
        slopeZ += z * rowWeight * sum;
      }
      const at = channel * BLOCK + lane;
      if (identity >= 0) features[identity * size + at] = own;
      if (right >= 0) features[right * size + at] = slopeX / 32;
      if (down >= 0) features[down * size + at] = slopeY / 32;
      if (back >= 0) features[back * size + at] = slopeZ / 32;
      if (laplacian >= 0) features[laplacian * size + at] = mean / 64 - own;
    }
  }
}
