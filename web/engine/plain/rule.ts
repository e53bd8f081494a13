/**
 * One organism's perception and rule, made ready to run on many cells.
 *
 * Cells go through in blocks of four, so that each weight, once read, serves four cells. Sums are in double precision;
 * the caller rounds the results to float32.
 */
import { isIdentity, turnedTaps } from "../filters";
import { toldBias } from "../signal";
import type { Organism } from "../types";

const BLOCK = 4;

interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs]: what one output needs lies together, in the precision that sums have. */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

export class Rule {
  /** Amplitude of the organism's own noise. */
  readonly noise: number;
  private readonly stepSize: number;
  private readonly replacing: boolean;
  private readonly limit: number;
  private readonly channels: number;
  private readonly filters: number;
  /** Of each filter whether it gives the cell itself. */
  private readonly identity: readonly boolean[];
  /** [filters, channels, 9] */
  private readonly kernels: Float64Array;
  private readonly layers: readonly DenseLayer[];
  /** Two buffers [widest layer, BLOCK] that layers read from and write to in turn. */
  private readonly buffers: readonly [Float64Array, Float64Array];
  private angle = NaN;
  /** What the first layer's bias holds of the signal. */
  private signal: readonly number[];

  constructor(private readonly organism: Organism) {
    const { channels, layers, update, physics } = organism;
    const { filters, learned, signal } = organism.perception;
    this.noise = physics.noise;
    this.stepSize = Math.fround(physics.stepSize);
    this.replacing = update.kind === "replacing";
    this.limit = physics.clamp > 0 ? Math.fround(physics.clamp) : Infinity;
    this.channels = channels;
    this.filters = filters.length + learned.length / (9 * channels);
    this.identity = Array.from({ length: this.filters }, (_, i) => i < filters.length && isIdentity(filters[i]));
    this.kernels = new Float64Array(this.filters * channels * 9);
    this.layers = layers.map((layer, index) => transposed(layer, index === 0 ? layer.inputs - signal : layer.inputs));
    const widest = Math.max(...layers.map((layer) => Math.max(layer.inputs, layer.outputs)));
    this.buffers = [new Float64Array(widest * BLOCK), new Float64Array(widest * BLOCK)];
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

  /** Takes the signal over, as a part of the first layer's bias; none means zeros. */
  tell(signal: readonly number[]): void {
    if (this.signal.every((value, i) => value === (signal[i] ?? 0))) {
      return;
    }
    this.signal = this.signal.map((_, i) => signal[i] ?? 0);
    this.layers[0].bias.set(toldBias(this.organism.layers[0], this.signal));
  }

  /** What a channel that fires becomes, not yet rounded, by what the rule asks of it. */
  moved(before: number, asked: number): number {
    const { stepSize, limit } = this;
    const value = this.replacing
      ? (1 - stepSize) * before + stepSize / (1 + Math.exp(-asked))
      : before + stepSize * asked;
    return value > limit ? limit : value < -limit ? -limit : value;
  }

  /**
   * What the rule asks of cells, not yet times the step size.
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
      const output = this.think(only);
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
    const features = this.buffers[0];
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

  /** All layers on the features of a block; the buffer that has the last layer's outputs, or the one asked for. */
  private think(only: number): Float64Array {
    const { activation } = this.organism.update;
    const last = this.layers.length - 1;
    for (let index = 0; index < last; index++) {
      const layer = this.layers[index];
      const hidden = this.buffers[(index + 1) % 2];
      dense(layer, 0, layer.outputs, this.buffers[index % 2], hidden, activation === "relu");
      if (activation !== "relu") {
        bend(hidden, layer.outputs * BLOCK, activation === "atan" ? Math.atan : Math.tanh);
      }
    }
    const [input, output] = [this.buffers[last % 2], this.buffers[(last + 1) % 2]];
    const [from, to] = only < 0 ? [0, this.channels] : [only, only + 1];
    dense(this.layers[last], from, to, input, output, false);
    return output;
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

/** @param used how many of the layer's inputs come from features; the signal's come after them */
function transposed(layer: Organism["layers"][number], used: number): DenseLayer {
  const { outputs, bias } = layer;
  const weight = new Float64Array(used * outputs);
  for (let input = 0; input < used; input++) {
    for (let output = 0; output < outputs; output++) {
      weight[output * used + input] = layer.weight[input * outputs + output];
    }
  }
  return { inputs: used, outputs, weight, bias: Float64Array.from(bias) };
}

/** Applies an activation to the first `count` values. */
function bend(values: Float64Array, count: number, activation: (value: number) => number): void {
  for (let i = 0; i < count; i++) {
    values[i] = activation(values[i]);
  }
}

/**
 * Outputs `from` to `to` - 1 of one layer on a block of cells, [inputs, BLOCK] to [to - from, BLOCK].
 *
 * Two outputs at a time, so that each feature, once read, serves both: eight sums, which are as many as processors
 * have room for.
 */
function dense(
  layer: DenseLayer,
  from: number,
  to: number,
  input: Float64Array,
  output: Float64Array,
  rectify: boolean,
): void {
  const { inputs, weight, bias } = layer;
  const end = inputs * BLOCK;
  for (let j = from; j < to; j += 2) {
    // Where the number of outputs is odd, the last is worked out twice, and written once.
    const second = j + 1 < to ? j + 1 : j;
    let sum0 = bias[j];
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    let other0 = bias[second];
    let other1 = other0;
    let other2 = other0;
    let other3 = other0;
    let w = j * inputs;
    let v = second * inputs;
    for (let i = 0; i < end; i += BLOCK) {
      const factor = weight[w++];
      const otherFactor = weight[v++];
      const value0 = input[i];
      const value1 = input[i + 1];
      const value2 = input[i + 2];
      const value3 = input[i + 3];
      sum0 += factor * value0;
      sum1 += factor * value1;
      sum2 += factor * value2;
      sum3 += factor * value3;
      other0 += otherFactor * value0;
      other1 += otherFactor * value1;
      other2 += otherFactor * value2;
      other3 += otherFactor * value3;
    }
    writeBlock(output, (second - from) * BLOCK, rectify, other0, other1, other2, other3);
    writeBlock(output, (j - from) * BLOCK, rectify, sum0, sum1, sum2, sum3);
  }
}

function writeBlock(
  output: Float64Array,
  at: number,
  rectify: boolean,
  value0: number,
  value1: number,
  value2: number,
  value3: number,
): void {
  output[at] = rectify && value0 < 0 ? 0 : value0;
  output[at + 1] = rectify && value1 < 0 ? 0 : value1;
  output[at + 2] = rectify && value2 < 0 ? 0 : value2;
  output[at + 3] = rectify && value3 < 0 ? 0 : value3;
}
