import { expect, test } from "vitest";
import { readOrganism } from "../../engine/organism";
import { writeOrganism } from "../../engine/organism_writing";
import { Board, inkOf } from "../../studio/board";
import { adviceOn, fileName, soundName } from "../../studio/drawings";
import { readBytes } from "../files";

const lizard = readOrganism(readBytes("tests/golden/lizard-small.safetensors"));

test.each([
  ["Sunny one", "Sunny one", "sunny-one"],
  ["  <b>Ünïcode 龍</b> ", "b Ünïcode 龍 b", "b-ünïcode-龍-b"],
  ["🦋", "creature", "creature"],
  ["", "creature", "creature"],
  ["_-x".repeat(40), "x_-".repeat(20), undefined],
])("the name %j is one that files can have", (given, name, file) => {
  const organism = { ...lizard, name: soundName(given) };
  expect(organism.name).toBe(name);
  expect(readOrganism(writeOrganism(organism)).name).toBe(organism.name);
  if (file !== undefined) expect(fileName(organism)).toBe(file);
});

test("parts that are too far apart are told, and those for which no seed is left", () => {
  const board = new Board(32);
  const dot = (row: number, column: number): void => {
    board.line({ row, column }, { row, column }, 2, inkOf("#102030"), false);
  };
  expect(adviceOn(board)).toBeNull();
  dot(3, 3);
  dot(3, 7); // a gap of two cells is bridged
  expect(adviceOn(board)).toBeNull();
  dot(20, 20);
  expect(adviceOn(board)).toMatch(/^2 parts are too far apart/);
  for (let index = 0; index < 9; index++) dot(10 + 8 * Math.floor(index / 3), 2 + 8 * (index % 3));
  expect(adviceOn(board)).toMatch(/^Only 8 parts can grow; the \d smallest will not/);
});

test("long lines are told", () => {
  const board = new Board(32);
  const ends = [1, 30];
  for (let row = 2, way = 0; row < 32; row += 7, way = 1 - way) {
    board.line({ row, column: ends[way] }, { row, column: ends[1 - way] }, 2, inkOf("#102030"), false);
    if (row + 7 < 32) board.line({ row, column: ends[1 - way] }, { row: row + 7, column: ends[1 - way] }, 2, inkOf("#102030"), false);
  }
  expect(adviceOn(board)).toMatch(/^Long lines: \d more seeds stand along them, so that growth arrives in time.$/);
});

test("specks and cells that are almost transparent are told before training", () => {
  const board = new Board(24);
  board.line({ row: 8, column: 8 }, { row: 16, column: 16 }, 5, inkOf("#102030"), false);
  expect(adviceOn(board)).toBeNull();
  board.line({ row: 3, column: 3 }, { row: 3, column: 3 }, 2, [200, 200, 200, 90], false);
  expect(adviceOn(board)).toMatch(/^A speck may never come alive: draw over them, larger/);
  board.line({ row: 3, column: 3 }, { row: 3, column: 3 }, 2, inkOf("#102030"), false);
  expect(adviceOn(board)).toBeNull();
  board.line({ row: 20, column: 1 }, { row: 20, column: 9 }, 5, [250, 220, 90, 24], false);
  expect(adviceOn(board)).toMatch(/^\d+ almost transparent cells may never/);
});
