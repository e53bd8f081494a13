/** The organisms that the page holds: those in its document, and files that the user opens. */
import { OrganismError, readOrganism, BUILT_IN_TARGETS } from "../engine/organism";
import { differenceOf } from "../engine/species";
import { plainText } from "../engine/text";
import type { Organism } from "../engine/types";
import { fromBase64 } from "./compression";

export const REGIMES = ["growing", "persistent", "regenerating", "merging", "perturbed"] as const;
export type Regime = (typeof REGIMES)[number];

export const REGIME_HINTS: Readonly<Record<Regime, string>> = {
  growing: "Trained to grow but not to stop: after about 200 steps it outgrows its shape.",
  persistent: "Trained to keep its shape. Small wounds may close, large ones deform it.",
  regenerating: "Trained with wounds: cut it, and it grows back.",
  merging: "Trained to become one organism from several seeds: plant several near each other.",
  perturbed: "Trained from its own picture, with noise, cuts and bites: it starts as its picture, not as one cell.",
};

export interface Specimen {
  readonly id: string;
  readonly name: string;
  readonly emoji: string | null;
  readonly regime: Regime | null;
  /** A data URL. */
  readonly picture: string | null;
  readonly organism: Organism;
}

/** Name and regime; numbered where several in the page would be called the same. */
export function fullName(specimen: Specimen, library: readonly Specimen[]): string {
  const { name } = specimen;
  const kind = kindName(specimen, library);
  return kind === "" ? name : `${name}, ${kind}`;
}

/** What tells it from others of its name: its regime, with a number where that is the same. */
export function kindName(specimen: Specimen, library: readonly Specimen[]): string {
  const alike = library.filter(({ name, regime }) => name === specimen.name && regime === specimen.regime);
  return [
    ...(specimen.regime === null ? [] : [specimen.regime]),
    ...(alike.length > 1 ? [`no. ${alike.indexOf(specimen) + 1}`] : []),
    ...(specimen.organism.provenance["article"] === undefined ? [] : ["of the article"]),
  ].join(", ");
}

/** What its regime means; of one whose training was not finished, how far it is. */
export function regimeHint({ regime, organism: { provenance } }: Specimen): string {
  if (regime === null) return "Its file does not say how it was trained.";
  const [done, planned] = [provenance["iterations"], provenance["planned_iterations"]];
  if (typeof done !== "number" || typeof planned !== "number" || done >= planned) return REGIME_HINTS[regime];
  const part = `${done.toLocaleString("en")} of ${planned.toLocaleString("en")} iterations`;
  return `Still learning: it was trained for ${part}.${regime === "regenerating" ? " Its wounds may not heal yet." : ""}`;
}

export interface Library {
  readonly specimens: readonly Specimen[];
  /** Sentences about what could not be read. */
  readonly problems: readonly string[];
}

type Entry = Readonly<Record<string, unknown>>;

/** Reads the document's list (shell.html); invalid entries are reported, the others are kept. */
export function readLibrary(json: string): Library {
  const problems: string[] = [];
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch {
    list = null;
  }
  if (!Array.isArray(list)) {
    return { specimens: [], problems: ["This page's list of organisms cannot be read; export the page again."] };
  }
  const specimens: Specimen[] = [];
  list.forEach((raw: unknown, index) => {
    try {
      specimens.push(readEntry((raw ?? {}) as Entry, index, specimens));
    } catch (error) {
      if (!(error instanceof OrganismError)) throw error;
      problems.push(error.message);
    }
  });
  return { specimens, problems };
}

function readEntry(entry: Entry, index: number, others: readonly Specimen[]): Specimen {
  const text = (key: string): string | null => (typeof entry[key] === "string" ? plainText(entry[key]) : null);
  const name = text("name")?.slice(0, 100) ?? `organism ${index + 1}`;
  const bytes = typeof entry["file"] === "string" ? fromBase64(entry["file"]) : null;
  if (bytes === null) throw new OrganismError(`The page's organism “${name}” is not base64; export the page again.`);
  const organism = readOrganism(bytes, name);
  const picture = text("picture");
  return specimen(organism, {
    id: freeId(text("id") ?? name, others),
    name,
    emoji: text("emoji"),
    regime: regimeOf(text("regime") ?? organism.provenance["regime"]),
    picture: picture?.startsWith("data:image/") === true ? picture : null,
  });
}

/** An organism that is not in the document. */
export function specimenOf(organism: Organism, id: string, others: readonly Specimen[] = []): Specimen {
  const { name, provenance } = organism;
  return specimen(organism, {
    id: freeId(id, others),
    name,
    emoji: null,
    regime: regimeOf(provenance["regime"]),
    picture: null,
  });
}

/** @throws OrganismError if the file holds none */
export async function openFile(file: File, others: readonly Specimen[]): Promise<Specimen> {
  const organism = readOrganism(new Uint8Array(await file.arrayBuffer()), file.name);
  const stem = file.name.replace(/\.[^.]*$/, "");
  const name = organism.name || plainText(stem);
  return specimen(organism, {
    id: freeId(stem, others),
    name,
    emoji: null,
    regime: regimeOf(organism.provenance["regime"]),
    picture: null,
  });
}

function specimen(organism: Organism, known: Omit<Specimen, "organism">): Specimen {
  const subject = organism.target?.name ?? known.name;
  const png = organism.target?.png ?? null;
  return {
    ...known,
    emoji: known.emoji ?? emojiOf(subject) ?? emojiOf(known.name),
    picture: known.picture ?? (png === null ? null : `data:image/png;base64,${png}`),
    organism,
  };
}

function emojiOf(name: string): string | null {
  for (const [emoji, plain] of BUILT_IN_TARGETS) if (plain === name || emoji === name) return emoji;
  return null;
}

function regimeOf(value: unknown): Regime | null {
  return REGIMES.find((regime) => regime === value) ?? null;
}

/** A unique name for links. */
function freeId(wish: string, others: readonly Specimen[]): string {
  const word =
    wish
      .normalize("NFKD")
      .replace(/[^\w.-]+/g, "-")
      .slice(0, 60) || "organism";
  let id = word;
  for (let count = 2; others.some((other) => other.id === id); count++) id = `${word}-${count}`;
  return id;
}

/** Why two organisms cannot live in one world; null if they can. */
export function mismatch(one: Organism, other: Organism): string | null {
  const difference = differenceOf(one, other);
  return difference === null ? null : `They have different ${difference}, so they cannot share a world.`;
}
