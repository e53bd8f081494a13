/** The WebGL2 engines: all cells at once on the graphics card, in 32-bit or in 16-bit floating-point numbers. */

import { unservedKind } from "./kinds";
import type { Served } from "./kinds";
import { commonObstacle } from "./species";
import type { Engine, EngineFactory, Organism, Settings, World } from "./types";
import { closeContext, probeLimits } from "./webgl/context";
import { Device } from "./webgl/device";
import { WebglEngine } from "./webgl/engine";
import { beginRules } from "./webgl/rules";
import type { RuleMemory } from "./webgl/shaders";
import { shapeOf } from "./webgl/weights";
import { checkSettings } from "./world";

const SERVED: Served = {
  engine: "WebGL2",
  activations: ["relu"],
  updates: ["residual"],
  lives: ["neighbourhood", "all"],
  fires: ["cell"],
  clamp: false,
  noise: false,
  signal: false,
  learned: true,
  hiddenLayers: [1],
};

function obstacleFor(organisms: readonly Organism[], world: World, half: boolean): string | null {
  const common = commonObstacle(organisms, world);
  if (common !== null) return common;
  for (const organism of organisms) {
    const unserved = unservedKind(organism, SERVED);
    if (unserved !== null) return unserved;
  }
  const limits = probeLimits();
  if (limits === null) return "This browser has no WebGL2.";
  if (!(half ? limits.half : limits.float)) {
    return `This browser's WebGL2 cannot draw to ${half ? 16 : 32}-bit floating-point textures.`;
  }
  if (Math.max(world.height, world.width) >= limits.textureSize) {
    return `This browser's WebGL2 supports worlds of at most ${limits.textureSize - 1} cells a side.`;
  }
  if (shapeOf(organisms[0]).layers > limits.targets) {
    const { name, channels } = organisms[0];
    return `${name} has ${channels} channels; this browser's WebGL2 supports at most ${4 * limits.targets}.`;
  }
  return null;
}

/** A factory; `memory` is where rules lie, for tests and measurements, or null for the place that suits the browser. */
export function webglFactory(half: boolean, memory: RuleMemory | null = null): EngineFactory {
  const obstacle = (organisms: readonly Organism[], world: World): string | null =>
    obstacleFor(organisms, world, half);
  return {
    kind: half ? "webgl2-half" : "webgl2",
    obstacle,
    async create(organisms: readonly Organism[], world: World, settings: Settings): Promise<Engine> {
      const why = obstacle(organisms, world);
      if (why !== null) throw new Error(why);
      checkSettings(settings, organisms);
      const device = new Device({ height: world.height, width: world.width }, half);
      try {
        const begun = beginRules(device.gl, organisms, memory);
        await begun.ready();
        return new WebglEngine(device, begun.finish(), organisms, settings, obstacle);
      } catch (error) {
        closeContext(device.gl);
        throw error;
      }
    },
  };
}

export const webglEngine: EngineFactory = webglFactory(false);
export const webglHalfEngine: EngineFactory = webglFactory(true);
