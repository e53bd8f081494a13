/** The page's colours where they are drawn on canvases; the same as in page.css. */
import { computed, signal } from "@preact/signals";
import type { Rgb } from "./colours";
import { parseColour } from "./colours";
import { theme } from "./store";

export interface Palette {
  /** Behind the organism. */
  readonly plate: Rgb;
  readonly ink: string;
  readonly quiet: string;
  readonly hairline: string;
  readonly accent: string;
}

const LIGHT: Palette = {
  plate: parseColour("#fffdf8"),
  ink: "#26221c",
  quiet: "#6a6357",
  hairline: "#d9d2c3",
  accent: "#c43d1d",
};

const DARK: Palette = {
  plate: parseColour("#1c2024"),
  ink: "#ece6da",
  quiet: "#9a958a",
  hairline: "#363b40",
  accent: "#ff7d58",
};

const query = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(query.matches);
query.addEventListener("change", () => (systemDark.value = query.matches));

export const dark = computed(() => (theme.value === "auto" ? systemDark.value : theme.value === "dark"));
export const palette = computed(() => (dark.value ? DARK : LIGHT));
