/** The drawing board: cells of colour on transparent paper, and what tools do to them. Independent of the page. */
import type { Pixels } from "../training/pictures";

export const BOARD_SIZES = [16, 24, 32, 40, 48] as const;
export const BOARD_TOOLS = ["pencil", "eraser", "fill"] as const;
export type BoardTool = (typeof BOARD_TOOLS)[number];
export const PENCILS = [1, 2, 3, 5] as const;

/** Red, green, blue and alpha, 0 to 255. */
export type Ink = readonly [number, number, number, number];
const CLEAR: Ink = [0, 0, 0, 0];

export interface Spot {
  readonly row: number;
  readonly column: number;
}

const MOST_REMEMBERED = 200;

export class Board {
  /** Cells of a side. */
  size: number;
  private data: Uint8ClampedArray;
  private readonly before: Uint8ClampedArray[] = [];
  private readonly undone: Uint8ClampedArray[] = [];

  constructor(size: number) {
    this.size = size;
    this.data = new Uint8ClampedArray(4 * size * size);
  }

  /** What is drawn; not to be changed. */
  get pixels(): Pixels {
    return { height: this.size, width: this.size, data: this.data };
  }
  get isEmpty(): boolean {
    return !this.data.some((value, i) => i % 4 === 3 && value > 0);
  }
  get canUndo(): boolean {
    return this.before.length > 0;
  }
  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** To be called before a stroke or any other change: undo comes back to this. */
  remember(): void {
    this.before.push(this.data.slice());
    if (this.before.length > MOST_REMEMBERED) this.before.shift();
    this.undone.length = 0;
  }

  undo(): void {
    this.travel(this.before, this.undone);
  }

  redo(): void {
    this.travel(this.undone, this.before);
  }

  private travel(from: Uint8ClampedArray[], to: Uint8ClampedArray[]): void {
    const data = from.pop();
    if (data === undefined) return;
    to.push(this.data);
    this.data = data;
    this.size = Math.round(Math.sqrt(data.length / 4));
  }

  /** The colour of a cell; null outside the board. */
  at({ row, column }: Spot): Ink | null {
    if (row < 0 || row >= this.size || column < 0 || column >= this.size) return null;
    const from = 4 * (row * this.size + column);
    return [this.data[from], this.data[from + 1], this.data[from + 2], this.data[from + 3]];
  }

  private paint({ row, column }: Spot, ink: Ink): void {
    if (row < 0 || row >= this.size || column < 0 || column >= this.size) return;
    this.data.set(ink, 4 * (row * this.size + column));
  }

  /** A straight stroke of a pencil so many cells wide, in its mirror image too if asked; null erases. */
  line(from: Spot, to: Spot, width: number, ink: Ink | null, mirrored: boolean): void {
    const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 1);
    for (let step = 0; step <= steps; step++) {
      const row = Math.round(from.row + ((to.row - from.row) * step) / steps);
      const column = Math.round(from.column + ((to.column - from.column) * step) / steps);
      this.dab({ row, column }, width, ink ?? CLEAR);
      if (mirrored) this.dab({ row, column: this.mirror(column, width) }, width, ink ?? CLEAR);
    }
  }

  /** The column whose dab of that width is the mirror image: one of an even width reaches further to the right. */
  private mirror(column: number, width: number): number {
    return this.size - 1 - column - (width % 2 === 0 ? 1 : 0);
  }

  private dab({ row, column }: Spot, width: number, ink: Ink): void {
    const first = -Math.floor((width - 1) / 2);
    for (let down = first; down < first + width; down++) {
      for (let across = first; across < first + width; across++) {
        // From five cells on, corners are left out, so that the pencil is round.
        const corner = width >= 5 && Math.abs(down) === 2 && Math.abs(across) === 2;
        if (!corner) this.paint({ row: row + down, column: column + across }, ink);
      }
    }
  }

  /** Fills the area of one colour around a cell; null empties it. */
  fill(start: Spot, ink: Ink | null): void {
    const old = this.at(start);
    const fresh = ink ?? CLEAR;
    if (old === null || old.every((value, c) => value === fresh[c])) return;
    const waiting: Spot[] = [start];
    for (let spot = waiting.pop(); spot !== undefined; spot = waiting.pop()) {
      const { row, column } = spot;
      const here = this.at(spot);
      if (here === null || here.some((value, c) => value !== old[c])) continue;
      this.paint(spot, fresh);
      waiting.push(
        { row: row - 1, column },
        { row: row + 1, column },
        { row, column: column - 1 },
        { row, column: column + 1 },
      );
    }
  }

  clear(): void {
    this.data = new Uint8ClampedArray(this.data.length);
  }

  /** Another number of cells, the drawing scaled by taking the nearest ones. */
  resize(size: number): void {
    const data = new Uint8ClampedArray(4 * size * size);
    for (let cell = 0; cell < size * size; cell++) {
      const [row, column] = [Math.floor(cell / size), cell % size];
      const from = (index: number): number => Math.floor(((index + 0.5) * this.size) / size);
      data.set(this.at({ row: from(row), column: from(column) })!, 4 * cell);
    }
    this.size = size;
    this.data = data;
  }

  /** Lays a picture of the board's own size on it. */
  load(pixels: Pixels): void {
    if (pixels.width !== pixels.height) throw new RangeError(`The picture is ${pixels.width} x ${pixels.height}; expected a square.`);
    this.size = pixels.width;
    this.data = Uint8ClampedArray.from(pixels.data);
  }
}

/** "#rrggbb" as ink. */
export function inkOf(colour: string): Ink {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, 255];
}
