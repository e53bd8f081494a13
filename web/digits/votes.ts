/** What cells of ink vote for, counted as `blastema.evaluation.classes` counts it. */
import type { Snapshot } from "../engine/types";
import { ALPHA } from "../engine/world";

export const CLASSES = 10;
/** A cell with more ink than this votes. */
export const INK = Math.fround(0.1);

/** In the place of a digit: where there is no ink, and where a cell has not voted yet. */
export const NO_INK = -1;
export const UNDECIDED = -2;

export interface Tally {
  /** Cells by the digit that they vote for. */
  readonly counts: readonly number[];
  /** Cells with ink. */
  readonly cells: number;
  /** The digit that most vote for; null if two have as many, or nobody has voted. */
  readonly majority: number | null;
}

export const NOBODY: Tally = { counts: new Array<number>(CLASSES).fill(0), cells: 0, majority: null };

/** What each cell votes for. A cell whose ten votes are all alike has not voted. */
export function votesOf({ state, channels }: Snapshot): Int8Array {
  return Int8Array.from({ length: state.length / channels }, (_, cell) => {
    const at = cell * channels;
    if (!(state[at + ALPHA]! > INK)) return NO_INK;
    const votes = state.subarray(at + channels - CLASSES, at + channels);
    const highest = Math.max(...votes);
    return Number.isFinite(highest) && highest > Math.min(...votes) ? votes.indexOf(highest) : UNDECIDED;
  });
}

export function tallyOf(votes: Int8Array): Tally {
  const counts = new Array<number>(CLASSES).fill(0);
  let cells = 0;
  for (const vote of votes) {
    if (vote !== NO_INK) cells++;
    if (vote >= 0) counts[vote]!++;
  }
  const highest = Math.max(...counts);
  const leading = counts.flatMap((count, digit) => (highest > 0 && count === highest ? [digit] : []));
  return { counts, cells, majority: leading.length === 1 ? leading[0]! : null };
}

/** How the votes stand, in words. */
export function wordsOf({ counts, cells, majority }: Tally): string {
  if (cells === 0) return "No ink yet";
  const highest = Math.max(...counts);
  if (highest === 0) return "No cell has voted yet";
  if (majority === null) {
    const tied = counts.flatMap((count, digit) => (count === highest ? [digit] : []));
    return `Undecided between ${tied.slice(0, -1).join(", ")} and ${tied.at(-1)}`;
  }
  if (highest === cells) return cells === 1 ? "The only cell votes for it" : `All ${cells} cells agree`;
  return `${highest} of ${cells} cells agree (${Math.floor((100 * highest) / cells)} %)`;
}
