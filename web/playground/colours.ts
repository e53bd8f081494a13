/** Colours as texts and numbers. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** "#rrggbb" as numbers from 0 to 1. */
export function parseColour(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
