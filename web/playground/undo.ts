/** Undo and redo of whole states, bounded in number and in bytes. */

export interface Weighed {
  /** Memory that it holds, in bytes. */
  readonly bytes: number;
}

export class Undo<T extends Weighed> {
  #past: T[] = [];
  #future: T[] = [];

  constructor(
    readonly mostStates = 64,
    readonly mostBytes = 96_000_000,
  ) {}

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Bytes held at present. */
  get bytes(): number {
    let sum = 0;
    for (const state of this.#past) sum += state.bytes;
    for (const state of this.#future) sum += state.bytes;
    return sum;
  }

  /** Remembers the state before an action. What had been undone cannot be redone any more. */
  remember(before: T): void {
    this.#future = [];
    this.#past.push(before);
    this.#trim();
  }

  /** The state to go back to, or null; `current` can then be redone. */
  undo(current: T): T | null {
    const state = this.#past.pop();
    if (state === undefined) return null;
    this.#future.push(current);
    this.#trim();
    return state;
  }

  /** The state that was undone last, or null. */
  redo(current: T): T | null {
    const state = this.#future.pop();
    if (state === undefined) return null;
    this.#past.push(current);
    this.#trim();
    return state;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }

  /** Drops the oldest; a single state is kept however large it is. */
  #trim(): void {
    while (this.#past.length > this.mostStates || (this.bytes > this.mostBytes && this.#past.length > 1)) {
      this.#past.shift();
    }
    while (this.bytes > this.mostBytes && this.#future.length > 1) this.#future.shift();
  }
}
