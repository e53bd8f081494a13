/** Organisms with two levels of cells: where they stand among the blocks of their parents, and changes of parents. */
import type { Frame, Place } from "../engine/geometry";
import type { Boundary, Organism, Parents, Snapshot, World } from "../engine/types";

/** Rows and columns of a block; 1 where cells have no parents. */
export function blockSide({ parents }: Pick<Organism, "parents">): number {
  return parents?.factor ?? 1;
}

/** The multiple of a block's side that is nearest. */
export function wholeBlocks(cells: number, side: number): number {
  return Math.round(cells / side) * side + 0; // not -0
}

/** The place in a world nearest to another where its blocks are those of the organism's training grid. */
export function amongBlocks(organism: Organism, { row, column }: Place, world: World): Place {
  const side = blockSide(organism);
  if (side === 1) return { row, column };
  const near = (at: number, middle: number, size: number): number => {
    const found = middle + wholeBlocks(Math.round(at) - middle, side);
    // Next to the edge the nearest may lie beyond it.
    return found < 0 ? found + side : found >= size && Math.round(at) < size ? found - side : found;
  };
  return { row: near(row, organism.height >> 1, world.height), column: near(column, organism.width >> 1, world.width) };
}

/** The state with the parents' channels of the frame's left half emptied, cells and colours as they are. */
export function withoutParents(snapshot: Snapshot, parents: Parents, frame: Frame, edge: Boundary): Snapshot {
  return withParents(snapshot, parents, frame, edge, (column) => (column < frame.width >> 1 ? null : column));
}

/** The state with the parents' channels of the frame exchanged from left to right, as in a mirror. */
export function exchangedParents(snapshot: Snapshot, parents: Parents, frame: Frame, edge: Boundary): Snapshot {
  return withParents(snapshot, parents, frame, edge, (column) => frame.width - 1 - column);
}

/** @param from the column of the frame whose parents' channels a column gets; null for zeros */
function withParents(
  snapshot: Snapshot,
  parents: Parents,
  frame: Frame,
  edge: Boundary,
  from: (column: number) => number | null,
): Snapshot {
  const { height, width, channels } = snapshot;
  const state = snapshot.state.slice();
  const at = (row: number, column: number): number => {
    const [y, x] = [frame.top + row, frame.left + column];
    if (edge === "torus") return (((y % height) + height) % height) * width + (((x % width) + width) % width);
    return y >= 0 && x >= 0 && y < height && x < width ? y * width + x : -1;
  };
  for (let row = 0; row < frame.height; row++) {
    for (let column = 0; column < frame.width; column++) {
      const cell = at(row, column);
      if (cell < 0) continue;
      const source = from(column);
      const other = source === null ? -1 : at(row, source);
      for (let channel = channels - parents.channels; channel < channels; channel++) {
        state[cell * channels + channel] = other < 0 ? 0 : snapshot.state[other * channels + channel]!;
      }
    }
  }
  return { ...snapshot, state };
}
