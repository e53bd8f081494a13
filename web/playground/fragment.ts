/**
 * The page as the part of an address after "#": `o=lizard&w=96&s=7&...&x=<state>`.
 *
 * Fields at their defaults are left out. A field that cannot be read is reported and has its default, so that a link
 * truncated by a mail program still shows something.
 */
import type { EngineKind } from "../engine/types";
import { lookKey } from "./looks";
import { FASTEST, SLOWEST } from "./pace";
import type { Look, PageSettings } from "./settings";
import {
  ENGINE_WISHES,
  LARGEST_SIDE,
  LARGEST_SIGNAL,
  MOST_NOISE,
  MOST_SIGNAL,
  MOST_SPECIES,
  MOST_ZOOM,
  SMALLEST_SIDE,
  TOOLS,
  worldText,
} from "./settings";

export interface Link {
  /** Only the fields that the link gives. */
  readonly settings: Partial<PageSettings>;
  /** Steps since the world began, as the link says. */
  readonly step: number | null;
  /** The compressed state, not yet inflated. */
  readonly state: string | null;
  /** Sentences for the reader. */
  readonly problems: readonly string[];
}

/** A field that says what was expected when it cannot be read. */
class Unreadable extends Error {}

function numberBetween(text: string, low: number, high: number, whole = false): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value) || value < low || value > high || (whole && !Number.isInteger(value))) {
    throw new Unreadable(`a ${whole ? "whole " : ""}number from ${low} to ${high}`);
  }
  return value;
}

function oneOf<T extends string>(text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new Unreadable(`one of ${choices.join(", ")}`);
  return found;
}

function readWorld(text: string): Pick<PageSettings, "height" | "width"> {
  const match = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(text);
  if (match === null) throw new Unreadable("a size such as 96 or 64x96");
  const height = numberBetween(match[1]!, SMALLEST_SIDE, LARGEST_SIDE, true);
  return {
    height,
    width: match[2] === undefined ? height : numberBetween(match[2], SMALLEST_SIDE, LARGEST_SIDE, true),
  };
}

function readOrganisms(text: string): readonly string[] {
  const ids = text.split(",");
  if (ids.length > MOST_SPECIES || ids.some((id) => !/^[\w.-]{1,64}$/.test(id))) {
    throw new Unreadable(`1 to ${MOST_SPECIES} names of organisms`);
  }
  return ids;
}

function readLook(text: string): Look {
  const channel = /^([cp])(\d{1,3})$/.exec(text);
  if (channel !== null) return { kind: channel[1] === "c" ? "channel" : "parent", channel: Number(channel[2]) };
  return { kind: oneOf(text, ["colour", "alpha", "update", "fired", "sensed"]) };
}

function readPlace(text: string): PageSettings["place"] {
  const [zoom, x, y, more] = text.split(",");
  if (zoom === undefined || x === undefined || y === undefined || more !== undefined) {
    throw new Unreadable("magnification, column and row");
  }
  return {
    zoom: numberBetween(zoom, 1, MOST_ZOOM),
    x: numberBetween(x, 0, LARGEST_SIDE),
    y: numberBetween(y, 0, LARGEST_SIDE),
  };
}

function readColour(text: string): string {
  if (!/^[0-9a-f]{6}$/i.test(text)) throw new Unreadable("six hexadecimal digits");
  return `#${text.toLowerCase()}`;
}

/** Organisms are separated by ";", their numbers by ","; a signal of zeros may be empty. */
function readSignals(text: string): readonly (readonly number[])[] {
  const told = text.split(";").map((one) => (one === "" ? [] : one.split(",")));
  if (told.length > MOST_SPECIES || told.some((one) => one.length > MOST_SIGNAL)) {
    throw new Unreadable(`at most ${MOST_SPECIES} lists of ${MOST_SIGNAL} numbers`);
  }
  return told.map((one) => one.map((value) => numberBetween(value, -LARGEST_SIGNAL, LARGEST_SIGNAL)));
}

type Field = readonly [key: string, what: string, read: (text: string) => Partial<PageSettings>];

