/** The organisms in the document (shell.html), for pages of a kind of their own. */
import { OrganismError } from "../engine/checks";
import { plainText } from "../engine/text";
import { fromBase64 } from "./compression";

export interface Listed<T> {
  readonly organisms: T[];
  /** Sentences about what could not be read. */
  readonly problems: string[];
}

/** @param read the organism of a file, whose name is for messages; throws OrganismError */
export function readListed<T>(json: string, read: (bytes: Uint8Array, name: string) => T): Listed<T> {
  const organisms: T[] = [];
  const problems: string[] = [];
  let list: unknown = null;
  try {
    list = JSON.parse(json);
  } catch {
    // Said below.
  }
  if (!Array.isArray(list)) return { organisms, problems: ["This page's list of organisms cannot be read; export the page again."] };
  for (const entry of list as readonly Readonly<Record<string, unknown>>[]) {
    const name = plainText(String(entry["name"] ?? "organism"));
    const bytes = typeof entry["file"] === "string" ? fromBase64(entry["file"]) : null;
    try {
      if (bytes === null) throw new OrganismError(`The page's organism “${name}” is not base64; export the page again.`);
      organisms.push(read(bytes, name));
    } catch (error) {
      if (!(error instanceof OrganismError)) throw error;
      problems.push(error.message);
    }
  }
  return { organisms, problems };
}

/** The version that the document's options name. */
export function versionOf(options: string): string | null {
  try {
    const { version } = JSON.parse(options || "{}") as { version?: unknown };
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}
