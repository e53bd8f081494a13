/** Undo, keys, strokes, the viewport and the curves' series. */
import { describe, expect, it } from "vitest";
import { countCells } from "../../engine/geometry";
import type { Key } from "../../playground/keys";
import { commandOf, cursorKeyOf } from "../../playground/keys";
import { Series } from "../../playground/series";
import { emptiestPlace, moved, plantingPlaces, stamped, towardsMiddle } from "../../playground/states";
import { radiusOf, Strokes } from "../../playground/strokes";
import { Undo } from "../../playground/undo";
import { Viewport } from "../../playground/viewport";
import { emptySnapshot } from "../../engine/world";

describe("undo", () => {
  const state = (name: string, bytes = 10) => ({ name, bytes });

  it("goes back and forth", () => {
    const undo = new Undo<ReturnType<typeof state>>();
    undo.remember(state("a"));
    undo.remember(state("b"));
    expect(undo.undo(state("c"))?.name).toBe("b");
    expect(undo.undo(state("b"))?.name).toBe("a");
    expect(undo.undo(state("a"))).toBeNull();
    expect(undo.redo(state("a"))?.name).toBe("b");
    expect(undo.redo(state("b"))?.name).toBe("c");
    expect(undo.redo(state("c"))).toBeNull();
  });

  it("forgets what was undone when something new is done", () => {
    const undo = new Undo<ReturnType<typeof state>>();
    undo.remember(state("a"));
    undo.undo(state("b"));
    undo.remember(state("a"));
    expect(undo.canRedo).toBe(false);
  });

  it("is bounded in number and in bytes, but keeps one state", () => {
    const undo = new Undo<ReturnType<typeof state>>(3, 100);
    for (const name of "abcde") undo.remember(state(name));
    expect(undo.bytes).toBe(30);
    undo.remember(state("large", 95));
    expect(undo.bytes).toBeLessThanOrEqual(100);
    undo.remember(state("too large", 1000));
    expect(undo.undo(state("now", 1))?.name).toBe("too large");
    expect(undo.undo(state("now", 1))).toBeNull();
  });
});

describe("keys", () => {
  const key = (text: string, held: Partial<Key> = {}): Key => ({
    key: text,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  });

  it.each([
    [" ", "play"],
    [".", "step"],
    ["r", "reset"],
    ["R", "reset"],
    ["z", "undo"],
    ["[", "smaller"],
    ["]", "larger"],
    ["?", "help"],
    ["0", "fit"],
    ["Escape", "close"],
  ])("%j is %s", (text, kind) => expect(commandOf(key(text), "elsewhere")).toEqual({ kind }));

  it("1 to 6 are the tools", () => {
    expect(commandOf(key("1"), "elsewhere")).toEqual({ kind: "tool", tool: "erase" });
    expect(commandOf(key("4"), "elsewhere")).toEqual({ kind: "tool", tool: "species" });
    expect(commandOf(key("6"), "control")).toEqual({ kind: "tool", tool: "pan" });
    expect(commandOf(key("7"), "elsewhere")).toBeNull();
  });

  it("undo and redo take the usual modifiers", () => {
    expect(commandOf(key("z", { ctrlKey: true }), "elsewhere")?.kind).toBe("undo");
    expect(commandOf(key("Z", { ctrlKey: true, shiftKey: true }), "elsewhere")?.kind).toBe("redo");
    expect(commandOf(key("Z", { shiftKey: true }), "elsewhere")?.kind).toBe("redo");
    expect(commandOf(key("y", { metaKey: true }), "elsewhere")?.kind).toBe("redo");
  });

  it("leave the browser's own, fields and the space bar of buttons alone", () => {
    expect(commandOf(key("r", { ctrlKey: true }), "elsewhere")).toBeNull();
    expect(commandOf(key("r"), "text")).toBeNull();
    expect(commandOf(key(" "), "control")).toBeNull();
    expect(commandOf(key("constructor"), "elsewhere")).toBeNull();
    expect(commandOf(key("Escape"), "text")?.kind).toBe("close");
  });

  it("move the cursor by one cell, or with Shift by eight", () => {
    expect(cursorKeyOf(key("ArrowUp"))).toEqual({ rows: -1, columns: 0 });
    expect(cursorKeyOf(key("ArrowRight", { shiftKey: true }))).toEqual({ rows: 0, columns: 8 });
    expect(cursorKeyOf(key("Enter"))).toBe("use");
    expect(cursorKeyOf(key("ArrowUp", { altKey: true }))).toBeNull();
  });
});

