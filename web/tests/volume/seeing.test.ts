/** The view of a volume: the camera, what a point of the screen shows, the faces of cubes, the standing. */
import { describe, expect, it } from "vitest";
import { bounded, Camera, middleOf, USUAL_LOOK } from "../../volume/camera";
import { VolumeEngine } from "../../volume/engine";
import { FACE_BYTES, facesOf, isShown } from "../../volume/faces";
import { standingOf, targetOf } from "../../volume/measure";
import { readVolume } from "../../volume/organism";
import type { Voxel } from "../../volume/organism";
import { BOX_EDGES, brightnessOf, cornersOf, farEdges } from "../../volume/painters";
import { hitAt } from "../../volume/picking";
import { readBytes } from "../files";
import { parseNpz } from "../npz";

const sides = { depth: 5, height: 7, width: 9 };
const FRONT = { turn: 0, tilt: 0, zoom: 1 };
const looks = [FRONT, USUAL_LOOK, { turn: 2.5, tilt: -0.9, zoom: 2 }, { turn: Math.PI, tilt: Math.PI / 2, zoom: 0.7 }];
const cell = (layer: number, row: number, column: number): Voxel => ({ layer, row, column });

describe("the camera", () => {
  it("shows the front with columns to the right, rows down and layers behind each other", () => {
    const camera = new Camera(sides, FRONT, 300, 200);
    const see = (at: Voxel): ReturnType<typeof camera.see> => camera.see(middleOf(at, sides));
    expect(see(cell(2, 3, 4))).toMatchObject({ x: 150, y: 100 });
    expect(see(cell(2, 3, 5)).x).toBeGreaterThan(150);
    expect(see(cell(2, 4, 4)).y).toBeGreaterThan(100);
    expect(see(cell(0, 3, 4)).far).toBeLessThan(see(cell(4, 3, 4)).far);
  });

  it("has a volume of any shape in the picture, and bounds its look", () => {
    for (const [width, height] of [[900, 300], [200, 700]] as const) {
      for (const look of looks) {
        const camera = new Camera(sides, { ...look, zoom: 1 }, width, height);
        for (const row of [0, 6]) {
          const { x, y } = camera.see(middleOf(cell(0, row, 8), sides));
          expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
        }
      }
    }
    for (const [width, height] of [[390, 560], [560, 390], [1300, 700], [700, 1300], [500, 500]] as const) {
      for (const grid of [sides, { depth: 20, height: 20, width: 20 }]) {
        for (let turn = 0; turn < 6.3; turn += 0.3) {
          const camera = new Camera(grid, { ...USUAL_LOOK, turn: USUAL_LOOK.turn + turn }, width, height);
          for (const corner of cornersOf(grid)) {
            const { x, y } = camera.see(corner);
            expect(x > 1 && x < width - 1 && y > 1 && y < height - 1).toBe(true);
          }
        }
      }
    }
    expect(bounded({ turn: -1, tilt: 9, zoom: 99 })).toEqual({ turn: 2 * Math.PI - 1, tilt: Math.PI / 2, zoom: 12 });
  });
});

describe("a point of the screen", () => {
  it("shows the cell that is seen there, and the one in front of it", () => {
    for (const look of looks) {
      const camera = new Camera(sides, look, 400, 300);
      for (const only of [cell(2, 3, 4), cell(0, 0, 0), cell(4, 6, 8), cell(1, 5, 7)]) {
        const { x, y } = camera.see(middleOf(only, sides));
        const shown = (at: Voxel): boolean => middleOf(at, sides).every((value, i) => value === middleOf(only, sides)[i]);
        const hit = hitAt(camera, x, y, shown)!;
        expect(hit.cell).toEqual(only);
        const apart = [hit.before.layer - only.layer, hit.before.row - only.row, hit.before.column - only.column];
        expect(apart.map(Math.abs).sort()).toEqual([0, 0, 1]);
      }
    }
  });

  it("shows the nearest of several, and nothing beside the volume", () => {
    const camera = new Camera(sides, FRONT, 400, 300);
    expect(hitAt(camera, 200, 150, () => true)).toEqual({ cell: cell(0, 3, 4), before: cell(-1, 3, 4) });
    expect(hitAt(camera, 200, 150, ({ layer }) => layer > 2)!.cell).toEqual(cell(3, 3, 4));
    expect(hitAt(camera, 200, 150, () => false)).toBeNull();
    expect(hitAt(camera, 1, 1, () => true)).toBeNull();
    const above = new Camera(sides, { ...FRONT, tilt: Math.PI / 2 }, 400, 300);
    expect(hitAt(above, 200, 150, () => true)).toEqual({ cell: cell(2, 0, 4), before: cell(2, -1, 4) });
  });
});

