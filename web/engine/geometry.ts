/**
 * The cells that a tool affects.
 *
 * A place is in cells, its whole numbers the middles of cells: row 3, column 5 is the middle of that cell, so a pointer
 * at the left edge of the world is at column -0.5. The wounds of training and evaluation are the same cells as in
 * Blastema's Python (damage.py, evaluation/wounds.py); tests/golden/web-regions.json holds both to it.
 */
import type { Boundary, Organism, Region, World } from "./types";
import { fires, fireThreshold } from "./random";

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Part of a world, such as the grid an organism was trained on: the wounds named after it lie in it. */
export interface Frame {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The five cuts of the article, each named by the part that is removed, in the order of its figure. */
export const CUTS = ["bottom", "top", "right", "left", "centre"] as const;
export type Cut = (typeof CUTS)[number];

/** `scatter` uses the fire hash of a step that no world reaches in practice, so that it does not repeat a fire mask. */
const SCATTER_STEP = 0xffffffff;

/** The frame of a grid of this size whose seed cell, [height // 2, width // 2], is at the place. */
export function frameAround(grid: World, place: Place): Frame {
  const top = Math.round(place.row) - Math.floor(grid.height / 2);
  const left = Math.round(place.column) - Math.floor(grid.width / 2);
  return { top, left, height: grid.height, width: grid.width };
}

/** The cells that an organism grows from, with the seed cell of its grid, [height // 2, width // 2], at the place. */
export function seedRegion(organism: Organism, world: World, place: Place, boundary: Boundary = "zero"): Region {
  const { top, left } = frameAround(organism, place);
  const region = emptyRegion(world);
  for (const [row, column] of organism.seeds) {
    cell(world, { row: top + row, column: left + column }, boundary).forEach((inside, i) => (region[i] |= inside));
  }
  return region;
}

export function emptyRegion(world: World): Region {
  return new Uint8Array(world.height * world.width);
}

/** All cells. */
export function wholeRegion(world: World): Region {
  return emptyRegion(world).fill(1);
}

/** The cell at a place, or none beyond the edge of a world without wrapping. */
export function cell(world: World, place: Place, boundary: Boundary = "zero"): Region {
  return disc(world, place, 0, boundary);
}

/** How many cells a region has. */
export function countCells(region: Region): number {
  return region.reduce((sum, inside) => sum + inside, 0);
}

/** Cells that are in one of the regions, or in both. */
export function union(first: Region, second: Region): Region {
  return first.map((inside, i) => inside | second[i]);
}

/** Cells of the first region that are not in the second. */
export function without(first: Region, second: Region): Region {
  return first.map((inside, i) => inside & (1 - second[i]));
}

/** Cells whose middle is at most `radius` cells from the place, and the cell at the place itself. */
export function disc(world: World, place: Place, radius: number, boundary: Boundary = "zero"): Region {
  return capsule(world, place, place, radius, boundary);
}

/**
 * Cells whose middle is at most `radius` cells from the straight line between two places, and the cells at its ends:
 * what a round brush touches when it is drawn from one to the other.
 */
export function capsule(world: World, from: Place, to: Place, radius: number, boundary: Boundary = "zero"): Region {
  const region = emptyRegion(world);
  const reach = Math.max(0, radius);
  const span = { row: to.row - from.row, column: to.column - from.column };
  const length = span.row * span.row + span.column * span.column;
  const [top, bottom] = range(from.row, to.row, reach, world.height);
  const [left, right] = range(from.column, to.column, reach, world.width);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [down, across] = [row - from.row, column - from.column];
      const share = length > 0 ? clamp((down * span.row + across * span.column) / length, 0, 1) : 0;
      const distance = (down - share * span.row) ** 2 + (across - share * span.column) ** 2;
      if (distance <= reach * reach) {
        mark(region, world, row, column, boundary);
      }
    }
  }
  for (const end of [from, to]) {
    mark(region, world, Math.round(end.row), Math.round(end.column), boundary);
  }
  return region;
}

/** The cells that a cut removes: a half from, or up to, the middle row or column; or the middle square. */
export function cut(world: World, name: Cut, frame = whole(world), boundary: Boundary = "zero"): Region {
  const [middleRow, middleColumn] = [Math.floor(frame.height / 2), Math.floor(frame.width / 2)];
  const half = Math.round(Math.min(frame.height, frame.width) / 9);
  const removes: Record<Cut, (row: number, column: number) => boolean> = {
    bottom: (row) => row >= middleRow,
    top: (row) => row < middleRow,
    right: (_, column) => column >= middleColumn,
    left: (_, column) => column < middleColumn,
    centre: (row, column) => isMiddle(row - middleRow, half) && isMiddle(column - middleColumn, half),
  };
  return inFrame(world, frame, boundary, removes[name]);
}

