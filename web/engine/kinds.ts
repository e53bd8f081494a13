/** Which kinds of organisms an engine supports, and the reasons against others. */
import type { Life, Organism, Physics, Update } from "./types";

/** What an engine supports. The plain engine supports everything. */
export interface Served {
  /** Its name in a sentence. */
  readonly engine: string;
  readonly activations: readonly Update["activation"][];
  readonly updates: readonly Update["kind"][];
  readonly lives: readonly Life["kind"][];
  readonly fires: readonly Physics["firePer"][];
  readonly clamp: boolean;
  readonly noise: boolean;
  readonly signal: boolean;
  readonly learned: boolean;
  /** How many layers between the features and the channels. */
  readonly hiddenLayers: readonly number[];
}

/** Why an engine does not support an organism of this kind, for the user; null if it does. */
export function unservedKind(organism: Organism, served: Served): string | null {
  const { perception, update, life, physics, layers, parents } = organism;
  const kinds: readonly (readonly [what: string, kind: string, served: readonly string[]])[] = [
    ["the activation", update.activation, served.activations],
    ["the update", update.kind, served.updates],
    ["the life", life.kind, served.lives],
    ["fire per", physics.firePer, served.fires],
  ];
  const unknown = kinds.find(([, kind, known]) => !known.includes(kind));
  if (unknown !== undefined) {
    const [what, kind, known] = unknown;
    return `${organism.name} has ${what} ${kind}; ${served.engine} supports only ${known.join(", ")}.`;
  }
  const parts: readonly (readonly [present: boolean, known: boolean, what: string])[] = [
    [parents !== null, false, "two levels of cells"],
    [perception.learned.length > 0, served.learned, "learned perception filters"],
    [perception.signal > 0, served.signal, "a signal"],
    [physics.clamp > 0, served.clamp, "a clamp"],
    [physics.noise > 0, served.noise, "its own noise"],
  ];
  const missing = parts.find(([present, known]) => present && !known);
  if (missing !== undefined) {
    return `${organism.name} has ${missing[2]}, which ${served.engine} does not support.`;
  }
  const hidden = layers.length - 1;
  return served.hiddenLayers.includes(hidden)
    ? null
    : `${organism.name} has ${hidden} hidden layers; ${served.engine} supports ${served.hiddenLayers.join(" or ")}.`;
}
