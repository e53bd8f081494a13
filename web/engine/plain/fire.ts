/** Which cells, or which of their channels, fire at a step. */
import type { Organism, Settings } from "../types";
import { channelSeed, fireThreshold, fireValue } from "../random";

export class Fire {
  /** Whether each channel fires independently. */
  readonly perChannel: boolean;
  private readonly channels: number;
  private threshold = 0;
  private time = 0;
  private seed = 0;

  /** @param stride width of the grid with its border */
  constructor(
    organism: Organism,
    private readonly stride: number,
  ) {
    this.perChannel = organism.physics.firePer === "channel";
    this.channels = organism.channels;
  }

  begin(settings: Settings, time: number): void {
    this.threshold = fireThreshold(settings.fireRate);
    this.seed = settings.seed >>> 0;
    this.time = time;
  }

  /** Whether a cell fires, or any of its channels. */
  cell(cell: number): boolean {
    if (!this.perChannel) {
      return this.below(cell, this.seed);
    }
    for (let channel = 0; channel < this.channels; channel++) {
      if (this.below(cell, channelSeed(this.seed, channel))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a channel of a firing cell does. */
  channel(cell: number, channel: number): boolean {
    return !this.perChannel || this.below(cell, channelSeed(this.seed, channel));
  }

  private below(cell: number, seed: number): boolean {
    const row = Math.floor(cell / this.stride) - 1;
    return fireValue((cell % this.stride) - 1, row, this.time, seed) < this.threshold;
  }
}
