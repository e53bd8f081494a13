/** The page as a link: written to the address while it changes, read from it when it opens. */
import { effect } from "@preact/signals";
import type { Snapshot } from "../engine/types";
import { canCompress, compress, decompress } from "./compression";
import { unusualSignals } from "./fitting";
import { decodeFragment, encodeFragment } from "./fragment";
import type { Life } from "./life";
import type { Specimen } from "./library";
import { fromBytes, pack, toBytes, unpack } from "./packing";
import type { PageSettings } from "./settings";
import { defaultSettings } from "./store";
import type { Store } from "./store";

/** Letters of a compressed state in a link; float32 if it fits, else float16, else the link begins from the seed. */
const MOST_LETTERS = 100_000;
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
}

/**
 * What a fragment asks for, with the page's defaults for what it does not say; tells what cannot be had.
 *
 * @param library not empty
 */
export async function openFragment(
  store: Store,
  fragment: string,
  library: readonly Specimen[],
): Promise<Opened> {
  const link = decodeFragment(fragment);
  for (const problem of link.problems) store.say(problem, "error");
  const wanted = link.settings.organisms ?? [];
  const found = wanted.flatMap((id) => library.find((specimen) => specimen.id === id) ?? []);
  const missing = wanted.filter((id) => !library.some((specimen) => specimen.id === id));
  if (missing.length > 0) store.say(`This page does not hold the link's organism ${missing.join(", ")}.`, "error");
  const specimens = found.length > 0 ? found : [library[0]!];
  const settings = {
    ...defaultSettings(specimens[0]!),
    ...link.settings,
    organisms: specimens.map(({ id }) => id),
  };
  const misfit = settings.signals.some((told, index) => {
    return told.length > 0 && told.length !== specimens[index]?.organism.perception.signal;
  });
  if (misfit) {
    store.say("The link's signal is not of this organism; it is told what it is told anyway.", "error");
    settings.signals = [];
  }
  const brush = link.settings.brush ?? store.brushes.value[settings.tool];
  let snapshot: Snapshot | null = null;
  if (link.state !== null && missing.length === 0) snapshot = await openState(store, link.state, settings, specimens);
  return { settings: { ...settings, brush }, specimens, snapshot };
}

async function openState(
  store: Store,
  text: string,
  settings: PageSettings,
  specimens: readonly Specimen[],
): Promise<Snapshot | null> {
  try {
    if (!canCompress()) throw new RangeError("This browser cannot unpack the link's state; it begins from the seed.");
    const snapshot = unpack(fromBytes(await decompress(text)));
    const { height, width, channels, species } = snapshot;
    if (height !== settings.height || width !== settings.width || channels !== specimens[0]!.organism.channels) {
      throw new RangeError("The state in the link is of another world or organism; it begins from the seed.");
    }
    if (species.some((one) => one >= specimens.length)) {
      throw new RangeError("The state in the link has more species than the link names; it begins from the seed.");
    }
    return snapshot;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    store.say(error.message, "error");
    return null;
  }
}

/** Keeps the address true: settings always, the state as well while the world stands still. */
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
      if (!this.#store.playing.value) void this.#store.stepCount.value;
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

  /** Writes the address; returns whether it holds the state. */
  async write(withState: boolean): Promise<boolean> {
    const first = this.#store.living.value[0];
    if (first === undefined) return false;
    const snapshot = withState ? this.life.read() : null;
    const state = snapshot === null || snapshot.step === 0 ? null : await stateText(snapshot);
    const signals = unusualSignals(this.#store);
    const settings: PageSettings = { ...this.#store.settings(), signals, place: this.place() };
    const step = snapshot?.step ?? this.#store.stepCount.value;
    this.written = `#${encodeFragment(settings, defaultSettings(first), step, state)}`;
    try {
      // While a creature learns, its world changes all the time and its address does not.
      if (location.hash !== this.written) history.replaceState(null, "", this.written);
    } catch {
      // Some browsers refuse for local files or after very many writes; the link can still be copied.
    }
    return state !== null || snapshot?.step === 0;
  }
}
