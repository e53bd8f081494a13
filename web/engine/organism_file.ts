/** The organism file: a safetensors file whose header describes the organism completely (docs/format.md). */
import type { Decoder, Layer, Motion, Organism, Parents, Target } from "./types";
import { MOST_PIXELS, readAutomaton, SENSED } from "./automaton";
import type { Automaton } from "./automaton";
import { decodeBase64, isObject, isWhole, NEWER, own, OrganismError, parseJson, short } from "./checks";
import type { JsonObject } from "./checks";
import { pngSize } from "./png";
import { readHeader, readTensors } from "./safetensors";
import { readPictures, readSignal, withoutTable } from "./told";
import { upgraded } from "./upgrade";

const FORMAT = "blastema-organism";
const VERSION = 3;
const LARGEST_GRID = 4096;
/** Largest number of values in a state, and of outputs of one layer in all its cells, as in the Python package. */
const LARGEST_STATE = 2 ** 25;
const LARGEST_LAYER = 2 ** 28;
const MOST_SEEDS = 4096;
const LARGEST_RADIUS = 10_000;
/** Sine and cosine of the row's and of the column's place in a cell. */
const COORDINATES = 4;
// Letters and digits of any script, as Python's \w has them.
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_ .,+()-]{0,99}$/u;

/**
 * The organism in an organism file.
 *
 * @param name what messages call the file
 * @throws OrganismError for anything but a complete, valid organism of a known version
 */
export function parseOrganism(bytes: Uint8Array, name = "organism file"): Organism {
  const { header, data } = readHeader(bytes, name);
  return describedOrganism(readDescription(header, name), header, data, name);
}

/** The organism that a description and the tensors beside it are of. */
export function describedOrganism(described: JsonObject, header: JsonObject, data: Uint8Array, source: string): Organism {
  const automaton = readAutomaton(own(described, "automaton"), source);
  const { channels, perception, update, life, physics } = automaton;
  const [height, width] = readGrid(own(described, "grid"), automaton, source);
  const tensors = readTensors(header, data, shapes(automaton), source);
  const toldSignal = own(described, "signal");
  const organismName = readName(own(described, "name"), source);
  const provenance = own(described, "provenance") ?? {};
  if (!isObject(provenance)) {
    throw new OrganismError(`${source}: provenance is ${short(provenance)}; expected a JSON object.`);
  }
  const target = readTarget(own(described, "target"), height, width, organismName, source);
  return {
    name: organismName,
    channels,
    perception: {
      kind: perception.kind,
      filters: perception.filters,
      learned: tensors.get("perception.learned") ?? new Float32Array(0),
      signal: perception.signal,
    },
    layers: layers(automaton, tensors),
    parents: parentsOf(automaton, tensors),
    update: { kind: update.kind, activation: update.activation },
    life,
    physics,
    decoder: decoderOf(automaton, tensors),
    height,
    width,
    seeds: readSeeds(own(described, "seeds"), height, width, source),
    startRadius: readStartRadius(own(described, "start_radius"), target, source),
    target,
    pictures: readPictures(own(described, "pictures"), perception.signal, source, (raw, at) =>
      readTarget(raw, height, width, organismName, at),
    ),
    told: toldSignal === undefined ? [] : readSignal(toldSignal, perception.signal, source),
    provenance,
  };
}

/** The description in the form of version 3, which includes version 2. */
export function readDescription(header: JsonObject, source: string): JsonObject {
  const metadata = own(header, "__metadata__");
  const text = isObject(metadata) ? own(metadata, "blastema") : undefined;
  if (typeof text !== "string") {
    throw new OrganismError(
      `${source} is a safetensors file without the metadata "blastema", so it is not a Blastema organism.`,
    );
  }
  const described = parseJson(text, `the metadata of ${source}`);
  if (!isObject(described)) {
    throw new OrganismError(`the metadata of ${source} is not a JSON object.`);
  }
  return readVersion(described, source) === 1 ? upgraded(described, source) : described;
}

function readVersion(described: JsonObject, source: string): number {
  const format = own(described, "format");
  if (format !== FORMAT) {
    throw new OrganismError(`${source} has format ${short(format)}; expected "${FORMAT}".`);
  }
  const version = own(described, "version");
  if (!isWhole(version, 1, Number.MAX_SAFE_INTEGER)) {
    throw new OrganismError(`${source} has organism version ${short(version)}; expected 1 to ${VERSION}.`);
  }
  if (version > VERSION) {
    throw new OrganismError(
      `${source} has organism version ${version}; this page reads versions 1 to ${VERSION}. ${NEWER}`,
    );
  }
  return version;
}

