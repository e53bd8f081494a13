/**
 * The automaton of an organism file: its parts, each of a kind (docs/format.md).
 *
 * A missing field has its default. Unknown fields may be essential, so they are refused.
 */
import { ACTIVATIONS, FIRES, LIVES, UPDATES } from "./types";
import type { Filter, Life, Perception, Physics, Taps, Update } from "./types";
import { isNumber, isObject, isWhole, NEWER, own, OrganismError, short } from "./checks";
import type { JsonObject } from "./checks";
import { ARTICLE_FILTERS } from "./filters";

export interface Automaton {
  readonly channels: number;
  /** Sizes of the learned filters and of the signal's table, which are tensors. */
  readonly perception: Omit<Perception, "learned"> & { readonly learned: number; readonly embedding: number };
  readonly update: Update & { readonly hidden: readonly number[] };
  /** The second level of cells; null without. */
  readonly parents: { readonly channels: number; readonly factor: number; readonly hidden: number } | null;
  readonly life: Life;
  readonly physics: Physics;
  readonly decoder: { readonly pixels: number; readonly widths: readonly number[] } | null;
}

const MOST_FILTERS = 64;
const MOST_SIGNAL = 1024;
const LARGEST_TAP = 1000;
const LONGEST_NAME = 100;
export const MOST_PIXELS = 16;
/** The kind of perception and of update of automata with two levels; their filters and their sums are the usual ones. */
const TWO_LEVEL = "two-level";
/** Values that a parent senses of its cells: means of red, green, blue and alpha. */
export const SENSED = 4;
const MOST_DECODER_LAYERS = 8;
const WIDEST_DECODER = 1024;

/** @throws OrganismError that names the part and the field that is wrong */
export function readAutomaton(raw: unknown, source: string): Automaton {
  const all = new Part(raw, "the automaton", source);
  all.knows(["channels", "perception", "update", "life", "physics", "decoder"]);
  const part = (name: string): Part => new Part(all.given(name), `the automaton's ${name}`, source);
  const channels = all.whole("channels", 4, 1024, undefined);
  const levels = readParents(part("perception"), part("update"), channels);
  return {
    channels,
    perception: readPerception(part("perception")),
    update: readUpdate(part("update"), levels === null ? UPDATES : [TWO_LEVEL]),
    parents: levels,
    life: readLife(part("life")),
    physics: readPhysics(new Part(all.given("physics") ?? {}, "the automaton's physics", source)),
    decoder: all.given("decoder") === undefined ? null : readDecoder(part("decoder")),
  };
}

/** The second level, if the perception and the update have one. */
function readParents(perception: Part, update: Part, channels: number): Automaton["parents"] {
  const kinds = [perception.given("kind"), update.given("kind")];
  if (!kinds.includes(TWO_LEVEL)) return null;
  if (kinds[0] !== kinds[1]) {
    throw perception.error(`is ${short(kinds[0])} and the update ${short(kinds[1])}; "${TWO_LEVEL}" has to be both`);
  }
  const most = channels - SENSED - 1;
  if (most < 1) throw perception.error(`has two levels of ${channels} channels; expected ${SENSED + 2} or more`);
  return {
    channels: perception.whole("parents", 1, most, 8),
    factor: perception.whole("factor", 2, 64, 4),
    hidden: update.whole("parent_hidden", 1, 8192, 64),
  };
}

function readDecoder(part: Part): Automaton["decoder"] {
  if (part.choice("kind", ["none", "coordinates"] as const, undefined) === "none") {
    part.knows(["kind"]);
    return null;
  }
  part.knows(["kind", "pixels", "widths"]);
  const widths = part.given("widths") ?? [64];
  const sound = Array.isArray(widths) && widths.length > 0 && widths.length <= MOST_DECODER_LAYERS;
  if (!sound || !widths.every((width) => isWhole(width, 1, WIDEST_DECODER))) {
    throw part.error(`has widths ${short(widths)}; expected 1 to 8 hidden layers of 1 to ${WIDEST_DECODER}`);
  }
  return { pixels: part.whole("pixels", 2, MOST_PIXELS, undefined), widths };
}

function readPerception(part: Part): Automaton["perception"] {
  if (part.given("kind") === "volume") {
    throw part.error("grows a volume, which has a page of its own: blastema play FILE");
  }
  const kind = part.choice("kind", ["filters", TWO_LEVEL] as const, undefined);
  if (kind === TWO_LEVEL) part.knows(["kind", "filters", "parents", "factor"]);
  else part.knows(["kind", "filters", "learned_filters", "signal", "embedding"]);
  const learned = part.whole("learned_filters", 0, MOST_FILTERS, 0);
  const listed = part.given("filters");
  const filters = listed === undefined ? ARTICLE_FILTERS : readFilters(listed, part);
  if (filters.length + learned === 0) {
    throw part.error("has no filters; expected one or more, fixed or learned");
  }
  const signal = part.whole("signal", 0, MOST_SIGNAL, 0);
  return { kind: "filters", filters, learned, signal, embedding: part.whole("embedding", 0, signal > 0 ? MOST_SIGNAL : 0, 0) };
}

