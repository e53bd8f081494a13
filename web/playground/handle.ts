/**
 * The state of a playground for tests and inspection; `window.blastema` of the page. Reading it changes nothing.
 *
 *   await blastema.ready       the first world lives (or there is none)
 *   blastema.engine            "webgl2", "webgl2-half", "wasm", "plain" or null
 *   blastema.stepCount, .stepsPerSecond, .living, .error (log10 of the healing error, or null), .playing
 *   blastema.settings          everything that a link holds but the state
 *   blastema.report            what the choice of the engine found
 *   blastema.snapshot()        a copy of the state
 *   blastema.cellAt(x, y)      row and column under a point of the window, fractions of cells included
 *   blastema.pointOf(row, column)   the point of the window over the middle of a cell
 *   blastema.loseEngine()      as if the engine's device were lost (for tests)
 */
import type { EngineReport } from "../engine/select";
import type { EngineKind, Snapshot } from "../engine/types";
import { EngineLost } from "../engine/types";
import type { Actions } from "./actions";
import type { PageSettings } from "./settings";

export interface BlastemaHandle {
  readonly version: string | null;
  readonly ready: Promise<void>;
  readonly engine: EngineKind | null;
  readonly report: EngineReport | null;
  readonly stepCount: number;
  readonly stepsPerSecond: number;
  readonly living: number;
  readonly error: number | null;
  readonly playing: boolean;
  readonly settings: PageSettings;
  snapshot(): Snapshot | null;
  cellAt(x: number, y: number): { row: number; column: number };
  pointOf(row: number, column: number): { x: number; y: number };
  loseEngine(): void;
}

declare global {
  interface Window {
    blastema?: BlastemaHandle;
  }
}

export function handleOf(actions: Actions, version: string | null, ready: Promise<void>): BlastemaHandle {
  const { store, life } = actions;
  return {
    version,
    ready,
    get engine() {
      return store.engineKind.value;
    },
    get report() {
      return store.engineReport.value;
    },
    get stepCount() {
      return life.engine?.stepCount ?? 0;
    },
    get stepsPerSecond() {
      return store.stepsPerSecond.value;
    },
    get living() {
      return store.livingCells.value;
    },
    get error() {
      return store.healing.value;
    },
    get playing() {
      return store.playing.value;
    },
    get settings() {
      return { ...store.settings(), place: actions.stage?.place ?? null };
    },
    snapshot: () => life.read(),
    cellAt: (x, y) => actions.stage!.cellUnder(x, y),
    pointOf: (row, column) => actions.stage!.pointOver(row, column),
    loseEngine: () => {
      life.with(() => {
        throw new EngineLost("lost on request");
      });
    },
  };
}
