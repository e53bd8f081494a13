/** The state of the studio for tests and inspection: `window.blastemaStudio`. Reading it changes nothing. */
import { writeOrganism } from "../engine/organism_writing";
import type { TrainingRecord } from "./record";
import type { Studio } from "./studio";

export interface StudioHandle {
  readonly stage: string;
  readonly word: string;
  /** Of an evaluation's five cuts, those that it recovered from when it was last tested; null before. */
  readonly cuts: number | null;
  readonly iteration: number;
  /** log10, smoothed over some iterations; null before the first. */
  readonly loss: number | null;
  /** Seconds and iterations of training after which it was recognisable, mending, healing, done. */
  readonly reached: TrainingRecord["reached"]["value"];
  /** Where it is computed. */
  readonly where: string;
  /** The board: cells of a side, and RGBA. */
  readonly board: { readonly size: number; readonly data: readonly number[] };
  /** The creature of this moment as an organism's file, or null. */
  file(): readonly number[] | null;
}

declare global {
  interface Window {
    blastemaStudio?: StudioHandle;
  }
}

export function studioHandle(studio: Studio): StudioHandle {
  return {
    get stage() {
      return studio.stage.value;
    },
    get word() {
      return studio.record.word.value;
    },
    get cuts() {
      return studio.record.cuts.value;
    },
    get iteration() {
      return studio.record.done.value;
    },
    get loss() {
      return studio.record.event.value?.shown.loss ?? null;
    },
    get reached() {
      return studio.record.reached.value;
    },
    get where() {
      return studio.where.value;
    },
    get board() {
      const { height, data } = studio.board.pixels;
      return { size: height, data: [...data] };
    },
    file: () => {
      const organism = studio.creature();
      return organism === null ? null : [...writeOrganism(organism)];
    },
  };
}
