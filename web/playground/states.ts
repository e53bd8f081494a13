/** What is counted, compared and rearranged in whole states. */
import type { Frame, Place } from "../engine/geometry";
import { frameAround } from "../engine/geometry";
import type { Organism, Snapshot, World } from "../engine/types";
import type { TargetGrid } from "../engine/world";
import { emptySnapshot } from "../engine/world";
import { wholeBlocks } from "./levels";

/** RGBA of a frame [height, width, 4], wrapped on a torus and empty beyond the edge. */
export function coloursIn(snapshot: Snapshot, frame: Frame, torus: boolean): Float32Array {
  const { state, channels, height, width } = snapshot;
  const colours = new Float32Array(frame.height * frame.width * 4);
  for (let row = 0; row < frame.height; row++) {
    const y = within(frame.top + row, height, torus);
    if (y < 0) continue;
    for (let column = 0; column < frame.width; column++) {
      const x = within(frame.left + column, width, torus);
      if (x < 0) continue;
      const from = (y * width + x) * channels;
      const to = (row * frame.width + column) * 4;
      for (let channel = 0; channel < 4; channel++) colours[to + channel] = state[from + channel]!;
    }
  }
  return colours;
}

/** What is stamped on a world: a picture, of which species its cells are, and up to how far from its middle. */
export interface Stamp {
  readonly picture: TargetGrid;
  readonly species: number;
  readonly radius: number;
}

/** The state with a picture about a place, its hidden channels 0; where the picture is empty, cells stay. */
export function stamped(snapshot: Snapshot, { picture, species, radius }: Stamp, place: Place, torus: boolean): Snapshot {
  const { channels, height, width } = snapshot;
  const result = { ...snapshot, state: snapshot.state.slice(), species: snapshot.species.slice() };
  const { top, left } = frameAround(picture, place);
  for (let row = 0; row < picture.height; row++) {
    const y = within(top + row, height, torus);
    for (let column = 0; column < picture.width; column++) {
      const x = within(left + column, width, torus);
      const from = 4 * (row * picture.width + column);
      const colours = picture.values.subarray(from, from + 4);
      const far = Math.hypot(fromMiddle(row, picture.height), fromMiddle(column, picture.width)) > radius;
      if (y < 0 || x < 0 || far || !colours.some((value) => value !== 0)) continue;
      const cell = y * width + x;
      result.state.fill(0, cell * channels, (cell + 1) * channels);
      result.state.set(colours, cell * channels);
      result.species[cell] = species;
    }
  }
  return result;
}

/** The state with the training grid of an organism emptied for it, about a place: where all cells live, nothing spreads from a seed. */
export function cleared(snapshot: Snapshot, organism: Organism, species: number, place: Place, torus: boolean): Snapshot {
  const { channels, height, width } = snapshot;
  const result = { ...snapshot, state: snapshot.state.slice(), species: snapshot.species.slice() };
  const frame = frameAround(organism, place);
  for (let row = 0; row < frame.height; row++) {
    const y = within(frame.top + row, height, torus);
    for (let column = 0; column < frame.width; column++) {
      const x = within(frame.left + column, width, torus);
      if (y < 0 || x < 0) continue;
      const cell = y * width + x;
      result.state.fill(0, cell * channels, (cell + 1) * channels);
      result.species[cell] = species;
    }
  }
  return result;
}

/** As training counts (seeding.py, from_middle): the first of so many is -size/2, the last size/2. */
function fromMiddle(index: number, size: number): number {
  const half = Math.floor(size / 2);
  return size > 1 ? -half + (2 * half * index) / (size - 1) : -half;
}

function within(index: number, size: number, torus: boolean): number {
  if (torus) return ((index % size) + size) % size;
  return index >= 0 && index < size ? index : -1;
}

/** Where the organisms of a fresh world are planted: in the middle, or spread over it. */
export function plantingPlaces(count: number, { height, width }: World): Place[] {
  const columns = Math.min(Math.ceil(Math.sqrt((count * width) / height)), count);
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, index) => ({
    row: Math.floor(((Math.floor(index / columns) + 0.5) * height) / rows),
    column: Math.floor((((index % columns) + 0.5) * width) / columns),
  }));
}

/** The state in a world of another size, moved by so many cells; what does not fit is lost. */
export function moved(snapshot: Snapshot, world: World, down: number, across: number): Snapshot {
  const { channels } = snapshot;
  const result = emptySnapshot(world, channels);
  for (let row = 0; row < snapshot.height; row++) {
    const y = row + down;
    if (y < 0 || y >= world.height) continue;
    for (let column = 0; column < snapshot.width; column++) {
      const x = column + across;
      if (x < 0 || x >= world.width) continue;
      const from = row * snapshot.width + column;
      const to = y * world.width + x;
      result.species[to] = snapshot.species[from]!;
      result.state.set(snapshot.state.subarray(from * channels, (from + 1) * channels), to * channels);
    }
  }
  return { ...result, step: snapshot.step };
}

/** How far a state moves so that the middles of two worlds meet. */
export function towardsMiddle(from: World, to: World, side = 1): { down: number; across: number } {
  return {
    down: wholeBlocks(Math.floor(to.height / 2) - Math.floor(from.height / 2), side),
    across: wholeBlocks(Math.floor(to.width / 2) - Math.floor(from.width / 2), side),
  };
}

/** Of a grid of places the one with the least life around it. */
export function emptiestPlace(snapshot: Snapshot): Place {
  const { height, width, channels, state } = snapshot;
  const block = 8;
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)];
  const life = new Float32Array(rows * columns);
  for (let cell = 0; cell < height * width; cell++) {
    const at = Math.floor(Math.floor(cell / width) / block) * columns + Math.floor((cell % width) / block);
    if (state[cell * channels + 3]! > 0.1) life[at]!++;
  }
  let best: Place = { row: height >> 1, column: width >> 1 };
  let least = Infinity;
  for (let row = 2; row < rows - 2; row++) {
    for (let column = 2; column < columns - 2; column++) {
      let sum = 0;
      for (let near = 0; near < 25; near++)
        sum += life[(row + Math.floor(near / 5) - 2) * columns + column + (near % 5) - 2]!;
      // A little for the distance from the middle, so that among empty places one well inside is taken.
      sum += Math.hypot(row - rows / 2, column - columns / 2) / 1000;
      if (sum < least) {
        least = sum;
        best = { row: row * block + block / 2, column: column * block + block / 2 };
      }
    }
  }
  return best;
}

/** The smallest side offered in which so many organisms have room. */
export function sideFor(count: number, organism: Organism, sides: readonly number[], current: number): number {
  const needed = Math.ceil(Math.sqrt(count)) * Math.min(Math.max(organism.height, organism.width), 64);
  return Math.max(current, sides.find((side) => side >= needed) ?? sides[sides.length - 1]!);
}
