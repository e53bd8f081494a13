/** Values over steps, the newest so many of them, for the curves. */
export class Series {
  #steps: Float64Array;
  #values: Float32Array;
  #start = 0;
  #length = 0;

  /** @param width values at each step */
  constructor(
    readonly width = 1,
    readonly capacity = 2048,
  ) {
    this.#steps = new Float64Array(capacity);
    this.#values = new Float32Array(capacity * width);
  }

  get length(): number {
    return this.#length;
  }

  /** A step not after the last one begins the series again from there (undo, reset). */
  add(step: number, values: ArrayLike<number>): void {
    if (this.#length > 0 && step < this.stepAt(this.#length - 1)) this.cut(step);
    if (this.#length > 0 && step === this.stepAt(this.#length - 1)) this.#length--;
    const at = (this.#start + this.#length) % this.capacity;
    this.#steps[at] = step;
    for (let index = 0; index < this.width; index++) this.#values[at * this.width + index] = values[index]!;
    if (this.#length < this.capacity) this.#length++;
    else this.#start = (this.#start + 1) % this.capacity;
  }

  /** Forgets what came after a step. */
  cut(step: number): void {
    while (this.#length > 0 && this.stepAt(this.#length - 1) > step) this.#length--;
  }

  clear(): void {
    this.#length = 0;
  }

  stepAt(index: number): number {
    return this.#steps[(this.#start + index) % this.capacity]!;
  }

  valueAt(index: number, which = 0): number {
    return this.#values[((this.#start + index) % this.capacity) * this.width + which]!;
  }
}
