/**
 * Steps of a world, computed only where there is life.
 *
 * This is exact: all that lies outside `pre` (the cells that have a living neighbour) becomes 0, so the rule is needed
 * only in cells that fire and lie in `pre` or next to it. Of those next to it only the alpha matters: it can keep a
 * neighbour in `pre` alive.
 */
import type { Life, Organism, Settings } from "../types";
import { noiseValue } from "../random";
import { ALPHA } from "../world";
import { CellSet } from "./cells";
import { Fire } from "./fire";
import type { Grid } from "./grid";
import { ParentGrid } from "./parents";
import { Rule } from "./rule";

export class Stepper {
  private readonly rules: readonly Rule[];
  /** The second level of cells; null without. */
  private readonly parents: ParentGrid | null;
  private readonly fire: Fire;
  private readonly threshold: number;
  private readonly life: Life["kind"];
  /** Whether cells live by their neighbourhood. */
  private readonly masked: boolean;
  private readonly everywhere: boolean;
  /** Cells that may have a channel that is not 0. */
  private readonly occupied: CellSet;
  private readonly pre: CellSet;
  private readonly ring: CellSet;
  private readonly post: CellSet;
  /** Cells that fire, by species; first those of `pre`, then those of the ring. */
  private readonly firing: Int32Array;
  /** The rules' outputs: [cells that fire, channels] */
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
    const levels = organisms[0].parents;
    this.parents = levels === null ? null : new ParentGrid(grid, levels);
    this.rules = organisms.map((organism) => new Rule(organism, this.parents));
    this.fire = new Fire(organisms[0], grid.stride);
    const { kind, aliveThreshold } = organisms[0].life;
    this.threshold = Math.fround(aliveThreshold);
    this.life = kind;
    this.masked = kind === "neighbourhood";
    // Below zero, empty cells count as mature too.
    this.everywhere = !this.masked || aliveThreshold < 0;
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
   * @param fired [cells with border], 1 where a cell fires that may live; null if not needed
   */
  step(settings: Settings, time: number, fired: Uint8Array | null): void {
    const { grid } = this;
    for (let index = 0; index < this.rules.length; index++) {
      this.rules[index].turn(this.organisms[index].physics.angle + settings.angle);
      this.rules[index].tell(settings.signals[index] ?? []);
      this.rules[index].begin();
    }
    if (this.life === "own-alpha") {
      this.clearAbsent();
    }
    if (this.stale) {
      this.findOccupied();
    }
    grid.refreshBorder(settings.boundary);
    this.parents?.refresh(settings.boundary);
    this.findPre(settings);
    this.findRing(settings);
    this.fire.begin(settings, time);
    // First all outputs, then the changes: neighbours must perceive the old state.
    const inner = this.findFiring(this.pre, 0, fired);
    const outer = this.findRingFiring(inner);
    this.run(0, inner, this.change, -1);
    this.run(inner, outer, this.ringAlpha, ALPHA);
    this.post.clear();
    this.ringToPost(inner, outer, settings);
    this.move(inner);
    if (this.masked) {
      this.clearDead(inner, settings);
    }
    this.inheritSpecies();
    this.addNoise(settings, time);
  }

  /** Cells that are not above the threshold themselves are empty before anything is perceived. */
  private clearAbsent(): void {
    const { grid, threshold } = this;
    for (let row = 0; row < grid.world.height; row++) {
      for (let column = 0; column < grid.world.width; column++) {
        const cell = grid.at(row, column);
        if (!(grid.alpha(cell) > threshold)) {
          grid.clearCell(cell);
        }
      }
    }
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
    // Cleared cells stay in it, so a list of survivors would not suffice for the next step.
    this.stale = this.masked && this.everywhere;
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
      if (!this.masked) {
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
    for (let i = 0; this.masked && i < pre.count; i++) {
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

  /** Puts those cells of a set that fire into `firing`, from `begin` on; the new end. */
  private findFiring(set: CellSet, begin: number, fired: Uint8Array | null): number {
    let end = begin;
    for (let i = 0; i < set.count; i++) {
      if (this.fire.cell(set.list[i])) {
        this.firing[end++] = set.list[i];
        if (fired !== null) {
          fired[set.list[i]] = 1;
        }
      }
    }
    return end;
  }

  /** Of the ring only those whose alpha fires. */
  private findRingFiring(begin: number): number {
    const { fire, firing } = this;
    const found = this.findFiring(this.ring, begin, null);
    let end = begin;
    for (let i = begin; i < found; i++) {
      if (fire.channel(firing[i], ALPHA)) {
        firing[end++] = firing[i];
      }
    }
    return end;
  }

  /** The rules' outputs for the firing cells from `begin` to `end` - 1, in runs of one species. */
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

  /** Groups the firing cells by species, by swapping. */
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
      if (Math.fround(this.ruleOf(cell).moved(grid.alpha(cell), ringAlpha[i])) > threshold) {
        this.addAround(this.post, cell, settings);
      }
    }
  }

  private ruleOf(cell: number): Rule {
    return this.rules.length === 1 ? this.rules[0] : this.rules[this.belongs[cell]];
  }

  /** Updates the firing cells of `pre`. */
  private move(end: number): void {
    const { change, fire, firing } = this;
    const { state, channels } = this.grid;
    for (let i = 0; i < end; i++) {
      const cell = firing[i];
      const rule = this.ruleOf(cell);
      for (let channel = 0; channel < channels; channel++) {
        if (!fire.perChannel || fire.channel(cell, channel)) {
          const at = cell * channels + channel;
          state[at] = rule.moved(state[at], change[i * channels + channel]);
        }
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

  /** Uniform noise on every channel of the surviving cells: the world's and their organism's own. */
  private addNoise(settings: Settings, time: number): void {
    const { grid, occupied, rules } = this;
    const seed = settings.seed >>> 0;
    if (settings.noise === 0 && rules.every(({ noise }) => noise === 0)) {
      return;
    }
    for (let i = 0; i < occupied.count; i++) {
      const cell = occupied.list[i];
      const amplitude = Math.fround(settings.noise + this.ruleOf(cell).noise);
      const row = Math.floor(cell / grid.stride) - 1;
      const column = (cell % grid.stride) - 1;
      for (let channel = 0; amplitude > 0 && channel < grid.channels; channel++) {
        const value = amplitude * noiseValue(column, row, channel, time, seed);
        grid.state[cell * grid.channels + channel] += Math.fround(value);
      }
    }
  }
}
