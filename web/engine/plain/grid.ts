/**
 * A world's cells with a border of one cell around them, so that every cell has eight neighbours at fixed distances.
 *
 * The border is empty, or on a torus a copy of the opposite edge.
 */
import type { Boundary, World } from "../types";
import { ALPHA } from "../world";

export class Grid {
  /** Width with the border. */
  readonly stride: number;
  /** Cells with the border. */
  readonly cells: number;
  /** [cells, channels], border included */
  readonly state: Float32Array;
  /** [cells] */
  readonly species: Uint8Array;
  /** Distances to the eight neighbours and the cell itself, row by row. */
  readonly around: Int32Array;
  /** For each cell of the border the one that it copies on a torus, for any other the cell itself. */
  private readonly twin: Int32Array;
  private borderIsEmpty = true;

  constructor(
    readonly world: World,
    readonly channels: number,
  ) {
    this.stride = world.width + 2;
    this.cells = this.stride * (world.height + 2);
    this.state = new Float32Array(this.cells * channels);
    this.species = new Uint8Array(this.cells);
    const s = this.stride;
    this.around = Int32Array.of(-s - 1, -s, -s + 1, -1, 0, 1, s - 1, s, s + 1);
    this.twin = Int32Array.from({ length: this.cells }, (_, cell) => {
      const row = Math.floor(cell / s) - 1;
      const column = (cell % s) - 1;
      return this.at((row + world.height) % world.height, (column + world.width) % world.width);
    });
  }

  /** The index of a cell of the world. */
  at(row: number, column: number): number {
    return (row + 1) * this.stride + column + 1;
  }

  alpha(cell: number): number {
    return this.state[cell * this.channels + ALPHA];
  }

  /** The cell of an index: itself, its original on a torus, or -1 for the border of a world without wrapping. */
  real(cell: number, boundary: Boundary): number {
    const twin = this.twin[cell];
    return twin === cell || boundary === "torus" ? twin : -1;
  }

  /** Updates the border. */
  refreshBorder(boundary: Boundary): void {
    const { stride, cells } = this;
    if (boundary === "zero" && this.borderIsEmpty) {
      return;
    }
    this.borderIsEmpty = boundary === "zero";
    for (let cell = 0; cell < stride; cell++) {
      this.refreshCell(cell, boundary);
      this.refreshCell(cells - 1 - cell, boundary);
    }
    for (let cell = stride; cell < cells - stride; cell += stride) {
      this.refreshCell(cell, boundary);
      this.refreshCell(cell + stride - 1, boundary);
    }
  }

  private refreshCell(cell: number, boundary: Boundary): void {
    const { state, channels } = this;
    const from = this.twin[cell] * channels;
    if (boundary === "torus") {
      state.copyWithin(cell * channels, from, from + channels);
      this.species[cell] = this.species[this.twin[cell]];
    } else {
      state.fill(0, cell * channels, (cell + 1) * channels);
    }
  }

  clearCell(cell: number): void {
    this.state.fill(0, cell * this.channels, (cell + 1) * this.channels);
  }

  /** Whether some channel of the cell is not 0; NaN is not. */
  isOccupied(cell: number): boolean {
    for (let at = cell * this.channels; at < (cell + 1) * this.channels; at++) {
      if (this.state[at] !== 0) {
        return true;
      }
    }
    return false;
  }

  /** The world's cells from an array [height, width, values per cell], into one with the border. */
  writeInto<T extends Float32Array | Uint8Array>(bordered: T, values: T): void {
    this.eachRow(bordered.length / this.cells, (inner, outer, length) => {
      bordered.set(values.subarray(inner, inner + length), outer);
    });
  }

  /** The reverse of `writeInto`. */
  readFrom<T extends Float32Array | Uint8Array>(bordered: T, values: T): T {
    this.eachRow(bordered.length / this.cells, (inner, outer, length) => {
      values.set(bordered.subarray(outer, outer + length), inner);
    });
    return values;
  }

  private eachRow(size: number, copy: (inner: number, outer: number, length: number) => void): void {
    const { height, width } = this.world;
    for (let row = 0; row < height; row++) {
      copy(row * width * size, this.at(row, 0) * size, width * size);
    }
  }
}
