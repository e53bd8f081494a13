/**
 * Several species in one world.
 *
 * Before each step every cell belongs to one species, whose rule, angle and step size its update uses; its perception
 * sees all neighbours' channels, whatever their species:
 *
 * 1. A cell whose alpha is above the threshold belongs to its own species.
 * 2. Another one that has such a neighbour (3x3, wrapping on a torus; it lies in `pre`) belongs to the species of the
 *    neighbour with the highest alpha: of equals, to the first around the cell, from the upper left, row by row. NaN is
 *    above nothing.
 * 3. With life by the neighbourhood, a cell outside `pre` belongs where the neighbour in `pre` with the highest alpha
 *    does, the first among equals: when it fires, its alpha can keep that neighbour alive. With any other life it
 *    keeps its own.
 *
 * Cells that survive the step carry that species on. So the species stored in cells at or below the threshold never
 * matters with life by the neighbourhood, and an organism does the same as first species or as any other.
 * Fire rate, boundary and seed are the world's; its noise and turn come on top of the organisms' own.
 * tests/species_judge.py has the same in NumPy.
 */
import type { Decoder, Organism, Parents, Perception, World } from "./types";

export const LARGEST_SIDE = 1024;
const SMALLEST_SIDE = 3;
const MOST_SPECIES = 250;

/** Why no engine can serve these organisms in such a world, for a reader; null if nothing speaks against it. */
export function commonObstacle(organisms: readonly Organism[], world: World): string | null {
  const sides = [world.height, world.width];
  if (!sides.every((side) => Number.isInteger(side) && side >= SMALLEST_SIDE && side <= LARGEST_SIDE)) {
    const found = `${world.height} x ${world.width}`;
    return `The world is ${found} cells; each side has to be ${SMALLEST_SIDE} to ${LARGEST_SIDE}.`;
  }
  if (organisms.length < 1 || organisms.length > MOST_SPECIES) {
    return `${organisms.length} organisms cannot share a world; it holds 1 to ${MOST_SPECIES}.`;
  }
  const first = organisms[0];
  const factor = first.parents?.factor ?? 1;
  if (sides.some((side) => side % factor !== 0)) {
    return (
      `The world is ${world.height} x ${world.width} cells; ${first.name} needs multiples of ${factor}, as blocks of ` +
      `${factor} x ${factor} cells have one parent.`
    );
  }
  for (const other of organisms.slice(1)) {
    const difference = differenceOf(first, other);
    if (difference !== null) {
      return (
        `${first.name} and ${other.name} cannot share a world: they have different ${difference}. ` +
        "Choose organisms of the same architecture."
      );
    }
  }
  return null;
}

/** What of two organisms' architectures differs, in words; null if they can live together. */
export function differenceOf(first: Organism, second: Organism): string | null {
  const traits: [name: string, of: (organism: Organism) => string][] = [
    ["numbers of channels", (organism) => String(organism.channels)],
    ["perception filters", ({ perception }) => perceptionOf(perception)],
    ["signals", ({ perception }) => String(perception.signal)],
    ["hidden widths", (organism) => organism.layers.map((layer) => layer.outputs).join()],
    ["kinds of update", ({ update }) => `${update.kind} ${update.activation}`],
    ["kinds of life", ({ life }) => life.kind],
    ["thresholds of life", ({ life }) => String(Math.fround(life.aliveThreshold))],
    ["kinds of fire", ({ physics }) => physics.firePer],
    ["levels of cells", ({ parents }) => levelsOf(parents)],
    ["decoders", ({ decoder }) => decoderOf(decoder)],
  ];
  const found = traits.find(([, of]) => of(first) !== of(second));
  return found === undefined ? null : found[0];
}

function levelsOf(parents: Parents | null): string {
  return parents === null ? "" : JSON.stringify([parents.channels, parents.factor, parents.layers[0].outputs]);
}

/** All that two perceptions have to have in common: their fixed taps, and how many filters are learned. */
function perceptionOf({ filters, learned }: Perception): string {
  return JSON.stringify([filters.map(({ still, cosine, sine }) => [still, cosine, sine]), learned.length]);
}

/** A name of its own for each decoder: a world has one for all of its cells. */
function decoderOf(decoder: Decoder | null): string {
  if (decoder === null) return "";
  const known = DECODERS.get(decoder) ?? String(++decoders);
  DECODERS.set(decoder, known);
  return known;
}

const DECODERS = new WeakMap<Decoder, string>();
let decoders = 0;

/** Whether a cell's alpha counts as alive; NaN does not. */
export function isAbove(alpha: number, organism: Organism): boolean {
  return alpha > Math.fround(organism.life.aliveThreshold);
}
