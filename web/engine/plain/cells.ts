/** A set of cells, emptied at no cost. */
export class CellSet {
  readonly list: Int32Array;
  count = 0;
  /** The round in which a cell was last added. */
  private readonly added: Int32Array;
  private round = 1;

  constructor(cells: number) {
    this.list = new Int32Array(cells);
    this.added = new Int32Array(cells);
  }

  clear(): void {
    this.count = 0;
    this.round++;
  }

  add(cell: number): void {
    if (this.added[cell] !== this.round) {
      this.added[cell] = this.round;
      this.list[this.count++] = cell;
    }
  }

  has(cell: number): boolean {
    return this.added[cell] === this.round;
  }
}
