/** A world on the compiled kernel: only living cells cost time, and the state stays in the kernel's memory. */
import { channelSeed, fires, fireThreshold } from "../random";
import { isAbove } from "../species";
import { EngineLost } from "../types";
import type { Engine, Organism, Region, Settings, Snapshot, Stroke, View, World } from "../types";
import { Screen } from "../view";
import type { ViewSource } from "../view";
import { ALPHA, checkCount, checkRegion, checkSettings, checkSnapshot, checkStroke } from "../world";
import type { Kernel } from "./kernel";

const NOTHING = new Float32Array(0);

export class WasmEngine implements Engine {
  readonly kind = "wasm";
  readonly world: World;
  private kernel: Kernel | null;
  private steps = 0;
  private observed = false;
  /** Whether the kernel has allocated memory for observations. */
  private equipped = false;
  /** Whether its observations are of the last step of this world. */
  private readonly fresh = { update: false, fired: false };
  /** Of the last step. */
  private lastSettings: Settings | null = null;
  private readonly screen = new Screen();

  constructor(
    kernel: Kernel,
    private population: readonly Organism[],
    world: World,
    public settings: Settings,
    private readonly obstacle: (organisms: readonly Organism[], world: World) => string | null,
  ) {
    this.world = { height: world.height, width: world.width };
    kernel.found(population, this.world);
    this.kernel = kernel;
  }

  get organisms(): readonly Organism[] {
    return this.population;
  }
  get stepCount(): number {
    return this.steps;
  }
  get observe(): boolean {
    return this.observed;
  }
  set observe(wanted: boolean) {
    this.observed = wanted;
    this.fresh.update = this.fresh.fired = false;
    this.equip();
  }

  private equip(): void {
    if (!this.observed || this.equipped) return;
    this.running.observe(this.world);
    this.equipped = true;
  }

  load(organisms: readonly Organism[]): void {
    const why = this.obstacle(organisms, this.world);
    if (why !== null) throw new RangeError(why);
    const kept = organisms[0].channels === this.channels ? this.read() : null;
    this.running.found(organisms, this.world);
    this.population = organisms;
    this.equipped = this.fresh.update = this.fresh.fired = false;
    this.equip();
    if (kept === null) return;
    // Cells of a removed species belong to the first one.
    this.write({ ...kept, species: kept.species.map((species) => (species < organisms.length ? species : 0)) });
  }

  step(count: number): void {
    const { running, settings } = this;
    checkCount(count);
    checkSettings(settings, this.population);
    if (count === 0) return;
    this.population.forEach((organism, index) => {
      running.turn(organism, index, organism.physics.angle + settings.angle);
      running.tell(organism, index, settings.signals[index] ?? []);
    });
    this.lastSettings = { ...settings };
    running.step(count, this.steps, fireThreshold(settings.fireRate), settings, this.observed);
    this.steps = (this.steps + count) >>> 0;
    this.fresh.update = this.fresh.fired = this.observed;
  }

