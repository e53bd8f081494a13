/** The page's colours where they are drawn on canvases; the same as in style/base.css. */
import { signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { Rgb } from "./colours";
import { parseColour } from "./colours";

export interface Palette {
  /** Behind the organism. */
  readonly plate: Rgb;
  readonly ink: string;
  readonly quiet: string;
  readonly hairline: string;
  readonly accent: string;
}

export const LIGHT: Palette = {
  plate: parseColour("#fffdf8"),
  ink: "#26221c",
  quiet: "#6a6357",
  hairline: "#d9d2c3",
  accent: "#c43d1d",
};

export const DARK: Palette = {
  // Neither dark nor light: on a dark plate dark pictures, such as a cobweb, cannot be seen.
  plate: parseColour("#a0a6ab"),
  ink: "#ece6da",
  quiet: "#9a958a",
  hairline: "#363b40",
  accent: "#ff7d58",
};

let systemDark: Signal<boolean> | null = null;

/** Whether the reader's system asks for dark colours; signals and effects that read it follow. */
export function systemIsDark(): boolean {
  if (systemDark === null) {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const found = (systemDark = signal(query.matches));
    query.addEventListener("change", () => (found.value = query.matches));
  }
  return systemDark.value;
}
