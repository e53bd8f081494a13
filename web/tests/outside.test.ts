/** What comes from outside: streams that unpack to more than the memory, texts with invisible characters. */
import { deflateSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { decodePng } from "../engine/png";
import { collect } from "../engine/stream";
import { plainText } from "../engine/text";
import { Store } from "../playground/store";

afterEach(() => vi.unstubAllGlobals());

/** A PNG of these sides whose pixels are `data`, deflated; its checksums are not looked at. */
function png(width: number, height: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(33 + 12 + data.length + 12);
  const view = new DataView(bytes.buffer);
  const write = (text: string, at: number): void => {
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  };
  write("\x89PNG\r\n\x1a\n", 0);
  view.setUint32(8, 13);
  write("IHDR", 12);
  view.setUint32(16, width);
  view.setUint32(20, height);
  bytes[24] = 8;
  bytes[25] = 6;
  view.setUint32(33, data.length);
  write("IDAT", 37);
  bytes.set(data, 41);
  write("IEND", 33 + 12 + data.length + 4);
  return bytes;
}

/** Counts what is inflated from now on. */
function counted(): { inflated: number } {
  const count = { inflated: 0 };
  const Native = DecompressionStream;
  vi.stubGlobal(
    "DecompressionStream",
    class {
      readonly writable: WritableStream;
      readonly readable: ReadableStream;
      constructor(format: CompressionFormat) {
        const inner = new Native(format);
        const counter = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            count.inflated += chunk.length;
            controller.enqueue(chunk);
          },
        });
        this.writable = inner.writable;
        this.readable = inner.readable.pipeThrough(counter);
      }
    },
  );
  return count;
}

describe("a stream", () => {
  it("is left as soon as it has more bytes than wanted", async () => {
    let pulled = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => (pulled++, controller.enqueue(new Uint8Array(1000))),
      cancel: () => void (cancelled = true),
    });
    await expect(collect(endless, 4500)).rejects.toThrow(RangeError);
    expect(pulled).toBeLessThan(10);
    expect(cancelled).toBe(true);
    const whole = new Blob([Uint8Array.from([1, 2, 3])]).stream();
    expect([...(await collect(whole, 3))]).toEqual([1, 2, 3]);
  });
});

describe("the picture of an organism", () => {
  it("is inflated to the size that its header says and no further", async () => {
    const rows = Uint8Array.from([0, 1, 2, 3, 4, 0, 5, 6, 7, 8]);
    expect([...(await decodePng(png(1, 2, deflateSync(rows)))).pixels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const count = counted();
    const bomb = png(16, 16, deflateSync(new Uint8Array(50_000_000)));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(decodePng(bomb)).rejects.toThrow("the picture's PNG is cut short or altered");
    expect(count.inflated).toBeGreaterThan(1000);
    expect(count.inflated).toBeLessThan(2_000_000);
  });

  it.each([
    ["too few rows", deflateSync(new Uint8Array(5))],
    ["bytes that are not deflated", Uint8Array.from([1, 2, 3, 4])],
    ["no bytes", new Uint8Array(0)],
  ])("of %s is refused", async (_, data) => {
    await expect(decodePng(png(1, 2, data))).rejects.toThrow("the picture's PNG is cut short or altered");
  });

  it.each([
    [0, 5],
    [5, 0],
    [4097, 1],
    [1, 0xffffffff],
  ])("of %d x %d pixels is refused before it is inflated", async (width, height) => {
    const count = counted();
    await expect(decodePng(png(width, height, deflateSync(new Uint8Array(10))))).rejects.toThrow("1 to 4096 pixels");
    expect(count.inflated).toBe(0);
  });
});

describe("text from outside", () => {
  it.each([
    ["a title of the terminal", "a\x1b]0;x\x07b", "a\ufffd]0;x\ufffdb"],
    ["control characters of Latin 1", "a\x9bm", "a\ufffdm"],
    ["line breaks", "a\r\nb\u2028c\td", "a  b c d"],
    ["text turned round", "\u202egnp.exe\u202c \u2066x\u2069", "\ufffdgnp.exe\ufffd \ufffdx\ufffd"],
    ["half a pair", "a\ud800b", "a\ufffdb"],
    ["what is as it should be", "Ünïcödé 🦎 👩‍👩‍👧 שלום <b>", "Ünïcödé 🦎 👩‍👩‍👧 שלום <b>"],
  ])("with %s", (_, text, shown) => expect(plainText(text)).toBe(shown));

  it("is shown in messages without them", () => {
    const store = new Store();
    store.say("there is no organism in \u202egnp\x1b[2J.png", "error");
    expect(store.notices.value[0]!.text).toBe("there is no organism in \ufffdgnp\ufffd[2J.png");
    expect(store.spoken.value).toBe(store.notices.value[0]!.text);
  });
});