describe("strokes", () => {
  const world = { height: 20, width: 40 };

  it("of one cell touch one cell", () => {
    const strokes = new Strokes();
    strokes.start(1, { row: 3.4, column: 7.3 }, world, radiusOf(1), "zero");
    const region = strokes.take()!;
    expect(countCells(region)).toBe(1);
    expect(region[3 * 40 + 7]).toBe(1);
    expect(strokes.take()).toBeNull();
  });

  it("have no gaps, however far a pointer jumps", () => {
    const strokes = new Strokes();
    strokes.start(1, { row: 10, column: 2 }, world, radiusOf(3), "zero");
    strokes.move(1, [{ row: 10, column: 37 }], world, radiusOf(3), "zero");
    const region = strokes.take()!;
    for (let column = 2; column <= 37; column++) expect(region[10 * 40 + column]).toBe(1);
  });

  it("of several fingers stay apart", () => {
    const strokes = new Strokes();
    strokes.start(1, { row: 5, column: 5 }, world, 0, "zero");
    strokes.start(2, { row: 15, column: 35 }, world, 0, "zero");
    strokes.move(1, [{ row: 5, column: 8 }], world, 0, "zero");
    strokes.move(2, [{ row: 15, column: 32 }], world, 0, "zero");
    expect(countCells(strokes.take()!)).toBe(8);
    expect(strokes.end(1)).toBe(false);
    expect(strokes.end(2)).toBe(true);
  });

  it("of a pointer that is not down are none", () => {
    const strokes = new Strokes();
    strokes.move(1, [{ row: 5, column: 8 }], world, 3, "zero");
    expect(strokes.take()).toBeNull();
    expect(strokes.end(1)).toBe(false);
  });
});

describe("the viewport", () => {
  const start = new Viewport({ width: 800, height: 600 }, { width: 96, height: 72 }, 1, undefined, 12);

  it("fits the world in the stage with whole pixels", () => {
    expect(start.scale).toBe(8);
    expect(start.toStage({ x: 48, y: 36 })).toEqual({ x: 400, y: 300 });
  });

  it("goes from cells to pixels and back", () => {
    const view = start.zoomed(3, { x: 100, y: 200 });
    const there = view.toStage({ x: 17.5, y: 40 });
    expect(view.toWorld(there).x).toBeCloseTo(17.5);
    expect(view.toWorld(there).y).toBeCloseTo(40);
  });

  it("keeps the place under the pointer when it magnifies", () => {
    const before = start.toWorld({ x: 300, y: 250 });
    const view = start.zoomed(2, { x: 300, y: 250 });
    expect(view.toWorld({ x: 300, y: 250 }).x).toBeCloseTo(before.x);
    expect(view.toWorld({ x: 300, y: 250 }).y).toBeCloseTo(before.y);
  });

  it("never loses the world, and comes back to the whole of it", () => {
    const view = start.zoomed(10, { x: 400, y: 300 }).moved(1e6, -1e6);
    expect(view.centre).toEqual({ x: 0, y: 72 });
    expect(view.zoomed(1e-9, { x: 0, y: 0 }).fits).toBe(true);
    expect(start.moved(50, 50)).toBe(start);
  });
});

describe("a series", () => {
  it("keeps the newest values in order", () => {
    const series = new Series(2, 4);
    for (let step = 0; step < 7; step++) series.add(step, [step, -step]);
    expect(Array.from({ length: series.length }, (_, index) => series.stepAt(index))).toEqual([3, 4, 5, 6]);
    expect(series.valueAt(0, 1)).toBe(-3);
  });

  it("takes the newer value of a step, and forgets the future after an undo", () => {
    const series = new Series();
    for (const step of [1, 2, 3, 4]) series.add(step, [step]);
    series.add(4, [40]);
    expect([series.length, series.valueAt(3)]).toEqual([4, 40]);
    series.add(2, [20]);
    expect([series.length, series.stepAt(1), series.valueAt(1)]).toEqual([2, 2, 20]);
  });
});

