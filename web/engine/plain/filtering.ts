/** The filters of a perception, fixed and learned, over channels of a cell's neighbourhood. */
import { isIdentity, turnedTaps } from "../filters";
import type { Filter } from "../types";
import { BLOCK } from "./dense";

export class Filtering {
  private readonly count: number;
  /** For each filter, whether it is the identity. */
  private readonly identity: readonly boolean[];
  /** [filters, channels, 9] */
  private readonly kernels: Float64Array;
  private angle = NaN;

  /**
   * @param learned kernels [N, 3, 3, channels]
   * @param channels filtered ones, the first of `stride`
   * @param stride channels of a cell
   */
  constructor(
    private readonly filters: readonly Filter[],
    learned: Float32Array,
    private readonly channels: number,
    private readonly stride: number,
  ) {
    this.count = filters.length + learned.length / (9 * channels);
    this.identity = Array.from({ length: this.count }, (_, i) => i < filters.length && isIdentity(filters[i]));
    this.kernels = new Float64Array(this.count * channels * 9);
    // From [filter, tap, channel] to [filter, channel, tap].
    learned.forEach((value, index) => {
      const [rest, channel] = [Math.floor(index / channels), index % channels];
      const filter = filters.length + Math.floor(rest / 9);
      this.kernels[(filter * channels + channel) * 9 + (rest % 9)] = value;
    });
  }

  /** How many features it gives. */
  get features(): number {
    return this.count * this.channels;
  }

  /** Turns the gradients; the angle is in radians, all of it. */
  turn(angle: number): void {
    if (angle === this.angle) {
      return;
    }
    this.angle = angle;
    this.filters.forEach((filter, index) => {
      const kernel = turnedTaps(filter, angle);
      for (let channel = 0; channel < this.channels; channel++) {
        this.kernels.set(kernel, (index * this.channels + channel) * 9);
      }
    });
  }

  /**
   * Writes one cell's features, filter-major, into a lane of [features, BLOCK].
   *
   * @param state [cells, stride] of a grid with a border, `width` cells wide with it
   */
  write(state: Float32Array, width: number, cell: number, features: Float64Array, lane: number): void {
    const { channels, stride, count, identity, kernels } = this;
    const row = width * stride;
    const middle = cell * stride;
    for (let channel = 0; channel < channels; channel++) {
      const at = middle + channel;
      const upperLeft = state[at - row - stride];
      const up = state[at - row];
      const upperRight = state[at - row + stride];
      const left = state[at - stride];
      const own = state[at];
      const right = state[at + stride];
      const lowerLeft = state[at + row - stride];
      const down = state[at + row];
      const lowerRight = state[at + row + stride];
      for (let filter = 0; filter < count; filter++) {
        const feature = filter * channels + channel;
        const k = feature * 9;
        features[feature * BLOCK + lane] = identity[filter]
          ? own
          : kernels[k] * upperLeft +
            kernels[k + 1] * up +
            kernels[k + 2] * upperRight +
            kernels[k + 3] * left +
            kernels[k + 4] * own +
            kernels[k + 5] * right +
            kernels[k + 6] * lowerLeft +
            kernels[k + 7] * down +
            kernels[k + 8] * lowerRight;
      }
    }
  }
}
