/** The page as a link: written to the address while it changes, read from it when it opens. */
import { effect } from "@preact/signals";
import type { Snapshot } from "../engine/types";
import { canCompress, compress, decompress } from "./compression";
import { unusualSignals } from "./fitting";
import { blockSide } from "./levels";
import { decodeFragment, encodeFragment } from "./fragment";
import type { Life } from "./life";
import type { Specimen } from "./library";
import { fromBytes, pack, toBytes, unpack } from "./packing";
import type { PageSettings } from "./settings";
import { defaultSettings } from "./store";
import type { Store } from "./store";

/** Letters of a compressed state in a link; float32 if it fits, else float16, else the link begins from the seed. */
const MOST_LETTERS = 100_000;
/** Steps up to which an untouched world is grown again by whoever opens its link; after more the link has its state. */
const FARTHEST = 5000;
/** Milliseconds without a change after which the address is written; browsers count these writes. */
const WRITE_AFTER = 600;

/** The state as text for a link; null where it is too large or the browser cannot compress. */
export async function stateText(snapshot: Snapshot): Promise<string | null> {
  if (!canCompress()) return null;
  const packed = pack(snapshot);
  for (const bytesPerValue of [4, 2] as const) {
    // Even random bits deflate to no more than their length: what cannot fit is not tried.
    if ((packed.values.length * bytesPerValue) / 2 > MOST_LETTERS) continue;
    const text = await compress(toBytes(packed, bytesPerValue));
    if (text.length <= MOST_LETTERS) return text;
  }
  return null;
}

export interface Opened {
  readonly settings: PageSettings;
  readonly specimens: readonly Specimen[];
  readonly snapshot: Snapshot | null;
  /** Steps that the world is to be grown from its seeds, where there is no snapshot. */
  readonly steps: number;
}

/**
 * The world of a fragment, with the page's defaults for missing fields; reports what is not available.
 *
 * @param library not empty
 * @param kept the state, where the browser has kept it
 */
export async function openFragment(
  store: Store,
  fragment: string,
  library: readonly Specimen[],
  kept: Snapshot | null = null,
): Promise<Opened> {
  const link = decodeFragment(fragment);
  for (const problem of link.problems) store.say(problem, "error");
  const wanted = link.settings.organisms ?? [];
  const found = wanted.flatMap((id) => library.find((specimen) => specimen.id === id) ?? []);
  const missing = wanted.filter((id) => !library.some((specimen) => specimen.id === id));
  if (missing.length > 0) {
    const near = nearest(missing[0]!, library.map(({ id }) => id));
    const meant = near === null ? "" : ` Did you mean ${near}?`;
    store.say(`This page does not have the link's organism ${missing.join(", ")}.${meant}`, "error");
  }
  const specimens = found.length > 0 ? found : [library[0]!];
  const settings = {
    ...defaultSettings(specimens[0]!),
    ...link.settings,
    organisms: specimens.map(({ id }) => id),
  };
  const block = blockSide(specimens[0]!.organism);
  if (settings.height % block !== 0 || settings.width % block !== 0) {
    const { height, width } = specimens[0]!.organism;
    store.say(`The link's world does not consist of whole blocks of ${block} x ${block} cells; it is ${height} x ${width} cells instead.`, "error");
    Object.assign(settings, { height, width });
  }
  const misfit = settings.signals.some((told, index) => {
    return told.length > 0 && told.length !== specimens[index]?.organism.perception.signal;
  });
  if (misfit) {
    store.say("The link's signal does not fit this organism.", "error");
    settings.signals = [];
  }
  const brush = link.settings.brush ?? store.brushes.value[settings.tool];
  let snapshot: Snapshot | null = null;
  if (kept !== null && missing.length === 0 && misfitOf(kept, settings, specimens) === null) snapshot = kept;
  else if (link.state !== null && missing.length === 0) snapshot = await openState(store, link.state, settings, specimens);
  let steps = link.state === null && missing.length === 0 ? (link.step ?? 0) : 0;
  if (steps > FARTHEST) {
    store.say(`The link asks for step ${steps} without giving the state; the page starts from the seed.`, "error");
    steps = 0;
  }
  return { settings: { ...settings, brush }, specimens, snapshot, steps };
}

