/** WebGL engines for a real browser's tests: what tests/browser/test_webgl.py drives, as `harness` of the window. */
import { readOrganism } from "../engine/organism";
import type { Engine, EngineFactory, Organism, Settings, Snapshot, World } from "../engine/types";
import { webglEngine, webglFactory, webglHalfEngine } from "../engine/webgl";

const SETTINGS: Settings = { boundary: "zero", fireRate: 0.5, angle: 0, noise: 0, seed: 0 };

const FACTORIES: Readonly<Record<string, EngineFactory>> = {
  webgl2: webglEngine,
  "webgl2-half": webglHalfEngine,
  "webgl2-texture": webglFactory(false, "texture"),
};

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function base64Of(array: ArrayBufferView): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** Numbers as text, since what goes between the page and its test is JSON. */
export interface Packed {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly state: string;
  readonly species: string;
  readonly step: number;
}

const harness = {
  engines: [] as Engine[],
  organisms(files: readonly string[]): Organism[] {
    return files.map((file) => readOrganism(bytesOf(file)));
  },
  obstacle(kind: string, files: readonly string[], world: World): string | null {
    return FACTORIES[kind].obstacle(this.organisms(files), world);
  },
  async create(kind: string, files: readonly string[], world: World, settings: Partial<Settings>): Promise<number> {
    const engine = await FACTORIES[kind].create(this.organisms(files), world, { ...SETTINGS, ...settings });
    return this.engines.push(engine) - 1;
  },
  read(index: number): Packed {
    const { state, species, ...rest } = this.engines[index].read();
    return { ...rest, state: base64Of(state), species: base64Of(species) };
  },
  write(index: number, packed: Packed): void {
    const snapshot: Snapshot = {
      ...packed,
      state: new Float32Array(bytesOf(packed.state).buffer),
      species: bytesOf(packed.species),
    };
    this.engines[index].write(snapshot);
  },
  /** Milliseconds of `count` steps, the wait for the GPU included. */
  time(index: number, count: number): number {
    const engine = this.engines[index];
    engine.read();
    const begun = performance.now();
    engine.step(count);
    engine.read();
    return performance.now() - begun;
  },
};

export type Harness = typeof harness;
(globalThis as unknown as { harness: Harness }).harness = harness;
