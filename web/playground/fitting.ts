/** What the page is set to, as it suits the organisms of a world. */
import type { Organism, Settings } from "../engine/types";
import type { Store } from "./store";

/** The world's settings; while other organisms are on their way, the page may be set for those. */
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

/** Sets the page for these organisms; tells of what they cannot have. */
export function fitTo(store: Store, organisms: readonly Organism[]): void {
  const { signals, noise } = store;
  signals.value = organisms.map((organism, index) => toldTo(organism, signals.value[index]));
  if (noise.value === 0 || !firesPerChannel(organisms)) return;
  noise.value = 0;
  store.say(`The channels of ${organisms[0]!.name} fire each for itself, so it lives without added noise.`);
}

/** Organisms of one world have this in common. */
function firesPerChannel(organisms: readonly Organism[]): boolean {
  return organisms[0]!.physics.firePer === "channel";
}

/** What an organism is told: this, if it is of its length, else zeros. */
function toldTo({ perception }: Organism, told: readonly number[] = []): readonly number[] {
  return told.length === perception.signal ? told : new Array<number>(perception.signal).fill(0);
}
