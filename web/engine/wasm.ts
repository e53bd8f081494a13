/** The engine of WebAssembly SIMD: Blastema's own C++ kernel (native/level/), compiled for the browser. */
import { isIdentity } from "./filters";
import { unservedKind } from "./kinds";
import type { Served } from "./kinds";
import { commonObstacle } from "./species";
import type { EngineFactory, Organism, World } from "./types";
import { WasmEngine } from "./wasm/engine";
import { Kernel, runsKernel } from "./wasm/kernel";
import { checkSettings } from "./world";

/** As many as the kernel has room for (native/internal.h). */
const MOST_FILTERS = 5;
const MOST_SPATIAL = 4;

const SERVED: Served = {
  engine: "WebAssembly",
  activations: ["relu", "atan", "tanh"],
  updates: ["residual", "replacing"],
  lives: ["neighbourhood", "own-alpha", "all"],
  fires: ["cell", "channel"],
  clamp: true,
  noise: true,
  signal: true,
  learned: false,
  hiddenLayers: [1, 2],
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
  const { name, channels, layers, perception, life } = organisms[0];
  const { filters } = perception;
  const spatial = filters.filter((filter) => !isIdentity(filter)).length;
  const odd = layers.slice(0, -1).find(({ outputs }) => outputs % 16 !== 0);
  if (channels % 4 !== 0) return `${name} has ${channels} channels; WebAssembly needs a multiple of 4.`;
  if (odd !== undefined) return `${name} has a layer ${odd.outputs} wide; WebAssembly needs a multiple of 16.`;
  if (filters.length > MOST_FILTERS || spatial > MOST_SPATIAL) {
    return `${name} has ${filters.length} filters; WebAssembly supports ${MOST_FILTERS}, ${MOST_SPATIAL} of them at neighbours.`;
  }
  if (filters.length === 0) return `${name} has no fixed filter; WebAssembly needs one.`;
  if (organisms.length > 1 && life.kind === "own-alpha" && life.aliveThreshold < 0) {
    return `${name} lets empty cells live; WebAssembly supports one such organism per world.`;
  }
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
