/**
 * Steps of a world, with work only where there is life.
 *
 * This is exact: all that lies outside `pre` (the cells that have a living neighbour) becomes 0, so the rule is needed
 * only in cells that fire and lie in `pre` or next to it. Of those next to it only the alpha matters: it can keep a
 * neighbour in `pre` alive.
 */
import type { Organism, Settings } from "../types";
import { fireThreshold, fireValue, noiseValue } from "../random";
import { ALPHA } from "../world";
import { CellSet } from "./cells";
import type { Grid } from "./grid";
import { Rule } from "./rule";

export class Stepper {
  private readonly rules: readonly Rule[];
  private readonly threshold: number;
  private readonly livingMask: boolean;
  private readonly everywhere: boolean;
  /** Cells that may have a channel that is not 0. */
  private readonly occupied: CellSet;
  private readonly pre: CellSet;
  private readonly ring: CellSet;
  private readonly post: CellSet;
  /** Cells that fire, by species; first those of `pre`, then those of the ring. */
  private readonly firing: Int32Array;
  /** [cells that fire, channels] */
  private readonly change: Float64Array;
  /** [cells that fire], of those in the ring */
  private readonly ringAlpha: Float64Array;
  /** The species each cell of this step belongs to. */
  private readonly belongs: Uint8Array;
  private stale = true;

  constructor(
    private readonly grid: Grid,
    private readonly organisms: readonly Organism[],
  ) {
    const { cells, channels } = grid;
    this.rules = organisms.map((organism) => new Rule(organism));
    this.threshold = Math.fround(organisms[0].aliveThreshold);
    this.livingMask = organisms[0].livingMask;
    // Below zero, empty cells count as mature too.
    this.everywhere = !this.livingMask || organisms[0].aliveThreshold < 0;
    this.occupied = new CellSet(cells);
    this.pre = new CellSet(cells);
    this.ring = new CellSet(cells);
    this.post = new CellSet(cells);
    this.firing = new Int32Array(cells);
    this.change = new Float64Array(cells * channels);
    this.ringAlpha = new Float64Array(cells);
    this.belongs = new Uint8Array(cells);
  }

  /** To be called whenever the state was changed from outside. */
  changed(): void {
    this.stale = true;
  }

  /**
   * One step.
   *
   * @param time steps since the world began
   * @param fired [cells with border], 1 where a cell fires that may live; null if nobody wants to know
   */
  step(settings: Settings, time: number, fired: Uint8Array | null): void {
    const { grid } = this;
    for (let index = 0; index < this.rules.length; index++) {
      this.rules[index].turn(this.organisms[index].angle + settings.angle);
    }
    if (this.stale) {
      this.findOccupied();
    }
    grid.refreshBorder(settings.boundary);
    this.findPre(settings);
    this.findRing(settings);
    const threshold = fireThreshold(settings.fireRate);
    const seed = settings.seed >>> 0;
    // First all changes, then their sum with the state: a cell's neighbours must see what it was.
    const inner = this.findFiring(this.pre, 0, threshold, time, seed, fired);
    const outer = this.findFiring(this.ring, inner, threshold, time, seed, null);
    this.run(0, inner, this.change, -1);
    this.run(inner, outer, this.ringAlpha, ALPHA);
    this.post.clear();
    this.ringToPost(inner, outer, settings);
    this.addChanges(inner);
    if (this.livingMask) {
      this.clearDead(inner, settings);
    }
    this.inheritSpecies();
    this.addNoise(settings.noise, time, seed);
  }

  private findOccupied(): void {
    const { grid, occupied } = this;
    occupied.clear();
    for (let row = 0; row < grid.world.height; row++) {
      for (let column = 0; column < grid.world.width; column++) {
        const cell = grid.at(row, column);
        if (this.everywhere || grid.isOccupied(cell)) {
          occupied.add(cell);
        }
      }
    }
    // What has been cleared there stays in it, so a list of survivors would not do for the next step.
    this.stale = this.livingMask && this.everywhere;
  }

  private addAround(set: CellSet, cell: number, settings: Settings): void {
    const { around } = this.grid;
    for (let i = 0; i < 9; i++) {
      const neighbour = this.grid.real(cell + around[i], settings.boundary);
      if (neighbour >= 0) {
        set.add(neighbour);
      }
    }
  }

  private findPre(settings: Settings): void {
    const { occupied, pre, grid, threshold } = this;
    pre.clear();
    for (let i = 0; i < occupied.count; i++) {
      const cell = occupied.list[i];
      if (!this.livingMask) {
        pre.add(cell);
      } else if (grid.alpha(cell) > threshold) {
        this.addAround(pre, cell, settings);
      }
    }
    for (let i = 0; this.rules.length > 1 && i < pre.count; i++) {
      this.belongs[pre.list[i]] = this.speciesOf(pre.list[i]);
    }
  }

  /** The cells next to `pre`, and their species. */
  private findRing(settings: Settings): void {
    const { pre, ring, grid } = this;
    ring.clear();
    for (let i = 0; this.livingMask && i < pre.count; i++) {
      for (let k = 0; k < 9; k++) {
        const neighbour = grid.real(pre.list[i] + grid.around[k], settings.boundary);
        if (neighbour >= 0 && !pre.has(neighbour)) {
          ring.add(neighbour);
        }
      }
    }
    for (let i = 0; this.rules.length > 1 && i < ring.count; i++) {
      this.belongs[ring.list[i]] = this.ringSpeciesOf(ring.list[i], settings);
    }
  }

