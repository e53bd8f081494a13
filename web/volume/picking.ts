/** Which cell a point of the screen shows. */
import type { Camera, Point } from "./camera";
import type { Sides, Voxel } from "./organism";

export interface Hit {
  readonly cell: Voxel;
  /** The cell in front of the face that was hit; it may lie outside of the volume. */
  readonly before: Voxel;
}

/** The first cell along a ray for which `shown` is true (J. Amanatides, A. Woo, A Fast Voxel Traversal Algorithm, 1987). */
export function hitAt(camera: Camera, x: number, y: number, shown: (cell: Voxel) => boolean): Hit | null {
  const { from, way } = camera.ray(x, y);
  const { sides } = camera;
  // In cells from the corner of the volume: [column, row, layer].
  const start = fromCorner(from, sides);
  const step = [way[0], -way[1], -way[2]];
  const counts = [sides.width, sides.height, sides.depth];
  const entered = entry(start, step, counts);
  if (entered === null) return null;
  const at = start.map((value, i) => value + entered * step[i]!);
  const cell = at.map((value, i) => Math.min(Math.max(Math.floor(value), 0), counts[i]! - 1));
  const ways = step.map(Math.sign);
  /** How far along the ray the next cell begins, by axis. */
  const next = cell.map((place, i) => (step[i] === 0 ? Infinity : (place + (ways[i]! > 0 ? 1 : 0) - start[i]!) / step[i]!));
  let axis = enteredAxis(at, counts);
  while (cell.every((place, i) => place >= 0 && place < counts[i]!)) {
    const found = voxel(cell);
    if (shown(found)) {
      return { cell: found, before: voxel(cell.map((place, i) => (i === axis ? place - ways[i]! : place))) };
    }
    axis = next.indexOf(Math.min(...next));
    cell[axis]! += ways[axis]!;
    next[axis]! += Math.abs(1 / step[axis]!);
  }
  return null;
}

function voxel([column, row, layer]: readonly number[]): Voxel {
  return { layer: layer!, row: row!, column: column! };
}

function fromCorner([x, y, z]: Point, { depth, height, width }: Sides): number[] {
  return [x + width / 2, height / 2 - y, depth / 2 - z];
}

/** How far along a ray it enters the box of so many cells; null if it passes by. */
function entry(start: readonly number[], step: readonly number[], counts: readonly number[]): number | null {
  let [first, last] = [0, Infinity];
  for (let i = 0; i < 3; i++) {
    const ends = [-start[i]! / step[i]!, (counts[i]! - start[i]!) / step[i]!];
    if (step[i] === 0) {
      if (start[i]! < 0 || start[i]! > counts[i]!) return null;
      continue;
    }
    first = Math.max(first, Math.min(...ends));
    last = Math.min(last, Math.max(...ends));
  }
  return first <= last ? first : null;
}

/** On which axis a point lies on the box's surface. */
function enteredAxis(at: readonly number[], counts: readonly number[]): number {
  const depths = at.map((value, i) => Math.min(Math.abs(value), Math.abs(counts[i]! - value)));
  return depths.indexOf(Math.min(...depths));
}
