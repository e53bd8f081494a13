/**
 * Where a picture's seeds stand, and how far an organism has to grow from them: the rules of blastema.seeding
 * (docs/format.md, "Seeds"), which say why.
 */
import type { World } from "../engine/types";
import { dilated, labelled } from "./parts";

type Place = readonly [row: number, column: number];

/** The alpha above which a cell is mature, in all recipes. */
const THRESHOLD = 0.1;
/** A seed is put where the picture has at least this share of its largest alpha: not on the rim of a soft edge. */
const SOLID = 0.5;
/** A piece that touches no other mostly stays dead unless so many of its cells have this share of the largest alpha. */
const LEAST_OPAQUE = 3;
const OPAQUE = 0.95;
/** Mean squared error, by alpha alone, from which cells that cannot live are reported. */
const VISIBLE = 1e-5;
/** The cells of a seed, from its first one: one shape for each part. */
const SHAPES: readonly (readonly Place[])[] = [
  [[0, 0]],
  [[0, 0], [0, 1]],
  [[0, 0], [1, 0]],
  [[0, 0], [0, 1], [1, 0], [1, 1]],
  [[0, 0], [1, 1]],
  [[0, 0], [1, -1]],
  [[0, 0], [0, 1], [0, 2]],
  [[0, 0], [1, 0], [2, 0]],
];
export const MOST_PARTS = SHAPES.length;

export interface Seeds {
  /** Of the seeds' cells, on the training grid. */
  readonly places: readonly Place[];
  /** Parts too far apart to be bridged, each with a seed of its own. */
  readonly parts: number;
  /** Further parts, the smallest, for which no seed is left. */
  readonly leftOver: number;
}

/** The seeds by which a picture can be grown; `alpha` is [height, width] on its training grid. */
export function seedsFor(alpha: Float32Array, grid: World): Seeds {
  const { height, width } = grid;
  const middle: Place = [Math.floor(height / 2), Math.floor(width / 2)];
  const wanted = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
  const parts = partsOf(wanted, grid);
  const inTheMiddle = wanted[middle[0] * width + middle[1]] !== 0;
  if (parts.length === 0 || (parts.length === 1 && inTheMiddle)) return { places: [middle], parts: 1, leftOver: 0 };
  const most = alpha.reduce((largest, value) => Math.max(largest, value), 0);
  const solid = Uint8Array.from(alpha, (value) => Number(value >= SOLID * most));
  const ways = parts.map((part) => Math.min(...part.map((cell) => way(cell, middle, width))));
  const first = parts[ways.indexOf(Math.min(...ways))];
  const others = parts.filter((part) => part !== first).sort((one, other) => other.length - one.length);
  const places = [inTheMiddle ? middle : nearest(solidOf(first, solid), middle, width)];
  SHAPES.slice(1).forEach((shape, index) => {
    if (index < others.length) places.push(...planted(shape, others[index], solid, grid));
  });
  return { places, parts: Math.min(parts.length, MOST_PARTS), leftOver: Math.max(0, parts.length - MOST_PARTS) };
}

/** The pieces whose growing cells do not touch: gaps of up to two cells are bridged. Each is a list of cells. */
function partsOf(wanted: Uint8Array, grid: World): number[][] {
  const { labels, count } = labelled(dilated(wanted, grid), grid, true);
  const parts = Array.from({ length: count }, (): number[] => []);
  wanted.forEach((inside, cell) => {
    if (inside !== 0) parts[labels[cell] - 1].push(cell);
  });
  return parts;
}

/** What of a picture may never come alive: no gradient reaches a cell that has no living neighbour. */
export interface Faint {
  /** Pieces that touch no other one and have fewer than three opaque cells, and their cells. */
  readonly specks: number;
  readonly cells: number;
  /** Cells of at most the threshold with no mature neighbour, if they are enough to be seen. */
  readonly hidden: number;
}

