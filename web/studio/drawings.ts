/** Notes on a drawing, and the name of its creature. */
import type { Organism } from "../engine/types";
import { centred, trimmed } from "../training/pictures";
import { faintIn, seedsFor } from "../training/seeding";
import type { Faint } from "../training/seeding";
import { alphaOf, gridOf, paddingOf } from "../training/target";
import type { Task } from "../training/trainer";
import type { Board } from "./board";

/** Of a creature, without an ending. */
export function fileName({ name }: Organism): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-") || "creature";
}

/** A name as organism files have them. */
export function soundName(text: string): string {
  const kept = text.replace(/[^\p{L}\p{N}_ .,+()-]+/gu, " ").replace(/^[^\p{L}\p{N}]+/u, "");
  return kept.trim().slice(0, 60) || "creature";
}

/** Parts that lie too far apart, and those that are too faint, are reported before training. */
export function adviceOn(board: Board): string | null {
  const content = trimmed(board.pixels);
  if (content === null) return null;
  const drawing = centred(content, board.size);
  const padding = paddingOf(board.size);
  const [alpha, grid] = [alphaOf(drawing, padding), gridOf(drawing, padding)];
  const { parts, leftOver, further } = seedsFor(alpha, grid);
  const notes = [aboutParts(parts, leftOver), aboutLines(further), aboutFaint(faintIn(alpha, grid))];
  return notes.filter((words) => words !== "").join(" ") || null;
}

function aboutLines(further: number): string {
  if (further === 0) return "";
  return `Long lines: ${further === 1 ? "one more seed stands" : `${further} more seeds stand`} along them, so that growth arrives in time.`;
}

function aboutParts(parts: number, leftOver: number): string {
  if (leftOver > 0) return `Only ${parts} parts can grow; the ${leftOver} smallest will not. Join them to others, or erase them.`;
  if (parts === 1) return "";
  return `${parts} parts are too far apart to grow together: each grows from its own seed, and a part that is cut off completely cannot grow back.`;
}

function aboutFaint({ specks, hidden }: Faint): string {
  const what = [
    ...(specks > 0 ? [specks === 1 ? "a speck" : `${specks} specks`] : []),
    ...(hidden > 0 ? [`${hidden} almost transparent cells`] : []),
  ].join(" and ");
  if (what === "") return "";
  const subject = what[0]!.toUpperCase() + what.slice(1);
  return `${subject} may never come alive: draw over them, larger and in full colour, join them to the rest, or erase them.`;
}

/** Whether the creatures of one training can be those of another's pool. */
export function sameSeeds(one: Task, other: Task): boolean {
  return JSON.stringify(one.organism.seeds) === JSON.stringify(other.organism.seeds);
}
