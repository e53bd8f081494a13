/**
 * What a decoder draws of a world's cells, on the CPU: several pixels per cell (docs/large.md).
 *
 * The first layer is linear, so it is applied to cells and not to pixels. A pixel is empty if none of the cells around
 * it exists (all channels are zero).
 */
import type { Decoder, Layer, World } from "./types";
import type { Colour } from "./view";
import { ALPHA } from "./world";

/** Pixels of a picture's longer side, at most. */
const LONGEST_SIDE = 4096;

/** Pixels along a side of a cell that are drawn: the decoder's, or fewer in a world that is large. */
export function drawnPixels(decoder: Decoder, world: World): number {
  return Math.max(1, Math.min(decoder.pixels, Math.floor(LONGEST_SIDE / Math.max(world.height, world.width))));
}

/** States to be drawn. */
export interface Cells extends World {
  readonly channels: number;
  /** [height, width, channels] */
  readonly state: Float32Array;
}

/** A pixel's own cell and the next one on one side, and how much it gets of the latter. */
interface Near {
  readonly own: number;
  readonly other: number;
  readonly share: number;
}

/** The picture at `drawnPixels` pixels per cell: opaque RGBA over the background, by rows, into `pixels` if given. */
export function decodedPixels(
  decoder: Decoder,
  cells: Cells,
  background: Colour,
  pixels = new Uint8ClampedArray(4 * cells.height * cells.width * drawnPixels(decoder, cells) ** 2),
): Uint8ClampedArray {
  const { height, width, channels, state } = cells;
  const side = drawnPixels(decoder, cells);
  const [first, ...others] = decoder.layers;
  const units = first!.outputs;
  const there = thereOf(cells);
  const heard = heardOf(first!, cells, there);
  const places = placesOf(first!, channels, side);
  const [rows, columns] = [nearOf(height, side), nearOf(width, side)];
  const layers = others.map((layer) => ({ layer, values: new Float32Array(layer.outputs) }));
  const entered = new Float32Array(units);
  const empty = background.map((part) => 255 * part);
  const shown = [0, 0, 0, 0];
  let to = 0;
  for (let y = 0; y < height * side; y++) {
    const row = rows[y]!;
    for (let x = 0; x < width * side; x++, to += 4) {
      pixels[to + 3] = 255;
      const column = columns[x]!;
      const around = [
        [row.own * width + column.own, (1 - row.share) * (1 - column.share)],
        [row.own * width + column.other, (1 - row.share) * column.share],
        [row.other * width + column.own, row.share * (1 - column.share)],
        [row.other * width + column.other, row.share * column.share],
      ].filter(([cell, share]) => share! > 0 && there[cell!] !== 0);
      if (around.length === 0) {
        for (let part = 0; part < 3; part++) pixels[to + part] = empty[part]!;
        continue;
      }
      const place = ((y % side) * side + (x % side)) * units;
      for (let unit = 0; unit < units; unit++) entered[unit] = places[place + unit]!;
      shown.fill(0);
      for (const [cell, share] of around) {
        const from = cell! * units;
        for (let unit = 0; unit < units; unit++) entered[unit]! += share! * heard[from + unit]!;
        for (let part = 0; part <= ALPHA; part++) shown[part]! += share! * state[cell! * channels + part]!;
      }
      let values: Float32Array = entered;
      for (const { layer, values: next } of layers) values = rectified(layer, values, next);
      const alpha = shown[ALPHA]! + values[ALPHA]!;
      const rest = 1 - (alpha > 1 ? 1 : alpha > 0 ? alpha : 0);
      for (let part = 0; part < 3; part++) {
        pixels[to + part] = 255 * (background[part]! * rest + shown[part]! + values[part]!);
      }
    }
  }
  return pixels;
}

/** A layer's outputs for the rectified values before it. */
function rectified({ outputs, weight, bias }: Layer, before: Float32Array, answers: Float32Array): Float32Array {
  answers.set(bias);
  for (let input = 0; input < before.length; input++) {
    const value = before[input]!;
    if (value <= 0) continue;
    const from = input * outputs;
    for (let output = 0; output < outputs; output++) answers[output]! += value * weight[from + output]!;
  }
  return answers;
}

function thereOf({ height, width, channels, state }: Cells): Uint8Array {
  const there = new Uint8Array(height * width);
  for (let cell = 0; cell < there.length; cell++) {
    for (let at = cell * channels; at < (cell + 1) * channels && there[cell] === 0; at++) {
      if (state[at] !== 0) there[cell] = 1;
    }
  }
  return there;
}

/** The first layer's outputs for each cell's channels, without the bias: [cells, units]. */
function heardOf({ outputs, weight }: Layer, { channels, state }: Cells, there: Uint8Array): Float32Array {
  const heard = new Float32Array(there.length * outputs);
  for (let cell = 0; cell < there.length; cell++) {
    if (there[cell] === 0) continue;
    const answers = heard.subarray(cell * outputs, (cell + 1) * outputs);
    for (let channel = 0; channel < channels; channel++) {
      const value = state[cell * channels + channel]!;
      const from = channel * outputs;
      for (let unit = 0; unit < outputs; unit++) answers[unit]! += value * weight[from + unit]!;
    }
  }
  return heard;
}

/** Its bias plus its outputs for each place in a cell: [side, side, units]. */
function placesOf({ outputs, weight, bias }: Layer, channels: number, side: number): Float32Array {
  const places = new Float32Array(side * side * outputs);
  for (let place = 0; place < side * side; place++) {
    const turns = [Math.floor(place / side), place % side].map((at) => (2 * Math.PI * (at + 0.5)) / side);
    const coordinates = turns.flatMap((turn) => [Math.sin(turn), Math.cos(turn)]);
    for (let unit = 0; unit < outputs; unit++) {
      places[place * outputs + unit] = coordinates.reduce(
        (sum, value, number) => sum + value * weight[(channels + number) * outputs + unit]!,
        bias[unit]!,
      );
    }
  }
  return places;
}

/** Of each row or column of pixels; beyond the edge it is as at the edge. */
function nearOf(cells: number, side: number): Near[] {
  return Array.from({ length: cells * side }, (_, at) => {
    const own = Math.floor(at / side);
    const fromMiddle = ((at % side) + 0.5) / side - 0.5;
    const other = Math.min(Math.max(own + Math.sign(fromMiddle), 0), cells - 1);
    return { own, other, share: Math.abs(fromMiddle) };
  });
}