/** `alpha` is [height, width] on its training grid. */
export function faintIn(alpha: Float32Array, grid: World): Faint {
  const mature = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
  const { labels, count } = labelled(mature, grid, true);
  const largest = alpha.reduce((one, other) => Math.max(one, other), 0);
  const [sizes, opaque] = [new Int32Array(count), new Int32Array(count)];
  labels.forEach((piece, cell) => {
    if (piece === 0) return;
    sizes[piece - 1]++;
    if (alpha[cell] >= Math.fround(OPAQUE * largest)) opaque[piece - 1]++;
  });
  const most = Math.max(...sizes);
  const specks = sizes.filter((size, piece) => opaque[piece] < LEAST_OPAQUE && size < most);
  const growing = dilated(mature, grid);
  const hidden = alpha.filter((value, cell) => value > 0 && growing[cell] === 0);
  const error = hidden.reduce((sum, value) => sum + value * value, 0) / (4 * alpha.length);
  const cells = specks.reduce((sum, size) => sum + size, 0);
  return { specks: specks.length, cells, hidden: error >= VISIBLE ? hidden.length : 0 };
}

/** Where a part of a picture lies, and how widely: the standard deviation of its cells. */
export interface Part {
  readonly middle: Place;
  readonly spread: Place;
}

export function partsWithin(alpha: Float32Array, grid: World): Part[] {
  const wanted = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
  return partsOf(wanted, grid).map((part) => {
    const middle = middleOf(part, grid.width);
    const [rows, columns] = [0, 1].map((axis) => {
      const place = (cell: number): number => (axis === 0 ? Math.floor(cell / grid.width) : cell % grid.width);
      return Math.sqrt(part.reduce((sum, cell) => sum + (place(cell) - middle[axis]) ** 2, 0) / part.length);
    });
    return { middle, spread: [rows, columns] };
  });
}

function middleOf(part: readonly number[], width: number): Place {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean(part.map((cell) => Math.floor(cell / width))), mean(part.map((cell) => cell % width))];
}

function way(cell: number, [row, column]: readonly [row: number, column: number], width: number): number {
  return Math.hypot(Math.floor(cell / width) - row, (cell % width) - column);
}

/** The solid cells of a part, or all if it has none. */
function solidOf(part: readonly number[], solid: Uint8Array): readonly number[] {
  const found = part.filter((cell) => solid[cell] !== 0);
  return found.length > 0 ? found : part;
}

/** The first of the cells that are nearest to a place. */
function nearest(cells: readonly number[], place: Place, width: number): Place {
  const ways = cells.map((cell) => way(cell, place, width));
  const best = cells[ways.indexOf(Math.min(...ways))];
  return [Math.floor(best / width), best % width];
}

/** The cells of a seed: where most of them are inside the part, and of such places the one nearest to its middle. */
function planted(shape: readonly Place[], part: readonly number[], solid: Uint8Array, grid: World): Place[] {
  const { height, width } = grid;
  const cells = solidOf(part, solid);
  const inside = new Set(cells);
  const at = (cell: number, [down, across]: Place): Place => [Math.floor(cell / width) + down, (cell % width) + across];
  const isOnGrid = ([row, column]: Place): boolean => row >= 0 && row < height && column >= 0 && column < width;
  const counts = cells.map((cell) => {
    const places = shape.map((offset) => at(cell, offset)).filter(isOnGrid);
    return places.filter(([row, column]) => inside.has(row * width + column)).length;
  });
  const fitting = cells.filter((_, index) => counts[index] === Math.max(...counts));
  const [row, column] = nearest(fitting, middleOf(part, width), width);
  return shape.map((offset) => at(row * width + column, offset)).filter(isOnGrid);
}

/** Steps of growth, cell by cell, from the seeds to the cell of the picture that is farthest. */
export function reach(alpha: Float32Array, grid: World, places: readonly Place[]): number {
  const wanted = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
  const ahead = dilated(wanted, grid);
  let front = new Uint8Array(wanted.length);
  for (const [row, column] of places) front[row * grid.width + column] = 1;
  let [steps, farthest] = [0, 0];
  for (let grows = true; grows; ) {
    front.forEach((inside, cell) => {
      if (inside !== 0) ahead[cell] = 0;
    });
    front = Uint8Array.from(dilated(front, grid), (inside, cell) => Number(inside !== 0 && ahead[cell] !== 0));
    steps++;
    grows = front.includes(1);
    if (front.some((inside, cell) => inside !== 0 && wanted[cell] !== 0)) farthest = steps;
  }
  return farthest;
}
