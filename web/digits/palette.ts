/** Ten colours for ten digits, on a light and on a dark plate; cells show the digit itself as well where there is room. */
import type { Rgb } from "../playground/colours";
import { parseColour } from "../playground/colours";

export const DIGIT_COLOURS: readonly string[] = [
  "#3f6fd8", // 0 blue
  "#ef8322", // 1 orange
  "#1f8a4c", // 2 green
  "#d22f3d", // 3 red
  "#8447c4", // 4 violet
  "#7d5535", // 5 brown
  "#f29ac8", // 6 pink
  "#f0cf2e", // 7 yellow
  "#29bcd0", // 8 cyan
  "#a8cf4a", // 9 lime
];

export interface Plate {
  readonly ground: string;
  readonly grid: string;
  readonly frame: string;
  /** Ink of cells that do not vote. */
  readonly ink: string;
}

export const PLATES: Readonly<Record<"light" | "dark", Plate>> = {
  light: { ground: "#fffdf8", grid: "#efe9dc", frame: "#b5ac9a", ink: "#8f887c" },
  dark: { ground: "#1c2024", grid: "#282d32", frame: "#5c646b", ink: "#878d92" },
};

/** A colour on a ground, as strong as its share; "rgb(...)". */
export function mixed(ground: string, colour: string, share: number): string {
  const [from, to] = [parseColour(ground), parseColour(colour)];
  return `rgb(${from.map((part, i) => Math.round(255 * (part + share * (to[i]! - part)))).join(" ")})`;
}

/** Black or white, whichever is read better on a colour. */
export function lettersOn(colour: string): string {
  const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = parseColour(colour).map(linear) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.19 ? "#15130f" : "#ffffff";
}
