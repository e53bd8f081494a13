/** Wounds are the same cells as in Python; brushes cover the cells that they are documented to cover. */
import { describe, expect, it } from "vitest";
import {
  capsule, cell, circle, countCells, cut, disc, emptyRegion, frameAround, halfPlane, scatter, slit, square, union,
  wholeRegion, without,
} from "../engine/geometry";
import type { Cut } from "../engine/geometry";
import type { Region, World } from "../engine/types";
import { decodeBase64 } from "../engine/checks";
import { readBytes } from "./files";

interface Case {
  kind: string;
  height: number;
  width: number;
  cells: string;
  name: Cut;
  way: "\\" | "/";
  row: number;
  column: number;
  radius: number;
  direction: number;
  edge: number;
  half: number;
  share: number;
  seed: number;
}

const CASES = JSON.parse(new TextDecoder().decode(readBytes("tests/golden/web-regions.json"))) as Case[];

const MAKERS: Record<string, (c: Case) => Region> = {
  cut: (c) => cut(c, c.name),
  slit: (c) => slit(c, c.way),
  circle: (c) => circle(c, c, c.radius),
  "half-plane": (c) => halfPlane(c, c.direction, c.edge),
  square: (c) => square(c, c, c.half),
  scatter: (c) => scatter(c, c.share, c.seed),
};

function unpacked(c: Case): Region {
  const bits = decodeBase64(c.cells)!;
  return emptyRegion(c).map((_, i) => (bits[i >> 3] >> (7 - (i & 7))) & 1);
}

/** A region as rows of text. */
function drawn(region: Region, world: World): string[] {
  return Array.from({ length: world.height }, (_, row) =>
    [...region.subarray(row * world.width, (row + 1) * world.width)].map((inside) => (inside ? "#" : ".")).join(""),
  );
}

describe("wounds are the same cells as in Python", () => {
  it.each(CASES.map((c, i) => [c.kind, i, c] as const))("%s %i", (kind, _, c) => {
    expect(drawn(MAKERS[kind](c), c)).toEqual(drawn(unpacked(c), c));
  });
});

const WORLD = { height: 6, width: 8 };

describe("brushes", () => {
  it("touch discs of cells, at least the one under them", () => {
    expect(drawn(disc(WORLD, { row: 2, column: 3 }, 0), WORLD)[2]).toBe("...#....");
    expect(drawn(disc(WORLD, { row: 2, column: 3 }, 1.5), WORLD)).toEqual([
      "........", "..###...", "..###...", "..###...", "........", "........",
    ]);
    expect(drawn(disc(WORLD, { row: 2.5, column: 3.5 }, 0.8), WORLD)).toEqual([
      "........", "........", "...##...", "...##...", "........", "........",
    ]);
    expect(countCells(disc(WORLD, { row: -5, column: -5 }, 1))).toBe(0);
    expect(countCells(disc(WORLD, { row: 3, column: 3 }, 1e9))).toBe(48);
  });

  it("touch every cell of a stroke", () => {
    expect(drawn(capsule(WORLD, { row: 1, column: 1 }, { row: 4, column: 7 }, 0.8), WORLD)).toEqual([
      "........", ".##.....", "..###...", "....###.", "......##", "........",
    ]);
    expect(drawn(capsule(WORLD, { row: 1, column: 6 }, { row: 1, column: 1 }, 0), WORLD)[1]).toBe(".######.");
  });

  it("go on at the opposite edge of a torus", () => {
    expect(drawn(disc(WORLD, { row: 0, column: 0 }, 1, "torus"), WORLD)).toEqual([
      "##.....#", "#.......", "........", "........", "........", "#.......",
    ]);
    expect(countCells(disc(WORLD, { row: 0, column: 0 }, 1, "zero"))).toBe(3);
    expect(drawn(capsule(WORLD, { row: 2, column: 6 }, { row: 2, column: 9 }, 0, "torus"), WORLD)[2]).toBe("##....##");
    expect(countCells(cell(WORLD, { row: 6, column: 8 }, "torus"))).toBe(1);
    expect(countCells(cell(WORLD, { row: 6, column: 8 }))).toBe(0);
  });
});

describe("frames", () => {
  it("lie around the seed cell", () => {
    expect(frameAround({ height: 5, width: 4 }, { row: 3, column: 3 })).toEqual({
      top: 1, left: 1, height: 5, width: 4,
    });
  });

  it("move a wound, and keep it to themselves", () => {
    const frame = { top: 1, left: 2, height: 4, width: 4 };
    expect(drawn(cut(WORLD, "right", frame), WORLD)).toEqual([
      "........", "....##..", "....##..", "....##..", "....##..", "........",
    ]);
    const over = { top: 4, left: 6, height: 4, width: 4 };
    expect(countCells(cut(WORLD, "bottom", over))).toBe(0);
    expect(drawn(cut(WORLD, "bottom", over, "torus"), WORLD).slice(0, 2)).toEqual(["##....##", "##....##"]);
  });

  it("scatter the same cells wherever they are", () => {
    const large = { height: 40, width: 40 };
    const here = scatter(large, 0.5, 3, { top: 0, left: 0, height: 20, width: 20 });
    const there = scatter(large, 0.5, 3, { top: 10, left: 15, height: 20, width: 20 });
    expect(countCells(here)).toBe(countCells(there));
    expect(countCells(here)).toBeGreaterThan(150);
    expect(countCells(here)).toBeLessThan(250);
    expect(countCells(scatter(large, 0, 3))).toBe(0);
    expect(countCells(scatter(large, 1, 3))).toBe(1600);
  });
});

it("regions add and subtract", () => {
  const left = cut(WORLD, "left");
  const right = cut(WORLD, "right");
  expect(union(left, right)).toEqual(wholeRegion(WORLD));
  expect(without(wholeRegion(WORLD), left)).toEqual(right);
});
