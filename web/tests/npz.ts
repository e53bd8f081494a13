/** NumPy's .npz files (a zip of .npy files), in Node as in a browser. */

/** Numbers for every dtype that the golden files have, texts for "<U...". */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint32Array | Uint8Array | string[];
}

/** The arrays of an .npz file by name. */
export async function parseNpz(bytes: Uint8Array<ArrayBuffer>): Promise<Map<string, NumpyArray>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
    const stored = bytes.slice(start, start + packed);
    arrays.set(name.replace(/\.npy$/, ""), parseNpy(method === 0 ? stored : await inflateRaw(stored)));
    entry += 46 + nameLength + extra + comment;
  }
  return arrays;
}

async function inflateRaw(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
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
    return [Array.from(points, (point) => String.fromCodePoint(point)).join("")];
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
