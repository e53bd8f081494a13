/**
 * The layers of an organism's rule, and how their output changes a channel.
 *
 * Cells go through in blocks of four, so that each weight, once read, serves four cells. Sums are in double precision;
 * the caller rounds the results to float32.
 */
import type { Layer, Physics, Update } from "../types";

/** Cells of a block. */
export const BLOCK = 4;

interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs]: the weights of one output are contiguous, in the precision of sums. */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/** The properties of an organism on which the layers and their use depend. */
interface Ruled {
  readonly channels: number;
  readonly layers: readonly Layer[];
  readonly update: Update;
  readonly physics: Physics;
}

export class Layers {
  /** [features, BLOCK], to be written before `think`. */
  readonly features: Float64Array;
  private readonly stepSize: number;
  private readonly replacing: boolean;
  private readonly limit: number;
  private readonly activation: Update["activation"];
  private readonly channels: number;
  private readonly layers: readonly DenseLayer[];
  /** Two buffers [widest layer, BLOCK] that layers read from and write to in turn; the first has the features. */
  private readonly buffers: readonly [Float64Array, Float64Array];

  /** @param told the first layer's last inputs, which are no features */
  constructor({ channels, layers, update, physics }: Ruled, told = 0) {
    this.stepSize = Math.fround(physics.stepSize);
    this.replacing = update.kind === "replacing";
    this.limit = physics.clamp > 0 ? Math.fround(physics.clamp) : Infinity;
    this.activation = update.activation;
    this.channels = channels;
    this.layers = layers.map((layer, index) => transposed(layer, index === 0 ? layer.inputs - told : layer.inputs));
    const widest = Math.max(...layers.map((layer) => Math.max(layer.inputs, layer.outputs)));
    this.buffers = [new Float64Array(widest * BLOCK), new Float64Array(widest * BLOCK)];
    this.features = this.buffers[0];
  }

  /** The first layer's bias, which may be written to. */
  get bias(): Float64Array {
    return this.layers[0].bias;
  }

  /** The new value of a channel that fires, not yet rounded, from the rule's output. */
  moved(before: number, asked: number): number {
    const { stepSize, limit } = this;
    const value = this.replacing
      ? (1 - stepSize) * before + stepSize / (1 + Math.exp(-asked))
      : before + stepSize * asked;
    return value > limit ? limit : value < -limit ? -limit : value;
  }

  /**
   * All layers on the features of a block; the buffer that has the last layer's outputs.
   *
   * @param only the only channel to compute, or -1
   */
  think(only: number): Float64Array {
    const { activation } = this;
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
}

/** @param used how many of the layer's inputs come from features; the signal's come after them */
function transposed(layer: Layer, used: number): DenseLayer {
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
