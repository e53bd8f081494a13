/**
 * The organism file: a safetensors file whose header says everything about the organism (docs/format.md).
 *
 * Nothing is used before all of it has been checked, and no array is larger than the file.
 */
import type { Boundary, Filter, Layer, Organism, Target } from "./types";
import { decodeBase64, isNumber, isObject, isWhole, own, OrganismError, parseJson, short } from "./checks";
import type { JsonObject } from "./checks";
import { pngSize } from "./png";

const FORMAT = "blastema-organism";
const VERSION = 1;
export const LARGEST_BYTES = 64 << 20;
const LARGEST_HEADER_BYTES = 16 << 20;
const LARGEST_GRID = 4096;

const FILTERS: readonly string[] = ["identity", "sobel_x", "sobel_y", "laplacian", "mean"];
const ITEM_BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2 };
// Letters and digits of any script, as Python's \w has them.
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_ .,+()-]{0,99}$/u;
const ARCHITECTURE = [
  "alive_threshold",
  "angle",
  "boundary",
  "channels",
  "filters",
  "fire_rate",
  "hidden",
  "learned_filters",
  "living_mask",
  "step_size",
];
const NEWER = "A newer version of this page may read it.";

interface Architecture {
  readonly channels: number;
  readonly hidden: readonly number[];
  readonly filters: readonly Filter[];
  readonly learnedFilters: number;
  readonly fireRate: number;
  readonly stepSize: number;
  readonly degrees: number;
  readonly livingMask: boolean;
  readonly aliveThreshold: number;
  readonly boundary: Boundary;
}

/** Whether the bytes begin as a safetensors file does: the header's length, then a JSON object. */
export function looksLikeOrganism(bytes: Uint8Array): boolean {
  return bytes.length > 9 && bytes[8] === 0x7b && headerLength(bytes) <= LARGEST_BYTES;
}

/**
 * The organism in an organism file.
 *
 * @param name what messages call the file
 * @throws OrganismError for anything but a whole, sound organism of a version that is known here
 */
export function parseOrganism(bytes: Uint8Array, name = "organism file"): Organism {
  const source = name;
  const { header, data } = readHeader(bytes, source);
  const described = readMetadata(header, source);
  checkVersion(described, source);
  const architecture = readArchitecture(own(described, "architecture"), source);
  const tensors = readTensors(header, data, shapes(architecture), source);
  const [height, width] = readGrid(own(described, "grid"), source);
  const organismName = readName(own(described, "name"), source);
  const provenance = own(described, "provenance") ?? {};
  if (!isObject(provenance)) {
    throw new OrganismError(`${source}: provenance is ${short(provenance)}; expected a JSON object.`);
  }
  const { channels, filters, fireRate, stepSize, livingMask, aliveThreshold, boundary } = architecture;
  return {
    name: organismName,
    channels,
    filters,
    learned: tensors.get("perception.learned") ?? new Float32Array(0),
    layers: layers(architecture, tensors),
    fireRate,
    stepSize,
    angle: (architecture.degrees * Math.PI) / 180,
    livingMask,
    aliveThreshold,
    boundary,
    height,
    width,
    target: readTarget(own(described, "target"), height, width, organismName, source),
    provenance,
  };
}

/** More than `LARGEST_BYTES` if it does not fit into 32 bits. */
function headerLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
}

function readHeader(bytes: Uint8Array, source: string): { header: JsonObject; data: Uint8Array } {
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

function readMetadata(header: JsonObject, source: string): JsonObject {
  const metadata = own(header, "__metadata__");
  const text = isObject(metadata) ? own(metadata, "blastema") : undefined;
  if (typeof text !== "string") {
    throw new OrganismError(
      `${source} is a safetensors file without the metadata "blastema", so it is not a Blastema organism.`,
    );
  }
  const described = parseJson(text, `the metadata of ${source}`);
  if (!isObject(described)) {
    throw new OrganismError(`the metadata of ${source} is not a JSON object.`);
  }
  return described;
}

function checkVersion(described: JsonObject, source: string): void {
  const format = own(described, "format");
  if (format !== FORMAT) {
    throw new OrganismError(`${source} has format ${short(format)}; expected "${FORMAT}".`);
  }
  const version = own(described, "version");
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) {
    throw new OrganismError(`${source} has organism version ${short(version)}; expected ${VERSION}.`);
  }
  if (version > VERSION) {
    throw new OrganismError(`${source} has organism version ${version}; this page reads version ${VERSION}. ${NEWER}`);
  }
}

