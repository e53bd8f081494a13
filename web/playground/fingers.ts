/**
 * Fingers on the world: a second one soon after the first means that both move the view, as in drawing programs; later
 * it draws beside the first.
 */
import type { Point } from "./viewport";

/** Milliseconds between the two fingers of a pinch; somebody who joins in drawing takes longer. */
const SOON = 400;

interface Finger {
  readonly since: number;
  at: Point;
}

export class Fingers {
  readonly #down = new Map<number, Finger>();

  /** A finger that touches the world with a tool that does not move the view. */
  put(pointer: number, since: number, at: Point): void {
    this.#down.set(pointer, { since, at });
  }

  move(pointer: number, at: Point): void {
    const finger = this.#down.get(pointer);
    if (finger !== undefined) finger.at = at;
  }

  /** Whether it was down. */
  lift(pointer: number): boolean {
    return this.#down.delete(pointer);
  }

  /** The only finger that is down, if one that touches the world now makes a pinch of both; it is none of these then. */
  pinched(now: number): { readonly pointer: number; readonly at: Point } | null {
    const [first, ...others] = this.#down;
    if (first === undefined || others.length > 0 || now - first[1].since > SOON) return null;
    this.#down.clear();
    return { pointer: first[0], at: first[1].at };
  }
}
