/** Counting, errors, targets and checks. */
import { describe, expect, it } from "vitest";
import { readOrganism } from "../engine/organism";
import { commonObstacle, differenceOf } from "../engine/species";
import {
  checkCount, checkSettings, countLiving, emptySnapshot, errorAgainst, largestMagnitude, settingsOf, targetGrid,
} from "../engine/world";
import type { TargetGrid } from "../engine/world";
import { decodePng } from "../engine/png";
import { decodeBase64 } from "../engine/checks";
import { madeOrganism, SETTINGS } from "./contract/support";
import { readBytes } from "./files";

const LIZARD = readOrganism(readBytes("tests/golden/lizard-small.safetensors"));

describe("the target", () => {
  it("lies on its training grid, premultiplied", async () => {
    const target = (await targetGrid(LIZARD))!;
    const picture = await decodePng(decodeBase64(LIZARD.target!.png!)!);
    expect([target.height, target.width]).toEqual([24, 24]);
    let painted = 0;
    for (let row = 0; row < 24; row++) {
      for (let column = 0; column < 24; column++) {
        const inside = row >= 4 && row < 20 && column >= 4 && column < 20;
        const from = 4 * ((row - 4) * 16 + column - 4);
        for (let channel = 0; channel < 4; channel++) {
          const alpha = inside ? picture.pixels[from + 3] / 255 : 0;
          const straight = inside ? picture.pixels[from + channel] / 255 : 0;
          const value = target.values[4 * (row * 24 + column) + channel];
          expect(value).toBeCloseTo(channel === 3 ? alpha : straight * alpha, 6);
          painted += value > 0 ? 1 : 0;
        }
      }
    }
    expect(painted).toBeGreaterThan(300);
  });

  it("may be missing or broken", async () => {
    expect(await targetGrid({ ...LIZARD, target: null })).toBeNull();
    expect(await targetGrid({ ...LIZARD, target: { ...LIZARD.target!, png: null } })).toBeNull();
    const cut = LIZARD.target!.png!.slice(0, 200);
    await expect(targetGrid({ ...LIZARD, target: { ...LIZARD.target!, png: cut } })).rejects.toThrow();
  });
});

describe("the error E", () => {
  const target: TargetGrid = { height: 2, width: 2, values: Float32Array.from({ length: 16 }, (_, i) => i / 16) };
  const world = { height: 3, width: 4 };

  it("is the mean square over the target's grid and RGBA, wherever it lies", () => {
    const empty = emptySnapshot(world, 5);
    const all = target.values.reduce((sum, value) => sum + value * value, 0) / 16;
    expect(errorAgainst(empty, target)).toBeCloseTo(all, 7);
    for (const [top, left, torus] of [[0, 0, false], [1, 2, false], [2, 3, true], [-1, -1, true]] as const) {
      const snapshot = emptySnapshot(world, 5);
      for (let cell = 0; cell < 4; cell++) {
        const row = (top + Math.floor(cell / 2) + 3) % 3;
        const column = (left + (cell % 2) + 4) % 4;
        snapshot.state.set(target.values.subarray(4 * cell, 4 * cell + 4), (row * 4 + column) * 5);
      }
      expect(errorAgainst(snapshot, target, top, left, torus)).toBe(0);
      snapshot.state[4] = 100; // a hidden channel
      expect(errorAgainst(snapshot, target, top, left, torus)).toBe(0);
    }
  });

  it("takes what lies beyond the edge as empty, but on a torus", () => {
    const full = emptySnapshot(world, 4);
    full.state.fill(1);
    const zero = { ...target, values: new Float32Array(16) };
    expect(errorAgainst(full, zero, 2, 3)).toBe(0.25);
    expect(errorAgainst(full, zero, 2, 3, true)).toBe(1);
  });
});

describe("numbers of a state", () => {
  it("count the living by their alpha", () => {
    const snapshot = emptySnapshot({ height: 3, width: 3 }, 12);
    [0.1, 0.11, NaN, -1, 2].forEach((alpha, cell) => (snapshot.state[12 * cell + 3] = alpha));
    expect(countLiving(snapshot, LIZARD)).toBe(2);
  });

  it("have a largest magnitude, or none", () => {
    expect(largestMagnitude(Float32Array.of(1, -3, 2))).toBe(3);
    expect(largestMagnitude(Float32Array.of(1, -Infinity))).toBe(Infinity);
    expect(largestMagnitude(Float32Array.of(1, NaN, 5))).toBeNaN();
    expect(largestMagnitude(new Float32Array(0))).toBe(0);
  });
});

describe("checks", () => {
  it("accept what an organism says of itself", () => {
    const plain = { boundary: "zero", fireRate: 0.5, angle: 0, noise: 0, signals: [] };
    expect(settingsOf(LIZARD, 3)).toEqual({ ...plain, seed: 3 });
    expect(() => checkSettings(settingsOf(LIZARD), [LIZARD])).not.toThrow();
    expect(() => checkCount(0)).not.toThrow();
  });

  it("say what was found and expected", () => {
    const often = { ...SETTINGS, fireRate: 1.5 };
    expect(() => checkSettings(often, [LIZARD])).toThrow("The fireRate is 1.5; expected 0 to 1.");
    expect(() => checkSettings({ ...SETTINGS, seed: 0.5 }, [LIZARD])).toThrow(/seed is 0.5/);
    expect(() => checkCount(-1)).toThrow(/steps is -1; expected a whole number/);
  });

  it("tell which organisms can live together", () => {
    const one = madeOrganism(1);
    expect(differenceOf(one, madeOrganism(2, { physics: { angle: 1, stepSize: 2, clamp: 1, noise: 1 } }))).toBeNull();
    expect(differenceOf(one, madeOrganism(2, { hidden: [32] }))).toBe("hidden widths");
    expect(differenceOf(one, madeOrganism(2, { life: { aliveThreshold: 0.2 } }))).toBe("thresholds of life");
    expect(differenceOf(one, madeOrganism(2, { life: { kind: "own-alpha" } }))).toBe("kinds of life");
    expect(differenceOf(one, madeOrganism(2, { update: { activation: "tanh" } }))).toBe("kinds of update");
    expect(differenceOf(one, madeOrganism(2, { update: { kind: "replacing" } }))).toBe("kinds of update");
    expect(differenceOf(one, madeOrganism(2, { physics: { firePer: "channel" } }))).toBe("kinds of fire");
    expect(differenceOf(one, madeOrganism(2, { signal: 2 }))).toBe("signals");
    expect(differenceOf(one, madeOrganism(2, { filters: ["identity", "mean", "sobel_y"] }))).toBe("perception filters");
    expect(commonObstacle([one, LIZARD], { height: 9, width: 9 })).toMatch(/made 1 and lizard-small cannot share/);
    expect(commonObstacle([one], { height: 9, width: 5000 })).toMatch(/9 x 5000 cells; each side has to be 3 to 1024/);
    expect(commonObstacle([], { height: 9, width: 9 })).toMatch(/0 organisms/);
  });
});
