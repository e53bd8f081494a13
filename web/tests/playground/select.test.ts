import { describe, expect, it } from "vitest";
import { chooseEngine } from "../../engine/select";
import type { Engine, EngineFactory, EngineKind, Organism, Settings, Snapshot, World } from "../../engine/types";
import { emptySnapshot } from "../../engine/world";

const WORLD: World = { height: 8, width: 8 };
const SETTINGS: Settings = { boundary: "zero", fireRate: 0.5, angle: 0, noise: 0, seed: 0, signals: [] };
const ORGANISMS = [{ channels: 4, height: 8, width: 8, seeds: [[4, 4]] } as unknown as Organism];

let clock = 0;
const now = (): number => clock;

/** An engine that does nothing and takes a given time. */
function fake(kind: EngineKind, perStep: number, trouble: { obstacle?: string; create?: string; step?: string } = {}) {
  const made: { disposed: boolean; state: Snapshot }[] = [];
  const create = async (): Promise<Engine> => {
    if (trouble.create !== undefined) throw new Error(trouble.create);
    const own = { disposed: false, state: emptySnapshot(WORLD, 4) };
    made.push(own);
    return {
      kind,
      world: WORLD,
      organisms: ORGANISMS,
      settings: SETTINGS,
      observe: false,
      stepCount: 0,
      load: () => {},
      step: (count) => {
        if (trouble.step !== undefined) throw new Error(trouble.step);
        clock += count * perStep;
      },
      paint: () => {},
      read: () => own.state,
      write: (snapshot) => (own.state = snapshot),
      draw: () => ({}) as OffscreenCanvas,
      dispose: () => (own.disposed = true),
    };
  };
  const factory: EngineFactory = { kind, obstacle: () => trouble.obstacle ?? null, create };
  return { factory, made };
}

function choose(engines: readonly { factory: EngineFactory }[], options = {}) {
  return chooseEngine(ORGANISMS, WORLD, SETTINGS, {
    factories: engines.map(({ factory }) => factory),
    now,
    ...options,
  });
}

describe("the choice of an engine", () => {
  it("falls on the fastest, whatever its name, and lets the others go", async () => {
    const engines = [fake("webgl2", 3), fake("wasm", 1), fake("plain", 5)];
    const { engine, report } = await choose(engines);
    expect(engine.kind).toBe("wasm");
    expect(report.results.map(({ outcome }) => outcome)).toEqual(["slower", "chosen", "slower"]);
    expect(report.results[0]!.millisecondsPerStep).toBeCloseTo(3, 6);
    expect(engines.map(({ made }) => made[0]!.disposed)).toEqual([true, false, true]);
    expect((await choose([fake("webgl2", 0.1), fake("wasm", 1)])).engine.kind).toBe("webgl2");
  });

  it("returns an empty world after the probe", async () => {
    const grown = { ...emptySnapshot(WORLD, 4), step: 99 };
    grown.state.fill(1);
    const { engine } = await choose([fake("wasm", 1)], { grown });
    expect(engine.read().state.every((value) => value === 0)).toBe(true);
    expect(engine.read().step).toBe(0);
    expect(grown.state[0]).toBe(1);
  });

  it("passes over engines that cannot, fail, or break at the first step, and says why", async () => {
    const engines = [
      fake("webgl2", 1, { obstacle: "No WebGL2 here." }),
      fake("webgl2-half", 1, { step: "context lost" }),
      fake("wasm", 1, { create: "out of memory" }),
      fake("plain", 9),
    ];
    const { engine, report } = await choose(engines);
    expect(engine.kind).toBe("plain");
    expect(report.results.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["cannot", "No WebGL2 here."],
      ["failed", "context lost"],
      ["failed", "out of memory"],
      ["chosen", null],
    ]);
    expect(engines[1]!.made[0]!.disposed).toBe(true);
  });

  it("tries half precision only without the full, and wants a gain for it", async () => {
    const full = await choose([fake("webgl2", 5), fake("webgl2-half", 0.1), fake("wasm", 1)]);
    expect(full.engine.kind).toBe("wasm");
    expect(full.report.results[1]!.outcome).toBe("not tried");
    const missing = { obstacle: "No float32 targets." };
    const little = await choose([fake("webgl2", 1, missing), fake("webgl2-half", 0.7), fake("wasm", 1)]);
    expect(little.engine.kind).toBe("wasm");
    const much = await choose([fake("webgl2", 1, missing), fake("webgl2-half", 0.3), fake("wasm", 1)]);
    expect(much.engine.kind).toBe("webgl2-half");
  });

  it("takes what the user wants without a probe, or the next one that can", async () => {
    const engines = [fake("webgl2", 9), fake("wasm", 1), fake("plain", 1)];
    expect((await choose(engines, { want: "webgl2" })).engine.kind).toBe("webgl2");
    const broken = [fake("webgl2", 9, { create: "lost" }), fake("wasm", 1), fake("plain", 1)];
    const { engine, report } = await choose(broken, { want: "webgl2" });
    expect(engine.kind).toBe("wasm");
    expect(report.results[0]!.reason).toBe("lost");
  });

  it("starts quickly with the first that is sure, and never with one that was lost", async () => {
    const engines = [fake("webgl2", 0.1), fake("wasm", 1), fake("plain", 5)];
    expect((await choose(engines, { quick: true })).engine.kind).toBe("wasm");
    expect(engines[0]!.made).toHaveLength(0);
    expect((await choose(engines, { quick: true, without: new Set(["wasm"]) })).engine.kind).toBe("plain");
  });

  it("says each engine's reason when none can", async () => {
    const engines = [fake("webgl2", 1, { obstacle: "No WebGL2." }), fake("plain", 1, { create: "No memory." })];
    await expect(choose(engines)).rejects.toThrow("plain: No memory. · webgl2: No WebGL2.");
  });
});
