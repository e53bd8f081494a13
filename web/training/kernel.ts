/** The compiled kernel of training (wasm/trainer.wasm): the loss and the gradient of one sample. */
import { turnedTaps } from "../engine/filters";
import { fireThreshold } from "../engine/random";
import { ACTIVATIONS, LIVES, UPDATES } from "../engine/types";
import type { Organism } from "../engine/types";

/** What trainer.cc exports. Truth values and addresses are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  found_samples(...sizes: number[]): number;
  sample_address(what: number): number;
  learn(): void;
  begin(seed: number, fireLimit: number, stepSize: number, steps: number, scale: number, power: number): void;
  forward(first: number, last: number): number;
  turn(): number;
  backward(last: number, first: number): void;
  finish(): void;
}

/** `sample_address` of trainer.cc. */
const ADDRESS = { parameters: 0, gradient: 1, taps: 2, target: 3, state: 4, grown: 5 } as const;
/** The kinds of life in the order of native/kinds.h; the others have the order of types.ts. */
const LIFE_ORDER: readonly (typeof LIVES)[number][] = ["neighbourhood", "all", "own-alpha"];

/** The common data of samples: plain data, so that it can be sent to a worker. */
export interface Setting {
  readonly height: number;
  readonly width: number;
  /** Everything but the weights of its layers is used. */
  readonly organism: Organism;
  readonly mostSteps: number;
  /** The gradient of a sample is that of its loss over so many. */
  readonly batchSize: number;
}

/** The start of one sample, and its conditions. */
export interface Sample {
  /** [height, width, channels] */
  readonly state: Float32Array;
  readonly fireSeed: number;
  readonly steps: number;
}

export interface Outcome {
  readonly loss: number;
  /** Of each layer: weight [inputs, outputs], bias [outputs]. */
  readonly gradient: Float32Array<ArrayBuffer>;
  /** [height, width, channels]: the state at the end */
  readonly grown: Float32Array<ArrayBuffer>;
}

export class OutOfMemory extends Error {
  override readonly name = "OutOfMemory";
}

/** Number of parameters of an organism's layers, weights and biases. */
export function parameterCount({ layers }: Organism): number {
  return layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}

/** All layers' weights and biases, one after another. */
export function parametersOf({ layers }: Organism): Float32Array<ArrayBuffer> {
  return Float32Array.from(layers.flatMap(({ weight, bias }) => [...weight, ...bias]));
}

/** The same organism with other weights. */
export function withParameters(organism: Organism, parameters: Float32Array): Organism {
  let at = 0;
  const take = (count: number): Float32Array => parameters.slice(at, (at += count));
  const layers = organism.layers.map(({ inputs, outputs }) => {
    return { inputs, outputs, weight: take(inputs * outputs), bias: take(outputs) };
  });
  return { ...organism, layers };
}

export class TrainingKernel {
  private readonly exports: Exports;
  private readonly parameters: number;

  private constructor(
    instance: WebAssembly.Instance,
    private readonly setting: Setting,
  ) {
    this.exports = instance.exports as unknown as Exports;
    const { height, width, organism, mostSteps } = setting;
    const { channels, perception, layers, life, update, physics } = organism;
    const [hidden, second] = layers.slice(0, -1).map(({ outputs }) => outputs);
    this.parameters = parameterCount(organism);
    const founded = this.exports.found_samples(
      height,
      width,
      channels,
      perception.filters.length,
      hidden,
      second ?? 0,
      LIFE_ORDER.indexOf(life.kind),
      ACTIVATIONS.indexOf(update.activation),
      UPDATES.indexOf(update.kind),
      Number(physics.firePer === "channel"),
      Number(physics.boundary === "torus"),
      life.aliveThreshold,
      physics.clamp > 0 ? physics.clamp : Infinity,
      mostSteps,
    );
    if (!founded) throw this.outOfMemory();
    this.view("taps", perception.filters.length * 9).set(
      perception.filters.flatMap((filter) => turnedTaps(filter, physics.angle)),
    );
  }

  static async create(module: WebAssembly.Module, setting: Setting): Promise<TrainingKernel> {
    const instance = await WebAssembly.instantiate(module, { env: { pow: Math.pow } });
    return new TrainingKernel(instance, setting);
  }

  /** Sets the parameters and the target [height, width, 4] for the following samples. */
  learn(parameters: Float32Array, target: Float32Array): void {
    this.view("parameters", this.parameters).set(parameters);
    this.view("target", 4 * this.setting.height * this.setting.width).set(target);
    this.exports.learn();
  }

  /**
   * One sample, in parts of this many steps: each `next` computes one part.
   *
   * @param forward only: it grows, and nothing is learned from it; the gradient is empty
   * @throws OutOfMemory if the browser gives no more of it
   */
  *sample({ state, fireSeed, steps }: Sample, part: number, forward = false): Generator<void, Outcome, void> {
    const { exports, setting } = this;
    const { physics, channels } = setting.organism;
    const floats = setting.height * setting.width * channels;
    this.view("state", floats).set(state);
    const limit = fireThreshold(physics.fireRate);
    exports.begin(fireSeed, limit, physics.stepSize, steps, Math.fround(1 / setting.batchSize), 1);
    for (let done = 0; done < steps; done += part) {
      if (!exports.forward(done, Math.min(done + part, steps))) throw this.outOfMemory();
      yield;
    }
    const loss = exports.turn();
    const grown = this.view("grown", floats).slice();
    if (forward) return { loss, gradient: new Float32Array(0), grown };
    for (let left = steps; left > 0; left -= part) {
      exports.backward(left, Math.max(left - part, 0));
      yield;
    }
    exports.finish();
    return { loss, gradient: this.view("gradient", this.parameters).slice(), grown };
  }

  /** One sample at once. */
  whole(sample: Sample, forward = false): Outcome {
    const parts = this.sample(sample, sample.steps, forward);
    let part = parts.next();
    while (part.done !== true) part = parts.next();
    return part.value;
  }

  /** A view of the kernel's memory, valid until it grows, so it is not stored. */
  private view(what: keyof typeof ADDRESS, count: number): Float32Array<ArrayBuffer> {
    const { memory } = this.exports;
    return new Float32Array(memory.buffer as ArrayBuffer, this.exports.sample_address(ADDRESS[what]), count);
  }

  private outOfMemory(): OutOfMemory {
    const { height, width } = this.setting;
    return new OutOfMemory(`The browser does not have enough memory to train on ${height} x ${width} cells; choose a smaller size.`);
  }
}
