/** The compiled kernel (kernel.wasm): one instance holds one world, its state resident between calls. */
import bytes from "./kernel.wasm";
import { turnedTaps } from "../filters";
import type { Organism, Settings, World } from "../types";

/** What world.cc exports. Truth values and addresses are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  found(
    height: number,
    width: number,
    channels: number,
    filters: number,
    hidden: number,
    species: number,
    livingMask: number,
    aliveThreshold: number,
  ): number;
  address(what: number, index: number): number;
  hidden_stride(): number;
  set_step_size(species: number, value: number): void;
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
  weight1: 4,
  bias1: 5,
  weight2: 6,
  bias2: 7,
  taps: 8,
} as const;

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
    return new Kernel(await WebAssembly.instantiate(await compiled));
  }

  /** Makes an empty world of these organisms; forgets any other. */
  found(organisms: readonly Organism[], world: World): void {
    const { channels, perception, layers, life } = organisms[0];
    const filters = perception.filters.length;
    const mask = Number(life.kind === "neighbourhood");
    const hidden = layers[0].outputs;
    const count = organisms.length;
    const { height, width } = world;
    const { exports } = this;
    if (!exports.found(height, width, channels, filters, hidden, count, mask, life.aliveThreshold)) {
      throw outOfMemory(world);
    }
    organisms.forEach((organism, index) => this.bring(organism, index));
    this.refresh(0, height); // below zero, the threshold lets empty cells live
  }

  private bring(organism: Organism, index: number): void {
    const [first, last] = organism.layers;
    const stride = this.exports.hidden_stride();
    const weight = this.floats("weight1", first.inputs * stride, index);
    for (let row = 0; row < first.inputs; row++) {
      weight.set(first.weight.subarray(row * first.outputs, (row + 1) * first.outputs), row * stride);
    }
    this.floats("bias1", first.outputs, index).set(first.bias);
    this.floats("weight2", last.weight.length, index).set(last.weight);
    this.floats("bias2", last.outputs, index).set(last.bias);
    this.exports.set_step_size(index, organism.physics.stepSize);
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

  // Views of the kernel's memory, valid until it grows: never kept.

  /** [height, width, 4]: the first four channels. */
  colours(world: World): Float32Array {
    const address = this.exports.colours();
    if (address === 0) {
      throw outOfMemory(world);
    }
    return new Float32Array(this.exports.memory.buffer, address, 4 * world.height * world.width);
  }

  floats(what: "state" | "change" | "weight1" | "bias1" | "weight2" | "bias2" | "taps", count: number, index = 0) {
    return new Float32Array(this.exports.memory.buffer, this.exports.address(ADDRESS[what], index), count);
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
    `The browser gives no more memory for a world of ${world.width} x ${world.height} cells; ` +
      "a smaller world or a closed tab may help.",
  );
}