function readFilters(listed: unknown, part: Part): readonly Filter[] {
  if (!Array.isArray(listed) || listed.length > MOST_FILTERS) {
    throw part.error(`has filters ${short(listed)}; expected a list of at most ${MOST_FILTERS}`);
  }
  return listed.map((raw: unknown, index) => {
    const filter = new Part(raw, `filter ${index + 1} of ${part.name}`, part.source);
    filter.knows(["name", "still", "cosine", "sine"]);
    const name = filter.given("name") ?? "filter";
    if (typeof name !== "string" || [...name].length > LONGEST_NAME) {
      throw filter.error(`has the name ${short(name)}; expected a text of at most ${LONGEST_NAME} letters`);
    }
    const [still, cosine, sine] = ["still", "cosine", "sine"].map((key) => readTaps(filter, key));
    return { name, still, cosine, sine };
  });
}

function readTaps(filter: Part, key: string): Taps {
  const rows = filter.given(key) ?? new Array<number[]>(3).fill([0, 0, 0]);
  const isRow = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length === 3 && row.every((tap) => isNumber(tap, -LARGEST_TAP, LARGEST_TAP));
  if (!Array.isArray(rows) || rows.length !== 3 || !rows.every(isRow)) {
    throw filter.error(`has ${key} ${short(rows)}; expected 3 x 3 numbers from -${LARGEST_TAP} to ${LARGEST_TAP}`);
  }
  return rows.flat();
}

/** @param kinds that are known here */
export function readUpdate(part: Part, kinds: readonly (Update["kind"] | typeof TWO_LEVEL)[] = UPDATES): Automaton["update"] {
  if (part.given("kind") === "inked") {
    throw part.error("classifies digits, which has a page of its own: blastema play FILE");
  }
  const kind = part.choice("kind", kinds, undefined);
  part.knows(["kind", "hidden", "activation", ...(kind === TWO_LEVEL ? ["parent_hidden"] : [])]);
  const hidden = part.given("hidden") ?? [128];
  if (!Array.isArray(hidden) || hidden.length === 0 || !hidden.every((width) => isWhole(width, 1, 8192))) {
    throw part.error(`has hidden ${short(hidden)}; expected a list of one or more widths from 1 to 8192`);
  }
  return { kind: kind === TWO_LEVEL ? "residual" : kind, hidden, activation: part.choice("activation", ACTIVATIONS, "relu") };
}

export function readLife(part: Part): Life {
  const kind = part.choice("kind", LIVES, undefined);
  part.knows(["kind", "alive_threshold"]);
  return { kind, aliveThreshold: part.number("alive_threshold", -1e3, 1e3, 0.1) };
}

export function readPhysics(part: Part): Physics {
  part.knows(["boundary", "fire_rate", "fire_per", "step_size", "angle", "clamp", "noise"]);
  const firePer = part.choice("fire_per", FIRES, "cell");
  const noise = part.number("noise", 0, 1e6, 0);
  if (firePer === "channel" && noise > 0) {
    throw part.error(`has noise ${noise} and fire_per "channel", which would draw the same numbers; expected noise 0`);
  }
  return {
    boundary: part.choice("boundary", ["zero", "torus"] as const, "zero"),
    fireRate: part.number("fire_rate", 0, 1, 0.5),
    firePer,
    stepSize: part.number("step_size", -1e3, 1e3, 1),
    angle: (part.number("angle", -36000, 36000, 0) * Math.PI) / 180,
    clamp: part.number("clamp", 0, 1e6, 0),
    noise,
  };
}

/** One JSON object of the description, with errors that give its path. */
export class Part {
  private readonly fields: JsonObject;

  constructor(
    raw: unknown,
    readonly name: string,
    readonly source: string,
  ) {
    if (!isObject(raw)) {
      throw new OrganismError(`${source}: ${name} is ${short(raw)}; expected a JSON object.`);
    }
    this.fields = raw;
  }

  error(what: string, hint = ""): OrganismError {
    return new OrganismError(`${this.source}: ${this.name} ${what}. ${hint}`.trimEnd());
  }

  /** Refuses all other fields. */
  knows(names: readonly string[]): void {
    const unknown = Object.keys(this.fields).filter((key) => !names.includes(key));
    if (unknown.length > 0) {
      throw this.error(`has unknown fields (${unknown.join(", ").slice(0, 200)})`, NEWER);
    }
  }

  given(key: string): unknown {
    return own(this.fields, key);
  }

  /** One of several texts; required unless there is a default. */
  choice<T extends string>(key: string, choices: readonly T[], usual: T | undefined): T {
    const value = this.value(key, usual);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      const known = choices.map((choice) => `"${choice}"`).join(" or ");
      throw this.error(`has ${key} ${short(value)}; expected ${known}`, typeof value === "string" ? NEWER : "");
    }
    return found;
  }

  whole(key: string, low: number, high: number, usual: number | undefined): number {
    const value = this.value(key, usual);
    if (!isWhole(value, low, high)) {
      throw this.error(`has ${key} ${short(value)}; expected a whole number from ${low} to ${high}`);
    }
    return value;
  }

  number(key: string, low: number, high: number, usual: number): number {
    const value = this.value(key, usual);
    if (!isNumber(value, low, high)) {
      throw this.error(`has ${key} ${short(value)}; expected a number from ${low} to ${high}`);
    }
    return value;
  }

  private value(key: string, usual: unknown): unknown {
    const value = this.given(key);
    return value === undefined ? usual : value;
  }
}
