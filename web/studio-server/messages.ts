/** The messages between page and server of the studio: docs/studio-protocol.md. */

export const VERSION = 1;

export type Regime = "growing" | "persistent" | "regenerating";
export type Recipe = "quick" | "article" | "fast" | "best";
/** The verdict on a running training; "done" is for one that has finished. */
export type Word = "taking shape" | "recognisable" | "healing";
export type Point = readonly [iteration: number, log10Loss: number];

/** How a drawing is to be trained; what is left out is the recipe's. */
export interface TrainSettings {
  /** Of the organism and, with the regime, of the run's folder; what is no letter or digit becomes a hyphen. */
  readonly name?: string;
  /** Longer side of the picture in cells, and empty cells around it. */
  readonly size?: number;
  readonly padding?: number;
  readonly regime?: Regime;
  readonly recipe?: Recipe;
  readonly start?: "stem" | "nothing";
  /** A run whose organism it begins with instead; if it is trained here, it is stopped first. */
  readonly after?: string;
  readonly iterations?: number;
  readonly seed?: number;
  /** Whether empty margins are cut off and a plain background is made transparent; not for drawings cell by cell. */
  readonly trim?: boolean;
  readonly background?: "auto" | "keep" | "transparent";
  readonly pixel_art?: boolean;
}

export interface Numbers {
  readonly iteration: number;
  readonly iterations: number;
  /** Smoothed; null while unknown, as all values that may be null. */
  readonly log10_loss: number | null;
  /** Iterations per second. */
  readonly rate: number | null;
  readonly seconds_left: number | null;
  readonly word: Word;
}

/** A summary of a run. */
export interface RunSummary extends Numbers {
  readonly run: string;
  readonly name: string;
  readonly regime: Regime;
  readonly state: "running" | "stopped" | "finished";
  /** Whether this studio trains it. */
  readonly here: boolean;
  /** Seconds since 1970. */
  readonly changed: number;
  /** Data URL of the target. */
  readonly picture: string | null;
}

/** A run that cannot be read, and why. */
export interface FaultyRun {
  readonly run: string;
  readonly fault: string;
  readonly changed: number;
}

/** Events. */
export type ServerEvent =
  | ({ readonly type: "progress"; readonly run: string } & Numbers)
  | { readonly type: "curve"; readonly run: string; readonly points: readonly Point[] }
  | ({ readonly type: "organism" } & OrganismFile)
  | { readonly type: "note"; readonly run: string; readonly about: string; readonly text: string }
  | {
      readonly type: "finished";
      readonly run: string;
      readonly reason: "complete" | "until" | "stopped";
      readonly iteration: number;
      readonly log10_loss: number | null;
    }
  | ({ readonly type: "verdict"; readonly run: string } & Verdict)
  | { readonly type: "failed"; readonly run: string; readonly text: string }
  /** There are other runs than before, or one has begun or ended: ask for them again. */
  | { readonly type: "changed" };

export interface Verdict {
  readonly good: boolean;
  readonly wanting: boolean;
  readonly outcome: string;
  readonly words: string;
}

/** An organism file (docs/format.md), as it was after so many iterations. */
export interface OrganismFile {
  readonly run: string;
  readonly name: string;
  readonly iteration: number | null;
  readonly dtype: "float16" | "float32";
  readonly file: Uint8Array;
}

export interface Welcome {
  readonly blastema: string;
  readonly folder: string;
  /** So many at a time; 0 where trainings are followed only. */
  readonly trainings: number;
  readonly picture_bytes: number;
  readonly sizes: readonly [smallest: number, largest: number];
}

export interface RunList {
  readonly folder: string;
  readonly runs: readonly (RunSummary | FaultyRun)[];
  readonly left_out: number;
}

export type Followed = RunSummary & { readonly curve: readonly Point[] };

/** A message as it comes: its values, and the bytes behind them. */
export interface Received {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly data: Uint8Array;
}

/** A frame: text, or bytes if bytes come with it. */
export function encode(type: string, values: object, data?: Uint8Array): string | Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ v: VERSION, type, ...values });
  if (data === undefined) return text;
  const head = new TextEncoder().encode(text);
  const frame = new Uint8Array(4 + head.length + data.length);
  new DataView(frame.buffer).setUint32(0, head.length, true);
  frame.set(head, 4);
  frame.set(data, 4 + head.length);
  return frame;
}

/** A message from a frame. Throws for what is none, or of another version. */
export function decode(frame: string | ArrayBuffer): Received {
  let [text, data] = [frame as string, new Uint8Array(0)];
  if (typeof frame !== "string") {
    const length = frame.byteLength < 4 ? Infinity : new DataView(frame).getUint32(0, true);
    if (4 + length > frame.byteLength) throw new Error("The studio's server has sent a message that is cut short.");
    text = new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(frame, 4, length));
    data = new Uint8Array(frame.slice(4 + length));
  }
  const { v, type, ...values } = JSON.parse(text) as Record<string, unknown>;
  if (v !== VERSION || typeof type !== "string") {
    throw new Error(`The studio's server speaks version ${String(v)} of the protocol, this page ${VERSION}. Reload the page.`);
  }
  return { type, values, data };
}
