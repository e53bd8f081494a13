/**
 * Decoding a target's PNG to the bit: a canvas would round its colours to premultiplied bytes first.
 *
 * Only what organism files hold: 8-bit RGBA with straight alpha, not interlaced (ISO/IEC 15948).
 */
import { collect } from "./stream";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RGBA = 6;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], straight alpha */
  readonly pixels: Uint8Array;
}

/** The size in a PNG's header; null if the bytes do not begin like a PNG. */
export function pngSize(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte) || text(bytes, 12) !== "IHDR") {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The picture in a PNG. Rejects with an `Error` that gives the reason, if it is not supported. */
export async function decodePng(bytes: Uint8Array): Promise<Picture> {
  const size = pngSize(bytes);
  if (size === null || size.width < 1 || size.height < 1 || size.width > 4096 || size.height > 4096) {
    throw new Error("the picture is not a PNG of 1 to 4096 pixels a side");
  }
  if (bytes[24] !== 8 || bytes[25] !== RGBA || bytes[28] !== 0) {
    throw new Error("the picture's PNG is not 8-bit RGBA without interlacing");
  }
  const stride = size.width * 4;
  const expected = size.height * (stride + 1);
  const rows = await inflate(imageData(bytes), expected);
  if (rows === null || rows.length !== expected) {
    throw new Error("the picture's PNG is cut short or altered");
  }
  const pixels = new Uint8Array(size.height * stride);
  for (let row = 0; row < size.height; row++) {
    unfilter(rows, row, stride, pixels);
  }
  return { ...size, pixels };
}

function text(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

/** The contents of all IDAT chunks, one after another. */
function imageData(bytes: Uint8Array): Blob {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (text(bytes, at + 4) === "IDAT") {
      parts.push(Uint8Array.from(bytes.subarray(at + 8, at + 8 + length)));
    }
    at += 12 + length;
  }
  return new Blob(parts);
}

/** The decompressed bytes; null if there are more than `most` or they are invalid (browsers throw various errors). */
async function inflate(data: Blob, most: number): Promise<Uint8Array | null> {
  const stream = data.stream().pipeThrough(new DecompressionStream("deflate"));
  try {
    return await collect(stream, most);
  } catch {
    return null;
  }
}

/** Undoes the filter of one row: each byte was stored as its difference from a guess by its neighbours. */
function unfilter(rows: Uint8Array, row: number, stride: number, pixels: Uint8Array): void {
  const kind = rows[row * (stride + 1)];
  if (kind > 4) {
    throw new Error("the picture's PNG is altered");
  }
  for (let i = 0; i < stride; i++) {
    const at = row * stride + i;
    const left = i >= 4 ? pixels[at - 4] : 0;
    const up = row > 0 ? pixels[at - stride] : 0;
    const corner = i >= 4 && row > 0 ? pixels[at - stride - 4] : 0;
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind];
    pixels[at] = rows[row * (stride + 1) + 1 + i] + guess;
  }
}

/** Of left, up and corner the one nearest to left + up - corner. */
function paeth(left: number, up: number, corner: number): number {
  const fromLeft = Math.abs(up - corner);
  const fromUp = Math.abs(left - corner);
  const fromCorner = Math.abs(left + up - 2 * corner);
  if (fromLeft <= fromUp && fromLeft <= fromCorner) {
    return left;
  }
  return fromUp <= fromCorner ? up : corner;
}
