/**
 * Safetensors files: a header of JSON, then the numbers of the tensors.
 *
 * Everything is checked before it is used, and no array is larger than the file.
 */
import { isObject, isWhole, own, OrganismError, parseJson, short } from "./checks";
import type { JsonObject } from "./checks";

export const LARGEST_BYTES = 64 << 20;
const LARGEST_HEADER_BYTES = 16 << 20;
const ITEM_BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2 };

/** Whether the bytes begin as a safetensors file does: the header's length, then a JSON object. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > 9 && bytes[8] === 0x7b && headerLength(bytes) <= LARGEST_BYTES;
}

/** More than `LARGEST_BYTES` if it does not fit into 32 bits. */
function headerLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
}

/** The header, and the bytes that follow it. */
export function readHeader(bytes: Uint8Array, source: string): { header: JsonObject; data: Uint8Array } {
  if (bytes.length > LARGEST_BYTES) {
    throw new OrganismError(`${source} has ${bytes.length} bytes; an organism file has at most ${LARGEST_BYTES}.`);
  }
  if (bytes.length < 10 || bytes[8] !== 0x7b) {
    throw new OrganismError(`${source} is not a safetensors file, as an organism file is (or it is cut short).`);
  }
  const length = headerLength(bytes);
  if (length > LARGEST_HEADER_BYTES) {
    throw new OrganismError(`${source}: the header claims ${length} bytes; at most ${LARGEST_HEADER_BYTES} are read.`);
  }
  if (8 + length > bytes.length) {
    throw new OrganismError(
      `${source} is cut short: ${bytes.length} bytes, but its header alone ends at ${8 + length}. Fetch it again.`,
    );
  }
  const header = parseJson(bytes.subarray(8, 8 + length), `the header of ${source}`);
  if (!isObject(header)) {
    throw new OrganismError(`the header of ${source} is not a JSON object.`);
  }
  return { header, data: bytes.subarray(8 + length) };
}

/** The tensors of these names and shapes, each checked; others are refused. */
export function readTensors(
  header: JsonObject,
  data: Uint8Array,
  expected: ReadonlyMap<string, number[]>,
  source: string,
): Map<string, Float32Array> {
  const spans: [begin: number, end: number][] = [];
  const tensors = new Map<string, Float32Array>();
  for (const [name, shape] of expected) {
    const entry = own(header, name);
    if (!isObject(entry)) {
      throw new OrganismError(`${source} lacks the tensor ${name} [${shape.join(", ")}].`);
    }
    const found = own(entry, "shape");
    if (!Array.isArray(found) || found.length !== shape.length || found.some((side, i) => side !== shape[i])) {
      throw new OrganismError(
        `${source}: ${name} has shape ${short(found)}; the automaton expects [${shape.join(", ")}].`,
      );
    }
    const kind = own(entry, "dtype");
    if (typeof kind !== "string" || !Object.hasOwn(ITEM_BYTES, kind)) {
      throw new OrganismError(`${source}: ${name} has type ${short(kind)}; expected F32 or F16.`);
    }
    const count = shape.reduce((product, side) => product * side, 1);
    const span = readSpan(own(entry, "data_offsets"), count * ITEM_BYTES[kind], data.length, name, source);
    spans.push(span);
    tensors.set(name, decodeFloats(data.subarray(...span), kind, name, source));
  }
  const extra = Object.keys(header).filter((name) => name !== "__metadata__" && !expected.has(name));
  if (extra.length > 0) {
    const names = extra.join(", ").slice(0, 200);
    throw new OrganismError(`${source} has tensors that its automaton does not have: ${names}.`);
  }
  checkGaps(spans, data.length, source);
  return tensors;
}

function readSpan(raw: unknown, bytes: number, limit: number, name: string, source: string): [number, number] {
  const [begin, end]: unknown[] = Array.isArray(raw) && raw.length === 2 ? raw : [];
  if (!isWhole(begin, 0, limit) || !isWhole(end, 0, limit) || end - begin !== bytes) {
    throw new OrganismError(
      `${source} is cut short or altered: ${name} lies at ${short(raw)} of ${limit} bytes; ` +
        `expected ${bytes} bytes. Fetch it again.`,
    );
  }
  return [begin, end];
}

/** Bytes of no tensor, or of two tensors, are a sign of an altered file. */
function checkGaps(spans: [number, number][], length: number, source: string): void {
  let end = 0;
  for (const [begin, next] of [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (begin !== end) {
      throw new OrganismError(`${source} is altered: its tensors have gaps or overlap at byte ${end}. Fetch it again.`);
    }
    end = next;
  }
  if (end !== length) {
    throw new OrganismError(
      `${source} is altered: ${length} bytes of tensors, but they end at ${end}. Fetch it again.`,
    );
  }
}

function decodeFloats(bytes: Uint8Array, kind: string, name: string, source: string): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / ITEM_BYTES[kind]);
  for (let i = 0; i < values.length; i++) {
    values[i] = kind === "F32" ? view.getFloat32(4 * i, true) : halfToNumber(view.getUint16(2 * i, true));
  }
  if (!values.every(Number.isFinite)) {
    throw new OrganismError(
      `${source}: ${name} has values that are not finite. Use an earlier organism of the training.`,
    );
  }
  return values;
}

/** The number that 16 bits of IEEE half precision mean; every one is exact in float32. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
