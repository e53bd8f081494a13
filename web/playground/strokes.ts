/** Continuous strokes of several pointers at once: capsules between the places that a pointer was at. */
import type { Place } from "../engine/geometry";
import { capsule, union } from "../engine/geometry";
import type { Boundary, Region, World } from "../engine/types";

export class Strokes {
  readonly #last = new Map<number, Place>();
  #region: Region | null = null;

  /** Pointers that are down. */
  get count(): number {
    return this.#last.size;
  }

  isDown(pointer: number): boolean {
    return this.#last.has(pointer);
  }

  start(pointer: number, place: Place, world: World, radius: number, boundary: Boundary): void {
    this.#last.set(pointer, place);
    this.#add(capsule(world, place, place, radius, boundary));
  }

  /** The places a pointer has passed since, in order; none for a pointer that is not down. */
  move(pointer: number, places: readonly Place[], world: World, radius: number, boundary: Boundary): void {
    let last = this.#last.get(pointer);
    if (last === undefined) return;
    for (const place of places) {
      this.#add(capsule(world, last, place, radius, boundary));
      last = place;
    }
    this.#last.set(pointer, last);
  }

  /** Whether it was the last one. */
  end(pointer: number): boolean {
    return this.#last.delete(pointer) && this.#last.size === 0;
  }

  /** All cells touched since the last call; null if none. */
  take(): Region | null {
    const region = this.#region;
    this.#region = null;
    return region;
  }

  #add(region: Region): void {
    this.#region = this.#region === null ? region : union(this.#region, region);
  }
}

/** Radius for a brush of so many cells across: 1 is a single cell. */
export function radiusOf(diameter: number): number {
  return (diameter - 1) / 2;
}
