/** What a world was before, to come back to by undo. */
import type { Place } from "../engine/geometry";
import type { Snapshot } from "../engine/types";
import type { PackedState } from "./packing";
import { pack, unpack } from "./packing";
import type { Store } from "./store";
import { Undo } from "./undo";

/** A world, and where its organisms were planted. */
export interface Stand {
  readonly snapshot: Snapshot;
  readonly homes: readonly (Place | null)[];
}

interface Remembered {
  readonly packed: PackedState;
  readonly homes: readonly (Place | null)[];
  readonly bytes: number;
}

function remembered({ snapshot, homes }: Stand): Remembered {
  const packed = pack(snapshot);
  return { packed, homes: [...homes], bytes: packed.bytes };
}

export class Past {
  readonly #undo = new Undo<Remembered>();

  constructor(private readonly store: Store) {}

  remember(now: Stand): void {
    this.#undo.remember(remembered(now));
    this.#tell();
  }

  /** The world that undo or redo leads to; null, with a message, if there is none. */
  travel(now: Stand, way: "undo" | "redo"): Stand | null {
    const state = this.#undo[way](remembered(now));
    if (state === null) {
      this.store.spoken.value = `Nothing to ${way}.`;
      return null;
    }
    this.store.wounds.value = this.store.wounds.value.filter((step) => step < state.packed.step);
    this.#tell();
    return { snapshot: unpack(state.packed), homes: [...state.homes] };
  }

  forget(): void {
    this.#undo.clear();
    this.#tell();
  }

  #tell(): void {
    this.store.canUndo.value = this.#undo.canUndo;
    this.store.canRedo.value = this.#undo.canRedo;
  }
}
