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
  /** Whether more had been done to it than to grow. */
  readonly touched: boolean;
  readonly bytes: number;
}

export class Past {
  readonly #undo = new Undo<Remembered>();

  constructor(private readonly store: Store) {}

  remember(now: Stand): void {
    this.#undo.remember(this.#remembered(now));
    this.#tell();
  }

  /** The world that was remembered last, which is forgotten; null if there is none. */
  takeBack(): (Stand & { readonly touched: boolean }) | null {
    const state = this.#undo.takeBack();
    return state === null ? null : { ...this.#backIn(state), touched: state.touched };
  }

  /** The world that undo or redo leads to; null, with a message, if there is none. */
  travel(now: Stand, way: "undo" | "redo"): Stand | null {
    const state = this.#undo[way](this.#remembered(now));
    if (state === null) {
      this.store.spoken.value = `Nothing to ${way}.`;
      return null;
    }
    return this.#backIn(state);
  }

  forget(): void {
    this.#undo.clear();
    this.#tell();
  }

  #remembered({ snapshot, homes }: Stand): Remembered {
    const packed = pack(snapshot);
    return { packed, homes: [...homes], touched: this.store.touched.value, bytes: packed.bytes };
  }

  #backIn(state: Remembered): Stand {
    this.store.wounds.value = this.store.wounds.value.filter((step) => step < state.packed.step);
    this.#tell();
    return { snapshot: unpack(state.packed), homes: [...state.homes] };
  }

  #tell(): void {
    this.store.canUndo.value = this.#undo.canUndo;
    this.store.canRedo.value = this.#undo.canRedo;
  }
}
