/** Adapting the page's settings to the organisms of a world. */
import type { NamedPicture, Organism, Settings, Target } from "../engine/types";
import type { PageSettings } from "./settings";
import type { Store } from "./store";

/** The world's settings; while other organisms are being loaded, the page may already be set for those. */
export function settingsFor(store: Store, organisms: readonly Organism[]): Settings {
  const { boundary, fireRate, turn, noise, seed, signals } = store;
  return {
    boundary: boundary.value,
    fireRate: fireRate.value,
    angle: (turn.value * Math.PI) / 180,
    noise: firesPerChannel(organisms) ? 0 : noise.value,
    seed: seed.value,
    signals: organisms.map((organism, index) => toldTo(organism, signals.value[index])),
  };
}

/** Sets the page for these organisms; reports settings that they do not support. */
export function fitTo(store: Store, organisms: readonly Organism[]): void {
  const { signals, noise } = store;
  signals.value = organisms.map((organism, index) => toldTo(organism, signals.value[index]));
  if (noise.value === 0 || !firesPerChannel(organisms)) return;
  noise.value = 0;
  store.say(`The channels of ${organisms[0]!.name} fire independently, so no noise is added.`);
}

/** Organisms of one world have this in common. */
function firesPerChannel(organisms: readonly Organism[]): boolean {
  return organisms[0]!.physics.firePer === "channel";
}

/** An organism's signal: this one, if its length fits, else that of its file, or zeros. */
export function toldTo({ perception, told: usual }: Organism, told: readonly number[] = []): readonly number[] {
  if (told.length === perception.signal) return told;
  return usual.length > 0 ? usual : new Array<number>(perception.signal).fill(0);
}

/** Which of its pictures an organism grows for this signal; null for none of them, such as a mixture. */
export function pictureOf({ pictures }: Organism, told: readonly number[] = []): NamedPicture | null {
  return pictures.find(({ signal }) => alike(signal, told)) ?? null;
}

/** The picture that the page compares an organism with: of several, that of its signal. */
export function wantedOf(organism: Organism, told: readonly number[] | undefined): Target | null {
  return organism.pictures.length > 0 ? (pictureOf(organism, told)?.target ?? null) : organism.target;
}

/** The signals for a link: empty if an organism has its default signal. */
export function unusualSignals(store: Store): PageSettings["signals"] {
  return store.signals.value.map((told, index) => {
    const organism = store.living.value[index]?.organism;
    return organism !== undefined && alike(told, toldTo(organism)) ? [] : told;
  });
}

function alike(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => Math.abs(value - other[index]!) < 1e-4);
}
