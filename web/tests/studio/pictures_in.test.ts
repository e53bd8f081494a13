/** Which cells a picture file becomes. */
import { expect, test } from "vitest";
import { drawnAs } from "../../studio/pictures_in";
import { ownPixels } from "../../training/pictures";
import type { Pixels } from "../../training/pictures";

/** A picture of letters: "." is transparent, other letters are colours. */
function picture(...rows: string[]): Pixels {
  const colours: Record<string, number[]> = { ".": [0, 0, 0, 0], w: [255, 255, 255, 255], k: [20, 20, 20, 255], y: [250, 210, 60, 255] };
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
  expect(drawnAs(picture("wwww", "wyyw", "wwww"), 8)!.note, "a block on white paper").toBeNull();
  expect(drawnAs(picture("..", ".."), 8)).toBeNull();
});

/** Each letter so many times across and down, in a margin of another letter. */
function enlarged(factor: number, rows: string[], margin = "", left = 0, top = 0): string[] {
  const wide = rows.map((row) => margin.repeat(left) + [...row].map((letter) => letter.repeat(factor)).join("") + margin);
  const tall = wide.flatMap((row) => Array.from({ length: factor }, () => row));
  const empty = margin.repeat(tall[0].length);
  return [...Array.from({ length: top }, () => empty), ...tall, ...(margin === "" ? [] : [empty])];
}

const SPRITE = ["kyk", "ywy", "kyy", "wkk"];

test("a sprite that has been enlarged is read as its own pixels, whatever its margins", () => {
  expect(ownPixels(picture(...enlarged(7, SPRITE)))).toEqual(picture(...SPRITE));
  const found = ownPixels(picture(...enlarged(5, SPRITE, ".", 3, 8)));
  expect(found).toEqual(picture(...enlarged(1, SPRITE, ".", 1, 1)));
  const onPaper = drawnAs(picture(...enlarged(5, ["kyk", "yky", "kyy", "ykk"], "w", 3, 8)), 16)!;
  expect(onPaper).toEqual(drawnAs(picture(".....", ".kyk.", ".yky.", ".kyy.", ".ykk.", "....."), 16)!);
  const cells = (rows: string[]): number[] => [...drawnAs(picture(...rows), 12)!.cells.data];
  expect(cells(enlarged(10, ["....", ".ky.", ".yk.", "...."]))).toEqual(cells(["....", ".ky.", ".yk.", "...."]));
});

test("other pictures stay as they are", () => {
  const broken = enlarged(5, SPRITE);
  broken[7] = `k${broken[7].slice(1)}`; // a single pixel of another colour
  const cut = enlarged(4, SPRITE).slice(1); // squares at the border that are not whole
  const pictures = [picture(...broken), picture(...cut), picture(...SPRITE), picture("kkkk", "kkkk")];
  for (const each of pictures) expect(ownPixels(each)).toBe(each);
});

test("an opaque frame is part of the picture, as thick as it is", () => {
  const ring = ["kkkk", "k..k", "k..k", "kkkk"].flatMap((row) => [row, row]).map((row) => [...row].map((letter) => letter.repeat(2)).join(""));
  for (const factor of [1, 10]) expect(ownPixels(picture(...enlarged(factor, ring)))).toEqual(picture("kkkk", "k..k", "k..k", "kkkk"));
  const outlined = ["kkkkkk", "kkkkkk", "kkywkk", "kkwykk", "kkkkkk", "kkkkkk"];
  expect(ownPixels(picture(...enlarged(10, outlined)))).toEqual(picture(...outlined));
});

test("a plain shape is not one of its own large pixels, whatever divides its sides", () => {
  const block = Array.from({ length: 70 }, () => "y".repeat(130));
  const margins = [picture(...block), picture(...enlarged(1, block, "w", 25, 25)), picture(...enlarged(1, block, ".", 9, 2))];
  for (const each of margins) expect(ownPixels(each)).toBe(each);
});
