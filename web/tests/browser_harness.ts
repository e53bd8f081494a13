/** All engines for a real browser's tests: what tests/browser/test_engines.py drives, as `engines` of the window. */
import { readOrganism } from "../engine/organism";
import { plainEngine } from "../engine/plain";
import type { Engine, EngineFactory, Organism, Region, Settings, Snapshot, Stroke, World } from "../engine/types";
import { wasmEngine } from "../engine/wasm";
import { webglEngine, webglHalfEngine } from "../engine/webgl";
import { engineContract } from "./engine_contract";
import type { ContractCase } from "./engine_contract";

const FACTORIES: Readonly<Record<string, EngineFactory>> = {
  plain: plainEngine,
  wasm: wasmEngine,
  webgl2: webglEngine,
  "webgl2-half": webglHalfEngine,
};
const SETTINGS: Settings = { boundary: "zero", fireRate: 0.5, angle: 0, noise: 0, seed: 0, signals: [] };

/** Arrays as base64, since the page and its test exchange JSON. */
interface Packed {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly state: string;
  readonly species: string;
  readonly step: number;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function base64Of(array: ArrayBufferView): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function pack({ state, species, ...rest }: Snapshot): Packed {
  return { ...rest, state: base64Of(state), species: base64Of(species) };
}

function unpack(packed: Packed): Snapshot {
  return { ...packed, state: new Float32Array(bytesOf(packed.state).buffer), species: bytesOf(packed.species) };
}

/** The contract's cases by name, with the bytes of tests/golden that the test has given. */
function casesOf(kind: string): ReadonlyMap<string, ContractCase["run"]> {
  const load = async (name: string): Promise<Uint8Array<ArrayBuffer>> => bytesOf(engines.golden[name]);
  return new Map(engineContract(FACTORIES[kind], load).map(({ name, run }) => [name, run]));
}

const readFiles = (files: readonly string[]): Organism[] => files.map((file) => readOrganism(bytesOf(file)));

const engines = {
  made: [] as Engine[],
  /** Files of tests/golden by name, in base64. */
  golden: {} as Record<string, string>,
  contract(kind: string): string[] {
    return [...casesOf(kind).keys()];
  },
  /** What is wrong, or null if the engine keeps this case of the contract. */
  async keeps(kind: string, name: string): Promise<string | null> {
    try {
      await casesOf(kind).get(name)!();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
  obstacle(kind: string, files: readonly string[], world: World): string | null {
    return FACTORIES[kind].obstacle(readFiles(files), world);
  },
  async create(kind: string, files: readonly string[], world: World, settings: Partial<Settings>): Promise<number> {
    const engine = await FACTORIES[kind].create(readFiles(files), world, { ...SETTINGS, ...settings });
    return this.made.push(engine) - 1;
  },
  kind(index: number): string {
    return this.made[index].kind;
  },
  write(index: number, packed: Packed): void {
    this.made[index].write(unpack(packed));
  },
  paint(index: number, region: string, stroke: Stroke): void {
    this.made[index].paint(bytesOf(region) as Region, stroke);
  },
  /** Makes steps and returns the state. */
  step(index: number, count: number): Packed {
    this.made[index].step(count);
    return pack(this.made[index].read());
  },
  dispose(index: number): void {
    this.made[index].dispose();
  },
};

export type Engines = typeof engines;
(globalThis as unknown as { engines: Engines }).engines = engines;