/** Why a state cannot be that of a page with these settings; null if it can. */
function misfitOf(snapshot: Snapshot, settings: PageSettings, specimens: readonly Specimen[]): string | null {
  const { height, width, channels, species } = snapshot;
  if (height !== settings.height || width !== settings.width || channels !== specimens[0]!.organism.channels) {
    return "The state in the link belongs to another world or organism; the page starts from the seed.";
  }
  if (species.some((one) => one >= specimens.length)) {
    return "The state in the link has more species than the link names; the page starts from the seed.";
  }
  return null;
}

/** The name that is fewest letters away from a text, with or without its regime; null if more than a third of them. */
export function nearest(text: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.floor(text.length / 3) + 1;
  for (const name of names) {
    const apart = Math.min(distance(text, name), distance(text, name.replace(/-.*/, "")));
    if (apart < least) [best, least] = [name, apart];
  }
  return best;
}

/** How many letters have to be changed, added or removed (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[other.length]!;
}

async function openState(
  store: Store,
  text: string,
  settings: PageSettings,
  specimens: readonly Specimen[],
): Promise<Snapshot | null> {
  try {
    if (!canCompress()) throw new RangeError("This browser cannot decompress the link's state; the page starts from the seed.");
    const snapshot = unpack(fromBytes(await decompress(text)));
    const misfit = misfitOf(snapshot, settings, specimens);
    if (misfit !== null) throw new RangeError(misfit);
    return snapshot;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    store.say(error.message, "error");
    return null;
  }
}

/** Name and most values of a state that the browser keeps. */
const KEPT = "blastema";
const MOST_KEPT = 1 << 21;

/** The previous state, if the user has come back; null otherwise, e.g. on a new visit by the same link. */
export function keptState(): Snapshot | null {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const state = history.state as Partial<Record<typeof KEPT, Snapshot>> | null;
  return entry?.type === "back_forward" ? (state?.[KEPT] ?? null) : null;
}

/** Keeps the address up to date: settings always, the state as well while the world is paused. */
export class AddressBar {
  readonly #store: Store;
  readonly #stop: () => void;
  #timer = 0;
  /** What was written last, so that it is not taken for a new link. */
  written = "";

  constructor(
    store: Store,
    readonly life: Life,
    readonly place: () => PageSettings["place"],
  ) {
    this.#store = store;
    this.#stop = effect(() => {
      this.#store.settings();
      // A world at rest changes by steps and by what is painted on it.
      if (!this.#store.playing.value) void [this.#store.stepCount.value, this.#store.samples.value];
      this.touch();
    });
  }

  dispose(): void {
    this.#stop();
    clearTimeout(this.#timer);
  }

  /** Something that a link holds has changed. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.write(!this.#store.playing.value), WRITE_AFTER);
  }

  /** Writes the address; returns whether it leads to the present state. */
  async write(withState: boolean): Promise<boolean> {
    const first = this.#store.living.value[0];
    if (first === undefined) return false;
    const snapshot = withState ? this.life.read() : null;
    const step = snapshot?.step ?? this.#store.stepCount.value;
    // Seeds, settings and steps describe an untouched world completely.
    const regrown = !this.#store.touched.value && step <= FARTHEST;
    const state = snapshot === null || regrown ? null : await stateText(snapshot);
    const exact = regrown || state !== null;
    this.#encode(first, exact ? step : null, state);
    try {
      // While a creature learns, its world changes all the time and its address does not.
      if (location.hash !== this.written) history.replaceState(null, "", this.written);
    } catch {
      // Some browsers refuse for local files or after very many writes; the link can still be copied.
    }
    return exact;
  }

  #encode(first: Specimen, step: number | null, state: string | null): void {
    const signals = unusualSignals(this.#store);
    const settings: PageSettings = { ...this.#store.settings(), signals, place: this.place() };
    this.written = `#${encodeFragment(settings, defaultSettings(first), step, state)}`;
  }

  /** Before the page is left: the browser keeps the state beside the address, for the Back button. */
  leave(): void {
    const first = this.#store.living.value[0];
    const snapshot = this.life.read();
    if (first === undefined || snapshot === null || snapshot.state.length > MOST_KEPT) return;
    this.#encode(first, null, null);
    try {
      history.replaceState({ [KEPT]: snapshot }, "", this.written);
    } catch {
      // As above: then Back begins with what the address says.
    }
  }
}
