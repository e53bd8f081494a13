/** The display's frames: requested one by one, as long as there is work and the page is visible. */

/** Milliseconds of a pause after which no steps are caught up, and the duration that its frame counts as. */
const PAUSE = 500;
const USUAL = 16;

/** Called in a frame with the milliseconds since the one before; returns whether another one is needed. */
export type Frame = (elapsed: number, fresh: boolean) => boolean;

export class Frames {
  #asked = 0;
  #last = 0;
  #seen = true;

  constructor(private readonly frame: Frame) {}

  /** Requests a frame. */
  ask(): void {
    if (this.#asked !== 0 || !this.#seen) return;
    this.#asked = requestAnimationFrame((time) => {
      this.#asked = 0;
      this.#run(time);
    });
  }

  #run(time: number): void {
    const fresh = this.#last === 0 || time - this.#last > PAUSE;
    const elapsed = fresh ? USUAL : time - this.#last;
    this.#last = time;
    if (!this.#seen) return;
    if (this.frame(elapsed, fresh)) this.ask();
    else this.#last = 0;
  }

  /** Hidden or off-screen pages have none. */
  see(seen: boolean): void {
    this.#seen = seen;
  }

  stop(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    this.#seen = false;
  }
}
