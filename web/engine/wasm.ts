/** The engine of WebAssembly SIMD: Blastema's own C++ kernel (native/level/), compiled for the browser. */
import { commonObstacle } from "./species";
import type { EngineFactory, Organism, World } from "./types";
import { WasmEngine } from "./wasm/engine";
import { Kernel, runsKernel } from "./wasm/kernel";
import { checkSettings } from "./world";

function obstacle(organisms: readonly Organism[], world: World): string | null {
  if (!runsKernel()) return "This browser does not run WebAssembly with SIMD.";
  const common = commonObstacle(organisms, world);
  if (common !== null) return common;
  // All are of one architecture.
  const { name, channels, layers, learned } = organisms[0];
  const hidden = layers[0].outputs;
  if (learned.length > 0) return `${name} has learned perception filters; the fast engines have fixed ones only.`;
  if (layers.length !== 2) return `${name} has ${layers.length - 1} hidden layers; the fast engines take one.`;
  if (channels % 4 !== 0) return `${name} has ${channels} channels; the fast engines need a multiple of 4.`;
  if (hidden % 16 !== 0) return `${name}'s hidden layer is ${hidden} wide; the fast engines need a multiple of 16.`;
  return null;
}

export const wasmEngine: EngineFactory = {
  kind: "wasm",
  obstacle,
  async create(organisms, world, settings): Promise<WasmEngine> {
    const why = obstacle(organisms, world);
    if (why !== null) throw new Error(why);
    checkSettings(settings);
    return new WasmEngine(await Kernel.create(), organisms, world, settings, obstacle);
  },
};
