/**
 * The view of a volume: rotated about its vertical axis, tilted, in perspective.
 *
 * Points are [right, up, towards the viewer] from the middle of the volume, in cells, before they are turned.
 */
import type { Sides, Voxel } from "./organism";

export type Point = readonly [x: number, y: number, z: number];

/** Angles in radians, as `blastema.painter` has them; at 0 and 0 the front is seen. */
export interface Look {
  readonly turn: number;
  readonly tilt: number;
  readonly zoom: number;
}

/** At a zoom of 1 the sphere around the box touches the edges of the screen; below it the box stays in view however it is turned. */
export const USUAL_LOOK: Look = { turn: Math.PI / 6, tilt: (28 / 180) * Math.PI, zoom: 0.97 };
const STEEPEST = Math.PI / 2;
const ZOOMS = [0.4, 12] as const;
const HALF_FIELD = Math.PI / 10;

/** A look within its bounds. */
export function bounded({ turn, tilt, zoom }: Look): Look {
  const between = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
  const whole = 2 * Math.PI;
  return {
    turn: ((turn % whole) + whole) % whole,
    tilt: between(tilt, -STEEPEST, STEEPEST),
    zoom: between(zoom, ZOOMS[0], ZOOMS[1]),
  };
}

/** A point of the screen, in pixels from the upper left, and how far it is from the viewer, in cells. */
export interface Seen {
  readonly x: number;
  readonly y: number;
  readonly far: number;
}

export class Camera {
  /** Rows of the rotation [3, 3] to the viewer's axes. */
  readonly rotation: readonly [Point, Point, Point];
  /** From the viewer to the middle of the volume. */
  readonly distance: number;
  /** Half of the diagonal: nothing is farther from the middle. */
  readonly radius: number;
  /** Of a point at distance 1, half of the screen's width and height. */
  readonly scale: readonly [x: number, y: number];

  constructor(
    readonly sides: Sides,
    { turn, tilt, zoom }: Look,
    readonly width: number,
    readonly height: number,
  ) {
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
    const [down, level] = [Math.sin(tilt), Math.cos(tilt)];
    this.rotation = [
      [cos, 0, sin],
      [down * sin, level, -down * cos],
      [-level * sin, down, level * cos],
    ];
    this.radius = Math.hypot(sides.depth, sides.height, sides.width) / 2;
    this.distance = this.radius / Math.sin(HALF_FIELD);
    const size = zoom / Math.tan(HALF_FIELD);
    const least = Math.min(width, height);
    this.scale = [(size * least) / width, (size * least) / height];
  }

  /** Towards the viewer, in the axes of the volume: the viewer is at `distance` times this. */
  get towards(): Point {
    return this.rotation[2];
  }

  see(point: Point): Seen {
    const [x, y, z] = this.rotation.map((row) => dot(row, point)) as [number, number, number];
    const far = this.distance - z;
    return {
      x: (this.width / 2) * (1 + (this.scale[0] * x) / far),
      y: (this.height / 2) * (1 - (this.scale[1] * y) / far),
      far,
    };
  }

  /** Where the viewer is, and which way a point of the screen lies from there. */
  ray(x: number, y: number): { readonly from: Point; readonly way: Point } {
    const seen = [((2 * x) / this.width - 1) / this.scale[0], (1 - (2 * y) / this.height) / this.scale[1], -1];
    const [right, up, towards] = this.rotation;
    const way = [0, 1, 2].map((i) => right[i]! * seen[0]! + up[i]! * seen[1]! + towards[i]! * seen[2]!);
    return {
      from: towards.map((value) => this.distance * value) as unknown as Point,
      way: way as unknown as Point,
    };
  }
}

/** The middle of a cell. */
export function middleOf({ layer, row, column }: Voxel, { depth, height, width }: Sides): Point {
  return [column - (width - 1) / 2, (height - 1) / 2 - row, (depth - 1) / 2 - layer];
}

export function dot(one: Point, other: Point): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}