function shapes({ channels, perception, update, parents, decoder }: Automaton): Map<string, number[]> {
  const { filters, learned, signal, embedding } = perception;
  const result = new Map<string, number[]>();
  const network = (name: string, widths: readonly number[]): void => {
    for (let i = 0; i + 1 < widths.length; i++) {
      result.set(`${name}.${i}.weight`, [widths[i], widths[i + 1]]);
      result.set(`${name}.${i}.bias`, [widths[i + 1]]);
    }
  };
  if (parents === null) {
    network("layers", [channels * (filters.length + learned) + (embedding || signal), ...update.hidden, channels]);
  } else {
    const [own, above] = [channels - parents.channels, parents.channels];
    network("cells", [own * filters.length + above, ...update.hidden, own]);
    network("above", [above * filters.length + SENSED, parents.hidden, above]);
  }
  if (learned > 0) {
    result.set("perception.learned", [learned, 3, 3, channels]);
  }
  if (embedding > 0) {
    result.set("perception.table", [signal, embedding]);
  }
  if (decoder !== null) {
    network("decoder.layers", [channels + COORDINATES, ...decoder.widths, 4]);
  }
  return result;
}

function decoderOf({ decoder }: Automaton, tensors: ReadonlyMap<string, Float32Array>): Decoder | null {
  if (decoder === null) {
    return null;
  }
  return { pixels: decoder.pixels, layers: network("decoder.layers", [...decoder.widths, 4], tensors) };
}

function parentsOf({ parents }: Automaton, tensors: ReadonlyMap<string, Float32Array>): Parents | null {
  if (parents === null) {
    return null;
  }
  const { channels, factor, hidden } = parents;
  return { channels, factor, layers: network("above", [hidden, channels], tensors) };
}

function layers(automaton: Automaton, tensors: ReadonlyMap<string, Float32Array>): Layer[] {
  const { channels, perception, update, parents } = automaton;
  if (parents !== null) {
    return network("cells", [...update.hidden, channels - parents.channels], tensors);
  }
  const table = tensors.get("perception.table");
  const [first, ...others] = network("layers", [...update.hidden, channels], tensors);
  return [table === undefined ? first : withoutTable(first, table, perception.signal), ...others];
}

/** The layers of these widths, each `name.i.weight` and `name.i.bias`. */
function network(name: string, widths: readonly number[], tensors: ReadonlyMap<string, Float32Array>): Layer[] {
  return widths.map((outputs, i) => {
    const weight = tensors.get(`${name}.${i}.weight`)!;
    return { inputs: weight.length / outputs, outputs, weight, bias: tensors.get(`${name}.${i}.bias`)! };
  });
}

export function readName(raw: unknown, source: string): string {
  if (typeof raw !== "string" || !NAME.test(raw)) {
    throw new OrganismError(
      `${source}: the name is ${short(raw)}; expected up to 100 letters, digits, blanks and - _ . , + ( ), ` +
        "a letter or digit first.",
    );
  }
  return raw;
}

function readGrid(raw: unknown, { channels, update, parents }: Automaton, source: string): [number, number] {
  const [height, width]: unknown[] = Array.isArray(raw) && raw.length === 2 ? raw : [];
  if (!isWhole(height, 3, LARGEST_GRID) || !isWhole(width, 3, LARGEST_GRID)) {
    throw new OrganismError(
      `${source}: the grid is ${short(raw)}; expected [height, width], each 3 to ${LARGEST_GRID}.`,
    );
  }
  const cells = height * width;
  if (cells * channels > LARGEST_STATE || cells * Math.max(...update.hidden, parents?.hidden ?? 0) > LARGEST_LAYER) {
    throw new OrganismError(
      `${source}: the grid is ${short(raw)}, too large for this automaton (${cells} cells x ${channels} channels).`,
    );
  }
  if (parents !== null && (height % parents.factor !== 0 || width % parents.factor !== 0)) {
    throw new OrganismError(
      `${source}: the grid is ${short(raw)}; expected multiples of ${parents.factor}, as blocks of ` +
        `${parents.factor} x ${parents.factor} cells have one parent.`,
    );
  }
  return [height, width];
}

