import { describe, expect, test } from "vitest";
import { Board, inkOf } from "../../studio/board";

const RED = inkOf("#ff0000");
const BLUE = inkOf("#0000ff");

/** The board as text: one letter per cell. */
function shown(board: Board): string[] {
  return Array.from({ length: board.size }, (_, row) =>
    Array.from({ length: board.size }, (_, column) => {
      const [red, , blue, alpha] = board.at({ row, column })!;
      return alpha === 0 ? "." : red > 0 ? "r" : blue > 0 ? "b" : "?";
    }).join(""),
  );
}

describe("the drawing board", () => {
  test("a stroke has no gaps, and stays on the paper", () => {
    const board = new Board(5);
    board.line({ row: -3, column: 0 }, { row: 4, column: 4 }, 1, RED, false);
    const columns = shown(board).map((row) => row.indexOf("r"));
    expect(columns).not.toContain(-1);
    expect(columns.every((column, row) => row === 0 || Math.abs(column - columns[row - 1]) <= 1)).toBe(true);
  });

  test.each([1, 2, 3, 5])("a pencil of %i cells draws its mirror image", (width) => {
    const board = new Board(16);
    board.line({ row: 3, column: 2 }, { row: 9, column: 5 }, width, RED, true);
    for (const row of shown(board)) expect([...row].reverse().join("")).toBe(row);
  });

  test("the eraser makes cells transparent", () => {
    const board = new Board(4);
    board.fill({ row: 0, column: 0 }, RED);
    board.line({ row: 1, column: 0 }, { row: 1, column: 3 }, 1, null, false);
    expect(shown(board)).toEqual(["rrrr", "....", "rrrr", "rrrr"]);
  });

  test("filling stops at other colours, diagonal gaps are closed", () => {
    const board = new Board(4);
    board.line({ row: 0, column: 2 }, { row: 2, column: 0 }, 1, RED, false);
    board.fill({ row: 0, column: 0 }, BLUE);
    expect(shown(board)).toEqual(["bbr.", "br..", "r...", "...."]);
    board.fill({ row: 0, column: 0 }, BLUE); // once more changes nothing, and ends
    board.fill({ row: 3, column: 3 }, null);
    expect(shown(board)).toEqual(["bbr.", "br..", "r...", "...."]);
  });

  test("undo and redo, over a change of size too", () => {
    const board = new Board(16);
    board.remember();
    board.fill({ row: 0, column: 0 }, RED);
    board.remember();
    board.resize(24);
    expect([board.size, board.at({ row: 23, column: 23 })]).toEqual([24, RED]);
    board.undo();
    expect(board.size).toBe(16);
    board.undo();
    expect(board.isEmpty).toBe(true);
    expect(board.canUndo).toBe(false);
    board.redo();
    board.redo();
    expect([board.size, board.isEmpty, board.canRedo]).toEqual([24, false, false]);
    board.undo();
    board.remember();
    board.clear();
    expect(board.canRedo).toBe(false); // a new stroke forgets what was undone
  });

  test("another size keeps the picture: twice as many cells are the same squares", () => {
    const board = new Board(16);
    board.line({ row: 2, column: 3 }, { row: 2, column: 3 }, 1, RED, false);
    board.resize(32);
    const red = shown(board).flatMap((row, index) => [...row].map((cell, column) => [cell, index, column] as const));
    expect(red.filter(([cell]) => cell === "r").map(([, row, column]) => [row, column])).toEqual([
      [4, 6],
      [4, 7],
      [5, 6],
      [5, 7],
    ]);
  });
});
