/**
 * One organism's perception and rule, prepared to run on many cells.
 *
 * Sums are in double precision; the caller rounds the results to float32.
 */
import { toldBias } from "../signal";
import type { Organism } from "../types";
import { BLOCK, Layers } from "./dense";
import { Filtering } from "./filtering";
import { ParentRule } from "./parents";
import type { ParentGrid } from "./parents";

export class Rule {
  /** Amplitude of the organism's own noise. */
  readonly noise: number;
  /** Channels that the cells' own rule changes: all but their parent's. */
  private readonly own: number;
  private readonly channels: number;
  private readonly filtering: Filtering;
  private readonly layers: Layers;
  /** What the parents do; null without. */
  private readonly above: ParentRule | null;
  /** The signal's part of the first layer's bias. */
  private signal: readonly number[];

  /** @param parents the world's second level, if the organisms have one */
  constructor(
    private readonly organism: Organism,
    parents: ParentGrid | null = null,
  ) {
    const { channels, physics, perception } = organism;
    const { filters, learned, signal } = perception;
    this.noise = physics.noise;
    this.channels = channels;
    this.above = organism.parents === null || parents === null ? null : new ParentRule(organism, organism.parents, parents);
    this.own = channels - (organism.parents?.channels ?? 0);
    this.filtering = new Filtering(filters, learned, this.own, channels);
    this.layers = new Layers({ ...organism, channels: this.own }, signal);
    this.signal = new Array<number>(signal).fill(0);
  }

  /** Turns the gradients; the angle is in radians, all of it. */
  turn(angle: number): void {
    this.filtering.turn(angle);
    this.above?.turn(angle);
  }

  /** Sets the signal, as a part of the first layer's bias; none means zeros. */
  tell(signal: readonly number[]): void {
    if (this.signal.every((value, i) => value === (signal[i] ?? 0))) {
      return;
    }
    this.signal = this.signal.map((_, i) => signal[i] ?? 0);
    this.layers.bias.set(toldBias(this.organism.layers[0], this.signal));
  }

  /** A step begins: what the parents did at the step before is no longer valid. */
  begin(): void {
    this.above?.begin();
  }

  /** The new value of a channel that fires, not yet rounded, from the rule's output. */
  moved(before: number, asked: number): number {
    return this.layers.moved(before, asked);
  }

  /**
   * The rule's output for cells, before the step size.
   *
   * @param state [cells, channels] of a grid with a border
   * @param width of that grid with its border
   * @param cells indices of the cells from `begin` to `end` - 1
   * @param result [cells, channels] from `begin` on; with `only`, one of the cells' own channels, [cells] of that alone
   */
  apply(
    state: Float32Array,
    width: number,
    cells: Int32Array,
    begin: number,
    end: number,
    result: Float64Array,
    only = -1,
  ): void {
    const { filtering, layers, above } = this;
    const [size, own] = only < 0 ? [this.channels, this.own] : [1, 1];
    if (only < 0) {
      above?.apply(cells, begin, end, result, this.channels);
    }
    for (let first = begin; first < end; first += BLOCK) {
      const count = Math.min(BLOCK, end - first);
      for (let lane = 0; lane < count; lane++) {
        filtering.write(state, width, cells[first + lane], layers.features, lane);
        above?.signal(cells[first + lane], layers.features, filtering.features, lane);
      }
      const output = layers.think(only);
      for (let lane = 0; lane < count; lane++) {
        for (let channel = 0; channel < own; channel++) {
          result[(first + lane) * size + channel] = output[channel * BLOCK + lane];
        }
      }
    }
  }
}
