/**
 * The state and settings of one playground as signals: components read them, `Life` and the controls write them.
 *
 * A page may hold several playgrounds: each has a store of its own, and nothing of it lies in a module.
 */
import { computed, signal } from "@preact/signals";
import type { Form } from "./form";
import type { Signal } from "@preact/signals";
import type { Boundary, EngineKind } from "../engine/types";
import type { EngineReport } from "../engine/select";
import { plainText } from "../engine/text";
import type { Specimen } from "./library";
import type { Rate } from "./pace";
import type { EngineWish, Look, PageSettings, Tool } from "./settings";
import { DARK, LIGHT, systemIsDark } from "./palette";
import { Series } from "./series";

export type Theme = "auto" | "light" | "dark";
export const SECTIONS = ["organism", "wounds", "senses", "view", "world"] as const;
export type Section = (typeof SECTIONS)[number];

/** How long a message stays, in milliseconds; it can be closed before. */
const STAYS = { note: 6_000, error: 20_000 } as const;

/** A message to the reader. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly kind: "note" | "error";
}

export interface Traced {
  readonly row: number;
  readonly column: number;
}

/** Playgrounds are numbered, so that ids in the document are unique. */
let made = 0;

export class Store {
  readonly number = ++made;

  // Settings.
  readonly playing = signal(true);
  readonly rate = signal<Rate>(60);
  readonly tool = signal<Tool>("erase");
  /** Diameter of each tool's brush in cells; a seed is one cell. */
  readonly brushes = signal<Readonly<Record<Tool, number>>>({
    erase: 9,
    seed: 1,
    colour: 5,
    species: 15,
    inspect: 1,
    pan: 1,
  });
  readonly brush = computed(() => this.brushes.value[this.tool.value]);
  readonly colour = signal("#e4572e");
  readonly species = signal(0);
  readonly look = signal<Look>({ kind: "colour" });
  /** Degrees, counter-clockwise. */
  readonly turn = signal(0);
  readonly fireRate = signal(0.5);
  readonly boundary = signal<Boundary>("zero");
  readonly noise = signal(0);
  readonly seed = signal(0);
  /** The signal of each organism of the world. */
  readonly signals = signal<readonly (readonly number[])[]>([]);
  readonly engineWish = signal<EngineWish>("auto");
  readonly theme = signal<Theme>("auto");

  // Content.
  readonly library = signal<readonly Specimen[]>([]);
  readonly living = signal<readonly Specimen[]>([]);
  readonly world = signal({ height: 72, width: 72 });
  readonly engineKind = signal<EngineKind | null>(null);
  readonly engineReport = signal<EngineReport | null>(null);

  // Measurements.
  readonly stepCount = signal(0);
  readonly stepsPerSecond = signal(0);
  readonly livingCells = signal(0);
  /** log10 of the healing error, null where there is nothing to compare with. */
  readonly healing = signal<number | null>(null);
  readonly healingAgainst = signal<"target" | "before" | "moving" | "texture" | null>(null);
  /** Its best shift and turn, and log10 of its error there; null where that is its place or hardly better, or not known. */
  readonly form = signal<Form | null>(null);
  readonly healingSeries = new Series(1, 4096);
  /** Steps of the latest wounds. */
  readonly wounds = signal<readonly number[]>([]);
  readonly traced = signal<Traced | null>(null);
  readonly traceSeries = signal(new Series(16));
  /** Changes whenever the curves have new values. */
  readonly samples = signal(0);

  // Messages.
  readonly notices = signal<readonly Notice[]>([]);
  /** Spoken by screen readers. */
  readonly spoken = signal("");
  readonly hint: Signal<string | null> = signal(null);
  readonly canUndo = signal(false);
  readonly canRedo = signal(false);
  readonly resting = signal(false);
  readonly recording = signal<"gif" | "video" | null>(null);
  /** Present and maximum length of the film that is being recorded, in seconds. */
  readonly filmed = signal({ seconds: 0, most: 0 });
  /** Whether the world was changed other than by steps from its seeds: then a link needs its state. */
  readonly touched = signal(false);
  /** The bottom sheet's section on phones; null while it is closed. */
  readonly section = signal<Section | null>(null);
  /** Whether the inspector is open where it lies over the stage. */
  readonly drawer = signal(false);
  readonly helping = signal(false);
  /** Whether keys of one character work outside the world too. */
  readonly keys = signal(true);

  readonly current = computed(() => this.living.value[this.species.value] ?? this.living.value[0] ?? null);
  readonly channels = computed(() => this.current.value?.organism.channels ?? 16);
  /** Whether channels fire each for itself; then there is no noise. */
  readonly firesPerChannel = computed(() => this.current.value?.organism.physics.firePer === "channel");
  readonly dark = computed(() => (this.theme.value === "auto" ? systemIsDark() : this.theme.value === "dark"));
  readonly palette = computed(() => (this.dark.value ? DARK : LIGHT));

  setBrush(diameter: number): void {
    this.brushes.value = { ...this.brushes.value, [this.tool.value]: diameter };
  }

  #lastNotice = 0;

  /**
   * Shows a message, which may quote files and links; it goes away by itself.
   *
   * @param lasting whether it stays until it is closed: what is wrong with the page itself
   */
  say(message: string, kind: Notice["kind"] = "note", lasting = false): number {
    const text = plainText(message);
    const id = ++this.#lastNotice;
    const others = this.notices.value.filter((notice) => notice.text !== text).slice(-3);
    this.notices.value = [...others, { id, text, kind }];
    this.spoken.value = text;
    if (!lasting) setTimeout(() => this.dismiss(id), STAYS[kind]);
    return id;
  }

  dismiss(id: number): void {
    this.notices.value = this.notices.value.filter((notice) => notice.id !== id);
  }

  /** The present settings, except the place, which the stage holds. */
  settings(): Omit<PageSettings, "place"> {
    return {
      organisms: this.living.value.map(({ id }) => id),
      ...this.world.value,
      playing: this.playing.value,
      rate: this.rate.value,
      tool: this.tool.value,
      brush: this.brush.value,
      colour: this.colour.value,
      species: this.species.value,
      look: this.look.value,
      turn: this.turn.value,
      fireRate: this.fireRate.value,
      boundary: this.boundary.value,
      noise: this.noise.value,
      seed: this.seed.value,
      signals: this.signals.value,
      engine: this.engineWish.value,
    };
  }

  /** Applies settings, except organisms, world and place. */
  apply(settings: PageSettings): void {
    this.playing.value = settings.playing;
    this.rate.value = settings.rate;
    this.tool.value = settings.tool;
    this.setBrush(settings.brush);
    this.colour.value = settings.colour;
    this.species.value = settings.species;
    this.look.value = settings.look;
    this.turn.value = settings.turn;
    this.fireRate.value = settings.fireRate;
    this.boundary.value = settings.boundary;
    this.noise.value = settings.noise;
    this.seed.value = settings.seed;
    this.signals.value = settings.signals;
    this.engineWish.value = settings.engine;
  }
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
    signals: [],
    engine: "auto",
    place: null,
  };
}
