/** The display's frames: requested one by one, as long as there is work and the page is visible. */

/** A pause after which nothing has to be caught up, in milliseconds, and how long its frame counts as. */
const PAUSE = 500;
const USUAL = 16;

/** What happens in a frame, so many milliseconds after the one before; whether another one is wanted. */
export type Frame = (elapsed: number, fresh: boolean) => boolean;

export class Frames {
  #asked = 0;
  #last = 0;
  #seen = true;

  constructor(private readonly frame: Frame) {}

  /** One is wanted. */
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
