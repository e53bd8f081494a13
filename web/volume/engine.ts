/**
 * Steps of a volume, computed only where there is life; the specification is `blastema.automaton`.
 *
 * As in the plain engine of pictures: what is not next to life becomes empty, so the rule is needed only in cells that
 * fire and have a living neighbour, and for alpha alone in those next to them, which can keep a neighbour alive.
 */
import { BLOCK, Layers } from "../engine/plain/dense";
import { channelSeed, fireThreshold, fireValue, noiseValue } from "../engine/random";
import { ALPHA } from "../engine/world";
import { VolumeGrid } from "./grid";
import type { Sides, Voxel, VolumeOrganism } from "./organism";
import { VolumePerception } from "./perception";

/** A volume's state, sufficient to continue. */
export interface VolumeSnapshot extends Sides {
  readonly channels: number;
  /** [depth, height, width, channels] */
  readonly state: Float32Array;
  /** Steps since the world began, unsigned 32 bits. */
  readonly step: number;
}

export class VolumeEngine {
  /** Probability that a cell updates at a step. */
  fireRate: number;
  /** [cells with border, channels] */
  private readonly state: Float32Array;
  private readonly grid: VolumeGrid;
  private readonly layers: Layers;
  private readonly perception: VolumePerception;
  private readonly threshold: number;
  private readonly torus: boolean;
  /** Cells with a living neighbour before the step, those next to these, and cells with one after it. */
  private readonly pre: Uint8Array;
  private readonly ring: Uint8Array;
  private readonly post: Uint8Array;
  /** Which of the grid's inner cells fire: first those of `pre`, then those of the ring. */
  private readonly firing: Int32Array;
  /** What the rule asks: [cells that fire, channels]; of the ring alpha alone. */
  private readonly asked: Float64Array;
  private steps = 0;
  private fireBelow = 0;

  /** @param seed of the fire mask */
  constructor(
    readonly organism: VolumeOrganism,
    readonly seed = 0,
  ) {
    const { channels, physics, life, senses } = organism;
    this.fireRate = physics.fireRate;
    this.grid = new VolumeGrid(organism.grid);
    this.layers = new Layers(organism);
    this.perception = new VolumePerception(senses, channels, this.grid.row, this.grid.layer);
    this.threshold = Math.fround(life.aliveThreshold);
    this.torus = physics.boundary === "torus";
    const { cells, inner } = this.grid;
    this.state = new Float32Array(cells * channels);
    [this.pre, this.ring, this.post] = [new Uint8Array(cells), new Uint8Array(cells), new Uint8Array(cells)];
    this.firing = new Int32Array(inner.length);
    this.asked = new Float64Array(inner.length * channels);
  }

  get sides(): Sides {
    return this.grid.sides;
  }

  /** Steps since the world began. */
  get stepCount(): number {
    return this.steps;
  }

  /** Empties the world and plants its seeds; step 0. */
  restart(): void {
    this.state.fill(0);
    this.steps = 0;
    this.organism.seeds.forEach((place) => this.plant(place));
  }

  /** RGB 0, alpha and hidden channels 1. */
  plant(place: Voxel): void {
    const at = this.grid.at(place) * this.organism.channels;
    this.state.fill(0, at, at + ALPHA).fill(1, at + ALPHA, at + this.organism.channels);
  }

  /** Empties a ball; how many living cells were in it. */
  erase(centre: Voxel, radius: number): number {
    const { channels } = this.organism;
    const reach = Math.floor(radius);
    let count = 0;
    for (let z = -reach; z <= reach; z++) {
      for (let y = -reach; y <= reach; y++) {
        for (let x = -reach; x <= reach; x++) {
          const place = { layer: centre.layer + z, row: centre.row + y, column: centre.column + x };
          if (z * z + y * y + x * x > radius * radius || !this.grid.has(place)) continue;
          const at = this.grid.at(place) * channels;
          if (this.state[at + ALPHA] > this.threshold) count++;
          this.state.fill(0, at, at + channels);
        }
      }
    }
    return count;
  }

  /** A copy. */
  read(): VolumeSnapshot {
    const { inner, sides } = this.grid;
    const { channels } = this.organism;
    const state = new Float32Array(inner.length * channels);
    inner.forEach((cell, i) => {
      for (let c = 0; c < channels; c++) state[i * channels + c] = this.state[cell * channels + c];
    });
    return { ...sides, channels, state, step: this.steps };
  }

  /** @throws RangeError if the state is of another size */
  write({ state, step }: Pick<VolumeSnapshot, "state" | "step">): void {
    const { inner } = this.grid;
    const { channels } = this.organism;
    if (state.length !== inner.length * channels) {
      throw new RangeError(`The state has ${state.length} numbers; expected ${inner.length * channels}.`);
    }
    this.state.fill(0);
    inner.forEach((cell, i) => this.state.set(state.subarray(i * channels, (i + 1) * channels), cell * channels));
    this.steps = step >>> 0;
  }

  step(count = 1): void {
    for (let done = 0; done < count; done++) {
      this.once();
      this.steps = (this.steps + 1) >>> 0;
    }
  }

