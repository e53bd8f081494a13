/** The engine in plain TypeScript: it supports every organism file, in every browser. */
import { Grid } from "./plain/grid";
import { Stepper } from "./plain/stepper";
import { commonObstacle, isAbove } from "./species";
import type { Engine, EngineFactory, Organism, Region, Settings, Snapshot, Stroke, View, World } from "./types";
import { Screen } from "./view";
import type { ViewSource } from "./view";
import { ALPHA, checkCount, checkRegion, checkSettings, checkSnapshot, checkStroke } from "./world";

export const plainEngine: EngineFactory = {
  kind: "plain",
  obstacle: commonObstacle,
  async create(organisms: readonly Organism[], world: World, settings: Settings): Promise<PlainEngine> {
    const obstacle = commonObstacle(organisms, world);
    if (obstacle !== null) {
      throw new Error(obstacle);
    }
    checkSettings(settings, organisms);
    return new PlainEngine(organisms, world, settings);
  },
};

/** Data of the last step for the views "update" and "fired". */
interface Observed {
  /** The state before it, with the grid's border. */
  readonly before: Float32Array;
  /** [cells with border] */
  readonly fired: Uint8Array;
}

export class PlainEngine implements Engine {
  readonly kind = "plain";
  readonly world: World;
  settings: Settings;
  private population: readonly Organism[];
  private grid: Grid;
  private stepper: Stepper;
  private steps = 0;
  private observed: Observed | null = null;
  private readonly screen = new Screen();

  constructor(organisms: readonly Organism[], world: World, settings: Settings) {
    this.world = { height: world.height, width: world.width };
    this.settings = settings;
    this.population = organisms;
    this.grid = new Grid(this.world, organisms[0].channels);
    this.stepper = new Stepper(this.grid, organisms);
  }

  get organisms(): readonly Organism[] {
    return this.population;
  }

  get stepCount(): number {
    return this.steps;
  }

  get observe(): boolean {
    return this.observed !== null;
  }

  set observe(wanted: boolean) {
    if (wanted !== this.observe) {
      const { state, cells } = this.grid;
      this.observed = wanted ? { before: Float32Array.from(state), fired: new Uint8Array(cells) } : null;
    }
  }

  load(organisms: readonly Organism[]): void {
    const obstacle = commonObstacle(organisms, this.world);
    if (obstacle !== null) {
      throw new RangeError(obstacle);
    }
    this.population = organisms;
    if (organisms[0].channels !== this.grid.channels) {
      const { observe } = this;
      this.observe = false;
      this.grid = new Grid(this.world, organisms[0].channels);
      this.observe = observe;
    }
    // Cells of a removed species belong to the first one.
    this.grid.species.forEach((species, cell) => {
      if (species >= organisms.length) {
        this.grid.species[cell] = 0;
      }
    });
    this.stepper = new Stepper(this.grid, organisms);
  }

  step(count: number): void {
    checkCount(count);
    checkSettings(this.settings, this.population);
    const { observed } = this;
    for (let done = 0; done < count; done++) {
      const last = observed !== null && done === count - 1;
      if (last) {
        observed.before.set(this.grid.state);
        observed.fired.fill(0);
      }
      this.stepper.step(this.settings, this.steps, last ? observed.fired : null);
      this.steps = (this.steps + 1) >>> 0;
    }
  }

  paint(region: Region, stroke: Stroke): void {
    checkRegion(region, this.world);
    checkStroke(stroke, this.population);
    const { grid, world } = this;
    for (let row = 0; row < world.height; row++) {
      for (let column = 0; column < world.width; column++) {
        if (region[row * world.width + column] !== 0) {
          this.paintCell(grid.at(row, column), stroke);
        }
      }
    }
    this.stepper.changed();
    this.forgetChange();
  }

  private paintCell(cell: number, stroke: Stroke): void {
    const { grid } = this;
    const { state, channels, species } = grid;
    const at = cell * channels;
    const lives = isAbove(state[at + ALPHA], this.population[0]);
    switch (stroke.kind) {
      case "erase":
        grid.clearCell(cell);
        break;
      case "seed":
        state.fill(0, at, at + ALPHA).fill(1, at + ALPHA, at + channels);
        species[cell] = stroke.species;
        break;
      case "colour":
        state.set(stroke.colour, at);
        state[at + ALPHA] = 1;
        species[cell] = lives ? species[cell] : stroke.species;
        break;
      case "species":
        species[cell] = lives ? stroke.species : species[cell];
    }
  }

  /** Changes by tools are not changes of the last step. */
  private forgetChange(): void {
    this.observed?.before.set(this.grid.state);
  }

  read(): Snapshot {
    const { grid, steps: step } = this;
    const { height, width } = this.world;
    const state = grid.readFrom(grid.state, new Float32Array(height * width * grid.channels));
    const species = grid.readFrom(grid.species, new Uint8Array(height * width));
    return { height, width, channels: grid.channels, state, species, step };
  }

  write(snapshot: Snapshot): void {
    checkSnapshot(snapshot, this.world, this.population);
    this.grid.writeInto(this.grid.state, snapshot.state);
    this.grid.writeInto(this.grid.species, snapshot.species);
    this.steps = snapshot.step >>> 0;
    this.stepper.changed();
    this.forgetChange();
    this.observed?.fired.fill(0);
  }

  /** The data of this world for a view: copies. */
  look(view: View): ViewSource {
    const { state, channels } = this.read();
    const { observed } = this;
    const wanted = observed !== null && (view.kind === "update" || view.kind === "fired") ? view.kind : null;
    return {
      ...this.world,
      channels,
      state,
      update: wanted === "update" && observed !== null ? this.lastUpdate(observed.before) : null,
      fired: wanted === "fired" && observed !== null ? this.inner(observed.fired) : null,
      decoder: this.population[0].decoder,
    };
  }

  private inner(bordered: Uint8Array): Uint8Array {
    return this.grid.readFrom(bordered, new Uint8Array(this.world.height * this.world.width));
  }

  private lastUpdate(before: Float32Array): Float32Array {
    const { grid, world } = this;
    const update = new Float32Array(world.height * world.width);
    for (let cell = 0; cell < update.length; cell++) {
      const from = grid.at(Math.floor(cell / world.width), cell % world.width) * grid.channels;
      let sum = 0;
      for (let at = from; at < from + grid.channels; at++) {
        sum += Math.abs(grid.state[at] - before[at]);
      }
      update[cell] = sum / grid.channels;
    }
    return update;
  }

  draw(view: View): HTMLCanvasElement | OffscreenCanvas {
    return this.screen.draw(view, this.look(view));
  }

  dispose(): void {
    this.observed = null;
  }
}