function readSeeds(raw: unknown, height: number, width: number, source: string): Organism["seeds"] {
  if (raw === undefined) {
    return [[Math.floor(height / 2), Math.floor(width / 2)]];
  }
  const isPlace = (place: unknown): place is [number, number] =>
    Array.isArray(place) && place.length === 2 && isWhole(place[0], 0, height - 1) && isWhole(place[1], 0, width - 1);
  if (!Array.isArray(raw) || raw.length < 1 || raw.length > MOST_SEEDS || !raw.every(isPlace)) {
    throw new OrganismError(
      `${source}: the seeds are ${short(raw)}; expected 1 to ${MOST_SEEDS} places [row, column] on the grid ` +
        `[${height}, ${width}].`,
    );
  }
  return raw;
}

function readStartRadius(raw: unknown, target: Target | null, source: string): number | null {
  if (raw === undefined) {
    return null;
  }
  const picture = target !== null && target.png !== null;
  if (typeof raw !== "number" || !(raw >= 0 && raw <= LARGEST_RADIUS) || !picture) {
    const without = picture ? "" : ", and the file has no picture to start from";
    throw new OrganismError(
      `${source}: start_radius is ${short(raw)}; expected cells, from 0 to ${LARGEST_RADIUS}${without}.`,
    );
  }
  return raw;
}

function readTarget(raw: unknown, height: number, width: number, organism: string, source: string): Target | null {
  if (raw === undefined || raw === null) {
    return null;
  }
  if (!isObject(raw)) {
    throw new OrganismError(`${source}: target is ${short(raw)}; expected null or a JSON object.`);
  }
  const size = own(raw, "size");
  const padding = own(raw, "padding");
  if (!isWhole(size, 1, LARGEST_GRID) || !isWhole(padding, 0, LARGEST_GRID)) {
    throw new OrganismError(
      `${source}: the target's size and padding are ${short(size)} and ${short(padding)}; expected numbers of cells.`,
    );
  }
  const [rows, columns] = [height - 2 * padding, width - 2 * padding];
  if (Math.max(rows, columns) !== size || Math.min(rows, columns) < 1) {
    throw new OrganismError(
      `${source}: a target of size ${size} and padding ${padding} does not fit the grid [${height}, ${width}].`,
    );
  }
  const png = own(raw, "png") ?? null;
  if (png === null) {
    return { name: organism, size, padding, png, motion: null };
  }
  const name = readName(own(raw, "name"), `${source}, target`);
  const bytes = typeof png === "string" ? decodeBase64(png) : null;
  if (typeof png !== "string" || bytes === null) {
    throw new OrganismError(`${source}: the target's picture is not base64.`);
  }
  const pixels = own(raw, "pixels_per_cell") ?? 1;
  if (!isWhole(pixels, 1, MOST_PIXELS)) {
    throw new OrganismError(`${source}: pixels_per_cell is ${short(pixels)}; expected 1 to ${MOST_PIXELS}.`);
  }
  const found = pngSize(bytes);
  if (found === null || found.width !== columns * pixels || found.height !== rows * pixels) {
    const what = found === null ? "no PNG" : `of ${found.width} x ${found.height} pixels`;
    throw new OrganismError(
      `${source}: the target's picture is ${what}; expected a PNG of ${columns * pixels} x ${rows * pixels} pixels.`,
    );
  }
  if (pixels > 1) {
    // The page compares organisms only with pictures of one pixel per cell.
    return { name, size, padding, png: null, motion: null };
  }
  return { name, size, padding, png, motion: readMotion(own(raw, "motion"), source) };
}

function readMotion(raw: unknown, source: string): Motion | null {
  if (raw === undefined) {
    return null;
  }
  const [steps, stride] = isObject(raw) ? [own(raw, "steps_per_frame"), own(raw, "stride")] : [];
  const [down, right]: unknown[] = Array.isArray(stride) && stride.length === 2 ? stride : [];
  if (!isWhole(steps, 1, 1000) || !isWhole(down, -1024, 1024) || !isWhole(right, -1024, 1024)) {
    throw new OrganismError(
      `${source}: the motion has steps_per_frame ${short(steps)} and stride ${short(stride)}; expected 1 to 1000, and ` +
        "[down, right] of at most 1024 cells.",
    );
  }
  return { stepsPerFrame: steps, stride: [down, right] };
}
