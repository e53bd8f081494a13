/** Organisms that grow a volume: what they are, and their files (docs/format.md, "Volumes"). */
import { Part, readLife, readPhysics, readUpdate } from "../engine/automaton";
import { decodeBase64, isObject, isWhole, own, OrganismError, short } from "../engine/checks";
import type { JsonObject } from "../engine/checks";
import { readDescription, readName } from "../engine/organism_file";
import { pngSize } from "../engine/png";
import { looksLikeSafetensors, readHeader, readTensors } from "../engine/safetensors";
import type { Layer, Life, Physics, Update } from "../engine/types";

export const SENSES = ["identity", "sobel_x", "sobel_y", "sobel_z", "laplacian"] as const;
/** What a cell perceives of each channel: itself, its gradients to the right, down and back, its Laplacian. */
export type Sense = (typeof SENSES)[number];

/** Layers from front to back, rows from top to bottom, columns from left to right. */
export interface Sides {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

export interface Voxel {
  readonly layer: number;
  readonly row: number;
  readonly column: number;
}

/** The volume that an organism was trained to grow: a cube of `size` voxels a side, in a grid that is larger. */
export interface VolumeTarget {
  readonly name: string;
  readonly size: number;
  /** Empty cells on each side. */
  readonly padding: number;
  /** A PNG with the layers one below the other. */
  readonly png: Uint8Array;
}

export interface VolumeOrganism {
  readonly name: string;
  /** Channels per cell: premultiplied RGB, alpha, hidden ones. */
  readonly channels: number;
  readonly senses: readonly Sense[];
  readonly layers: readonly Layer[];
  readonly update: Update;
  readonly life: Life;
  readonly physics: Physics;
  readonly grid: Sides;
  /** What it grows from. */
  readonly seeds: readonly Voxel[];
  readonly target: VolumeTarget | null;
  readonly provenance: JsonObject;
}

/** The hash of a cell has eight bits for each place (docs/format.md, "Fire mask"). */
const LONGEST_SIDE = 256;
const LARGEST_STATE = 2 ** 25;
const MOST_SEEDS = 4096;

/**
 * The organism in an organism file.
 *
 * @param source what messages call the file
 * @throws OrganismError for anything but a whole, sound organism that grows a volume
 */
export function readVolume(bytes: Uint8Array, source: string): VolumeOrganism {
  if (!looksLikeSafetensors(bytes)) {
    throw new OrganismError(`${source} is not an organism file of Blastema; expected a safetensors file.`);
  }
  const { header, data } = readHeader(bytes, source);
  const described = readDescription(header, source);
  const all = new Part(own(described, "automaton"), "the automaton", source);
  const part = (name: string): Part => new Part(all.given(name), `the automaton's ${name}`, source);
  all.knows(["channels", "perception", "update", "life", "physics", "decoder"]);
  const perception = part("perception");
  if (perception.given("kind") !== "volume") {
    throw new OrganismError(`${source} grows a picture, which has a page of its own: blastema play FILE`);
  }
  if (all.given("decoder") !== undefined && part("decoder").given("kind") !== "none") {
    throw part("decoder").error("draws pixels; a volume has no decoder");
  }
  const channels = all.whole("channels", 4, 1024, undefined);
  const senses = readSenses(perception);
  const { hidden, ...update } = readUpdate(part("update"));
  const physics = readPhysics(new Part(all.given("physics") ?? {}, "the automaton's physics", source));
  if (physics.angle !== 0) throw new OrganismError(`${source}: the angle is not 0, as it is in a volume.`);
  const grid = readGrid(own(described, "grid"), channels, source);
  const name = readName(own(described, "name"), source);
  const provenance = own(described, "provenance") ?? {};
  return {
    name,
    channels,
    senses,
    layers: readLayers(header, data, [senses.length * channels, ...hidden, channels], source),
    update,
    life: readLife(part("life")),
    physics,
    grid,
    seeds: readSeeds(own(described, "seeds"), grid, source),
    target: readTarget(own(described, "target"), grid, source),
    provenance: isObject(provenance) ? provenance : {},
  };
}

function readSenses(part: Part): Sense[] {
  part.knows(["kind", "senses"]);
  const listed = part.given("senses") ?? SENSES;
  const known = Array.isArray(listed) && listed.length > 0 && new Set(listed).size === listed.length;
  if (!known || !listed.every((sense) => SENSES.includes(sense))) {
    throw part.error(`has senses ${short(listed)}; expected different ones of ${SENSES.join(", ")}`);
  }
  return listed;
}

function readLayers(header: JsonObject, data: Uint8Array, widths: readonly number[], source: string): Layer[] {
  const shapes = new Map<string, number[]>();
  const outputs = widths.slice(1);
  outputs.forEach((width, i) => {
    shapes.set(`layers.${i}.weight`, [widths[i]!, width]);
    shapes.set(`layers.${i}.bias`, [width]);
  });
  const tensors = readTensors(header, data, shapes, source);
  return outputs.map((width, i) => {
    const [weight, bias] = [tensors.get(`layers.${i}.weight`)!, tensors.get(`layers.${i}.bias`)!];
    return { inputs: widths[i]!, outputs: width, weight, bias };
  });
}

function readGrid(raw: unknown, channels: number, source: string): Sides {
  const sides: unknown[] = Array.isArray(raw) && raw.length === 3 ? raw : [];
  const [depth, height, width] = sides;
  if (!isWhole(depth, 3, LONGEST_SIDE) || !isWhole(height, 3, LONGEST_SIDE) || !isWhole(width, 3, LONGEST_SIDE)) {
    throw new OrganismError(
      `${source}: the grid is ${short(raw)}; expected [depth, height, width], each 3 to ${LONGEST_SIDE}.`,
    );
  }
  if (depth * height * width * channels > LARGEST_STATE) {
    throw new OrganismError(`${source}: the grid is ${short(raw)}, too large for ${channels} channels.`);
  }
  return { depth, height, width };
}

function readSeeds(raw: unknown, { depth, height, width }: Sides, source: string): Voxel[] {
  if (raw === undefined) {
    return [{ layer: depth >> 1, row: height >> 1, column: width >> 1 }];
  }
  const places: unknown[] = Array.isArray(raw) && raw.length <= MOST_SEEDS ? raw : [];
  const isPlace = (place: unknown): place is number[] =>
    Array.isArray(place) && place.length === 3 && [depth, height, width].every((side, i) => isWhole(place[i], 0, side - 1));
  if (places.length === 0 || !places.every(isPlace)) {
    throw new OrganismError(
      `${source}: the seeds are ${short(raw)}; expected 1 to ${MOST_SEEDS} places [layer, row, column] on the grid.`,
    );
  }
  return places.map(([layer, row, column]) => ({ layer: layer!, row: row!, column: column! }));
}

/** What it is to look like, if the file says so. */
function readTarget(raw: unknown, grid: Sides, source: string): VolumeTarget | null {
  if (!isObject(raw) || typeof own(raw, "png") !== "string") {
    return null;
  }
  const [size, padding, png] = [own(raw, "size"), own(raw, "padding"), decodeBase64(String(own(raw, "png")))];
  const fits = isWhole(size, 1, LONGEST_SIDE) && isWhole(padding, 0, LONGEST_SIDE);
  if (!fits || [grid.depth, grid.height, grid.width].some((side) => side !== size + 2 * padding)) {
    throw new OrganismError(`${source}: the target's size ${short(size)} and padding ${short(padding)} do not fit the grid.`);
  }
  const found = png === null ? null : pngSize(png);
  if (png === null || found === null || found.width !== size || found.height !== size * size) {
    throw new OrganismError(`${source}: the target is not a PNG of ${size} x ${size * size} pixels, its layers.`);
  }
  return { name: readName(own(raw, "name"), `${source}, target`), size, padding, png };
}