describe("states", () => {
  it("keep their middle in a world of another size, and come back whole", () => {
    const small = { height: 9, width: 12 };
    const large = { height: 20, width: 21 };
    const before = emptySnapshot(small, 4);
    before.state[(4 * 12 + 6) * 4 + 3] = 1;
    before.species[4 * 12 + 6] = 2;
    const out = towardsMiddle(small, large);
    const there = moved(before, large, out.down, out.across);
    expect(there.state[(10 * 21 + 10) * 4 + 3]).toBe(1);
    expect(there.species[10 * 21 + 10]).toBe(2);
    const back = towardsMiddle(large, small);
    expect(moved(there, small, back.down, back.across)).toEqual(before);
  });

  it("begin with one organism where training has it, and with several apart", () => {
    expect(plantingPlaces(1, { height: 72, width: 73 })).toEqual([{ row: 36, column: 36 }]);
    expect(plantingPlaces(2, { height: 128, width: 128 })).toEqual([
      { row: 64, column: 32 },
      { row: 64, column: 96 },
    ]);
    expect(plantingPlaces(4, { height: 128, width: 128 }).map(({ row }) => row)).toEqual([32, 32, 96, 96]);
  });

  it("have their emptiest place where no life is", () => {
    const snapshot = emptySnapshot({ height: 96, width: 96 }, 4);
    for (let row = 0; row < 96; row++) {
      for (let column = 0; column < 60; column++) snapshot.state[(row * 96 + column) * 4 + 3] = 1;
    }
    expect(emptiestPlace(snapshot).column).toBeGreaterThan(65);
  });
});

describe("a picture stamped on a world", () => {
  const values = new Float32Array(5 * 5 * 4).fill(0.5);
  values.fill(0, 0, 4); // the upper left cell is empty
  const picture = { height: 5, width: 5, values };
  const world = () => {
    const before = emptySnapshot({ height: 9, width: 9 }, 6);
    before.state.fill(0.25);
    return before;
  };
  const cell = ({ state, channels, width }: ReturnType<typeof world>, row: number, column: number) =>
    [...state.subarray((row * width + column) * channels, (row * width + column + 1) * channels)];
  const [old, fresh] = [new Array(6).fill(0.25), [0.5, 0.5, 0.5, 0.5, 0, 0]];

  it("has its colours, hidden channels 0 and the species; elsewhere cells stay", () => {
    const before = world();
    const after = stamped(before, { picture, species: 2, radius: Infinity }, { row: 4, column: 4 }, false);
    expect(cell(after, 2, 2)).toEqual(old);
    expect(cell(after, 2, 3)).toEqual(fresh);
    expect(cell(after, 6, 6)).toEqual(fresh);
    expect(cell(after, 7, 6)).toEqual(old);
    expect(after.species.reduce((sum, one) => sum + one, 0)).toBe(2 * 24);
    expect(cell(before, 4, 4)).toEqual(old);
  });

  it("is cut to a radius about its middle", () => {
    const after = stamped(world(), { picture, species: 1, radius: 1 }, { row: 4, column: 4 }, false);
    expect(after.species.reduce((sum, one) => sum + one, 0)).toBe(5);
    expect(cell(after, 4, 5)).toEqual(fresh);
    expect(cell(after, 5, 5)).toEqual(old);
  });

  it("is lost beyond the edge, and goes on at the other side of a torus", () => {
    const place = { row: 0, column: 4 };
    const cut = stamped(world(), { picture, species: 1, radius: Infinity }, place, false);
    expect(cut.species.reduce((sum, one) => sum + one, 0)).toBe(15);
    const torus = stamped(world(), { picture, species: 1, radius: Infinity }, place, true);
    expect(cell(torus, 8, 4)).toEqual(fresh);
    expect(cell(cut, 8, 4)).toEqual(old);
  });
});