/**
 * The circle of the article's training.
 *
 * @param centre in the frame, which spans -1 to 1 from its first to its last cell both ways
 * @param radius on the same scale; the notebook draws 0.1 to 0.4
 */
export function circle(
  world: World,
  centre: Place,
  radius: number,
  frame = whole(world),
  boundary: Boundary = "zero",
): Region {
  const scaled = (index: number, size: number): number => (2 * index) / (size - 1) - 1;
  return inFrame(world, frame, boundary, (row, column) => {
    const down = (scaled(row, frame.height) - centre.row) / radius;
    const across = (scaled(column, frame.width) - centre.column) / radius;
    return down * down + across * across < 1;
  });
}

/**
 * Everything on one side of a line.
 *
 * @param direction in which cells are removed: radians, 0 to the right, turning downwards
 * @param edge cells from the frame's seed cell to the line, in that direction
 */
export function halfPlane(
  world: World,
  direction: number,
  edge: number,
  frame = whole(world),
  boundary: Boundary = "zero",
): Region {
  const [cosine, sine] = [Math.cos(direction), Math.sin(direction)];
  return inFrame(
    world,
    frame,
    boundary,
    (row, column) =>
      (column - Math.floor(frame.width / 2)) * cosine + (row - Math.floor(frame.height / 2)) * sine > edge,
  );
}

/**
 * An upright square.
 *
 * @param offset of its centre from the frame's seed cell, in cells
 * @param half half of its side, in cells
 */
export function square(
  world: World,
  offset: Place,
  half: number,
  frame = whole(world),
  boundary: Boundary = "zero",
): Region {
  return inFrame(
    world,
    frame,
    boundary,
    (row, column) =>
      Math.abs(row - Math.floor(frame.height / 2) - offset.row) < half &&
      Math.abs(column - Math.floor(frame.width / 2) - offset.column) < half,
  );
}

/** A thin cut of 3 cells along a diagonal through the frame's seed cell: "\" or "/". */
export function slit(world: World, way: "\\" | "/", frame = whole(world), boundary: Boundary = "zero"): Region {
  const sign = way === "\\" ? -1 : 1;
  return inFrame(world, frame, boundary, (row, column) => {
    const across = column - Math.floor(frame.width / 2);
    return Math.abs(row - Math.floor(frame.height / 2) + sign * across) <= 1;
  });
}

/** A random share (0 to 1) of the frame's cells, always the same ones for the same seed (unsigned 32 bits). */
export function scatter(
  world: World,
  share: number,
  seed: number,
  frame = whole(world),
  boundary: Boundary = "zero",
): Region {
  const threshold = fireThreshold(share);
  return inFrame(world, frame, boundary, (row, column) => fires(column, row, SCATTER_STEP, seed, threshold));
}

function isMiddle(offset: number, half: number): boolean {
  return offset >= -half && offset < half;
}

function whole(world: World): Frame {
  return { top: 0, left: 0, height: world.height, width: world.width };
}

/** The cells of a frame for which `inside` holds, by row and column of the frame. */
function inFrame(
  world: World,
  frame: Frame,
  boundary: Boundary,
  inside: (row: number, column: number) => boolean,
): Region {
  const region = emptyRegion(world);
  for (let row = 0; row < frame.height; row++) {
    for (let column = 0; column < frame.width; column++) {
      if (inside(row, column)) {
        mark(region, world, frame.top + row, frame.left + column, boundary);
      }
    }
  }
  return region;
}

function mark(region: Region, world: World, row: number, column: number, boundary: Boundary): void {
  const [y, x] = boundary === "torus" ? [modulo(row, world.height), modulo(column, world.width)] : [row, column];
  if (y >= 0 && y < world.height && x >= 0 && x < world.width) {
    region[y * world.width + x] = 1;
  }
}

/** The rows, or columns, that a brush between two of them can reach; never more than a few worlds of them. */
function range(from: number, to: number, reach: number, size: number): [number, number] {
  const low = Math.ceil(Math.min(from, to) - reach);
  const high = Math.floor(Math.max(from, to) + reach);
  return [clamp(low, -size, 2 * size), clamp(high, -size, 2 * size)];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