  private once(): void {
    const { life } = this.organism;
    const masked = life.kind === "neighbourhood";
    this.fireBelow = fireThreshold(this.fireRate);
    if (life.kind === "own-alpha") this.clearAbsent();
    if (this.torus) this.grid.refreshBorder(this.state, this.organism.channels);
    if (masked) this.markAlive(this.pre);
    else this.pre.fill(1);
    this.markRing(masked);
    const inside = this.findFiring(this.pre, 0, false);
    const end = this.findFiring(this.ring, inside, true);
    this.ask(0, inside, -1);
    this.ask(inside, end, ALPHA);
    this.post.fill(masked ? 0 : 1);
    // The ring's new alpha only matters for its neighbours: it stays empty itself.
    for (let i = inside; masked && i < end; i++) {
      const cell = this.grid.inner[this.firing[i]];
      const alpha = this.state[cell * this.organism.channels + ALPHA];
      if (Math.fround(this.layers.moved(alpha, this.asked[i * this.organism.channels])) > this.threshold) {
        this.markAround(this.post, cell);
      }
    }
    this.move(inside);
    if (masked) this.clearDead();
    this.addNoise();
  }

  private clearAbsent(): void {
    const { channels } = this.organism;
    for (const cell of this.grid.inner) {
      const at = cell * channels;
      if (!(this.state[at + ALPHA] > this.threshold)) this.state.fill(0, at, at + channels);
    }
  }

  private markAround(marks: Uint8Array, cell: number): void {
    for (const step of this.grid.around) marks[cell + step] = 1;
  }

  /** Marks the neighbourhoods of mature cells, beside what is marked already. */
  private markMature(marks: Uint8Array): void {
    const { channels } = this.organism;
    for (const cell of this.grid.inner) {
      if (this.state[cell * channels + ALPHA] > this.threshold) this.markAround(marks, cell);
    }
    if (this.torus) this.grid.foldBorder(marks);
  }

  private markAlive(marks: Uint8Array): void {
    marks.fill(0);
    this.markMature(marks);
  }

  /** The cells next to `pre`. */
  private markRing(masked: boolean): void {
    const { ring, pre, grid } = this;
    ring.fill(0);
    if (!masked) return;
    for (const cell of grid.inner) {
      if (pre[cell] !== 0) this.markAround(ring, cell);
    }
    if (this.torus) grid.foldBorder(ring);
    for (const cell of grid.inner) {
      if (pre[cell] !== 0) ring[cell] = 0;
    }
  }

  /** Puts those of the marked cells that fire into `firing`, from `begin` on; the new end. */
  private findFiring(marks: Uint8Array, begin: number, alphaAlone: boolean): number {
    const { inner } = this.grid;
    const first = alphaAlone ? ALPHA : 0;
    const channels = alphaAlone ? ALPHA + 1 : this.organism.channels;
    const perChannel = this.organism.physics.firePer === "channel";
    let end = begin;
    for (let i = 0; i < inner.length; i++) {
      if (marks[inner[i]] === 0) continue;
      let fires = !perChannel && this.fires(i, this.seed);
      for (let c = first; perChannel && !fires && c < channels; c++) fires = this.fires(i, channelSeed(this.seed, c));
      if (fires) this.firing[end++] = i;
    }
    return end;
  }

  private fires(index: number, seed: number): boolean {
    const { words, rows } = this.grid;
    return fireValue(words[index], rows[index], this.steps, seed) < this.fireBelow;
  }

  /** What the rule asks of the firing cells from `begin` to `end` - 1, of all channels or of one. */
  private ask(begin: number, end: number, only: number): void {
    const { layers, asked, firing } = this;
    const { channels } = this.organism;
    const count = only < 0 ? channels : 1;
    for (let first = begin; first < end; first += BLOCK) {
      const lanes = Math.min(BLOCK, end - first);
      for (let lane = 0; lane < lanes; lane++) {
        this.perception.perceive(this.state, this.grid.inner[firing[first + lane]], layers.features, lane);
      }
      const output = layers.think(only);
      for (let lane = 0; lane < lanes; lane++) {
        for (let c = 0; c < count; c++) asked[(first + lane) * channels + c] = output[c * BLOCK + lane];
      }
    }
  }

  private move(end: number): void {
    const { channels, physics } = this.organism;
    const perChannel = physics.firePer === "channel";
    for (let i = 0; i < end; i++) {
      const at = this.grid.inner[this.firing[i]] * channels;
      for (let c = 0; c < channels; c++) {
        if (perChannel && !this.fires(this.firing[i], channelSeed(this.seed, c))) continue;
        this.state[at + c] = this.layers.moved(this.state[at + c], this.asked[i * channels + c]);
      }
    }
  }

  /** Empties the cells that have no mature neighbour before and after the step. */
  private clearDead(): void {
    const { pre, post, state } = this;
    const { channels } = this.organism;
    // A cell outside of `pre` is not mature, so that what is mature now has moved, or was so before.
    this.markMature(post);
    for (const cell of this.grid.inner) {
      const at = cell * channels;
      if (pre[cell] === 0 || post[cell] === 0) state.fill(0, at, at + channels);
      else pre[cell] = 2;
    }
  }

  /** Uniform noise on every channel of the surviving cells. */
  private addNoise(): void {
    const { channels, physics, life } = this.organism;
    const amplitude = Math.fround(physics.noise);
    const { inner, words, rows } = this.grid;
    for (let i = 0; amplitude > 0 && i < inner.length; i++) {
      if (life.kind === "neighbourhood" && this.pre[inner[i]] !== 2) continue;
      for (let c = 0; c < channels; c++) {
        const value = amplitude * noiseValue(words[i], rows[i], c, this.steps, this.seed);
        this.state[inner[i] * channels + c] += Math.fround(value);
      }
    }
  }
}
