/**
 * What is drawn, as the ink that cells see: made as the pictures were that the organism was trained on.
 *
 * Scikit-learn's digits are bitmaps of 32 x 32, of which each 4 x 4 are one of 8 x 8 grey pixels; these are scaled to
 * the organism's size by bicubic interpolation. Strokes are drawn on such a bitmap.
 */

/** In pixels of the data, from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Stroke {
  readonly erases: boolean;
  readonly points: readonly Point[];
}

/** What lies on the paper: an example of the data, then strokes in their order. */
export interface Drawing {
  /** [pixels, pixels] of the data, 0 to 1. */
  readonly example: Float32Array | null;
  readonly strokes: readonly Stroke[];
}

/** How the pictures of a data set are made. */
export interface Paper {
  /** Along a side of a picture of the data. */
  readonly pixels: number;
  /** Grey levels above 0. */
  readonly levels: number;
  /** What a digit fills, in pixels: the same distance from both sides. */
  readonly frame: { readonly width: number; readonly height: number };
  /** Radii of pen and eraser, in pixels: with this pen digits have about the ink of the data. */
  readonly pen: number;
  readonly eraser: number;
  /** How much more one axis may be stretched than the other to fill the frame. */
  readonly stretch: number;
}

/** Of the bitmap, along a side of a pixel of the data. */
const FINE = 4;
const LARGEST_SCALE = 6;
/** What is slimmer than this, width by height, keeps its shape: a wide 1 is none. */
const SLIM = 0.4;
/** Pillow has its weights in whole numbers, of so many for 1. */
const UNIT = 2 ** 22;

export const BLANK: Drawing = { example: null, strokes: [] };

/** @param data the data set, as the organism's file has it */
export function paperOf(data: unknown): Paper {
  return typeof data === "string" && data.startsWith("mnist:")
    ? { pixels: 28, levels: 255, frame: { width: 20, height: 20 }, pen: 1.3, eraser: 2, stretch: 1 }
    : { pixels: 8, levels: 16, frame: { width: 6.75, height: 8 }, pen: 0.5625, eraser: 0.9, stretch: 1.2 };
}

/** The ink of a drawing, 0 to 255, [size, size], as `blastema.training.classifying` has it of a data set's picture. */
export function inkOf(drawing: Drawing, paper: Paper, size: number): Uint8Array {
  const { pixels, levels } = paper;
  const bitmap = bitmapOf(drawing, paper);
  const side = pixels * FINE;
  const grey = new Uint8Array(pixels * pixels);
  for (let at = 0; at < grey.length; at++) {
    const corner = Math.floor(at / pixels) * FINE * side + (at % pixels) * FINE;
    let sum = 0;
    for (let i = 0; i < FINE * FINE; i++) sum += bitmap[corner + Math.floor(i / FINE) * side + (i % FINE)]!;
    grey[at] = Math.round((Math.round((sum * levels) / FINE ** 2) * 255) / levels);
  }
  return scaled(grey, pixels, size);
}

/** [4 pixels, 4 pixels], 0 to 1. */
function bitmapOf({ example, strokes }: Drawing, { pixels, pen, eraser }: Paper): Float32Array {
  const side = pixels * FINE;
  const bitmap = new Float32Array(side * side);
  for (let at = 0; example !== null && at < bitmap.length; at++) {
    bitmap[at] = example[Math.floor(at / side / FINE) * pixels + Math.floor((at % side) / FINE)]!;
  }
  for (const { erases, points } of strokes) {
    const radius = FINE * (erases ? eraser : pen);
    points.forEach((point, i) => {
      stretch(bitmap, side, points[Math.max(i - 1, 0)]!, point, radius, erases);
    });
  }
  return bitmap;
}

