/** Files that tests read, and changed copies of them. */
import { existsSync, readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const ROOT = new URL("../../", import.meta.url);

export function readBytes(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(path, ROOT)));
}

/** A file that is not part of the project and may be absent; null then. */
export function readShared(path: string): Uint8Array<ArrayBuffer> | null {
  for (const base of ["shared/distill/", "../shared/distill/"]) {
    const file = new URL(base + path, ROOT);
    if (existsSync(file)) {
      return Uint8Array.from(readFileSync(file));
    }
  }
  return null;
}

export interface SafetensorsHeader {
  [name: string]: { dtype?: unknown; shape?: unknown; data_offsets?: unknown; [key: string]: unknown };
}

/** The header and the tensors' bytes of a safetensors file. */
export function splitSafetensors(bytes: Uint8Array): { header: SafetensorsHeader; data: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return {
    header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as SafetensorsHeader,
    data: bytes.slice(8 + length),
  };
}

export function joinSafetensors(header: unknown, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** A NumPy array: numbers for every dtype that the golden files have, texts for "<U...". */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint32Array | Uint8Array | string[];
}

/** The arrays of an .npz file (a zip of .npy files), by name. */
export function readNpz(path: string): Map<string, NumpyArray> {
  const bytes = readBytes(path);
  const view = new DataView(bytes.buffer);
  let at = bytes.length - 22;
  while (view.getUint32(at, true) !== 0x06054b50) {
    at--; // the end record may be followed by a comment
  }
  const arrays = new Map<string, NumpyArray>();
  let entry = view.getUint32(at + 16, true);
  for (let count = view.getUint16(at + 10, true); count > 0; count--) {
    const [method, packed] = [view.getUint16(entry + 10, true), view.getUint32(entry + 20, true)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(entry + offset, true));
    const name = new TextDecoder().decode(bytes.subarray(entry + 46, entry + 46 + nameLength));
    const local = view.getUint32(entry + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const stored = bytes.subarray(start, start + packed);
    const content = method === 0 ? Uint8Array.from(stored) : Uint8Array.from(inflateRawSync(stored));
    arrays.set(name.replace(/\.npy$/, ""), parseNpy(content));
    entry += 46 + nameLength + extra + comment;
  }
  return arrays;
}

function parseNpy(bytes: Uint8Array<ArrayBuffer>): NumpyArray {
  const length = new DataView(bytes.buffer).getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + length));
  const kind = /'descr': '([^']+)'/.exec(header)![1];
  if (/'fortran_order': True/.test(header)) {
    throw new Error("a golden array is not row-major");
  }
  const shape = /'shape': \(([^)]*)\)/.exec(header)![1].split(",").map((side) => side.trim());
  const data = bytes.slice(10 + length).buffer;
  return { shape: shape.filter((side) => side !== "").map(Number), values: npyValues(kind, data) };
}

function npyValues(kind: string, data: ArrayBuffer): NumpyArray["values"] {
  if (kind.startsWith("<U")) {
    const points = [...new Uint32Array(data)].filter((point) => point !== 0);
    return [String.fromCodePoint(...points)];
  }
  switch (kind) {
    case "<f4":
      return new Float32Array(data);
    case "<f8":
      return new Float64Array(data);
    case "<u4":
      return new Uint32Array(data);
    case "<i8":
      return Float64Array.from(new BigInt64Array(data), Number);
    case "|b1":
    case "|u1":
      return new Uint8Array(data);
    default:
      throw new Error(`a golden array has the type ${kind}`);
  }
}
