/** An organism from the bytes of a file of either kind. */
import type { Organism } from "./types";
import { OrganismError } from "./checks";
import { parseDistill } from "./distill";
import { parseOrganism } from "./organism_file";
import { LARGEST_BYTES, looksLikeSafetensors } from "./safetensors";

export { OrganismError } from "./checks";
export { BUILT_IN_TARGETS, parseDistill } from "./distill";
export { parseOrganism } from "./organism_file";

const OTHER_KINDS: readonly (readonly [starts: readonly string[], what: string])[] = [
  [["\x89PNG", "\xff\xd8\xff", "GIF8", "RIFF"], "a picture; `blastema grow` trains an organism on one"],
  [["PK\x03\x04"], "a zip archive (a PyTorch or NumPy file?); its weights have to be converted first"],
  [["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"], "a Python pickle, which is not read, since it can contain code"],
  [["\x89HDF"], "an HDF5 file (Keras?); its weights have to be converted first"],
];

/**
 * The organism in the bytes of an organism file or of one of the article's web model files, recognised by
 * the content.
 *
 * @param name the file's name, for messages, and for what a web model file grows
 * @throws OrganismError if there is no whole and sound organism in it
 */
export function readOrganism(bytes: Uint8Array, name = "the file"): Organism {
  if (bytes.length === 0) {
    throw new OrganismError(`${name} is empty; expected an organism file.`);
  }
  if (bytes.length > LARGEST_BYTES) {
    throw new OrganismError(`${name} has ${bytes.length} bytes; an organism file has at most ${LARGEST_BYTES}.`);
  }
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  for (const [starts, what] of OTHER_KINDS) {
    if (starts.some((magic) => start.startsWith(magic))) {
      throw new OrganismError(`${name} is ${what}.`);
    }
  }
  if (looksLikeSafetensors(bytes)) {
    return parseOrganism(bytes, name);
  }
  const first = start.replace(/^(\xef\xbb\xbf)?[ \t\r\n]*/, "")[0];
  if (first === "[") {
    return parseDistill(bytes, name);
  }
  if (first === "{") {
    throw new OrganismError(`${name} is JSON, but not an organism. Use organism.safetensors in the run's folder.`);
  }
  throw new OrganismError(
    `${name} is not an organism: expected a safetensors file by Blastema or a web model file of the article.`,
  );
}