/** Covers, or uncovers, what is within a radius of the way from one point to another. */
function stretch(bitmap: Float32Array, side: number, from: Point, to: Point, radius: number, erases: boolean): void {
  const [x, y, right, down] = [from.x * FINE, from.y * FINE, (to.x - from.x) * FINE, (to.y - from.y) * FINE];
  const squared = right ** 2 + down ** 2;
  const span = (one: number, by: number): [number, number] => [
    Math.max(0, Math.floor(Math.min(one, one + by) - radius - 1)),
    Math.min(side - 1, Math.ceil(Math.max(one, one + by) + radius + 1)),
  ];
  const [[left, end], [top, bottom]] = [span(x, right), span(y, down)];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= end; column++) {
      const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
      const along = squared === 0 ? 0 : Math.min(Math.max((dx * right + dy * down) / squared, 0), 1);
      const covered = Math.min(Math.max(radius + 0.5 - Math.hypot(dx - along * right, dy - along * down), 0), 1);
      const at = row * side + column;
      bitmap[at] = erases ? Math.min(bitmap[at]!, 1 - covered) : Math.max(bitmap[at]!, covered);
    }
  }
}

/** A grey picture scaled as Pillow's bicubic resampling does it: rows first, each way rounded to 8 bits. */
export function scaled(grey: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return grey;
  const weights = weightsOf(from, to);
  const wide = resampled(grey, weights, { lines: from, line: from, step: 1 }, (line, i) => line * to + i, to * from);
  return resampled(wide, weights, { lines: to, line: 1, step: to }, (line, i) => i * to + line, to * to);
}

interface Lines {
  readonly lines: number;
  /** From one line to the next, and from one value of it to the next. */
  readonly line: number;
  readonly step: number;
}

function resampled(
  values: Uint8Array,
  weights: readonly (readonly (readonly [from: number, weight: number])[])[],
  { lines, line, step }: Lines,
  place: (line: number, i: number) => number,
  length: number,
): Uint8Array {
  const result = new Uint8Array(length);
  for (let number = 0; number < lines; number++) {
    weights.forEach((taps, i) => {
      const sum = taps.reduce((so, [from, weight]) => so + weight * values[number * line + from * step]!, 0);
      result[place(number, i)] = Math.min(Math.max(Math.floor(sum / UNIT + 0.5), 0), 255);
    });
  }
  return result;
}

/** Of each of the values scaled to which of the given ones it is made of. */
function weightsOf(from: number, to: number): (readonly [number, number])[][] {
  const ratio = Math.max(from / to, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to;
    const first = Math.max(Math.floor(centre - 2 * ratio + 0.5), 0);
    const end = Math.min(Math.floor(centre + 2 * ratio + 0.5), from);
    const taps = Array.from({ length: end - first }, (_, k) => cubic((first + k - centre + 0.5) / ratio));
    const sum = taps.reduce((so, weight) => so + weight, 0);
    return taps.map((weight, k) => [first + k, wholeOf((weight / sum) * UNIT)] as const);
  });
}

/** Halves away from zero. */
function wholeOf(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

function cubic(at: number): number {
  const x = Math.abs(at);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

/** The strokes moved and scaled so that what they draw fills the frame; the pen stays as wide as it is. */
export function fitted(strokes: readonly Stroke[], { pixels, frame, pen, stretch: most }: Paper): readonly Stroke[] {
  const drawn = strokes.filter(({ erases }) => !erases).flatMap(({ points }) => points);
  if (drawn.length === 0) return strokes;
  const bounds = (of: (point: Point) => number): [number, number] => [
    Math.min(...drawn.map(of)),
    Math.max(...drawn.map(of)),
  ];
  const [[left, right], [top, bottom]] = [bounds(({ x }) => x), bounds(({ y }) => y)];
  const room = (side: number, length: number): number =>
    Math.min((side - 2 * pen) / Math.max(length, 1e-3), LARGEST_SCALE);
  const [wide, high] = [room(frame.width, right - left), room(frame.height, bottom - top)];
  const stretched = right - left < SLIM * (bottom - top) ? 1 : most;
  const [across, down] = [Math.min(wide, stretched * high), Math.min(high, stretched * wide)];
  return strokes.map(({ erases, points }) => ({
    erases,
    points: points.map(({ x, y }) => ({
      x: pixels / 2 + (x - (left + right) / 2) * across,
      y: pixels / 2 + (y - (top + bottom) / 2) * down,
    })),
  }));
}