const FIELDS: readonly Field[] = [
  ["o", "organism", (text) => ({ organisms: readOrganisms(text) })],
  ["w", "world", readWorld],
  ["run", "playing", (text) => ({ playing: oneOf(text, ["0", "1"]) === "1" })],
  ["v", "speed", (text) => ({ rate: text === "max" ? Infinity : numberBetween(text, SLOWEST, FASTEST) })],
  ["tool", "tool", (text) => ({ tool: oneOf(text, TOOLS) })],
  ["b", "brush size", (text) => ({ brush: numberBetween(text, 1, 99, true) })],
  ["ink", "paint colour", (text) => ({ colour: readColour(text) })],
  ["sp", "species", (text) => ({ species: numberBetween(text, 0, MOST_SPECIES - 1, true) })],
  ["look", "view", (text) => ({ look: readLook(text) })],
  ["a", "rotation", (text) => ({ turn: numberBetween(text, 0, 360) % 360 })],
  ["f", "fire rate", (text) => ({ fireRate: numberBetween(text, 0, 1) })],
  ["edge", "boundary", (text) => ({ boundary: oneOf(text, ["zero", "torus"]) })],
  ["noise", "noise", (text) => ({ noise: numberBetween(text, 0, MOST_NOISE) })],
  ["s", "random seed", (text) => ({ seed: numberBetween(text, 0, 0xffffffff, true) })],
  ["sig", "signal", (text) => ({ signals: readSignals(text) })],
  ["e", "engine", (text) => ({ engine: oneOf(text, ENGINE_WISHES) as EngineKind | "auto" })],
  ["at", "place", (text) => ({ place: readPlace(text) })],
];

/** Longer than any link that the page writes; longer ones are not read. */
const LONGEST = 4_000_000;

/** Reads the text after "#"; never throws. */
export function decodeFragment(fragment: string): Link {
  const text = fragment.replace(/^#/, "");
  const problems: string[] = [];
  const settings: Partial<PageSettings> = {};
  if (text.length > LONGEST) {
    return {
      settings,
      step: null,
      state: null,
      problems: ["The link is too long; the page starts without it."],
    };
  }
  const given = new URLSearchParams(text);
  for (const [key, what, read] of FIELDS) {
    const value = given.get(key);
    if (value === null) continue;
    try {
      Object.assign(settings, read(value));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const shown = value.length > 24 ? `${value.slice(0, 24)}…` : value;
      problems.push(`The link's ${what} “${shown}” is not ${error.message}; the setting is unchanged.`);
    }
  }
  const stepText = given.get("t");
  const step = stepText !== null && /^\d{1,10}$/.test(stepText) ? Number(stepText) : null;
  if (text !== "" && [...given.keys()].every((key) => !KNOWN.has(key))) {
    problems.push("The link contains nothing that this page can read; the page starts without it.");
  }
  return { settings, step, state: given.get("x"), problems };
}

const KNOWN = new Set([...FIELDS.map(([key]) => key), "t", "x"]);

/** At most so many decimals, without needless zeros. */
function short(value: number, decimals = 4): string {
  return String(Number(value.toFixed(decimals)));
}

/**
 * The text after "#" for these settings.
 *
 * @param defaults fields equal to these are left out, but for organism, world and seed, without which a link is nothing
 * @param step steps since the world began; null to begin with the seed
 * @param state compressed, or null to grow so many steps from the seed
 */
export function encodeFragment(
  settings: PageSettings,
  defaults: PageSettings,
  step: number | null,
  state: string | null,
): string {
  const parts: string[] = [];
  const add = (key: string, text: string, usual: string): void => {
    if (text !== usual) parts.push(`${key}=${text}`);
  };
  parts.push(`o=${settings.organisms.join(",")}`, `w=${worldText(settings.height, settings.width)}`);
  parts.push(`s=${settings.seed}`, ...(step === null ? [] : [`t=${step}`]));
  add("run", settings.playing ? "1" : "0", "1");
  add("v", rateWord(settings.rate), rateWord(defaults.rate));
  add("tool", settings.tool, defaults.tool);
  add("b", String(settings.brush), String(defaults.brush));
  add("ink", settings.colour.slice(1), defaults.colour.slice(1));
  add("sp", String(settings.species), String(defaults.species));
  add("look", lookKey(settings.look), lookKey(defaults.look));
  add("a", short(settings.turn), short(defaults.turn));
  add("f", short(settings.fireRate), short(defaults.fireRate));
  add("edge", settings.boundary, defaults.boundary);
  add("noise", short(settings.noise), short(defaults.noise));
  add("sig", signalsText(settings.signals), "");
  add("e", settings.engine, defaults.engine);
  const { place } = settings;
  if (place !== null) parts.push(`at=${short(place.zoom, 3)},${short(place.x, 2)},${short(place.y, 2)}`);
  if (state !== null) parts.push(`x=${state}`);
  return parts.join("&");
}

/** Empty if all organisms have their default signal. */
function signalsText(signals: PageSettings["signals"]): string {
  const told = signals.map((one) => one.map((value) => short(value)).join());
  return told.join(";").replace(/;+$/, "");
}

function rateWord(rate: number): string {
  return rate === Infinity ? "max" : String(rate);
}
