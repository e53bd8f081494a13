/** Which cells a picture file becomes. */
import { expect, test } from "vitest";
import { drawnAs } from "../../studio/pictures_in";
import type { Pixels } from "../../training/pictures";

/** A picture of letters: "." is transparent, other letters are colours. */
function picture(...rows: string[]): Pixels {
  const colours: Record<string, number[]> = { ".": [0, 0, 0, 0], k: [20, 20, 20, 255], y: [250, 210, 60, 255] };
  const data = Uint8ClampedArray.from(rows.flatMap((row) => [...row].flatMap((letter) => colours[letter])));
  return { height: rows.length, width: rows[0].length, data };
}

test("a sprite's pixels become squares of cells, by the largest whole factor", () => {
  const { cells, note } = drawnAs(picture("...", ".ky", ".y."), 7)!;
  expect([cells.height, cells.width, note]).toEqual([7, 7, null]);
  const at = (row: number, column: number): number[] => [...cells.data.subarray(4 * (7 * row + column), 4 * (7 * row + column) + 4)];
  expect([at(0, 0), at(2, 2), at(2, 3), at(5, 5), at(6, 6)]).toEqual([
    [20, 20, 20, 255],
    [20, 20, 20, 255],
    [250, 210, 60, 255],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});

test("a picture as large as the board stays as it is, and a larger one is scaled", () => {
  const sprite = picture(".k", "yk");
  expect([...drawnAs(sprite, 2)!.cells.data]).toEqual([...sprite.data]);
  const large = drawnAs(picture(".kkk", "ykkk", "kkkk", "kkkk"), 3)!;
  expect(large.cells.width).toBe(3);
  expect([...large.cells.data.filter((_, at) => at % 4 === 3)].some((alpha) => alpha > 0 && alpha < 255)).toBe(true);
});

test("of a picture without a background it is said that all of it grows; an empty one is none", () => {
  expect(drawnAs(picture("ky", "yk"), 8)!.note).toContain("all of it will grow");
  expect(drawnAs(picture(".y", "yk"), 8)!.note).toBeNull();
  expect(drawnAs(picture("..", ".."), 8)).toBeNull();
});
