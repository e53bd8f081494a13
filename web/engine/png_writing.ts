/** Encoding a target's picture as PNG to the bit: a canvas would round its colours to premultiplied bytes first. */
import { collect } from "./stream";
import type { Picture } from "./png";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RGBA = 6;

/** 8-bit RGBA with straight alpha as a PNG file's bytes. */
export async function encodePng({ width, height, pixels }: Picture): Promise<Uint8Array> {
  const stride = 4 * width;
  const rows = new Uint8Array(height * (stride + 1)); // each begins with 0, for no filter
  for (let row = 0; row < height; row++) {
    rows.set(pixels.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  }
  const deflated = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, RGBA);
  const chunks = [
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", await collect(deflated, 2 * rows.length + 1000)),
    chunk("IEND", new Uint8Array(0)),
  ];
  return joined(chunks);
}

/** Arrays of bytes, one after another. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(kind), data]);
  const ends = new DataView(new ArrayBuffer(8));
  ends.setUint32(0, data.length);
  ends.setUint32(4, checksum(body));
  const [length, sum] = [0, 4].map((at) => new Uint8Array(ends.buffer, at, 4));
  return joined([length, body, sum]);
}

/** CRC-32 of ISO/IEC 15948, bit by bit, since the data are small. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ ((sum & 1) === 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
