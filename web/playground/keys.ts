/** Which key does what, on the page and on the world. */
import type { Tool } from "./settings";
import { TOOLS } from "./settings";

export type Command =
  | { readonly kind: "play" | "step" | "reset" | "undo" | "redo" | "help" | "smaller" | "larger" | "close" }
  | { readonly kind: "zoom in" | "zoom out" | "fit" | "share" | "next look" }
  | { readonly kind: "tool"; readonly tool: Tool };

/** The fields of a keyboard event that are used here. */
export interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where the focus is: in a field that takes letters, on a control that takes the space bar, or elsewhere. */
export type Focus = "text" | "control" | "elsewhere";

const PLAIN: Readonly<Record<string, Command["kind"]>> = {
  " ": "play",
  ".": "step",
  r: "reset",
  z: "undo",
  "?": "help",
  "[": "smaller",
  "]": "larger",
  "+": "zoom in",
  "=": "zoom in",
  "-": "zoom out",
  "0": "fit",
  l: "share",
  v: "next look",
  Escape: "close",
};

/** What the page does on a key, or null for nothing. */
export function commandOf(key: Key, focus: Focus): Command | null {
  if (key.altKey || (focus === "text" && key.key !== "Escape")) return null;
  const letter = key.key.length === 1 ? key.key.toLowerCase() : key.key;
  if (key.ctrlKey || key.metaKey) {
    if (letter === "z") return { kind: key.shiftKey ? "redo" : "undo" };
    return letter === "y" ? { kind: "redo" } : null;
  }
  if (focus === "control" && letter === " ") return null; // the space bar works the control
  if (letter === "z" && key.shiftKey) return { kind: "redo" };
  const tool = TOOLS[Number.parseInt(letter, 10) - 1];
  if (tool !== undefined && /^[1-9]$/.test(letter)) return { kind: "tool", tool };
  const kind = Object.hasOwn(PLAIN, letter) ? PLAIN[letter] : undefined;
  return kind === undefined ? null : ({ kind } as Command);
}

/** What a key does to the world's own cursor: a move in cells, or the use of the tool where it is. */
export type CursorKey = { readonly rows: number; readonly columns: number } | "use";

export function cursorKeyOf(key: Key): CursorKey | null {
  if (key.ctrlKey || key.metaKey || key.altKey) return null;
  const far = key.shiftKey ? 8 : 1;
  switch (key.key) {
    case "ArrowUp":
      return { rows: -far, columns: 0 };
    case "ArrowDown":
      return { rows: far, columns: 0 };
    case "ArrowLeft":
      return { rows: 0, columns: -far };
    case "ArrowRight":
      return { rows: 0, columns: far };
    case "Enter":
      return "use";
    default:
      return null;
  }
}

/** For the help page. */
export const SHORTCUTS: readonly (readonly [keys: string, what: string])[] = [
  ["Space", "play or pause"],
  [".", "one step"],
  ["R", "reset"],
  ["Z, Shift Z", "undo, redo"],
  ["1 to 6", "erase, seed, paint, species, inspect, move"],
  ["[ and ]", "smaller, larger brush"],
  ["+, -, 0", "zoom in, zoom out, fit"],
  ["V", "next view"],
  ["L", "copy a link"],
  ["Arrows, Enter", "in the world: move the cursor, use the tool"],
  ["?", "this help"],
];
