/**
 * The colours of a world's cells, on the CPU.
 *
 * All views but "colour" turn one value per cell into a colour: 0 is the background itself, so that a picture has no
 * visible frame on the page, light or dark. From there the colour goes through a middle stop, at half of the
 * range, to an end stop, which is darker than the middle on a light background and brighter on a dark one.
 * `viewStops` gives the stops to engines that draw by themselves.
 */
import { decodedPixels, drawnPixels } from "./decoder";
import type { Decoder, View, World } from "./types";
import { ALPHA } from "./world";

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours at half of the range and at its end, for values above and below 0. */
export interface Stops {
  readonly positive: readonly [middle: Colour, end: Colour];
  readonly negative: readonly [middle: Colour, end: Colour];
}

/** The data of a view. */
export interface ViewSource extends World {
  readonly channels: number;
  /** [height, width, channels] */
  readonly state: Float32Array;
  /** [height, width], mean |change| of the last step; null where it was not observed. */
  readonly update: Float32Array | null;
  /** [height, width], 1 where a cell fired at the last step that may live; null where it was not observed. */
  readonly fired: Uint8Array | null;
  /** What draws the colours; null where a cell is a pixel. */
  readonly decoder: Decoder | null;
}

/** The change that has the end stop's colour: a growing organism has more, a grown one a tenth of it and less. */
export const LARGEST_UPDATE = 0.02;

type Pair = readonly [middle: Colour, end: Colour];
/** Of each: on a light background, on a dark one. */
const RED: readonly [Pair, Pair] = [
  [[0.91, 0.41, 0.3], [0.55, 0.05, 0.16]],
  [[0.8, 0.27, 0.24], [1, 0.74, 0.52]],
];
const BLUE: readonly [Pair, Pair] = [
  [[0.31, 0.57, 0.82], [0.06, 0.2, 0.47]],
  [[0.2, 0.45, 0.78], [0.6, 0.88, 1]],
];
const GREEN: readonly [Pair, Pair] = [
  [[0.2, 0.66, 0.55], [0.03, 0.29, 0.36]],
  [[0.1, 0.55, 0.5], [0.8, 0.97, 0.62]],
];
const AMBER: readonly [Pair, Pair] = [
  [[0.98, 0.75, 0.35], [0.85, 0.46, 0.04]],
  [[0.72, 0.46, 0.12], [1, 0.8, 0.4]],
];
const INK: readonly [Colour, Colour] = [
  [0.11, 0.12, 0.15],
  [0.95, 0.96, 0.97],
];

/** Whether a background is dark, by its luminance as ITU-R BT.709 weighs it. */
export function isDark(background: Colour): boolean {
  return 0.2126 * background[0] + 0.7152 * background[1] + 0.0722 * background[2] < 0.5;
}

/** The stops between which a view's colours lie; those of "colour" are not used. */
export function viewStops(view: View): Stops {
  const tone = isDark(view.background) ? 1 : 0;
  switch (view.kind) {
    case "channel":
      return { positive: RED[tone], negative: BLUE[tone] };
    case "update":
      return { positive: GREEN[tone], negative: GREEN[tone] };
    case "fired":
      return { positive: AMBER[tone], negative: AMBER[tone] };
    default: {
      const ink: Pair = [mixed(view.background, INK[tone], 0.5), INK[tone]];
      return { positive: ink, negative: ink };
    }
  }
}

/** The colour of a value from -1 to 1; what lies beyond has the end's, what is not a number the background's. */
export function colourOf(value: number, background: Colour, stops: Stops): Colour {
  const [middle, end] = value < 0 ? stops.negative : stops.positive;
  const size = Math.min(Math.abs(value), 1) || 0;
  return size < 0.5 ? mixed(background, middle, 2 * size) : mixed(middle, end, 2 * size - 1);
}

