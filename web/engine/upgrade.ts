/** Upgrades version 1 of the organism file to version 2. */
import { isObject, NEWER, own, OrganismError, short } from "./checks";
import type { JsonObject } from "./checks";
import { NAMED_FILTERS } from "./filters";
import type { Taps } from "./types";

const FIELDS = [
  "alive_threshold",
  "angle",
  "boundary",
  "channels",
  "filters",
  "fire_rate",
  "hidden",
  "learned_filters",
  "living_mask",
  "step_size",
];

/**
 * A description of version 1 as one of version 2: its architecture becomes an automaton, names of filters become taps.
 *
 * Only what has another form there is checked here; the rest is checked by the reader of version 2.
 *
 * @throws OrganismError if the architecture is none of version 1
 */
export function upgraded(described: JsonObject, source: string): JsonObject {
  const { architecture, ...rest } = described;
  if (!isObject(architecture)) {
    throw new OrganismError(`${source}: architecture is ${short(architecture)}; expected a JSON object.`);
  }
  const unknown = Object.keys(architecture).filter((key) => !FIELDS.includes(key));
  if (unknown.length > 0) {
    const names = unknown.join(", ").slice(0, 200);
    throw new OrganismError(`${source}: the architecture has unknown fields (${names}). ${NEWER}`);
  }
  const missing = FIELDS.filter((key) => !Object.hasOwn(architecture, key));
  if (missing.length > 0) {
    throw new OrganismError(`${source}: the architecture lacks ${missing.join(", ")}.`);
  }
  const { channels, hidden, alive_threshold, boundary, fire_rate, step_size, angle } = architecture;
  const { living_mask: mask, learned_filters } = architecture;
  if (typeof mask !== "boolean") {
    throw new OrganismError(`${source}: the architecture has living_mask ${short(mask)}; expected true or false.`);
  }
  const filters = readNames(own(architecture, "filters"), source).map((name) => NAMED_FILTERS.get(name)!);
  return {
    ...rest,
    automaton: {
      channels,
      perception: {
        kind: "filters",
        filters: filters.map(({ name, still, cosine, sine }) => {
          return { name, still: rows(still), cosine: rows(cosine), sine: rows(sine) };
        }),
        learned_filters,
        signal: 0,
      },
      update: { kind: "residual", hidden, activation: "relu" },
      life: { kind: mask ? "neighbourhood" : "all", alive_threshold },
      physics: { boundary, fire_rate, fire_per: "cell", step_size, angle, clamp: 0, noise: 0 },
    },
  };
}

function rows(taps: Taps): Taps[] {
  return [taps.slice(0, 3), taps.slice(3, 6), taps.slice(6)];
}

function readNames(names: unknown, source: string): string[] {
  const sound =
    Array.isArray(names) && names.every((name) => NAMED_FILTERS.has(name)) && new Set(names).size === names.length;
  if (!sound) {
    const known = [...NAMED_FILTERS.keys()].join(", ");
    throw new OrganismError(
      `${source}: the architecture has filters ${short(names)}; expected a list of different ones of ${known}.`,
    );
  }
  return names;
}
