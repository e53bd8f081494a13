/** The compiled kernel (kernel.wasm): one instance holds one world, its state resident between calls. */
import { toldBias } from "../signal";
import bytes from "./kernel.wasm";
import { turnedTaps } from "../filters";
import type { Life, Organism, Settings, Update, World } from "../types";

/** What world.cc exports. Truth values and addresses are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  found(
    height: number,
    width: number,
    channels: number,
    filters: number,
    hidden: number,
    second: number,
    species: number,
    life: number,
    activation: number,
    update: number,
    firePerChannel: number,
    aliveThreshold: number,
  ): number;
  address(what: number, index: number): number;
  layer_weight(species: number, layer: number): number;
  layer_bias(species: number, layer: number): number;
  layer_stride(layer: number): number;
  set_physics(species: number, stepSize: number, clamp: number, noise: number): void;
  observe(): number;
  colours(): number;
  refresh(firstRow: number, lastRow: number): void;
  step(
    count: number,
    first: number,
    seed: number,
    fireLimit: number,
    torus: number,
    noise: number,
    observed: number,
  ): void;
}

/** `address` of world.cc. */
const ADDRESS = {
  state: 0,
  species: 1,
  fired: 2,
  change: 3,
  taps: 4,
} as const;

/** The kinds in the order of native/kinds.h. */
const LIVES: readonly Life["kind"][] = ["neighbourhood", "all", "own-alpha"];
const ACTIVATIONS: readonly Update["activation"][] = ["relu", "atan", "tanh"];
const UPDATES: readonly Update["kind"][] = ["residual", "replacing"];

let supported: boolean | null = null;

/** Whether this browser runs the kernel: it needs WebAssembly with 128-bit SIMD. */
export function runsKernel(): boolean {
  supported ??= typeof WebAssembly === "object" && WebAssembly.validate(bytes);
  return supported;
}

let compiled: Promise<WebAssembly.Module> | null = null;

export class Kernel {
  private readonly exports: Exports;

  private constructor(instance: WebAssembly.Instance) {
    this.exports = instance.exports as unknown as Exports;
  }

  static async create(): Promise<Kernel> {
    compiled ??= WebAssembly.compile(bytes);
    // A page with the studio has the trainer's binary, which imports pow; a world does not need it.
    return new Kernel(await WebAssembly.instantiate(await compiled, { env: { pow: Math.pow } }));
  }

  /** Creates an empty world of these organisms, which replaces any other. */
  found(organisms: readonly Organism[], world: World): void {
    const { channels, perception, layers, life, update, physics } = organisms[0];
    const [hidden, second] = layers.slice(0, -1).map(({ outputs }) => outputs);
    const { height, width } = world;
    const founded = this.exports.found(
      height,
      width,
      channels,
      perception.filters.length,
      hidden,
      second ?? 0,
      organisms.length,
      LIVES.indexOf(life.kind),
      ACTIVATIONS.indexOf(update.activation),
      UPDATES.indexOf(update.kind),
      Number(physics.firePer === "channel"),
      life.aliveThreshold,
    );
    if (!founded) {
      throw outOfMemory(world);
    }
    organisms.forEach((organism, index) => this.bring(organism, index));
    this.refresh(0, height); // below zero, the threshold lets empty cells live
  }

  private bring({ layers, physics, perception }: Organism, index: number): void {
    layers.forEach((layer, number) => {
      const { outputs, weight, bias } = layer;
      const inputs = layer.inputs - (number === 0 ? perception.signal : 0);
      const stride = this.exports.layer_stride(number);
      const to = this.view(this.exports.layer_weight(index, number), inputs * stride);
      for (let row = 0; row < inputs; row++) {
        to.set(weight.subarray(row * outputs, (row + 1) * outputs), row * stride);
      }
      this.view(this.exports.layer_bias(index, number), outputs).set(bias);
    });
    this.exports.set_physics(index, physics.stepSize, physics.clamp > 0 ? physics.clamp : Infinity, physics.noise);
  }

  /** Sets a species' signal, as a part of its first layer's bias; none means zeros. */
  tell(organism: Organism, index: number, signal: readonly number[]): void {
    const first = organism.layers[0];
    this.view(this.exports.layer_bias(index, 0), first.outputs).set(toldBias(first, signal));
  }

  /** Turns what a species perceives by an angle in radians. */
  turn(organism: Organism, index: number, angle: number): void {
    const { filters } = organism.perception;
    this.floats("taps", filters.length * 9, index).set(filters.flatMap((filter) => turnedTaps(filter, angle)));
  }

  /** From now on `step` may be asked to observe; once after each `found`. */
  observe(world: World): void {
    if (!this.exports.observe()) {
      throw outOfMemory(world);
    }
  }

  /** Rows first..last-1 have been written to. */
  refresh(first: number, last: number): void {
    this.exports.refresh(first, last);
  }

  step(count: number, first: number, fireLimit: number, settings: Settings, observed: boolean): void {
    const { boundary, noise, seed } = settings;
    this.exports.step(count, first, seed, fireLimit, Number(boundary === "torus"), noise, Number(observed));
  }

  // Views of the kernel's memory, valid until it grows, so they are not stored.

  /** [height, width, 4]: the first four channels. */
  colours(world: World): Float32Array {
    const address = this.exports.colours();
    if (address === 0) {
      throw outOfMemory(world);
    }
    return new Float32Array(this.exports.memory.buffer, address, 4 * world.height * world.width);
  }

  floats(what: "state" | "change" | "taps", count: number, index = 0): Float32Array {
    return this.view(this.exports.address(ADDRESS[what], index), count);
  }
  private view(address: number, count: number): Float32Array {
    return new Float32Array(this.exports.memory.buffer, address, count);
  }
  species(count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer as ArrayBuffer, this.exports.address(ADDRESS.species, 0), count);
  }
  /** Bit x % 32 of word x / 32 of a row tells whether the cell in column x fired. */
  fired(count: number): Uint32Array {
    return new Uint32Array(this.exports.memory.buffer, this.exports.address(ADDRESS.fired, 0), count);
  }
}

function outOfMemory(world: World): Error {
  return new Error(
    `The browser has no more memory for a world of ${world.width} x ${world.height} cells; ` +
      "choose a smaller world, or close other tabs.",
  );
}
