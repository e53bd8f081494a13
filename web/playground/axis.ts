/** The axis of the healing error. */
import type { Series } from "./series";

/** The axis has at least these values of log10 E, so that small changes do not move it. */
const LOWEST = -5;
const HIGHEST = 0;
/** More units than this have a tick at every other one. */
const MOST_UNITS = 7;

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** An axis in whole powers of ten for all errors of a series from a step on. */
export function errorAxis(series: Series, first: number): Axis {
  let [low, high] = [LOWEST, HIGHEST];
  for (let index = 0; index < series.length; index++) {
    if (series.stepAt(index) < first) continue;
    low = Math.min(low, Math.floor(series.valueAt(index)));
    high = Math.max(high, Math.ceil(series.valueAt(index)));
  }
  const every = high - low > MOST_UNITS ? 2 : 1;
  const ticks = [];
  for (let tick = Math.floor(high / every) * every; tick >= low; tick -= every) ticks.push(tick);
  return { low, high, ticks };
}
