/**
 * The second level of an automaton: a parent cell for each block of cells (docs/hierarchy.md).
 *
 * A parent's state is the mean of its cells' copies of it, their last channels. It perceives its neighbours by the
 * cells' filters, and the mean RGBA of its cells (the sensor); the cells perceive its state (the actuator).
 */
import { SENSED } from "../automaton";
import type { Boundary, Organism, Parents } from "../types";
import { CellSet } from "./cells";
import { BLOCK, Layers } from "./dense";
import { Filtering } from "./filtering";
import { Grid } from "./grid";

/** What all species of a world have in common: the parents' states, and what they sense. */
export class ParentGrid {
  /** The parents' states, with a border of their own. */
  readonly grid: Grid;
  /** [parents with border, SENSED] */
  readonly sensed: Float64Array;
  /** The parent of each cell, both with their borders. */
  readonly of: Int32Array;
  private readonly size: number;

  constructor(
    private readonly cells: Grid,
    { channels, factor }: Parents,
  ) {
    const { height, width } = cells.world;
    this.size = factor * factor;
    this.grid = new Grid({ height: height / factor, width: width / factor }, channels);
    this.sensed = new Float64Array(this.grid.cells * SENSED);
    this.of = new Int32Array(cells.cells);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        this.of[cells.at(row, column)] = this.grid.at(Math.floor(row / factor), Math.floor(column / factor));
      }
    }
  }

  /** The means of all blocks, of the cells as they are now. */
  refresh(boundary: Boundary): void {
    const { cells, grid, sensed, of, size } = this;
    const { height, width } = cells.world;
    const first = cells.channels - grid.channels;
    const sums = new Float64Array(grid.state.length);
    sensed.fill(0);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const cell = cells.at(row, column);
        const from = cell * cells.channels;
        const [to, into] = [of[cell] * grid.channels, of[cell] * SENSED];
        for (let channel = 0; channel < SENSED; channel++) {
          sensed[into + channel] += cells.state[from + channel] / size;
        }
        for (let channel = 0; channel < grid.channels; channel++) {
          sums[to + channel] += cells.state[from + first + channel] / size;
        }
      }
    }
    grid.state.set(sums);
    grid.refreshBorder(boundary);
  }
}

/** One organism's rule for parents, worked out once per step for each parent that is needed. */
export class ParentRule {
  private readonly filtering: Filtering;
  private readonly layers: Layers;
  /** [parents with border, channels], valid for those in `known` */
  private readonly change: Float64Array;
  private readonly known: CellSet;

  constructor(
    organism: Organism,
    { channels, layers }: Parents,
    private readonly parents: ParentGrid,
  ) {
    const { filters } = organism.perception;
    this.filtering = new Filtering(filters, new Float32Array(0), channels, channels);
    this.layers = new Layers({ ...organism, channels, layers });
    this.change = new Float64Array(parents.grid.cells * channels);
    this.known = new CellSet(parents.grid.cells);
  }

  turn(angle: number): void {
    this.filtering.turn(angle);
  }

  begin(): void {
    this.known.clear();
  }

  /** Writes the state of a cell's parent into a lane of features, from one of them on. */
  signal(cell: number, features: Float64Array, from: number, lane: number): void {
    const { grid, of } = this.parents;
    for (let channel = 0; channel < grid.channels; channel++) {
      features[(from + channel) * BLOCK + lane] = grid.state[of[cell] * grid.channels + channel];
    }
  }

  /** Writes the output for the parents of cells into the cells' last channels of `result` [cells, channels]. */
  apply(cells: Int32Array, begin: number, end: number, result: Float64Array, channels: number): void {
    const { known, change, parents } = this;
    const size = parents.grid.channels;
    const before = known.count;
    for (let i = begin; i < end; i++) {
      known.add(parents.of[cells[i]]);
    }
    this.think(before);
    for (let i = begin; i < end; i++) {
      const from = parents.of[cells[i]] * size;
      for (let channel = 0; channel < size; channel++) {
        result[i * channels + channels - size + channel] = change[from + channel];
      }
    }
  }

  /** The outputs for the parents that are known since `from`. */
  private think(from: number): void {
    const { known, parents, filtering, layers, change } = this;
    const { grid, sensed } = parents;
    for (let first = from; first < known.count; first += BLOCK) {
      const count = Math.min(BLOCK, known.count - first);
      for (let lane = 0; lane < count; lane++) {
        const parent = known.list[first + lane];
        filtering.write(grid.state, grid.stride, parent, layers.features, lane);
        for (let sense = 0; sense < SENSED; sense++) {
          layers.features[(filtering.features + sense) * BLOCK + lane] = sensed[parent * SENSED + sense];
        }
      }
      const output = layers.think(-1);
      for (let lane = 0; lane < count; lane++) {
        for (let channel = 0; channel < grid.channels; channel++) {
          change[known.list[first + lane] * grid.channels + channel] = output[channel * BLOCK + lane];
        }
      }
    }
  }
}
