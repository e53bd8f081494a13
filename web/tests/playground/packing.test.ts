import { describe, expect, it } from "vitest";
import { halfToNumber } from "../../engine/safetensors";
import type { Snapshot } from "../../engine/types";
import { compress, decompress } from "../../playground/compression";
import { fromBytes, halfBits, halfValue, pack, toBytes, unpack } from "../../playground/packing";

function blob(height = 20, width = 30, channels = 16): Snapshot {
  const state = new Float32Array(height * width * channels);
  const species = new Uint8Array(height * width);
  for (let row = 5; row < 12; row++) {
    for (let column = 7; column < 21; column++) {
      const cell = row * width + column;
      species[cell] = (row + column) % 3;
      for (let channel = 0; channel < channels; channel++) {
        state[cell * channels + channel] = Math.sin(cell * 13 + channel) * (channel === 9 ? 300 : 1);
      }
    }
  }
  return { height, width, channels, state, species, step: 4_000_000_000 };
}

describe("a packed state", () => {
  it("unpacks to the bit and holds only cells that are not empty", () => {
    const packed = pack(blob());
    expect(packed.species).toHaveLength(7 * 14);
    expect(unpack(packed)).toEqual(blob());
  });

  it("goes through a link in float32 to the bit", async () => {
    const text = await compress(toBytes(pack(blob()), 4));
    expect(text).toMatch(/^[\w-]+$/);
    expect(unpack(fromBytes(await decompress(text)))).toEqual(blob());
  });

  it("goes through a link in float16 within its rounding", () => {
    const { state } = unpack(fromBytes(toBytes(pack(blob()), 2)));
    const before = blob().state;
    expect(state.every((value, index) => Math.abs(value - before[index]!) <= Math.abs(before[index]!) / 2048)).toBe(
      true,
    );
  });

  it("of an empty world is small and whole", () => {
    const empty = { ...blob(), state: new Float32Array(20 * 30 * 16), species: new Uint8Array(600) };
    expect(unpack(fromBytes(toBytes(pack(empty), 4)))).toEqual(empty);
  });
});

describe("bytes that are no state", () => {
  const whole = toBytes(pack(blob()), 4);

  it.each([
    ["cut off", whole.slice(0, -1), "length"],
    ["nearly empty", whole.slice(0, 5), "too short"],
    ["of another version", Uint8Array.from([2, ...whole.slice(1)]), "version is 2"],
    ["of an unknown number", Uint8Array.from([1, 3, ...whole.slice(2)]), "kind of number"],
    ["of a vast world", Uint8Array.from([1, 4, 255, 255, 255, 255, ...whole.slice(6)]), "65535 x 65535"],
    ["of too many channels", Uint8Array.from([1, 4, 20, 0, 30, 0, 255, 0, ...whole.slice(8)]), "255 channels"],
  ])("%s are refused with the reason", (_, bytes, reason) => {
    expect(() => fromBytes(bytes)).toThrow(RangeError);
    expect(() => fromBytes(bytes)).toThrow(reason);
  });

  it("altered anywhere give a state or a RangeError", () => {
    for (let at = 0; at < 200; at++) {
      const altered = whole.slice();
      altered[at]! ^= 1 << (at % 8);
      try {
        fromBytes(altered);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });

  it.each(["", "AAAA", "!!!", "a", "7bhV", "\ud800"])("in the text %j are refused", async (text) => {
    await expect(async () => fromBytes(await decompress(text))).rejects.toThrow(RangeError);
  });
});

describe("half precision", () => {
  it("reads all numbers as the organism file's reader does, and writes them back", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfValue(bits);
      expect(value).toBe(halfToNumber(bits));
      if (!Number.isNaN(value)) expect(halfBits(value)).toBe(bits);
    }
  });

  it.each([
    [1 + 1 / 2048, 0x3c00],
    [1 + 3 / 2048, 0x3c02],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [-1e9, 0xfc00],
    [2 ** -25, 0],
    [1.5 * 2 ** -24, 2],
    [NaN, 0x7e00],
  ])("rounds %d to even as %d", (value, bits) => expect(halfBits(value)).toBe(bits));
});
