/** What the page can be set to: everything of it that a link carries but the state itself. */
import type { Boundary, EngineKind } from "../engine/types";
import type { Rate } from "./pace";

/** Sides of the square worlds offered; a link or an organism's own grid may give others. */
export const WORLD_SIDES = [72, 96, 128, 256, 512] as const;
export const SMALLEST_SIDE = 8;
export const LARGEST_SIDE = 512;

export const TOOLS = ["erase", "seed", "colour", "species", "inspect", "pan"] as const;
export type Tool = (typeof TOOLS)[number];

/** Tools that change cells. */
export function draws(tool: Tool): boolean {
  return tool !== "inspect" && tool !== "pan";
}

/** Diameters of the brush in cells. */
export const BRUSH_SIZES = [1, 3, 5, 9, 15, 25, 41] as const;

/** What is looked at; of a cell's or a parent's channel its number. "sensed" is what the parents sense of their cells. */
export type Look =
  | { readonly kind: "colour" | "alpha" | "update" | "fired" | "sensed" }
  | { readonly kind: "channel" | "parent"; readonly channel: number };

export type EngineWish = EngineKind | "auto";
export const ENGINE_WISHES: readonly EngineWish[] = ["auto", "webgl2", "webgl2-half", "wasm", "plain"];

export interface PageSettings {
  /** Organisms in the world, the first in the middle. */
  organisms: readonly string[];
  height: number;
  width: number;
  playing: boolean;
  rate: Rate;
  tool: Tool;
  /** Diameter in cells. */
  brush: number;
  /** "#rrggbb" */
  colour: string;
  /** Index of the organism that the seed and species tools use. */
  species: number;
  look: Look;
  /** Degrees, counter-clockwise, 0 to below 360. */
  turn: number;
  fireRate: number;
  boundary: Boundary;
  noise: number;
  seed: number;
  /** The signal of each organism; zeros without an entry. */
  signals: readonly (readonly number[])[];
  engine: EngineWish;
  /** Magnification (1 fits the world in the stage) and the cell in the middle; null while it fits. */
  place: { readonly zoom: number; readonly x: number; readonly y: number } | null;
}

export const MOST_NOISE = 0.2;
/** Magnitude of a number of a signal, and how many one organism takes (docs/format.md). */
export const LARGEST_SIGNAL = 1e6;
export const MOST_SIGNAL = 1024;
export const MOST_ZOOM = 64;
export const MOST_SPECIES = 8;

export function worldText(height: number, width: number): string {
  return height === width ? String(width) : `${height}x${width}`;
}
