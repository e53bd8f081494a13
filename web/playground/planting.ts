/** How organisms get into a world: as their seeds, as the picture that they start as, or by taking over a picture. */
import type { Place } from "../engine/geometry";
import { seedRegion } from "../engine/geometry";
import type { Organism, Snapshot, World } from "../engine/types";
import { emptySnapshot, targetGrid } from "../engine/world";
import type { Specimen } from "./library";
import type { Life } from "./life";
import { LARGEST_SIDE, WORLD_SIDES } from "./settings";
import { plantingPlaces, sideFor, stamped, towardsMiddle } from "./states";
import type { Stamp } from "./states";
import type { Store } from "./store";

/** What an organism begins as, its seeds or its picture, with the middle of its training grid at a place. */
export function plant(life: Life, store: Store, species: number, place: Place): void {
  const { organism } = life.organisms[species]!;
  const picture = life.measure.pictureOf(species);
  const { startRadius } = organism;
  if (startRadius !== null && picture !== null) {
    stamp(life, store, (before) => before, { picture, species, radius: startRadius }, place);
    return;
  }
  const region = seedRegion(organism, store.world.value, place, store.boundary.value);
  life.homes[species] = place;
  life.with((engine) => engine.paint(region, { kind: "seed", species }));
}

/**
 * Room in a world for the last of so many organisms: a larger world where it is needed, how far what is there moves, and
 * where the new one is planted; null for wherever there is least life.
 *
 * @param first where the first organism was planted
 */
export function roomFor(
  organism: Organism,
  count: number,
  before: Snapshot,
  first: Place | null,
): { world: World; down: number; across: number; place: Place | null } {
  const largest = Math.max(before.height, before.width);
  const side = Math.min(sideFor(count, organism, WORLD_SIDES, largest), LARGEST_SIDE);
  if (side <= largest) {
    const world = { height: before.height, width: before.width };
    return { world, ...towardsMiddle(before, world), place: null };
  }
  const world = { height: side, width: side };
  if (count !== 2) return { world, ...towardsMiddle(before, world), place: null };
  const places = plantingPlaces(count, world);
  const { down, across } =
    first === null
      ? towardsMiddle(before, world)
      : { down: places[0]!.row - first.row, across: places[0]!.column - first.column };
  return { world, down, across, place: places[1]! };
}

/** Empties the world but for another organism's picture, which the species in use takes over. */
export function infect(life: Life, store: Store, specimen: Specimen): Promise<void> {
  return life.enqueue(async () => {
    const picture = await targetGrid(specimen.organism);
    if (picture === null) throw new Error(`${specimen.name} has no picture in its file.`);
    const species = store.species.value;
    const middle = plantingPlaces(1, store.world.value)[0]!;
    life.remember();
    const emptied = (before: Snapshot): Snapshot => ({ ...emptySnapshot(before, before.channels), step: before.step });
    stamp(life, store, emptied, { picture, species, radius: Infinity }, life.homes[species] ?? middle);
  });
}

function stamp(life: Life, store: Store, prepared: (before: Snapshot) => Snapshot, what: Stamp, place: Place): void {
  life.homes[what.species] = place;
  const torus = store.boundary.value === "torus";
  life.replace((before) => stamped(prepared(before), what, place, torus));
}
