/** Which part of the world is seen: cells to pixels of the stage and back. */
import type { World } from "../engine/types";
import { MOST_ZOOM } from "./settings";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Immutable; lengths of the stage in any pixels, places in the world in cells (0, 0 is its upper left corner). */
export class Viewport {
  constructor(
    readonly stage: Size,
    readonly world: World,
    /** 1 fits the world in the stage. */
    readonly zoom = 1,
    /** The place in the middle of the stage. */
    readonly centre: Point = { x: world.width / 2, y: world.height / 2 },
    /** Free pixels around a world that fits. */
    readonly margin = 0,
  ) {}

  /** Pixels a cell. */
  get scale(): number {
    const width = Math.max(this.stage.width - 2 * this.margin, 1);
    const height = Math.max(this.stage.height - 2 * this.margin, 1);
    const fitting = Math.min(width / this.world.width, height / this.world.height);
    // Whole pixels, where that costs little room: all cells are drawn equally large.
    return this.zoom * (fitting >= 4 ? Math.floor(fitting) : fitting);
  }

  get fits(): boolean {
    return this.zoom === 1;
  }

  toStage(place: Point): Point {
    const { scale, stage, centre } = this;
    return { x: stage.width / 2 + (place.x - centre.x) * scale, y: stage.height / 2 + (place.y - centre.y) * scale };
  }

  toWorld(pixel: Point): Point {
    const { scale, stage, centre } = this;
    return { x: centre.x + (pixel.x - stage.width / 2) / scale, y: centre.y + (pixel.y - stage.height / 2) / scale };
  }

  resized(stage: Size): Viewport {
    return new Viewport(stage, this.world, this.zoom, this.centre, this.margin);
  }

  /** Magnified by a factor about a pixel that keeps its place. */
  zoomed(factor: number, pixel: Point): Viewport {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST_ZOOM);
    if (zoom < 1.001) return this.reset();
    const held = this.toWorld(pixel);
    const ratio = this.zoom / zoom;
    const centre = { x: held.x + (this.centre.x - held.x) * ratio, y: held.y + (this.centre.y - held.y) * ratio };
    return this.at(zoom, centre);
  }

  /** Moved with the pointer, by pixels. */
  moved(x: number, y: number): Viewport {
    if (this.fits) return this;
    const { scale, centre } = this;
    return this.at(this.zoom, { x: centre.x - x / scale, y: centre.y - y / scale });
  }

  /** The middle of the stage stays within the world. */
  at(zoom: number, centre: Point): Viewport {
    const { width, height } = this.world;
    const x = Math.min(Math.max(centre.x, 0), width);
    const y = Math.min(Math.max(centre.y, 0), height);
    return new Viewport(this.stage, this.world, Math.min(Math.max(zoom, 1), MOST_ZOOM), { x, y }, this.margin);
  }

  reset(): Viewport {
    return new Viewport(this.stage, this.world, 1, undefined, this.margin);
  }
}
