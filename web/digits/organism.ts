/**
 * Organisms that classify digits: what they are, and their files (docs/classifying.md).
 *
 * Their update `inked` leaves the ink, the alpha, as it is: that of a `residual` update whose last layer gives nothing
 * for it. So every engine that serves such an update serves these.
 */
import { Part } from "../engine/automaton";
import { isObject, own, OrganismError } from "../engine/checks";
import { describedOrganism, readDescription } from "../engine/organism_file";
import { looksLikeSafetensors, readHeader } from "../engine/safetensors";
import type { Layer, Organism } from "../engine/types";
import { ALPHA } from "../engine/world";
import type { Paper } from "./paper";
import { paperOf } from "./paper";
import { CLASSES } from "./votes";

export interface Classifier {
  readonly name: string;
  /** With the update `residual` in the place of `inked`. */
  readonly organism: Organism;
  /** Deviation of the uniform noise on all channels but the ink of the cells that fire. */
  readonly updateNoise: number;
  /** Side of a digit in cells, in the middle of the grid. */
  readonly size: number;
  readonly paper: Paper;
}

/**
 * The organism in an organism file.
 *
 * @param source what messages call the file
 * @throws OrganismError for anything but a whole, sound organism that classifies digits
 */
export function readClassifier(bytes: Uint8Array, source: string): Classifier {
  if (!looksLikeSafetensors(bytes)) {
    throw new OrganismError(`${source} is not an organism file of Blastema; expected a safetensors file.`);
  }
  const { header, data } = readHeader(bytes, source);
  const described = readDescription(header, source);
  const automaton = own(described, "automaton");
  const part = new Part(isObject(automaton) ? own(automaton, "update") : undefined, "the automaton's update", source);
  if (!isObject(automaton) || part.given("kind") !== "inked") {
    throw part.error("classifies no digits, so that it has another page: blastema play FILE");
  }
  const { update_noise: _, ...update } = own(automaton, "update") as Record<string, unknown>;
  const plain = { ...described, automaton: { ...automaton, update: { ...update, kind: "residual" } } };
  const organism = describedOrganism(plain, header, data, source);
  const updateNoise = part.number("update_noise", 0, 1e6, 0);
  const refused = unserved(organism, updateNoise);
  if (refused !== null) throw new OrganismError(`${source} ${refused}`);
  const { height, width, layers, target, provenance } = organism;
  return {
    name: organism.name,
    organism: { ...organism, layers: [...layers.slice(0, -1), withoutInk(layers.at(-1)!)] },
    updateNoise,
    size: target === null ? Math.min(height, width) : target.size,
    paper: paperOf(provenance["data"]),
  };
}

/** Why it cannot live in this page, after its name; null if it can. */
function unserved({ channels, physics, decoder }: Organism, updateNoise: number): string | null {
  const least = ALPHA + 1 + CLASSES;
  if (channels < least) return `has ${channels} channels; expected ${least} or more, for colour, ink and ten votes.`;
  if (decoder !== null) return "draws pixels; cells that classify digits have no decoder.";
  if (updateNoise > 0 && physics.clamp > 0) {
    return `has update_noise ${updateNoise} and clamp ${physics.clamp}, which this page does not support together.`;
  }
  return null;
}

/** What a layer gives, but nothing for the ink. */
function withoutInk({ inputs, outputs, weight, bias }: Layer): Layer {
  const keep = (value: number, at: number): number => (at % outputs === ALPHA ? 0 : value);
  return { inputs, outputs, weight: weight.map(keep), bias: bias.map(keep) };
}
