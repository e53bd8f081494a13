/** Two levels of cells in the page: where they are planted, changes of parents, views and links. */
import { describe, expect, it } from "vitest";
import { parseOrganism } from "../../engine/organism";
import { frameAround } from "../../engine/geometry";
import { emptySnapshot } from "../../engine/world";
import { decodeFragment } from "../../playground/fragment";
import { amongBlocks, exchangedParents, withoutParents } from "../../playground/levels";
import { lookKey, looks, viewOf } from "../../playground/looks";
import { towardsMiddle } from "../../playground/states";
import { readBytes } from "../files";

const lizard = parseOrganism(readBytes("examples/hierarchy/lizard.safetensors"), "lizard");
const flat = { ...lizard, parents: null };
const background = [1, 1, 1] as const;

describe("the place of an organism", () => {
  it("is among the blocks of its training grid, in the world", () => {
    const world = { height: 72, width: 72 };
    expect(amongBlocks(lizard, { row: 37, column: 30.4 }, world)).toEqual({ row: 36, column: 32 });
    expect(amongBlocks(lizard, { row: 71, column: 0 }, world)).toEqual({ row: 68, column: 0 });
    expect(amongBlocks(flat, { row: 37, column: 30.4 }, world)).toEqual({ row: 37, column: 30.4 });
    const odd = { ...lizard, height: 20 }; // the middle lies within a block
    expect(amongBlocks(odd, { row: 37, column: 32 }, world)).toEqual({ row: 38, column: 32 });
  });

  it("moves by whole blocks when the world gets another size", () => {
    const [from, to] = [{ height: 24, width: 24 }, { height: 72, width: 30 }];
    expect(towardsMiddle(from, to)).toEqual({ down: 24, across: 3 });
    expect(towardsMiddle(from, to, 4)).toEqual({ down: 24, across: 4 });
    expect(towardsMiddle(to, from, 4)).toEqual({ down: -24, across: -4 });
  });
});

describe("changes of parents leave the cells as they are:", () => {
  const { channels, parents } = lizard;
  const world = { height: 32, width: 36 };
  const before = emptySnapshot(world, channels);
  before.state.forEach((_, i) => (before.state[i] = i));
  const frame = frameAround(lizard, { row: 16, column: 20 });
  const own = channels - parents!.channels;
  const at = (snapshot: typeof before, row: number, column: number): number[] => {
    const from = (row * world.width + column) * channels;
    return [...snapshot.state.subarray(from, from + channels)];
  };

  it("those of the left half are removed", () => {
    const after = withoutParents(before, parents!, frame, "zero");
    expect(at(after, 16, 19)).toEqual([...at(before, 16, 19).slice(0, own), ...new Array<number>(6).fill(0)]);
    for (const [row, column] of [[16, 20], [16, 7], [3, 10]] as const) {
      expect(at(after, row, column)).toEqual(at(before, row, column));
    }
  });

  it("those of the halves are exchanged", () => {
    const after = exchangedParents(before, parents!, frame, "torus");
    expect(at(after, 16, 8)).toEqual([...at(before, 16, 8).slice(0, own), ...at(before, 16, 31).slice(own)]);
    expect(exchangedParents(after, parents!, frame, "torus").state).toEqual(before.state);
  });

  it("beyond the edge there are none", () => {
    const edge = frameAround(lizard, { row: 16, column: 4 }); // its left eight columns lie outside
    const after = exchangedParents(before, parents!, edge, "zero");
    expect(at(after, 16, 15).slice(own)).toEqual(new Array<number>(6).fill(0));
    expect(at(after, 16, 0).slice(own)).toEqual(at(before, 16, 7).slice(own));
  });
});

describe("the views", () => {
  it("are of the cells, of their hidden channels and of the parents", () => {
    const names = (of: string): string[] => looks(lizard).filter((one) => one.of === of).map(({ text }) => text);
    expect(names("hidden")).toEqual(["4", "5", "6", "7", "8", "9"]);
    expect(names("parents")).toEqual(["RGBα", "10", "11", "12", "13", "14", "15"]);
    expect(looks(flat).filter(({ of }) => of === "parents")).toEqual([]);
    expect(looks(flat)).toHaveLength(16);
  });

  it("of parents are means of blocks, and colours where there are no parents", () => {
    expect(viewOf({ kind: "sensed" }, lizard, background)).toEqual({ kind: "colour", blocks: 4, background });
    const signal = { kind: "parent", channel: 12 } as const;
    expect(viewOf(signal, lizard, background)).toEqual({ kind: "channel", channel: 12, blocks: 4, background });
    expect(viewOf(signal, flat, background)).toEqual({ kind: "colour", background });
    expect(viewOf({ kind: "parent", channel: 4 }, lizard, background)).toEqual({ kind: "colour", background });
    expect(viewOf({ kind: "channel", channel: 16 }, lizard, background)).toEqual({ kind: "colour", background });
  });

  it("are in links", () => {
    for (const { look } of looks(lizard)) {
      expect(decodeFragment(`look=${lookKey(look)}`).settings.look).toEqual(look);
    }
  });
});
