/**
 * How many steps each frame makes, so that the speed in steps per second does not depend on the display's refresh rate
 * and the page stays responsive at any speed.
 */

/** Steps per second as the user sets it; Infinity for the maximum. */
export type Rate = number;

export const SLOWEST = 1;
/** The fastest set speed; one notch above it is the maximum. */
export const FASTEST = 1000;

/** Time that steps may take in a frame at 60 frames/s, in milliseconds; the rest is for drawing and the browser. */
const FRAME_BUDGET = 12;
const LONGEST_BUDGET = 40;
/** A frame that took longer, in milliseconds, shows that queued work is piling up on the graphics card. */
const SLOW_FRAME = 40;
const QUICK_FRAME = 25;
const MOST_STEPS = 4096;

export class Pace {
  rate: Rate;
  /** Whether `step` only queues work (WebGL), so that timing it is meaningless. */
  queued = false;
  #due = 0;
  #dueAt = 0;
  #limit = 8;

  constructor(rate: Rate) {
    this.rate = rate;
  }

  /** Discards the steps that were due: after a pause nothing is caught up. */
  restart(): void {
    this.#due = 0;
  }

  /**
   * Makes the steps of one frame and returns how many.
   *
   * @param elapsed milliseconds since the frame before
   * @param step makes so many steps
   * @param now a clock in milliseconds
   * @param most steps that may be made
   */
  frame(elapsed: number, step: (count: number) => void, now: () => number, most = Infinity): number {
    const wanted = Math.min(this.#wanted(elapsed), most);
    const budget = Math.min(Math.max(FRAME_BUDGET, 0.6 * elapsed), LONGEST_BUDGET);
    const start = now();
    let done = 0;
    let chunk = 1;
    while (done < wanted) {
      const count = Math.min(chunk, wanted - done);
      step(count);
      done += count;
      const spent = now() - start;
      if (spent >= budget) break;
      // Half of what the rest of the budget has room for, so that a slower chunk does not overrun it by much.
      const room = spent > 0 ? ((budget - spent) * done) / spent / 2 : 2 * chunk;
      chunk = Math.max(1, Math.min(Math.floor(room), 2 * chunk, 256));
    }
    if (this.rate !== Infinity) {
      // Steps for which there was no time are dropped: the world slows down and does not race after a stall.
      this.#due = Math.min(this.#due - done, Math.max(1, this.rate / 20));
    }
    this.#adapt(elapsed, done);
    return done;
  }

  #wanted(elapsed: number): number {
    const most = this.queued ? this.#limit : MOST_STEPS;
    if (this.rate === Infinity) return most;
    if (this.rate !== this.#dueAt) this.#due = 0; // steps due at another speed are dropped
    this.#dueAt = this.rate;
    this.#due += (this.rate * Math.min(elapsed, 250)) / 1000;
    return Math.min(Math.floor(this.#due + 1e-9), most);
  }

  /** Estimates how many queued steps fit in a frame. */
  #adapt(elapsed: number, done: number): void {
    if (elapsed > SLOW_FRAME) this.#limit = Math.max(1, Math.floor(this.#limit * 0.7));
    else if (elapsed < QUICK_FRAME && done >= this.#limit)
      this.#limit = Math.min(MOST_STEPS, Math.ceil(this.#limit * 1.25));
  }
}

/** Steps per second as measured, over about the last second. */
export class Meter {
  #time = 0;
  #steps = 0;
  #value = 0;

  /** Adds a frame; returns the current estimate. */
  add(elapsed: number, steps: number): number {
    this.#time += elapsed;
    this.#steps += steps;
    if (this.#time >= 500) {
      const recent = (1000 * this.#steps) / this.#time;
      this.#value = this.#value === 0 ? recent : 0.5 * (this.#value + recent);
      this.#time = 0;
      this.#steps = 0;
    }
    return this.#value;
  }

  restart(): void {
    this.#time = this.#steps = this.#value = 0;
  }
}

/** Notches of the speed slider: powers of 10^(1/10) from 1 to 1000, then the maximum. */
export const SPEED_NOTCHES = 31;

export function rateOfNotch(notch: number): Rate {
  if (notch >= SPEED_NOTCHES) return Infinity;
  return Math.max(SLOWEST, Math.round(10 ** (notch / 10)));
}

export function notchOfRate(rate: Rate): number {
  if (rate === Infinity) return SPEED_NOTCHES;
  return Math.min(Math.max(Math.round(10 * Math.log10(Math.max(rate, SLOWEST))), 0), SPEED_NOTCHES - 1);
}

export function rateText(rate: Rate): string {
  return rate === Infinity ? "as fast as possible" : rate === 1 ? "1 step per second" : `${rate} steps per second`;
}