function mixed(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** Whether a view shows means over blocks of cells; those of the last step never do. */
export function isAveraged({ kind, blocks = 1 }: View): boolean {
  return blocks > 1 && kind !== "update" && kind !== "fired";
}

/** Pixels that a view has along a side of a cell: 1, but for colours of cells that a decoder draws. */
export function pixelsOfCell(view: View, decoder: Decoder | null, world: World): number {
  return !isAveraged(view) && view.kind === "colour" && decoder !== null ? drawnPixels(decoder, world) : 1;
}

/** The world at `pixelsOfCell` pixels per cell: opaque RGBA, row by row, into `pixels` if it is given. */
export function viewPixels(
  view: View,
  source: ViewSource,
  pixels = new Uint8ClampedArray(4 * source.height * source.width * pixelsOfCell(view, source.decoder, source) ** 2),
): Uint8ClampedArray {
  if (isAveraged(view)) {
    const { blocks = 1, ...cells } = view;
    return viewPixels(cells, { ...source, state: blockMeans(source, blocks), decoder: null }, pixels);
  }
  if (view.kind === "colour") {
    return source.decoder === null
      ? colourPixels(view.background, source, pixels)
      : decodedPixels(source.decoder, source, view.background, pixels);
  }
  // A table of all shades: a picture has too many cells to work each colour out.
  const table = shades(view);
  const value = valuesOf(view, source);
  for (let cell = 0; cell < source.height * source.width; cell++) {
    const scaled = Math.round(SHADES * value(cell));
    const shade = 3 * ((scaled > SHADES ? SHADES : scaled < -SHADES ? -SHADES : scaled || 0) + SHADES);
    pixels[4 * cell] = table[shade];
    pixels[4 * cell + 1] = table[shade + 1];
    pixels[4 * cell + 2] = table[shade + 2];
    pixels[4 * cell + 3] = 255;
  }
  return pixels;
}

/** A state whose cells have the means of their blocks. Blocks that the edge cuts are smaller. */
export function blockMeans({ state, channels, height, width }: Omit<ViewSource, "decoder">, blocks: number): Float32Array {
  const means = new Float32Array(state.length);
  const sum = new Float64Array(channels);
  for (let top = 0; top < height; top += blocks) {
    for (let left = 0; left < width; left += blocks) {
      const [bottom, right] = [Math.min(top + blocks, height), Math.min(left + blocks, width)];
      const count = (bottom - top) * (right - left);
      sum.fill(0);
      for (let row = top; row < bottom; row++) {
        for (let at = (row * width + left) * channels; at < (row * width + right) * channels; at++) {
          sum[(at - (row * width + left) * channels) % channels] += state[at] / count;
        }
      }
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) means.set(sum, (row * width + column) * channels);
      }
    }
  }
  return means;
}

/** Shades on each side of 0. */
const SHADES = 511;

function shades(view: View): Uint8ClampedArray {
  const stops = viewStops(view);
  const table = new Uint8ClampedArray(3 * (2 * SHADES + 1));
  for (let shade = -SHADES; shade <= SHADES; shade++) {
    const colour = colourOf(shade / SHADES, view.background, stops);
    table.set(colour.map((part) => 255 * part), 3 * (shade + SHADES));
  }
  return table;
}

/** What a view shows of a cell, 0 for nothing and 1 or -1 for the ends of its range. */
function valuesOf(view: View, source: ViewSource): (cell: number) => number {
  const { state, channels, update, fired } = source;
  switch (view.kind) {
    case "channel":
      return (cell) => state[cell * channels + view.channel];
    case "update":
      return update === null ? () => 0 : (cell) => update[cell] / LARGEST_UPDATE;
    case "fired":
      return fired === null ? () => 0 : (cell) => fired[cell];
    default:
      return (cell) => Math.max(0, state[cell * channels + ALPHA]);
  }
}

/** Premultiplied colours over the background, as the article shows them over white: 1 - alpha + rgb. */
function colourPixels(background: Colour, source: ViewSource, pixels: Uint8ClampedArray): Uint8ClampedArray {
  const { state, channels } = source;
  for (let cell = 0; cell < source.height * source.width; cell++) {
    const at = cell * channels;
    const alpha = state[at + ALPHA];
    const rest = 1 - (alpha > 1 ? 1 : alpha > 0 ? alpha : 0);
    pixels[4 * cell] = 255 * (background[0] * rest + state[at]);
    pixels[4 * cell + 1] = 255 * (background[1] * rest + state[at + 1]);
    pixels[4 * cell + 2] = 255 * (background[2] * rest + state[at + 2]);
    pixels[4 * cell + 3] = 255;
  }
  return pixels;
}

/** A canvas that is made when something is first drawn, so that an engine also runs where there is none. */
export class Screen {
  private canvas: HTMLCanvasElement | OffscreenCanvas | null = null;
  private image: ImageData | null = null;

  draw(view: View, source: ViewSource): HTMLCanvasElement | OffscreenCanvas {
    const side = pixelsOfCell(view, source.decoder, source);
    const [height, width] = [side * source.height, side * source.width];
    if (this.canvas === null || this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas = newCanvas(width, height);
      this.image = new ImageData(width, height);
    }
    const context = this.canvas.getContext("2d") as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
    if (context === null || this.image === null) {
      throw new Error("This browser has no canvas left. Close some tabs.");
    }
    viewPixels(view, source, this.image.data);
    context.putImageData(this.image, 0, 0);
    return this.canvas;
  }
}

function newCanvas(width: number, height: number): HTMLCanvasElement | OffscreenCanvas {
  if (typeof OffscreenCanvas !== "undefined") {
    return new OffscreenCanvas(width, height);
  }
  if (typeof document === "undefined") {
    throw new Error("There is no canvas here to draw on.");
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}
