/** WebM files as a reader of their elements sees them. */
import { expect, it } from "vitest";
import type { Coded } from "../../playground/webm";
import { webm } from "../../playground/webm";

interface Element {
  readonly id: number;
  /** Where it begins in the file, and where its content does. */
  readonly at: number;
  readonly content: number;
  readonly bytes: Uint8Array;
}

/** A number of EBML's variable length: the zeros before its first bit say how many bytes follow. */
function variable(bytes: Uint8Array, at: number): { value: number; marked: number; length: number } {
  const length = Math.clz32(bytes[at]!) - 23;
  let marked = 0;
  for (let byte = 0; byte < length; byte++) marked = marked * 256 + bytes[at + byte]!;
  return { value: marked - 2 ** (7 * length), marked, length };
}

/** The elements of a part of a file. */
function elements(file: Uint8Array, from = 0, to = file.length): Element[] {
  const found: Element[] = [];
  for (let at = from; at < to; ) {
    const id = variable(file, at);
    const size = variable(file, at + id.length);
    const content = at + id.length + size.length;
    found.push({ id: id.marked, at, content, bytes: file.subarray(content, content + size.value) });
    at = content + size.value;
    expect(at).toBeLessThanOrEqual(to);
  }
  return found;
}

const inside = (file: Uint8Array, one: Element) => elements(file, one.content, one.content + one.bytes.length);
const number = (one: Element | undefined) => one!.bytes.reduce((sum, byte) => 256 * sum + byte, 0);

const frame = (at: number, key = false): Coded => ({ data: new Uint8Array(200 + (at % 7)), at, key });

it.each([1, 3, 200])("the cues of %i clusters lead to each of them", async (count) => {
  const frames = Array.from({ length: 2 * count }, (_, index) => frame(500 * index, index % 2 === 0));
  const blob = webm(frames, { codec: "vp8", width: 720, height: 640 }, 1000 * count);
  const file = new Uint8Array(await blob.arrayBuffer());
  const [head, segment] = elements(file);
  expect([head!.id, segment!.id]).toEqual([0x1a45dfa3, 0x18538067]);
  const parts = inside(file, segment!);
  const clusters = parts.filter(({ id }) => id === 0x1f43b675);
  expect(clusters).toHaveLength(count);
  const [cues] = parts.filter(({ id }) => id === 0x1c53bb6b);
  expect(cues!.at).toBeLessThan(clusters[0]!.at); // a player that loads the file from its beginning has them first
  const points = inside(file, cues!).map((point) => {
    expect(point.id).toBe(0xbb);
    const [time, where] = inside(file, point);
    const [track, place] = inside(file, where!);
    expect([time!.id, where!.id, track!.id, place!.id, number(track)]).toEqual([0xb3, 0xb7, 0xf7, 0xf1, 1]);
    return [number(time), number(place) + segment!.content];
  });
  const wanted = clusters.map((cluster) => {
    const [time, block] = inside(file, cluster);
    expect([time!.id, block!.id]).toEqual([0xe7, 0xa3]);
    expect(block!.bytes[3]! & 0x80).toBe(0x80); // a key frame
    return [number(time), cluster.at];
  });
  expect(points).toEqual(wanted);
  expect(wanted.map(([time]) => time)).toEqual(Array.from({ length: count }, (_, index) => 1000 * index));
});
