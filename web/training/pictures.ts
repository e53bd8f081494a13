/** From any picture to one of so many cells: background, margins and scale, as blastema.surroundings and targets. */
import { labelled } from "./parts";

/** 8-bit RGBA with straight alpha, [height, width, 4]. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** Levels of 255 by which a pixel of the background may differ from its colour, in each channel. */
const TOLERANCE = 40;
/** The share of a picture's pixels below which a piece that is left on a background is dust. */
const DUST = 2e-4;
const OPAQUE = 250;
/** The share of the border's pixels that have the corners' colour where that is a background. */
const BORDER_SHARE = 0.5;
/** Alpha above which a pixel is content and no dust. */
const VISIBLE = 12;

/** A part of a picture; what lies beyond its edge is transparent. */
export function cropped({ data, ...from }: Pixels, top: number, left: number, height: number, width: number): Pixels {
  const result = new Uint8ClampedArray(4 * height * width);
  const [first, end] = [Math.max(0, left), Math.min(from.width, left + width)];
  for (let y = Math.max(0, top); y < Math.min(from.height, top + height) && first < end; y++) {
    const line = data.subarray(4 * (y * from.width + first), 4 * (y * from.width + end));
    result.set(line, 4 * ((y - top) * width + first - left));
  }
  return { height, width, data: result };
}

/** A part of a picture, in its pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Where a picture's content is; null for an empty picture. */
export function contentOf({ height, width, data }: Pixels): Box | null {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let cell = 0; cell < height * width; cell++) {
    if (data[4 * cell + 3] <= VISIBLE) continue;
    const [row, column] = [Math.floor(cell / width), cell % width];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
  }
  return bottom < 0 ? null : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** Without empty margins; null for an empty picture. */
export function trimmed(picture: Pixels): Pixels | null {
  const box = contentOf(picture);
  return box === null ? null : cropped(picture, box.top, box.left, box.height, box.width);
}

function onBorder(cell: number, { height, width }: Pixels): boolean {
  const [row, column] = [Math.floor(cell / width), cell % width];
  return row === 0 || column === 0 || row === height - 1 || column === width - 1;
}

/**
 * An opaque picture with its plain background transparent; others as they are. The background is what is connected
 * with the border and has the corners' colour.
 *
 * @param whole pixels of the picture that this one is a part of, at its scale
 */
export function withoutBackground(picture: Pixels, whole = picture.height * picture.width): Pixels {
  const { height, width, data } = picture;
  const cells = height * width;
  const corners = [0, width - 1, (height - 1) * width, cells - 1].map((cell) => data.subarray(4 * cell, 4 * cell + 4));
  const channels = [0, 1, 2, 3].map((c) => corners.map((corner) => corner[c]).sort((one, other) => one - other));
  if (channels.some((values) => values[3] - values[0] > TOLERANCE)) return picture;
  for (let cell = 0; cell < cells; cell++) if (data[4 * cell + 3] < OPAQUE) return picture;
  const colour = channels.map((values) => Math.trunc((values[1] + values[2]) / 2));
  const alike = new Uint8Array(cells).fill(1);
  for (let i = 0; i < 4 * cells; i++) if (Math.abs(data[i] - colour[i & 3]) > TOLERANCE) alike[i >> 2] = 0;
  const border: number[] = [];
  for (let cell = 0; cell < cells; cell++) if (onBorder(cell, picture)) border.push(cell);
  const plain = border.filter((cell) => alike[cell] !== 0);
  if (plain.length / border.length < BORDER_SHARE) return picture;
  const { labels } = labelled(alike, picture, false);
  const outside = new Set(plain.map((cell) => labels[cell]));
  const drawn = new Uint8Array(cells);
  labels.forEach((label, cell) => (drawn[cell] = Number(!outside.has(label))));
  if (!drawn.includes(1)) return picture; // a plain picture is kept as it is
  const pieces = labelled(drawn, picture, true);
  const sizes = new Int32Array(pieces.count + 1);
  for (const piece of pieces.labels) sizes[piece]++;
  const result = Uint8ClampedArray.from(data);
  const colours = new Uint32Array(result.buffer);
  drawn.forEach((kept, cell) => {
    if (kept === 0 || sizes[pieces.labels[cell]] < DUST * whole) colours[cell] = 0;
  });
  return { height, width, data: result };
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other);
}

/**
 * A picture whose pixels have been enlarged by a whole factor, each to a square of one colour, by its own pixels again;
 * others as they are. A transparent margin need not have a whole number of such squares.
 */
