/**
 * The article's web model files: JSON, two layers of 8-bit weights (docs/format.md).
 *
 * A file contains nothing else, so the settings are the article's; its target is known only from the file's name.
 */
import type { Layer, Organism, Target } from "./types";
import { decodeBase64, isNumber, isObject, isWhole, own, OrganismError, parseJson, short } from "./checks";
import type { JsonObject } from "./checks";
import { ARTICLE_FILTERS } from "./filters";

/** The article's target geometry: 40 cells, padded by 16 to 72. */
const SIZE = 40;
const PADDING = 16;
const PLANARIAN_GRID = [64, 96] as const;

const REGIMES = new Map([
  ["ex1", "growing"],
  ["ex2", "persistent"],
  ["ex3", "regenerating"],
]);

/** The article's ten targets, in its order, and their names in plain letters. */
export const BUILT_IN_TARGETS: ReadonlyMap<string, string> = new Map([
  ["🦎", "lizard"],
  ["😀", "face"],
  ["💥", "explosion"],
  ["👁", "eye"],
  ["🐠", "fish"],
  ["🦋", "butterfly"],
  ["🐞", "ladybug"],
  ["🕸", "web"],
  ["🥨", "pretzel"],
  ["🎄", "tree"],
]);

const SYNONYMS = new Map([
  ["gecko", "lizard"],
  ["smiley", "face"],
  ["smile", "face"],
  ["grinning-face", "face"],
  ["collision", "explosion"],
  ["boom", "explosion"],
  ["tropical-fish", "fish"],
  ["lady-beetle", "ladybug"],
  ["ladybird", "ladybug"],
  ["beetle", "ladybug"],
  ["spider-web", "web"],
  ["spiderweb", "web"],
  ["cobweb", "web"],
  ["christmas-tree", "tree"],
  ["xmas-tree", "tree"],
]);

/**
 * The organism in a web model file, with the article's settings.
 *
 * @param name the file's name; regime and subject are read from it: "ex3_lizard.json"
 * @throws OrganismError if the file is not whole and sound
 */
export function parseDistill(bytes: Uint8Array, name = "imported"): Organism {
  const source = name;
  const raw = parseJson(bytes, source);
  if (!Array.isArray(raw) || raw.length !== 2 || !raw.every(isObject)) {
    throw new OrganismError(`${source} is not a web model file: expected a JSON list of two layers.`);
  }
  const layers = raw.map((layer: JsonObject, index) => readLayer(layer, `${source}, layer ${index + 1}`));
  const [first, last] = layers;
  const channels = last.outputs;
  if (first.outputs !== last.inputs || first.inputs !== ARTICLE_FILTERS.length * channels) {
    throw new OrganismError(
      `${source}: the layers are ${first.inputs} -> ${first.outputs} and ${last.inputs} -> ${channels}; expected ` +
        "3 c -> h and h -> c for c channels (the article's are 48 -> 128 and 128 -> 16).",
    );
  }
  if (!isWhole(channels, 4, 1024) || !isWhole(first.outputs, 1, 8192)) {
    throw new OrganismError(
      `${source} has ${channels} channels and a hidden layer of ${first.outputs}; expected 4 to 1024 and 1 to 8192.`,
    );
  }
  const stem = name.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "");
  const perception = { kind: "filters", filters: ARTICLE_FILTERS, learned: new Float32Array(0), signal: 0 } as const;
  return { ...described(stem), channels, perception, layers, ...SETTINGS };
}

const SETTINGS = {
  update: { kind: "residual", activation: "relu" },
  life: { kind: "neighbourhood", aliveThreshold: 0.1 },
  physics: { boundary: "zero", fireRate: 0.5, firePer: "cell", stepSize: 1, angle: 0, clamp: 0, noise: 0 },
  decoder: null,
  parents: null,
} as const;

type Described = Pick<
  Organism,
  "name" | "height" | "width" | "seeds" | "startRadius" | "target" | "pictures" | "told" | "provenance"
>;

/** Information from the file's name. */
function described(stem: string): Described {
  const { regime, subject } = readFileName(stem);
  const known = [...BUILT_IN_TARGETS.values()].includes(subject);
  const target: Target | null = known ? { name: subject, size: SIZE, padding: PADDING, png: null, motion: null } : null;
  const side = SIZE + 2 * PADDING;
  const [height, width] = subject === "planarian" ? PLANARIAN_GRID : [side, side];
  const provenance = {
    source: "web model file, 8-bit weights",
    file: stem.slice(0, 100),
    ...(regime === null ? {} : { regime, article: "doi 10.23915/distill.00023" }),
  };
  const seeds = [[height >> 1, width >> 1]] as const;
  return { name: subject, height, width, seeds, startRadius: null, target, pictures: [], told: [], provenance };
}

/** Regime and subject of a file's name without its ending: "ex3_lizard" is regenerating and a lizard. */
function readFileName(stem: string): { regime: string | null; subject: string } {
  const separator = stem.indexOf("_");
  const regime = separator < 0 ? null : (REGIMES.get(stem.slice(0, separator).toLowerCase()) ?? null);
  const rest = (regime === null ? stem : stem.slice(separator + 1)).trim();
  const emoji = BUILT_IN_TARGETS.get(rest.replace(/\uFE0F$/, ""));
  const plain = rest.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return { regime, subject: emoji ?? SYNONYMS.get(plain) ?? (plain || "imported") };
}

function readLayer(raw: JsonObject, source: string): Layer {
  const kind = own(raw, "type") ?? "uint8";
  if (kind !== "uint8") {
    throw new OrganismError(`${source} has type ${short(kind)}; only uint8 is read.`);
  }
  const count = (key: string): number => {
    const value = own(raw, key);
    if (!isWhole(value, 1, 65536)) {
      throw new OrganismError(`${source}: ${key} is ${short(value)}; expected a number of channels.`);
    }
    return value;
  };
  const scale = (key: string): number => {
    const value = own(raw, key);
    // The bound keeps decoded weights finite in float32.
    if (!isNumber(value, 0, 1e30)) {
      throw new OrganismError(`${source}: ${key} is ${short(value)}; expected a number, 0 or more.`);
    }
    return value;
  };
  const [inputs, outputs, weightScale, biasScale] = [
    count("in_ch"),
    count("out_ch"),
    scale("weight_scale"),
    scale("bias_scale"),
  ];
  const text = own(raw, "data_b64");
  if (typeof text !== "string") {
    throw new OrganismError(`${source} lacks data_b64, the weights as base64 text.`);
  }
  const data = decodeBase64(text);
  if (data === null) {
    throw new OrganismError(`${source}: data_b64 is not base64, or it is cut short. Fetch the file again.`);
  }
  if (data.length !== (inputs + 1) * outputs) {
    throw new OrganismError(
      `${source}: data_b64 has ${data.length} values; ${inputs} inputs, a bias and ${outputs} outputs make ` +
        `${(inputs + 1) * outputs}.`,
    );
  }
  const values = (bytes: Uint8Array, scale: number): Float32Array =>
    Float32Array.from(bytes, (byte) => (byte / 255 - 0.5) * scale);
  const weight = values(data.subarray(0, inputs * outputs), weightScale);
  return { inputs, outputs, weight, bias: values(data.subarray(inputs * outputs), biasScale) };
}