function readArchitecture(raw: unknown, source: string): Architecture {
  if (!isObject(raw)) {
    throw new OrganismError(`${source}: architecture is ${short(raw)}; expected a JSON object.`);
  }
  const unknown = Object.keys(raw).filter((key) => !ARCHITECTURE.includes(key));
  if (unknown.length > 0) {
    // What is not known may change what the organism is, so it is not ignored.
    const names = unknown.join(", ").slice(0, 200);
    throw new OrganismError(`${source}: the architecture has unknown fields (${names}). ${NEWER}`);
  }
  const missing = ARCHITECTURE.filter((key) => !Object.hasOwn(raw, key));
  if (missing.length > 0) {
    throw new OrganismError(`${source}: the architecture lacks ${missing.join(", ")}.`);
  }
  const field = <T>(key: string, accepts: (value: unknown) => value is T, expected: string): T => {
    const value = raw[key];
    if (!accepts(value)) {
      throw new OrganismError(`${source}: in the architecture, ${key} is ${short(value)}; expected ${expected}.`);
    }
    return value;
  };
  const whole = (key: string, low: number, high: number): number =>
    field(key, (value) => isWhole(value, low, high), `a whole number from ${low} to ${high}`);
  const number = (key: string, low: number, high: number): number =>
    field(key, (value) => isNumber(value, low, high), `a number from ${low} to ${high}`);
  const learnedFilters = whole("learned_filters", 0, 64);
  return {
    channels: whole("channels", 4, 1024),
    hidden: field("hidden", isWidths, "a list of one or more widths from 1 to 8192"),
    filters: field(
      "filters",
      (value) => isFilters(value, learnedFilters),
      `a list of one or more different ones of ${FILTERS.join(", ")}`,
    ),
    learnedFilters,
    fireRate: number("fire_rate", 0, 1),
    stepSize: number("step_size", -1e3, 1e3),
    degrees: number("angle", -36000, 36000),
    livingMask: field("living_mask", (value) => typeof value === "boolean", "true or false"),
    aliveThreshold: number("alive_threshold", -1e3, 1e3),
    boundary: field("boundary", isBoundary, '"zero" or "torus"'),
  };
}

function isWidths(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((width) => isWhole(width, 1, 8192));
}

function isFilters(value: unknown, learned: number): value is Filter[] {
  return (
    Array.isArray(value) &&
    (value.length > 0 || learned > 0) &&
    value.every((name) => FILTERS.includes(name)) &&
    new Set(value).size === value.length
  );
}

function isBoundary(value: unknown): value is Boundary {
  return value === "zero" || value === "torus";
}

function shapes(architecture: Architecture): Map<string, number[]> {
  const { channels, hidden, filters, learnedFilters } = architecture;
  const widths = [channels * (filters.length + learnedFilters), ...hidden, channels];
  const result = new Map<string, number[]>();
  for (let i = 0; i + 1 < widths.length; i++) {
    result.set(`layers.${i}.weight`, [widths[i], widths[i + 1]]);
    result.set(`layers.${i}.bias`, [widths[i + 1]]);
  }
  if (learnedFilters > 0) {
    result.set("perception.learned", [learnedFilters, 3, 3, channels]);
  }
  return result;
}

function layers(architecture: Architecture, tensors: ReadonlyMap<string, Float32Array>): Layer[] {
  return [...architecture.hidden, architecture.channels].map((outputs, i) => {
    const weight = tensors.get(`layers.${i}.weight`)!;
    return { inputs: weight.length / outputs, outputs, weight, bias: tensors.get(`layers.${i}.bias`)! };
  });
}

function readTensors(
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
        `${source}: ${name} has shape ${short(found)}; the architecture asks for [${shape.join(", ")}].`,
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
    throw new OrganismError(`${source} has tensors that its architecture does not: ${names}.`);
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

/** Bytes that no tensor has, or that two have, are a sign of an altered file. */
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
      `${source}: ${name} has values that are not finite. Take an earlier organism of the training.`,
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

function readName(raw: unknown, source: string): string {
  if (typeof raw !== "string" || !NAME.test(raw)) {
    throw new OrganismError(
      `${source}: the name is ${short(raw)}; expected up to 100 letters, digits, blanks and - _ . , + ( ), ` +
        "a letter or digit first.",
    );
  }
  return raw;
}

function readGrid(raw: unknown, source: string): [number, number] {
  const [height, width]: unknown[] = Array.isArray(raw) && raw.length === 2 ? raw : [];
  if (!isWhole(height, 3, LARGEST_GRID) || !isWhole(width, 3, LARGEST_GRID)) {
    throw new OrganismError(
      `${source}: the grid is ${short(raw)}; expected [height, width], each 3 to ${LARGEST_GRID}.`,
    );
  }
  return [height, width];
}

function readTarget(raw: unknown, height: number, width: number, organism: string, source: string): Target | null {
  if (raw === undefined || raw === null) {
    return null;
  }
  if (!isObject(raw)) {
    throw new OrganismError(`${source}: target is ${short(raw)}; expected null or a JSON object.`);
  }
  const size = own(raw, "size");
  const padding = own(raw, "padding");
  if (!isWhole(size, 1, LARGEST_GRID) || !isWhole(padding, 0, LARGEST_GRID)) {
    throw new OrganismError(
      `${source}: the target's size and padding are ${short(size)} and ${short(padding)}; expected numbers of cells.`,
    );
  }
  if (size + 2 * padding !== height || height !== width) {
    throw new OrganismError(
      `${source}: a target of size ${size} and padding ${padding} does not fit the grid [${height}, ${width}].`,
    );
  }
  const png = own(raw, "png") ?? null;
  if (png === null) {
    return { name: organism, size, padding, png };
  }
  const name = readName(own(raw, "name"), `${source}, target`);
  const bytes = typeof png === "string" ? decodeBase64(png) : null;
  if (typeof png !== "string" || bytes === null) {
    throw new OrganismError(`${source}: the target's picture is not base64.`);
  }
  const found = pngSize(bytes);
  if (found === null || found.width !== size || found.height !== size) {
    const what = found === null ? "no PNG" : `of ${found.width} x ${found.height} pixels`;
    throw new OrganismError(`${source}: the target's picture is ${what}; expected a PNG of ${size} x ${size} pixels.`);
  }
  return { name, size, padding, png };
}
