/** The named pictures of an organism, each with a signal, and the table that may precede its rule. */
import type { Layer, NamedPicture, Target } from "./types";
import { isNumber, isObject, own, OrganismError, short } from "./checks";

const MOST_PICTURES = 256;
const LARGEST = 1e6;

/**
 * The named pictures in a description; none if it has none.
 *
 * @param width size of the automaton's signal
 * @param target reads a target, given its name in messages
 */
export function readPictures(
  raw: unknown,
  width: number,
  source: string,
  target: (raw: unknown, at: string) => Target | null,
): NamedPicture[] {
  if (raw === undefined) {
    return [];
  }
  if (!Array.isArray(raw) || raw.length > MOST_PICTURES) {
    throw new OrganismError(`${source}: pictures is ${short(raw)}; expected a list of at most ${MOST_PICTURES}.`);
  }
  const pictures = raw.map((each: unknown, index): NamedPicture => {
    const at = `${source}, picture ${index}`;
    const found = isObject(each) ? target(own(each, "target"), at) : null;
    if (found === null || found.png === null || !isObject(each)) {
      throw new OrganismError(`${at} is ${short(each)}; expected an object with a target and a signal.`);
    }
    return { target: found, signal: readSignal(own(each, "signal"), width, at) };
  });
  const names = pictures.map((each) => each.target.name.toLowerCase());
  if (new Set(names).size < names.length) {
    throw new OrganismError(`${source}: the pictures are called ${short(names)}; expected different names.`);
  }
  return pictures;
}

/** A signal in a description, of the automaton's size. */
export function readSignal(raw: unknown, width: number, source: string): readonly number[] {
  const sound = Array.isArray(raw) && raw.length === width && raw.every((one) => isNumber(one, -LARGEST, LARGEST));
  if (width === 0 || !sound) {
    const expected = width > 0 ? `${width} numbers, as many as the automaton's signal` : "none: there is no signal";
    throw new OrganismError(`${source}: the signal is ${short(raw)}; expected ${expected}.`);
  }
  return raw as number[];
}

/**
 * The first layer of a rule that takes signals directly, from that of one with a table before it: the table's
 * rows [signal, embedding] times the last rows of its weights.
 */
export function withoutTable({ inputs, outputs, weight, bias }: Layer, table: Float32Array, signal: number): Layer {
  const embedding = table.length / signal;
  const others = inputs - embedding;
  const rows = new Float32Array((others + signal) * outputs);
  rows.set(weight.subarray(0, others * outputs));
  for (let row = 0; row < signal; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let place = 0; place < embedding; place++) {
        sum += table[row * embedding + place]! * weight[(others + place) * outputs + output]!;
      }
      rows[(others + row) * outputs + output] = sum;
    }
  }
  return { inputs: others + signal, outputs, weight: rows, bias };
}
