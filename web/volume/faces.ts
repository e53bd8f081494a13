/** The faces of the cubes that are seen: those with nothing in front of them. */
import { ALPHA } from "../engine/world";
import type { VolumeSnapshot } from "./engine";
import type { Point } from "./camera";

/** Alpha above which a cell is a cube: cubes are opaque, and a nearly clear one would hide those behind it. */
export const SHOWN = 0.5;

/** To the right, left, up, down, to the front and to the back. */
export const NORMALS: readonly Point[] = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
];

/** Bytes of a face: column, row, layer, number of its normal; red, green, blue, 255. */
export const FACE_BYTES = 8;

/** What is not a number is shown, too. */
export function isShown(alpha: number): boolean {
  return !(alpha <= SHOWN);
}

/** All faces that may be seen, `FACE_BYTES` each. */
export function facesOf({ depth, height, width, channels, state }: VolumeSnapshot): Uint8Array {
  const there = new Uint8Array(depth * height * width);
  for (let i = 0; i < there.length; i++) there[i] = isShown(state[i * channels + ALPHA]!) ? 1 : 0;
  const faces: number[] = [];
  for (let cell = 0; cell < there.length; cell++) {
    if (there[cell] === 0) continue;
    const column = cell % width;
    const row = Math.floor(cell / width) % height;
    const layer = Math.floor(cell / (width * height));
    const beyond = [
      column + 1 < width && there[cell + 1] === 1,
      column > 0 && there[cell - 1] === 1,
      row > 0 && there[cell - width] === 1,
      row + 1 < height && there[cell + width] === 1,
      layer > 0 && there[cell - width * height] === 1,
      layer + 1 < depth && there[cell + width * height] === 1,
    ];
    beyond.forEach((hidden, normal) => {
      if (!hidden) faces.push(column, row, layer, normal, ...colourOf(state, cell * channels), 255);
    });
  }
  return Uint8Array.from(faces);
}

/** Premultiplied colour over white, as `blastema.pictures` shows it. */
function colourOf(state: Float32Array, at: number): number[] {
  const clear = 1 - Math.min(Math.max(state[at + ALPHA]!, 0), 1);
  return [0, 1, 2].map((part) => Math.round(255 * Math.min(Math.max(state[at + part]! + clear, 0), 1)) || 0);
}