export function ownPixels(picture: Pixels): Pixels {
  const { height, width, data } = picture;
  const colours = new Uint32Array(data.buffer, data.byteOffset, height * width);
  let [top, left, bottom, right, side] = [height, width, 0, 0, 0];
  const lines = new Set<number>();
  // Where neighbours differ, a square ends: its side divides the distance of any two such places.
  for (let cell = 0; cell < colours.length && side !== 1; cell++) {
    const [row, column] = [Math.floor(cell / width), cell % width];
    if (column > 0 && colours[cell] !== colours[cell - 1]) {
      lines.add(-column);
      [left, right] = [Math.min(left, column), Math.max(right, column)];
      side = divisor(side, column - left);
      side = divisor(side, right - column);
    }
    if (row > 0 && colours[cell] !== colours[cell - width]) {
      lines.add(row);
      [top, bottom] = [Math.min(top, row), row];
      side = divisor(side, row - top);
    }
  }
  const free = colours.every((colour, cell) => colour === 0 || !onBorder(cell, picture));
  if (!free) side = [left, width, top, height].reduce(divisor, side);
  if (side < 2) return picture;
  const places = (low: number, high: number, length: number): number[] => {
    const [first, count] = free ? [low - side, (high - low) / side + 2] : [0, length / side];
    return Array.from({ length: count }, (_, index) => Math.max(0, first + index * side));
  };
  const [rows, columns] = [places(top, bottom, height), places(left, right, width)];
  if (2 * lines.size < rows.length + columns.length - 2) return picture; // a plain shape, whose sides happen to be multiples
  const own = Uint32Array.from(rows.flatMap((row) => columns.map((column) => colours[row * width + column])));
  return { height: rows.length, width: columns.length, data: new Uint8ClampedArray(own.buffer) };
}

const LANCZOS_LOBES = 3;

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= LANCZOS_LOBES) return 0;
  const angle = Math.PI * x;
  return (LANCZOS_LOBES * Math.sin(angle) * Math.sin(angle / LANCZOS_LOBES)) / (angle * angle);
}

/** For each of `to` places along a side the first of the `from` that count, and their weights. */
function taps(from: number, to: number): { first: number; weights: number[] }[] {
  const scale = from / to;
  const width = Math.max(scale, 1);
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - LANCZOS_LOBES * width + 0.5));
    const last = Math.min(from, Math.floor(centre + LANCZOS_LOBES * width + 0.5));
    const weights = Array.from({ length: last - first }, (_, i) => lanczos((first + i - centre + 0.5) / width));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Scaled by Lanczos on premultiplied colours, in 8 bits between the passes as Pillow does it. */
function scaled({ height, width, data }: Pixels, rows: number, columns: number): Pixels {
  const premultiplied = Uint8ClampedArray.from(data, (value, i) => {
    return i % 4 === 3 ? value : (value * data[i - (i % 4) + 3]) / 255;
  });
  const across = resampled(premultiplied, taps(width, columns), height, (row, place) => 4 * (row * width + place));
  // Now [columns, height, 4]: the same again gives [rows, columns, 4].
  const both = resampled(across, taps(height, rows), columns, (column, place) => 4 * (column * height + place));
  const straight = both.map((value, i) => {
    const alpha = both[i - (i % 4) + 3];
    return i % 4 === 3 || alpha === 0 ? value : Math.floor((255 * value) / alpha);
  });
  return { height: rows, width: columns, data: straight };
}

/** Lines of cells, each resampled; the result lies transposed: [places, lines, 4]. */
function resampled(
  from: Uint8ClampedArray,
  places: readonly { first: number; weights: number[] }[],
  lines: number,
  at: (line: number, place: number) => number,
): Uint8ClampedArray {
  const result = new Uint8ClampedArray(4 * lines * places.length);
  places.forEach(({ first, weights }, place) => {
    for (let line = 0; line < lines; line++) {
      for (let c = 0; c < 4; c++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i] * from[at(line, first + i) + c];
        result[4 * (place * lines + line) + c] = sum;
      }
    }
  });
  return result;
}

/** The content of a picture, its longer side scaled to `size`, in the middle of a square; null if there is none. */
export function fittedInto(picture: Pixels, size: number): Pixels | null {
  const content = trimmed(withoutBackground(picture));
  return content === null ? null : fitted(content, size);
}

/** A picture without margins, as `fittedInto` does it. */
export function fitted(content: Pixels, size: number): Pixels {
  const scale = size / Math.max(content.height, content.width);
  const [rows, columns] = [content.height, content.width].map((side) => Math.max(1, Math.round(side * scale)));
  const fits = content.height === rows && content.width === columns ? content : scaled(content, rows, columns);
  return centred(fits, size);
}

/** In the middle of a square of `size`, an odd remainder going right and down. */
export function centred(picture: Pixels, size: number): Pixels {
  const [top, left] = [picture.height, picture.width].map((side) => Math.floor((size - side) / 2));
  return cropped(picture, -top, -left, size, size);
}