describe("faces", () => {
  const snapshot = (...alive: Voxel[]) => {
    const state = new Float32Array(5 * 7 * 9 * 4);
    for (const { layer, row, column } of alive) state.set([0.5, 0.25, 0, 1], ((layer * 7 + row) * 9 + column) * 4);
    return { ...sides, channels: 4, state, step: 0 };
  };

  it("are those with nothing in front of them", () => {
    expect(facesOf(snapshot()).length).toBe(0);
    const faces = facesOf(snapshot(cell(1, 2, 3)));
    expect(faces.length).toBe(6 * FACE_BYTES);
    expect([...faces.subarray(FACE_BYTES, 2 * FACE_BYTES)]).toEqual([3, 2, 1, 1, 128, 64, 0, 255]);
    const two = facesOf(snapshot(cell(1, 2, 3), cell(2, 2, 3)));
    expect(two.length).toBe(10 * FACE_BYTES);
    const placed = Array.from({ length: 10 }, (_, i) => [...two.subarray(i * FACE_BYTES + 2, i * FACE_BYTES + 4)]);
    expect(placed.filter(([, normal]) => normal! > 3)).toEqual([[1, 4], [2, 5]]); // the front one's front, the back one's back
    expect(facesOf(snapshot(cell(0, 0, 0), cell(0, 0, 8))).length).toBe(12 * FACE_BYTES);
  });

  it("are shown where alpha is above a half, or no number", () => {
    expect([0.4, 0.5, 0.51, NaN].map(isShown)).toEqual([false, false, true, true]);
  });

  it("are lit from above, and the box is drawn behind the volume", () => {
    const camera = new Camera(sides, USUAL_LOOK, 400, 300);
    const [, , up, down, front] = brightnessOf(camera);
    expect(up).toBeGreaterThan(front!);
    expect(down).toBe(0.55);
    expect(BOX_EDGES.length).toBe(12);
    expect(farEdges(camera).length).toBe(9);
  });
});

it("stands beside the target as it is measured in Python: E and 1 - IoU", async () => {
  const golden = await parseNpz(readBytes("tests/golden/web-volumes.npz"));
  const organism = readVolume(golden.get("article.organism")!.values as Uint8Array, "it");
  const target = (await targetOf(organism))!;
  const engine = new VolumeEngine(organism);
  const empty = engine.read();
  const alive = target.filter((value, i) => i % 4 === 3 && value > 0.1).length;
  expect(alive).toBeGreaterThan(20);
  const mean = target.reduce((sum, value) => sum + value ** 2, 0) / target.length;
  expect(standingOf(empty, target, 0.1)).toEqual({ living: 0, error: expect.closeTo(mean, 9), missed: 1 });
  const whole = new Float32Array(empty.state.length);
  for (let at = 0; at < target.length; at++) whole[Math.floor(at / 4) * organism.channels + (at % 4)] = target[at]!;
  expect(standingOf({ ...empty, state: whole }, target, 0.1)).toEqual({ living: alive, error: 0, missed: 0 });
  expect(standingOf(empty, null, 0.1)).toEqual({ living: 0, error: null, missed: null });
});
