/** Checks of a world and its settings, for all engines. */
import type { Organism, Region, Settings, Snapshot, Stroke, World } from "./types";
import { decodeBase64 } from "./checks";
import { decodePng } from "./png";
import { isAbove } from "./species";

export const RED = 0;
export const GREEN = 1;
export const BLUE = 2;
export const ALPHA = 3;

/** Settings of the organism's file: its boundary and fire rate, no further rotation or noise, no signal. */
export function settingsOf(organism: Organism, seed = 0): Settings {
  const { boundary, fireRate } = organism.physics;
  return { boundary, fireRate, angle: 0, noise: 0, seed, signals: [] };
}

/** @throws RangeError that says which setting is out of range, or does not fit these organisms */
export function checkSettings(settings: Settings, organisms: readonly Organism[]): void {
  const { boundary, fireRate, angle, noise, seed, signals } = settings;
  require(boundary === "zero" || boundary === "torus", "boundary", boundary, "zero or torus");
  require(fireRate >= 0 && fireRate <= 1, "fireRate", fireRate, "0 to 1");
  require(Number.isFinite(angle), "angle", angle, "radians");
  require(noise >= 0 && noise <= 1e6, "noise", noise, "0 or more");
  require(Number.isInteger(seed), "seed", seed, "an unsigned 32-bit number");
  const apart = noise > 0 && organisms.some(({ physics }) => physics.firePer === "channel");
  require(!apart, "noise", noise, "0, since channels fire independently and noise would draw the same numbers");
  const most = organisms.length;
  require(signals.length <= most, "number of signals", signals.length, `at most ${most}, one for each organism`);
  signals.forEach((signal, index) => {
    const { name, perception } = organisms[index];
    const known = signal.length === perception.signal || signal.length === 0;
    require(known, `length of ${name}'s signal`, signal.length, String(perception.signal));
    require(signal.every(Number.isFinite), `signal of ${name}`, signal.join(), "finite numbers");
  });
}

/** @throws RangeError unless `count` is a number of steps */
export function checkCount(count: number): void {
  require(Number.isInteger(count) && count >= 0, "count of steps", count, "a whole number, 0 or more");
}

/** @throws RangeError unless the region is one of this world */
export function checkRegion(region: Region, world: World): void {
  const cells = world.height * world.width;
  require(region.length === cells, "length of the region", region.length, `${cells}, a number for each cell`);
}

/** @throws RangeError for a stroke with an unknown species or an invalid colour */
export function checkStroke(stroke: Stroke, organisms: readonly Organism[]): void {
  if (stroke.kind === "erase") {
    return;
  }
  const { species } = stroke;
  const known = Number.isInteger(species) && species >= 0 && species < organisms.length;
  require(known, "species", species, `0 to ${organisms.length - 1}`);
  if (stroke.kind === "colour") {
    const sound = stroke.colour.length === 3 && stroke.colour.every((value) => value >= 0 && value <= 1);
    require(sound, "colour", stroke.colour.join(), "red, green and blue, each 0 to 1");
  }
}

/** @throws RangeError if the snapshot is of another size, has other channels or unknown species */
export function checkSnapshot(snapshot: Snapshot, world: World, organisms: readonly Organism[]): void {
  const { height, width, channels } = snapshot;
  const [expected, size] = [organisms[0].channels, `${world.height} x ${world.width}`];
  require(height === world.height && width === world.width, "size", `${height} x ${width}`, size);
  require(channels === expected, "number of channels", channels, String(expected));
  const cells = height * width;
  const values = snapshot.state.length;
  require(values === cells * channels, "length of the state", values, String(cells * channels));
  require(snapshot.species.length === cells, "length of the species", snapshot.species.length, String(cells));
  const largest = snapshot.species.reduce((most, species) => Math.max(most, species), 0);
  require(largest < organisms.length, "species", largest, `0 to ${organisms.length - 1}`);
  require(Number.isInteger(snapshot.step) && snapshot.step >= 0, "step", snapshot.step, "a whole number, 0 or more");
}