  paint(region: Region, stroke: Stroke): void {
    checkRegion(region, this.world);
    checkStroke(stroke, this.population);
    const { height, width } = this.world;
    const paintCell = this.brush(stroke);
    let [first, last] = [height, 0];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        if (region[row * width + column] === 0) continue;
        paintCell(this.cellAt(row, column));
        first = Math.min(first, row);
        last = row + 1;
      }
    }
    this.running.refresh(first, last);
    this.fresh.update = false; // changes by tools are not changes of the last step
  }

  /** The effect of a stroke on the cell at a place in the kernel's grid. */
  private brush(stroke: Stroke): (cell: number) => void {
    const { channels } = this;
    const { state, species } = this.cells();
    const lives = (cell: number): boolean => isAbove(state[cell * channels + ALPHA], this.population[0]);
    switch (stroke.kind) {
      case "erase":
        return (cell) => state.fill(0, cell * channels, (cell + 1) * channels);
      case "seed":
        return (cell) => {
          state.fill(0, cell * channels, cell * channels + ALPHA);
          state.fill(1, cell * channels + ALPHA, (cell + 1) * channels);
          species[cell] = stroke.species;
        };
      case "colour":
        return (cell) => {
          if (!lives(cell)) species[cell] = stroke.species;
          state.set(stroke.colour, cell * channels);
          state[cell * channels + ALPHA] = 1;
        };
      case "species":
        return (cell) => {
          if (lives(cell)) species[cell] = stroke.species;
        };
    }
  }

  read(): Snapshot {
    const { channels } = this;
    const { height, width } = this.world;
    const from = this.cells();
    const state = new Float32Array(height * width * channels);
    const species = new Uint8Array(height * width);
    for (let row = 0; row < height; row++) {
      const cell = this.cellAt(row, 0);
      state.set(from.state.subarray(cell * channels, (cell + width) * channels), row * width * channels);
      species.set(from.species.subarray(cell, cell + width), row * width);
    }
    return { height, width, channels, state, species, step: this.steps };
  }

  write(snapshot: Snapshot): void {
    checkSnapshot(snapshot, this.world, this.population);
    const { channels } = this;
    const { height, width } = this.world;
    const to = this.cells();
    for (let row = 0; row < height; row++) {
      const cell = this.cellAt(row, 0);
      to.state.set(snapshot.state.subarray(row * width * channels, (row + 1) * width * channels), cell * channels);
      to.species.set(snapshot.species.subarray(row * width, (row + 1) * width), cell);
    }
    this.steps = snapshot.step >>> 0;
    this.running.refresh(0, height);
    this.fresh.update = this.fresh.fired = false;
  }

  draw(view: View): HTMLCanvasElement | OffscreenCanvas {
    return this.screen.draw(view, this.look(view));
  }

  /** The data of this world that a view needs; valid until the next call of any method. */
  look(view: View): ViewSource {
    const { running, fresh, world } = this;
    const none = { state: NOTHING, update: null, fired: null, decoder: null };
    const nothing: ViewSource = { ...world, channels: this.channels, ...none };
    switch (view.kind) {
      case "update":
        return fresh.update ? { ...nothing, update: running.floats("change", world.height * world.width) } : nothing;
      case "fired":
        return fresh.fired ? { ...nothing, fired: this.lastFired() } : nothing;
      case "channel":
        return { ...nothing, state: this.read().state };
      case "colour": {
        const { decoder } = this.population[0];
        if (decoder !== null) return { ...nothing, state: this.read().state, decoder };
        return { ...nothing, channels: 4, state: running.colours(world) };
      }
      default:
        return { ...nothing, channels: 4, state: running.colours(world) };
    }
  }

  private lastFired(): Uint8Array {
    const { height, width } = this.world;
    const words = 2 * Math.ceil(width / 64);
    const bits = this.running.fired(height * words);
    const fired = new Uint8Array(height * width);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const lives = (bits[row * words + (column >> 5)] >>> (column & 31)) & 1;
        fired[row * width + column] = lives !== 0 && this.anyChannelFired(row, column) ? 1 : 0;
      }
    }
    return fired;
  }

  /** If channels fire independently, the kernel has computed all cells; otherwise only those that fire. */
  private anyChannelFired(row: number, column: number): boolean {
    const { lastSettings } = this;
    if (this.population[0].physics.firePer === "cell" || lastSettings === null) return true;
    const threshold = fireThreshold(lastSettings.fireRate);
    const step = (this.steps - 1) >>> 0;
    for (let channel = 0; channel < this.channels; channel++) {
      if (fires(column, row, step, channelSeed(lastSettings.seed, channel), threshold)) return true;
    }
    return false;
  }

  dispose(): void {
    this.kernel = null;
  }

  private get running(): Kernel {
    if (this.kernel === null) throw new EngineLost("This engine has been disposed of.");
    return this.kernel;
  }
  private get channels(): number {
    return this.population[0].channels;
  }

  // The kernel's grid has a border of one cell.

  private cellAt(row: number, column: number): number {
    return (row + 1) * (this.world.width + 2) + column + 1;
  }
  private cells(): { state: Float32Array; species: Uint8Array } {
    const count = (this.world.height + 2) * (this.world.width + 2);
    return { state: this.running.floats("state", count * this.channels), species: this.running.species(count) };
  }
}
