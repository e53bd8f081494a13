/**
 * States made small: only cells that hold something, for undo; the same as bytes, in float32 or float16, for links.
 */
import type { Snapshot } from "../engine/types";

export interface PackedState {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly step: number;
  /** Bit `cell % 8` of byte `cell / 8` says whether a cell holds anything but zeros. */
  readonly occupied: Uint8Array;
  /** Of each occupied cell, row-major. */
  readonly species: Uint8Array;
  /** [occupied cells, channels] */
  readonly values: Float32Array;
  readonly bytes: number;
}

export function pack(snapshot: Snapshot): PackedState {
  const { height, width, channels, state, step } = snapshot;
  const cells = height * width;
  const occupied = new Uint8Array(Math.ceil(cells / 8));
  const kept: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    for (let index = cell * channels; index < (cell + 1) * channels; index++) {
      if (state[index] !== 0) {
        occupied[cell >> 3]! |= 1 << (cell & 7);
        kept.push(cell);
        break;
      }
    }
  }
  const species = new Uint8Array(kept.length);
  const values = new Float32Array(kept.length * channels);
  kept.forEach((cell, index) => {
    species[index] = snapshot.species[cell]!;
    values.set(state.subarray(cell * channels, (cell + 1) * channels), index * channels);
  });
  return {
    height,
    width,
    channels,
    step,
    occupied,
    species,
    values,
    bytes: occupied.length + kept.length + values.byteLength,
  };
}

export function unpack(packed: PackedState): Snapshot {
  const { height, width, channels, step } = packed;
  const state = new Float32Array(height * width * channels);
  const species = new Uint8Array(height * width);
  let index = 0;
  for (let cell = 0; cell < height * width; cell++) {
    if ((packed.occupied[cell >> 3]! & (1 << (cell & 7))) === 0) continue;
    species[cell] = packed.species[index]!;
    state.set(packed.values.subarray(index * channels, (index + 1) * channels), cell * channels);
    index++;
  }
  return { height, width, channels, state, species, step };
}

/** Layout: version, bytes per value (2 or 4), height, width and channels as uint16, step as uint32; then the arrays. */
const HEADER = 12;
const VERSION = 1;
/** Larger worlds are refused before memory is taken for them. */
const MOST_CELLS = 1024 * 1024;
const MOST_CHANNELS = 64;

/** All first bytes of the values, then all second ones, ...: like ones side by side compress better. */
export function toBytes(packed: PackedState, bytesPerValue: 2 | 4): Uint8Array<ArrayBuffer> {
  const { occupied, species, values } = packed;
  const bytes = new Uint8Array(HEADER + occupied.length + species.length + values.length * bytesPerValue);
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  bytes[1] = bytesPerValue;
  view.setUint16(2, packed.height, true);
  view.setUint16(4, packed.width, true);
  view.setUint16(6, packed.channels, true);
  view.setUint32(8, packed.step, true);
  bytes.set(occupied, HEADER);
  bytes.set(species, HEADER + occupied.length);
  const start = HEADER + occupied.length + species.length;
  const raw = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let index = 0; index < values.length; index++) {
    const bits = bytesPerValue === 4 ? raw[index]! : halfBits(values[index]!);
    for (let byte = 0; byte < bytesPerValue; byte++) {
      bytes[start + byte * values.length + index] = (bits >>> (8 * byte)) & 255;
    }
  }
  return bytes;
}

/** Throws RangeError, with a reason for a reader, where the bytes are no state. */
export function fromBytes(bytes: Uint8Array): PackedState {
  const fail = (reason: string): never => {
    throw new RangeError(`The state in the link cannot be read: ${reason}.`);
  };
  if (bytes.length < HEADER) fail("it is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes[0] !== VERSION) fail(`its version is ${bytes[0]}, this page reads ${VERSION}`);
  const bytesPerValue = bytes[1]!;
  if (bytesPerValue !== 2 && bytesPerValue !== 4) fail("its kind of number is unknown");
  const height = view.getUint16(2, true);
  const width = view.getUint16(4, true);
  const channels = view.getUint16(6, true);
  if (height < 3 || width < 3 || height * width > MOST_CELLS) fail(`its world is ${height} x ${width} cells`);
  if (channels < 4 || channels > MOST_CHANNELS) fail(`it has ${channels} channels`);
  const cells = height * width;
  const occupied = bytes.slice(HEADER, HEADER + Math.ceil(cells / 8));
  let count = 0;
  for (let cell = 0; cell < cells; cell++) count += ((occupied[cell >> 3] ?? 0) >> (cell & 7)) & 1;
  const start = HEADER + occupied.length + count;
  const values = new Float32Array(count * channels);
  if (bytes.length !== start + values.length * bytesPerValue) fail("its length does not match its header");
  const raw = new Uint32Array(values.buffer);
  for (let index = 0; index < values.length; index++) {
    let bits = 0;
    for (let byte = 0; byte < bytesPerValue; byte++) bits |= bytes[start + byte * values.length + index]! << (8 * byte);
    if (bytesPerValue === 4) raw[index] = bits;
    else values[index] = halfValue(bits);
  }
  const species = bytes.slice(HEADER + occupied.length, start);
  const step = view.getUint32(8, true);
  return {
    height,
    width,
    channels,
    step,
    occupied,
    species,
    values,
    bytes: occupied.length + count + values.byteLength,
  };
}

const scratch = new DataView(new ArrayBuffer(4));

/** IEEE half precision, ties to even; too large values become infinite. */
export function halfBits(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(Math.fround(value)) * 2 ** 24);
  // Normal: exponent bias 127 -> 15, 13 bits fewer; a carry goes into the exponent as it should.
  return sign | roundToEven((magnitude - 0x38000000) / 0x2000);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