function require(sound: boolean, name: string, value: unknown, expected: string): void {
  if (!sound) {
    throw new RangeError(`The ${name} is ${String(value)}; expected ${expected}.`);
  }
}

/** A world without any life. */
export function emptySnapshot(world: World, channels: number): Snapshot {
  const cells = world.height * world.width;
  const arrays = { state: new Float32Array(cells * channels), species: new Uint8Array(cells) };
  return { height: world.height, width: world.width, channels, ...arrays, step: 0 };
}

/** How many cells have an alpha above the threshold of life. */
export function countLiving(snapshot: Snapshot, organism: Organism): number {
  let count = 0;
  for (let i = ALPHA; i < snapshot.state.length; i += snapshot.channels) {
    count += isAbove(snapshot.state[i], organism) ? 1 : 0;
  }
  return count;
}

/** The largest magnitude of any channel; NaN if a value is not a number, so that every comparison with it fails. */
export function largestMagnitude(state: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < state.length; i++) {
    const size = Math.abs(state[i]);
    if (!(size <= largest)) {
      largest = size;
      if (Number.isNaN(size)) {
        return size;
      }
    }
  }
  return largest;
}

/** The target of an organism, on its own grid. */
export interface TargetGrid {
  readonly height: number;
  readonly width: number;
  /** [height, width, 4], RGB premultiplied by alpha, 0 to 1 */
  readonly values: Float32Array;
}

/** The organism's target on its training grid; null if its file has no picture. Rejects if that cannot be read. */
export async function targetGrid(organism: Organism): Promise<TargetGrid | null> {
  const bytes = organism.target?.png ? decodeBase64(organism.target.png) : null;
  if (organism.target === null || bytes === null) {
    return null;
  }
  const picture = await decodePng(bytes);
  const { padding } = organism.target;
  const [height, width] = [picture.height + 2 * padding, picture.width + 2 * padding];
  const values = new Float32Array(height * width * 4);
  for (let pixel = 0; pixel < picture.height * picture.width; pixel++) {
    const row = padding + Math.floor(pixel / picture.width);
    const to = 4 * (row * width + padding + (pixel % picture.width));
    const alpha = Math.fround(picture.pixels[4 * pixel + 3] / 255);
    for (let channel = 0; channel < 3; channel++) {
      values[to + channel] = Math.fround(picture.pixels[4 * pixel + channel] / 255) * alpha;
    }
    values[to + ALPHA] = alpha;
  }
  return { height, width, values };
}

/**
 * The error E: mean over the target's grid and RGBA of the squared difference.
 *
 * @param top row of the world at which the target's grid begins; with `left`, 0 for a world of its size. Cells beyond
 *   the edge are those of the opposite edge on a torus, else empty.
 */
export function errorAgainst(snapshot: Snapshot, target: TargetGrid, top = 0, left = 0, torus = false): number {
  let sum = 0;
  for (let row = 0; row < target.height; row++) {
    for (let column = 0; column < target.width; column++) {
      const cell = cellAt(snapshot, top + row, left + column, torus);
      for (let channel = 0; channel < 4; channel++) {
        const value = cell < 0 ? 0 : snapshot.state[cell * snapshot.channels + channel];
        sum += (value - target.values[4 * (row * target.width + column) + channel]) ** 2;
      }
    }
  }
  return sum / target.values.length;
}

/** The index of a cell, or -1 beyond the edge. */
function cellAt(world: World, row: number, column: number, torus: boolean): number {
  const inside = row >= 0 && row < world.height && column >= 0 && column < world.width;
  if (!inside && !torus) {
    return -1;
  }
  const wrap = (value: number, size: number): number => ((value % size) + size) % size;
  return wrap(row, world.height) * world.width + wrap(column, world.width);
}
