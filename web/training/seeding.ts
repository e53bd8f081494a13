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
/** A picture whose farthest cell is more than FAR sizes away along it gets further seeds: none is then more than NEAR. */
const FAR = 1.5;
const NEAR = 0.25;
/** Steps along the picture within which a seed's shape has to fit. */
const ROOM = 3;
/** The cells of a seed, from its first one: one shape for each seed. */
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
  /** Further seeds, along long lines. */
  readonly further: number;
}

/** The seeds by which a picture can be grown; `alpha` is [height, width] on its training grid. */
export function seedsFor(alpha: Float32Array, grid: World): Seeds {
  const { height, width } = grid;
  const middle: Place = [Math.floor(height / 2), Math.floor(width / 2)];
  const wanted = Uint8Array.from(alpha, (value) => Number(value > THRESHOLD));
  const parts = partsOf(wanted, grid);
  if (parts.length === 0) return { places: [middle], parts: 1, leftOver: 0, further: 0 };
  const inTheMiddle = wanted[middle[0] * width + middle[1]] !== 0;
  const most = alpha.reduce((largest, value) => Math.max(largest, value), 0);
  const solid = Uint8Array.from(alpha, (value) => Number(value >= SOLID * most));
  const ways = parts.map((part) => Math.min(...part.map((cell) => way(cell, middle, width))));
  const first = parts[ways.indexOf(Math.min(...ways))];
  const others = parts.filter((part) => part !== first).sort((one, other) => other.length - one.length);
  const places = [inTheMiddle ? middle : nearest(solidOf(first, solid), middle, width)];
  const shapes = SHAPES.slice(1);
  for (const [index, shape] of shapes.slice(0, others.length).entries())
    places.push(...planted(shape, others[index], solid, grid));
  const more = furtherSeeds(wanted, solid, grid, places, shapes.slice(others.length));
  return {
    places: [...places, ...more.flat()],
    parts: Math.min(parts.length, MOST_PARTS),
    leftOver: Math.max(0, parts.length - MOST_PARTS),
    further: more.length,
  };
}

/** The further seeds of a picture of long lines: as few as leave no cell too far away. */
function furtherSeeds(
  wanted: Uint8Array,
  solid: Uint8Array,
  grid: World,
  before: readonly Place[],
  shapes: typeof SHAPES,
): Place[][] {
  const size = sizeOf(wanted, grid);
  const away = travel(wanted, grid, before);
  const far = away.reduce((most, steps, cell) => (wanted[cell] === 0 ? most : Math.max(most, steps)), 0);
  if (far <= FAR * size || shapes.length === 0) return [];
  // A line of length `far`: the first seed serves as far as the radius, each further one to both sides.
  let radius = Math.max(Math.ceil(NEAR * size), Math.ceil(far / (2 * shapes.length + 1)));
  let centres = centresOf(wanted, solid, grid, away, radius, shapes.length);
  while (centres === null) centres = centresOf(wanted, solid, grid, away, ++radius, shapes.length);
  return centres.map((centre, index) => planted(shapes[index]!, within(wanted, grid, centre, ROOM), solid, grid));
}

/**
 * Cells that leave no solid one farther away than a radius; null if more than `most` were needed. The farthest cell that
 * is left gets one at the radius from it, on its way back.
 */
function centresOf(
  wanted: Uint8Array,
  solid: Uint8Array,
  grid: World,
  away: Int32Array,
  radius: number,
  most: number,
): number[] | null {
  const centres: number[] = [];
  const left = new Set([...away.keys()].filter((cell) => solid[cell] !== 0 && away[cell] > radius));
  while (left.size > 0) {
    if (centres.length === most) return null;
    const end = [...left].reduce((one, other) => (away[other] > away[one] ? other : one));
    const near = within(wanted, grid, end, radius).filter((cell) => solid[cell] !== 0);
    const centre = near.reduce((one, other) => (away[other] < away[one] ? other : one));
    centres.push(centre);
    for (const cell of within(wanted, grid, centre, radius)) left.delete(cell);
  }
  return centres;
}

/** The cells of the picture within so many steps of one. */
function within(wanted: Uint8Array, grid: World, cell: number, radius: number): number[] {
  const steps = travel(wanted, grid, [[Math.floor(cell / grid.width), cell % grid.width]]);
  return [...steps.keys()].filter((at) => wanted[at] !== 0 && steps[at] >= 0 && steps[at] <= radius);
}

/** The longer side of the box around the picture. */
function sizeOf(wanted: Uint8Array, { width }: World): number {
  const cells = [...wanted.keys()].filter((cell) => wanted[cell] !== 0);
  const extent = (values: number[]): number =>
    values.reduce((one, other) => Math.max(one, other)) - values.reduce((one, other) => Math.min(one, other)) + 1;
  return Math.max(extent(cells.map((cell) => Math.floor(cell / width))), extent(cells.map((cell) => cell % width)));
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
  return travel(wanted, grid, places).reduce((most, steps, cell) => (wanted[cell] === 0 ? most : Math.max(most, steps)), 0);
}

/** Steps from places to each cell of the picture or next to it, through these cells; -1 where there is no way. */
function travel(wanted: Uint8Array, grid: World, places: readonly Place[]): Int32Array {
  const { height, width } = grid;
  const open = dilated(wanted, grid);
  const steps = new Int32Array(wanted.length).fill(-1);
  const queue = places.map(([row, column]) => row * width + column);
  for (const cell of queue) steps[cell] = 0;
  for (let next = 0; next < queue.length; next++) {
    const [row, column] = [Math.floor(queue[next] / width), queue[next] % width];
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++)
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        const cell = y * width + x;
        if (open[cell] === 0 || steps[cell] >= 0) continue;
        steps[cell] = steps[queue[next]] + 1;
        queue.push(cell);
      }
  }
  return steps;
}
