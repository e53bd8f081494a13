/** How organisms get into a world: as their seeds, as the picture that they start as, or by taking over a picture. */
import type { Place } from "../engine/geometry";
import { seedRegion } from "../engine/geometry";
import type { Organism, Snapshot, World } from "../engine/types";
import { emptySnapshot, targetGrid } from "../engine/world";
import { amongBlocks, blockSide, wholeBlocks } from "./levels";
import type { Specimen } from "./library";
import type { Life } from "./life";
import { LARGEST_SIDE, WORLD_SIDES } from "./settings";
import { plantingPlaces, sideFor, stamped, towardsMiddle } from "./states";
import type { Stamp } from "./states";
import type { Store } from "./store";

/**
 * What an organism begins as, its seeds or its picture, with the middle of its training grid at a place; with parents,
 * where the world's blocks are as in training.
 */
export function plant(life: Life, store: Store, species: number, at: Place): void {
  const { organism } = life.organisms[species]!;
  const place = amongBlocks(organism, at, store.world.value);
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
  const block = blockSide(organism);
  if (side <= largest) {
    const world = { height: before.height, width: before.width };
    return { world, ...towardsMiddle(before, world, block), place: null };
  }
  const world = { height: side, width: side };
  if (count !== 2) return { world, ...towardsMiddle(before, world, block), place: null };
  const places = plantingPlaces(count, world);
  const { down, across } =
    first === null
      ? towardsMiddle(before, world, block)
      : {
          down: wholeBlocks(places[0]!.row - first.row, block),
          across: wholeBlocks(places[0]!.column - first.column, block),
        };
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
    const place = life.homes[species] ?? amongBlocks(life.organisms[species]!.organism, middle, store.world.value);
    stamp(life, store, emptied, { picture, species, radius: Infinity }, place);
  });
}

function stamp(life: Life, store: Store, prepared: (before: Snapshot) => Snapshot, what: Stamp, place: Place): void {
  life.homes[what.species] = place;
  const torus = store.boundary.value === "torus";
  life.replace((before) => stamped(prepared(before), what, place, torus));
}