  /** The species of a cell by its own alpha, or else its strongest neighbour's (rules 1 and 2 of `species.ts`). */
  private speciesOf(cell: number): number {
    const { grid, threshold } = this;
    if (grid.alpha(cell) > threshold) {
      return grid.species[cell];
    }
    let found = cell;
    let highest = threshold;
    for (let i = 0; i < 9; i++) {
      const alpha = grid.alpha(cell + grid.around[i]);
      if (alpha > highest) {
        highest = alpha;
        found = cell + grid.around[i];
      }
    }
    return grid.species[found];
  }

  /** The species of a cell next to `pre` (rule 3). */
  private ringSpeciesOf(cell: number, settings: Settings): number {
    const { grid, pre } = this;
    let found = 0;
    let highest = -Infinity;
    let none = true;
    for (let i = 0; i < 9; i++) {
      const neighbour = grid.real(cell + grid.around[i], settings.boundary);
      if (neighbour < 0 || !pre.has(neighbour)) {
        continue;
      }
      const alpha = grid.alpha(neighbour);
      if (none || alpha > highest) {
        highest = Number.isNaN(alpha) ? -Infinity : alpha;
        found = this.belongs[neighbour];
        none = false;
      }
    }
    return found;
  }

  /** Appends to `firing` those cells of a set that fire, species by species; the new end. */
  private findFiring(
    set: CellSet,
    begin: number,
    threshold: number,
    time: number,
    seed: number,
    fired: Uint8Array | null,
  ): number {
    const { stride } = this.grid;
    let end = begin;
    for (let i = 0; i < set.count; i++) {
      const cell = set.list[i];
      const row = Math.floor(cell / stride) - 1;
      if (fireValue((cell % stride) - 1, row, time, seed) < threshold) {
        this.firing[end++] = cell;
        if (fired !== null) {
          fired[cell] = 1;
        }
      }
    }
    return end;
  }

  /** The rules' answers for the firing cells from `begin` to `end` - 1: runs of one species go together. */
  private run(begin: number, end: number, result: Float64Array, only: number): void {
    const { grid, firing } = this;
    if (this.rules.length === 1) {
      this.rules[0].apply(grid.state, grid.stride, firing, begin, end, result, only);
      return;
    }
    this.sortBySpecies(begin, end);
    for (let first = begin; first < end; ) {
      const species = this.belongs[firing[first]];
      let next = first + 1;
      while (next < end && this.belongs[firing[next]] === species) {
        next++;
      }
      this.rules[species].apply(grid.state, grid.stride, firing, first, next, result, only);
      first = next;
    }
  }

  /** Brings the firing cells of each species together, by swapping. */
  private sortBySpecies(begin: number, end: number): void {
    const { firing, belongs } = this;
    let place = begin;
    for (let species = 0; species < this.rules.length - 1; species++) {
      for (let i = place; i < end; i++) {
        const cell = firing[i];
        if (belongs[cell] === species) {
          firing[i] = firing[place];
          firing[place++] = cell;
        }
      }
    }
  }

  /** Ring cells whose alpha rises above the threshold keep their neighbours alive; they themselves stay empty. */
  private ringToPost(begin: number, end: number, settings: Settings): void {
    const { grid, firing, ringAlpha, threshold } = this;
    for (let i = begin; i < end; i++) {
      const cell = firing[i];
      const moved = Math.fround(grid.alpha(cell) + this.ruleOf(cell).stepSize * ringAlpha[i]);
      if (moved > threshold) {
        this.addAround(this.post, cell, settings);
      }
    }
  }

  private ruleOf(cell: number): Rule {
    return this.rules.length === 1 ? this.rules[0] : this.rules[this.belongs[cell]];
  }

  /** Adds the changes to the firing cells of `pre`. */
  private addChanges(end: number): void {
    const { state, channels } = this.grid;
    for (let i = 0; i < end; i++) {
      const { stepSize } = this.ruleOf(this.firing[i]);
      let to = this.firing[i] * channels;
      for (let from = i * channels; from < (i + 1) * channels; from++) {
        state[to++] += stepSize * this.change[from];
      }
    }
  }

  /** Clears cells that are not in `pre` and in `post`; the others carry their species on. */
  private clearDead(end: number, settings: Settings): void {
    const { grid, occupied, pre, post, threshold } = this;
    for (let i = 0; i < pre.count; i++) {
      if (grid.alpha(pre.list[i]) > threshold) {
        this.addAround(post, pre.list[i], settings);
      }
    }
    for (let i = 0; i < occupied.count; i++) {
      const cell = occupied.list[i];
      if (!pre.has(cell) || !post.has(cell)) {
        grid.clearCell(cell);
      }
    }
    for (let i = 0; i < end; i++) {
      if (!post.has(this.firing[i])) {
        grid.clearCell(this.firing[i]);
      }
    }
    occupied.clear();
    for (let i = 0; i < pre.count; i++) {
      if (post.has(pre.list[i])) {
        occupied.add(pre.list[i]);
      }
    }
  }

  private inheritSpecies(): void {
    const { grid, occupied, belongs } = this;
    for (let i = 0; this.rules.length > 1 && i < occupied.count; i++) {
      grid.species[occupied.list[i]] = belongs[occupied.list[i]];
    }
  }

  /** Uniform noise on every channel of the surviving cells. */
  private addNoise(noise: number, time: number, seed: number): void {
    const { grid, occupied } = this;
    const amplitude = Math.fround(noise);
    for (let i = 0; amplitude > 0 && i < occupied.count; i++) {
      const cell = occupied.list[i];
      const row = Math.floor(cell / grid.stride) - 1;
      const column = (cell % grid.stride) - 1;
      for (let channel = 0; channel < grid.channels; channel++) {
        const value = amplitude * noiseValue(column, row, channel, time, seed);
        grid.state[cell * grid.channels + channel] += Math.fround(value);
      }
    }
  }
}
