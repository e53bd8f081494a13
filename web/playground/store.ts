/** What the page shows and is set to, as signals: components read them, `Life` and the controls write them. */
import { computed, signal } from "@preact/signals";
import type { Boundary, EngineKind } from "../engine/types";
import type { EngineReport } from "../engine/select";
import type { Specimen } from "./library";
import type { Rate } from "./pace";
import type { EngineWish, Look, PageSettings, Tool } from "./settings";
import { Series } from "./series";

export type Theme = "auto" | "light" | "dark";
export const SECTIONS = ["organism", "wounds", "senses", "view", "world"] as const;
export type Section = (typeof SECTIONS)[number];

/** A message to the reader; errors stay until they are closed. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly kind: "note" | "error";
}

export interface Traced {
  readonly row: number;
  readonly column: number;
}

/** What can be set. */
export const playing = signal(true);
export const rate = signal<Rate>(60);
export const tool = signal<Tool>("erase");
/** Diameter of each tool's brush in cells; a seed is one cell. */
export const brushes = signal<Readonly<Record<Tool, number>>>({
  erase: 9,
  seed: 1,
  colour: 5,
  species: 15,
  inspect: 1,
  pan: 1,
});
export const brush = computed(() => brushes.value[tool.value]);
export const colour = signal("#e4572e");
export const species = signal(0);
export const look = signal<Look>({ kind: "colour" });
/** Degrees, counter-clockwise. */
export const turn = signal(0);
export const fireRate = signal(0.5);
export const boundary = signal<Boundary>("zero");
export const noise = signal(0);
export const seed = signal(0);
export const engineWish = signal<EngineWish>("auto");
export const theme = signal<Theme>("auto");

/** What there is. */
export const library = signal<readonly Specimen[]>([]);
export const living = signal<readonly Specimen[]>([]);
export const world = signal({ height: 72, width: 72 });
export const engineKind = signal<EngineKind | null>(null);
export const engineReport = signal<EngineReport | null>(null);

/** What is measured. */
export const stepCount = signal(0);
export const stepsPerSecond = signal(0);
export const livingCells = signal(0);
/** log10 of the healing error, null where there is nothing to compare with. */
export const healing = signal<number | null>(null);
export const healingAgainst = signal<"target" | "before" | null>(null);
export const healingSeries = new Series(1, 4096);
/** Steps of the latest wounds. */
export const wounds = signal<readonly number[]>([]);
export const traced = signal<Traced | null>(null);
export const traceSeries = signal(new Series(16));
/** Changes whenever the curves have new values. */
export const samples = signal(0);

/** What the page says. */
export const notices = signal<readonly Notice[]>([]);
/** Spoken by screen readers. */
export const spoken = signal("");
export const hint = signal<string | null>(null);
export const canUndo = signal(false);
export const canRedo = signal(false);
export const resting = signal(false);
export const recording = signal<"gif" | "video" | null>(null);
/** The bottom sheet's section on phones; null while it is closed. */
export const section = signal<Section | null>(null);
/** Whether the inspector is open where it lies over the stage. */
export const drawer = signal(false);
export const helping = signal(false);

export const current = computed(() => living.value[species.value] ?? living.value[0] ?? null);
export const channels = computed(() => current.value?.organism.channels ?? 16);

export function setBrush(diameter: number): void {
  brushes.value = { ...brushes.value, [tool.value]: diameter };
}

let lastNotice = 0;

/** Shows a message; notes go away by themselves. */
export function say(text: string, kind: Notice["kind"] = "note"): void {
  const id = ++lastNotice;
  const others = notices.value.filter((notice) => notice.text !== text).slice(-3);
  notices.value = [...others, { id, text, kind }];
  spoken.value = text;
  if (kind === "note") setTimeout(() => dismiss(id), 6000);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** The settings of a page that has just been opened with this organism. */
export function defaultSettings(specimen: Specimen): PageSettings {
  const { organism } = specimen;
  const { height, width } = organism;
  return {
    organisms: [specimen.id],
    height,
    width,
    playing: true,
    rate: 60,
    tool: "erase",
    brush: 9,
    colour: "#e4572e",
    species: 0,
    look: { kind: "colour" },
    turn: 0,
    fireRate: organism.physics.fireRate,
    boundary: organism.physics.boundary,
    noise: 0,
    seed: 0,
    engine: "auto",
    place: null,
  };
}

/** The settings as they are, but for the place, which the stage knows. */
export function currentSettings(): Omit<PageSettings, "place"> {
  return {
    organisms: living.value.map(({ id }) => id),
    ...world.value,
    playing: playing.value,
    rate: rate.value,
    tool: tool.value,
    brush: brush.value,
    colour: colour.value,
    species: species.value,
    look: look.value,
    turn: turn.value,
    fireRate: fireRate.value,
    boundary: boundary.value,
    noise: noise.value,
    seed: seed.value,
    engine: engineWish.value,
  };
}
