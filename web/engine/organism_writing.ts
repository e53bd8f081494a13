/** Writing an organism file (docs/format.md), as Blastema's Python does. */
import { OrganismError } from "./checks";
import { joined } from "./png_writing";
import type { Filter, Organism, Taps } from "./types";

const FORMAT = "blastema-organism";
const VERSION = 2;

/** The bytes of an organism's file, in float32. Throws `OrganismError` for one that they cannot represent. */
export function writeOrganism(organism: Organism): Uint8Array<ArrayBuffer> {
  refuseMore(organism);
  const tensors = tensorsOf(organism);
  const header: Record<string, unknown> = { __metadata__: { blastema: JSON.stringify(description(organism)) } };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, (end += values.byteLength)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 * Math.ceil(text.length / 8)).fill(0x20); // the numbers begin at a multiple of 8
  padded.set(text);
  const length = new DataView(new ArrayBuffer(8));
  length.setUint32(0, padded.length, true);
  return joined([new Uint8Array(length.buffer), padded, ...tensors.map(({ values }) => littleEndian(values))]);
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function tensorsOf({ layers, perception, channels }: Organism): Tensor[] {
  const tensors = layers.flatMap(({ inputs, outputs, weight, bias }, index): Tensor[] => [
    { name: `layers.${index}.weight`, shape: [inputs, outputs], values: weight },
    { name: `layers.${index}.bias`, shape: [outputs], values: bias },
  ]);
  const { learned } = perception;
  const shape = [learned.length / (9 * channels), 3, 3, channels];
  return learned.length === 0 ? tensors : [...tensors, { name: "perception.learned", shape, values: learned }];
}

/** What this writer does not support is refused, not left out. */
function refuseMore({ name, pictures, startRadius, target, decoder, parents }: Organism): void {
  if (parents !== null) {
    throw new OrganismError(`${name} has two levels of cells; this page cannot write it.`);
  }
  if (decoder !== null) {
    throw new OrganismError(`${name} is drawn by a decoder; this page cannot write it.`);
  }
  if (pictures.length > 0 || startRadius !== null || (target?.motion ?? null) !== null) {
    throw new OrganismError(`${name} has several pictures, starts as its picture, or moves; this page cannot write it.`);
  }
}

function description({ channels, perception, layers, update, life, physics, ...organism }: Organism): unknown {
  return {
    format: FORMAT,
    version: VERSION,
    name: organism.name,
    automaton: {
      channels,
      perception: {
        kind: perception.kind,
        filters: perception.filters.map(described),
        learned_filters: perception.learned.length / (9 * channels),
        signal: perception.signal,
      },
      update: { ...update, hidden: layers.slice(0, -1).map(({ outputs }) => outputs) },
      life: { kind: life.kind, alive_threshold: life.aliveThreshold },
      physics: {
        boundary: physics.boundary,
        fire_rate: physics.fireRate,
        fire_per: physics.firePer,
        step_size: physics.stepSize,
        angle: (physics.angle * 180) / Math.PI,
        clamp: physics.clamp,
        noise: physics.noise,
      },
    },
    grid: [organism.height, organism.width],
    seeds: organism.seeds,
    target: targetOf(organism),
    provenance: organism.provenance,
  };
}

function targetOf({ target }: Pick<Organism, "target">): unknown {
  if (target?.png == null) return null;
  const { name, size, padding, png } = target;
  return { name, size, padding, png };
}

function described({ name, still, cosine, sine }: Filter): unknown {
  const rows = (taps: Taps): Taps[] => [taps.slice(0, 3), taps.slice(3, 6), taps.slice(6, 9)];
  return { name, still: rows(still), cosine: rows(cosine), sine: rows(sine) };
}

function littleEndian(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, index) => view.setFloat32(4 * index, value, true));
  return new Uint8Array(view.buffer);
}
