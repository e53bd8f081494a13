/** The engines' refusals of kinds that they do not support; the fallback to the plain engine. */
import { describe, expect, it } from "vitest";
import { chooseEngine } from "../engine/select";
import type { Organism } from "../engine/types";
import { webglEngine, webglHalfEngine } from "../engine/webgl";
import { checkSettings } from "../engine/world";
import { madeOrganism, SETTINGS } from "./contract/support";
import type { Made } from "./contract/support";

const WORLD = { height: 9, width: 9 };

describe("WebGL refuses by kind:", () => {
  it.each<[Made, RegExp]>([
    [{ update: { activation: "atan" } }, /made 1 has the activation atan; WebGL2 supports only relu/],
    [{ update: { kind: "replacing" } }, /made 1 has the update replacing; WebGL2 supports only residual/],
    [{ life: { kind: "own-alpha" } }, /made 1 has the life own-alpha; WebGL2 supports only neighbourhood, all/],
    [{ physics: { firePer: "channel" } }, /made 1 has fire per channel; WebGL2 supports only cell/],
    [{ physics: { clamp: 1 } }, /made 1 has a clamp, which WebGL2 does not support/],
    [{ physics: { noise: 0.1 } }, /made 1 has its own noise, which WebGL2 does not support/],
    [{ signal: 1 }, /made 1 has a signal, which WebGL2 does not support/],
    [{ hidden: [16, 16] }, /made 1 has 2 hidden layers; WebGL2 supports 1\./],
  ])("%j", (made, message) => {
    expect(webglEngine.obstacle([madeOrganism(1, made)], WORLD)).toMatch(message);
    expect(webglHalfEngine.obstacle([madeOrganism(1, made)], WORLD)).toMatch(message);
  });

  it("what a second organism has as well", () => {
    const pair = [madeOrganism(1), madeOrganism(2, { physics: { clamp: 1 } })];
    expect(webglEngine.obstacle(pair, WORLD)).toMatch(/made 2 has a clamp/);
  });

  it("but not what it serves", () => {
    const served: readonly Made[] = [{}, { life: { kind: "all" } }, { learned: 2 }, { filters: ["mean", "laplacian"] }];
    for (const made of served) {
      expect(webglEngine.obstacle([madeOrganism(1, made)], WORLD)).toMatch(/This browser has no WebGL2/);
    }
  });
});

it("the choice falls to the plain engine where the faster ones refuse", async () => {
  const odd = madeOrganism(1, { channels: 5, hidden: [7, 9, 4], learned: 1, update: { activation: "tanh" } });
  const { engine, report } = await chooseEngine([odd], WORLD, SETTINGS, { quick: true });
  expect(engine.kind).toBe("plain");
  expect(report.results.find(({ kind }) => kind === "wasm")!.reason).toMatch(/made 1 has learned perception filters/);
  engine.step(2);
  engine.dispose();
});

describe("settings", () => {
  const check = (organisms: readonly Organism[], settings: Partial<typeof SETTINGS>) => () =>
    checkSettings({ ...SETTINGS, ...settings }, organisms);
  const told = madeOrganism(1, { signal: 2 });
  it("tell each organism as many numbers as it takes, or none", () => {
    expect(check([told, told], { signals: [[1, 2], []] })).not.toThrow();
    expect(check([told], { signals: [[1]] })).toThrow(/length of made 1's signal is 1; expected 2/);
    expect(check([told], { signals: [[1, NaN]] })).toThrow(/signal of made 1 is 1,NaN; expected finite numbers/);
    expect(check([told], { signals: [[], []] })).toThrow(/number of signals is 2; expected at most 1/);
  });
  it("have no noise where channels fire each for itself", () => {
    const organisms = [madeOrganism(1, { physics: { firePer: "channel" } })];
    expect(check(organisms, { noise: 0.1 })).toThrow(/noise is 0.1; expected 0, since channels fire/);
    expect(check(organisms, { noise: 0 })).not.toThrow();
  });
});
