/** The engine of WebAssembly SIMD: Blastema's own C++ kernel (native/level/), compiled for the browser. */
import { unservedKind } from "./kinds";
import type { Served } from "./kinds";
import { commonObstacle } from "./species";
import type { EngineFactory, Organism, World } from "./types";
import { WasmEngine } from "./wasm/engine";
import { Kernel, runsKernel } from "./wasm/kernel";
import { checkSettings } from "./world";

const SERVED: Served = {
  engine: "WebAssembly",
  activations: ["relu"],
  updates: ["residual"],
  lives: ["neighbourhood", "all"],
  fires: ["cell"],
  clamp: false,
  noise: false,
  signal: false,
  learned: false,
  hiddenLayers: [1],
};

function obstacle(organisms: readonly Organism[], world: World): string | null {
  if (!runsKernel()) return "This browser does not run WebAssembly with SIMD.";
  const common = commonObstacle(organisms, world);
  if (common !== null) return common;
  for (const organism of organisms) {
    const unserved = unservedKind(organism, SERVED);
    if (unserved !== null) return unserved;
  }
  // All are of one architecture.
  const { name, channels, layers } = organisms[0];
  const odd = layers.slice(0, -1).find(({ outputs }) => outputs % 16 !== 0);
  if (channels % 4 !== 0) return `${name} has ${channels} channels; WebAssembly needs a multiple of 4.`;
  if (odd !== undefined) return `${name} has a layer ${odd.outputs} wide; WebAssembly needs a multiple of 16.`;
  return null;
}

export const wasmEngine: EngineFactory = {
  kind: "wasm",
  obstacle,
  async create(organisms, world, settings): Promise<WasmEngine> {
    const why = obstacle(organisms, world);
    if (why !== null) throw new Error(why);
    checkSettings(settings, organisms);
    return new WasmEngine(await Kernel.create(), organisms, world, settings, obstacle);
  },
};
