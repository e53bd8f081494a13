/**
 * One organism's perception and rule, prepared to run on many cells.
 *
 * Sums are in double precision; the caller rounds the results to float32.
 */
import { isIdentity, turnedTaps } from "../filters";
import { toldBias } from "../signal";
import type { Organism } from "../types";
import { BLOCK, Layers } from "./dense";

export class Rule {
  /** Amplitude of the organism's own noise. */
  readonly noise: number;
  private readonly channels: number;
  private readonly filters: number;
  /** For each filter, whether it is the identity. */
  private readonly identity: readonly boolean[];
  /** [filters, channels, 9] */
  private readonly kernels: Float64Array;
  private readonly layers: Layers;
  private angle = NaN;
  /** The signal's part of the first layer's bias. */
  private signal: readonly number[];

  constructor(private readonly organism: Organism) {
    const { channels, physics } = organism;
    const { filters, learned, signal } = organism.perception;
    this.noise = physics.noise;
    this.channels = channels;
    this.filters = filters.length + learned.length / (9 * channels);
    this.identity = Array.from({ length: this.filters }, (_, i) => i < filters.length && isIdentity(filters[i]));
    this.kernels = new Float64Array(this.filters * channels * 9);
    this.layers = new Layers(organism, signal);
    this.signal = new Array<number>(signal).fill(0);
    this.placeLearned();
  }

  /** Turns the gradients; the angle is in radians, all of it. */
  turn(angle: number): void {
    if (angle === this.angle) {
      return;
    }
    this.angle = angle;
    this.organism.perception.filters.forEach((filter, index) => {
      const kernel = turnedTaps(filter, angle);
      for (let channel = 0; channel < this.channels; channel++) {
        this.kernels.set(kernel, (index * this.channels + channel) * 9);
      }
    });
  }

  /** Sets the signal, as a part of the first layer's bias; none means zeros. */
  tell(signal: readonly number[]): void {
    if (this.signal.every((value, i) => value === (signal[i] ?? 0))) {
      return;
    }
    this.signal = this.signal.map((_, i) => signal[i] ?? 0);
    this.layers.bias.set(toldBias(this.organism.layers[0], this.signal));
  }

  /** The new value of a channel that fires, not yet rounded, from the rule's output. */
  moved(before: number, asked: number): number {
    return this.layers.moved(before, asked);
  }

  /**
   * The rule's output for cells, before the step size.
   *
   * @param state [cells, channels] of a grid with a border
   * @param width of that grid with its border
   * @param cells indices of the cells from `begin` to `end` - 1
   * @param result [cells, channels] from `begin` on; with `only`, [cells] of that channel alone
   */
  apply(
    state: Float32Array,
    width: number,
    cells: Int32Array,
    begin: number,
    end: number,
    result: Float64Array,
    only = -1,
  ): void {
    for (let first = begin; first < end; first += BLOCK) {
      const count = Math.min(BLOCK, end - first);
      for (let lane = 0; lane < count; lane++) {
        this.perceive(state, width, cells[first + lane], lane);
      }
      const output = this.layers.think(only);
      const size = only < 0 ? this.channels : 1;
      for (let lane = 0; lane < count; lane++) {
        for (let channel = 0; channel < size; channel++) {
          result[(first + lane) * size + channel] = output[channel * BLOCK + lane];
        }
      }
    }
  }

  /** Writes one cell's features into the first buffer. */
  private perceive(state: Float32Array, width: number, cell: number, lane: number): void {
    const { channels, filters, identity, kernels } = this;
    const { features } = this.layers;
    const row = width * channels;
    const middle = cell * channels;
    for (let channel = 0; channel < channels; channel++) {
      const at = middle + channel;
      const upperLeft = state[at - row - channels];
      const up = state[at - row];
      const upperRight = state[at - row + channels];
      const left = state[at - channels];
      const own = state[at];
      const right = state[at + channels];
      const lowerLeft = state[at + row - channels];
      const down = state[at + row];
      const lowerRight = state[at + row + channels];
      for (let filter = 0; filter < filters; filter++) {
        const feature = filter * channels + channel;
        const k = feature * 9;
        features[feature * BLOCK + lane] =
          identity[filter]
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

  private placeLearned(): void {
    const { channels } = this.organism;
    const { learned, filters } = this.organism.perception;
    // From [filter, tap, channel] to [filter, channel, tap].
    learned.forEach((value, index) => {
      const [rest, channel] = [Math.floor(index / channels), index % channels];
      const filter = filters.length + Math.floor(rest / 9);
      this.kernels[(filter * channels + channel) * 9 + (rest % 9)] = value;
    });
  }
}
