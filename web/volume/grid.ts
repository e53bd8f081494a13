/** The cells of a volume in one array with a border of a cell, so that a neighbourhood needs no edges. */
import type { Sides, Voxel } from "./organism";

/** What layers and rows add to a cell's word in the fire hash (`blastema.fire`). */
const LAYER_STRIDE = 1 << 24;

export class VolumeGrid {
  /** Cells to the next row, and to the next layer. */
  readonly row: number;
  readonly layer: number;
  /** Cells with the border. */
  readonly cells: number;
  /** Where the cells of the volume are, layer by layer, row by row. */
  readonly inner: Int32Array;
  /** Column and layer of each of `inner` as the fire hash has them, and its row. */
  readonly words: Int32Array;
  readonly rows: Int32Array;
  /** From a cell to the 27 of its neighbourhood. */
  readonly around: readonly number[];
  /** The cells of the border, and the cells on the opposite side that they are on a torus. */
  private readonly border: Int32Array;
  private readonly opposite: Int32Array;

  constructor(readonly sides: Sides) {
    const { depth, height, width } = sides;
    this.row = width + 2;
    this.layer = this.row * (height + 2);
    this.cells = this.layer * (depth + 2);
    this.inner = new Int32Array(depth * height * width);
    this.words = new Int32Array(this.inner.length);
    this.rows = new Int32Array(this.inner.length);
    this.border = new Int32Array(this.cells - this.inner.length);
    this.opposite = new Int32Array(this.border.length);
    const steps = [-1, 0, 1];
    this.around = steps.flatMap((z) => steps.flatMap((y) => steps.map((x) => z * this.layer + y * this.row + x)));
    this.place();
  }

  private place(): void {
    const { depth, height, width } = this.sides;
    const wrap = (at: number, side: number): number => (at + side) % side;
    let inner = 0;
    let border = 0;
    for (let cell = 0; cell < this.cells; cell++) {
      const layer = Math.floor(cell / this.layer) - 1;
      const row = Math.floor((cell % this.layer) / this.row) - 1;
      const column = (cell % this.row) - 1;
      const [z, y, x] = [wrap(layer, depth), wrap(row, height), wrap(column, width)];
      if (z === layer && y === row && x === column) {
        this.words[inner] = (column + LAYER_STRIDE * layer) | 0;
        this.rows[inner] = row;
        this.inner[inner++] = cell;
      } else {
        this.opposite[border] = this.at({ layer: z, row: y, column: x });
        this.border[border++] = cell;
      }
    }
  }

  /** Where a cell of the volume is. */
  at({ layer, row, column }: Voxel): number {
    return (layer + 1) * this.layer + (row + 1) * this.row + column + 1;
  }

  has({ layer, row, column }: Voxel): boolean {
    const { depth, height, width } = this.sides;
    return layer >= 0 && layer < depth && row >= 0 && row < height && column >= 0 && column < width;
  }

  /** On a torus the border shows the opposite side. */
  refreshBorder(state: Float32Array, channels: number): void {
    for (let i = 0; i < this.border.length; i++) {
      const from = this.opposite[i] * channels;
      state.copyWithin(this.border[i] * channels, from, from + channels);
    }
  }

  /** On a torus what is marked in the border is marked on the opposite side. */
  foldBorder(marks: Uint8Array): void {
    for (let i = 0; i < this.border.length; i++) {
      if (marks[this.border[i]] !== 0) marks[this.opposite[i]] = 1;
    }
  }
}
