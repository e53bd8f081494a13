/**
 * Place and form: the best placement of an organism, regardless of its intended place and direction
 * (evaluation/form.py).
 *
 * Shifts by whole cells up to `REACH`, turns about the middle of the picture's grid. At half the size all of them are
 * tried, at full size the neighbours of each good turn's best shift: not every shift as `blastema evaluate` does, but the
 * same sum where it looks.
 */
import type { Snapshot } from "../engine/types";
import type { TargetGrid } from "../engine/world";
import { coloursIn } from "./states";

export const REACH = 6;
const NEAR = [3, 6, 9, 12, 15];
const FAR = [30, 45, 60, 75, 90, 105, 120, 135, 150, 165];
/** Degrees, positive as the dial turns: counter-clockwise. */
export const TURNS: readonly number[] = [0, ...NEAR, ...NEAR.map((turn) => -turn), ...FAR, ...FAR.map((turn) => -turn), 180];
/** At another place the error is shown if log10 of it is lower by at least this: half the error. */
const NOTABLE = Math.log10(2);
/** Number of rotations, besides none, whose best place is refined. */
const FEW = 11;

/** The least error E, and where: cells down and to the right, degrees. */
export interface Form {
  readonly error: number;
  readonly down: number;
  readonly across: number;
  readonly degrees: number;
}

/** Whether an organism of this log10 E in its place is shown to fit better at another: no blob that is still growing is. */
export function fitsElsewhere(inPlace: number, form: Form): boolean {
  const moved = form.down !== 0 || form.across !== 0 || form.degrees !== 0;
  return moved && inPlace - Math.log10(form.error) >= NOTABLE;
}

/** Values [height, width, 4]. */
type Grid = TargetGrid;

/** A picture at all turns. */
export class Forms {
  readonly #full: Grid[];
  readonly #half: Grid[];

  constructor(private readonly target: TargetGrid) {
    this.#full = TURNS.map((degrees) => turned(target, degrees));
    this.#half = this.#full.map(halved);
  }

  /**
   * Where the picture fits best.
   *
   * @param top row of the world at which the target's grid begins, with `left`
   */
  find(snapshot: Snapshot, top: number, left: number, torus: boolean): Form {
    const { height, width } = this.target;
    const frame = { top: top - REACH, left: left - REACH, height: height + 2 * REACH, width: width + 2 * REACH };
    const seen: Grid = { height: frame.height, width: frame.width, values: coloursIn(snapshot, frame, torus) };
    const small = halved(seen);
    const reach = REACH / 2;
    const tried = TURNS.map((degrees, which) => {
      let least: Form = { error: Infinity, down: 0, across: 0, degrees };
      for (let down = -reach; down <= reach; down++) {
        for (let across = -reach; across <= reach; across++) {
          const error = difference(small, this.#half[which]!, down + reach, across + reach);
          if (error < least.error) least = { error, down: 2 * down, across: 2 * across, degrees };
        }
      }
      return least;
    });
    const [unturned, ...others] = tried;
    others.sort((one, other) => one.error - other.error);
    let best: Form = { error: difference(seen, this.#full[0]!, REACH, REACH), down: 0, across: 0, degrees: 0 };
    for (const { degrees, ...near } of [unturned!, ...others.slice(0, FEW)]) {
      const picture = this.#full[TURNS.indexOf(degrees)]!;
      for (let down = Math.max(near.down - 1, -REACH); down <= Math.min(near.down + 1, REACH); down++) {
        for (let across = Math.max(near.across - 1, -REACH); across <= Math.min(near.across + 1, REACH); across++) {
          const error = difference(seen, picture, down + REACH, across + REACH);
          if (error < best.error) best = { error, down, across, degrees };
        }
      }
    }
    return best;
  }
}

/** Mean squared difference of a picture and what is seen from a row and column on. */
function difference(seen: Grid, picture: Grid, top: number, left: number): number {
  let sum = 0;
  for (let row = 0; row < picture.height; row++) {
    let from = 4 * ((top + row) * seen.width + left);
    let to = 4 * row * picture.width;
    for (let count = 4 * picture.width; count > 0; count--) {
      const apart = seen.values[from++]! - picture.values[to++]!;
      sum += apart * apart;
    }
  }
  return sum / picture.values.length;
}

/** Two by two cells as their mean; an odd last row or column is left out. */
function halved({ height, width, values }: Grid): Grid {
  const [rows, columns] = [height >> 1, width >> 1];
  const result = new Float32Array(rows * columns * 4);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < 4; channel++) {
        const at = 4 * (2 * row * width + 2 * column) + channel;
        const sum = values[at]! + values[at + 4]! + values[at + 4 * width]! + values[at + 4 * width + 4]!;
        result[4 * (row * columns + column) + channel] = sum / 4;
      }
    }
  }
  return { height: rows, width: columns, values: result };
}

/** A picture turned counter-clockwise about the seed's cell [height // 2, width // 2], bilinear. */
function turned(target: Grid, degrees: number): Grid {
  if (degrees === 0) return target;
  const { height, width, values } = target;
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [middle, centre] = [height >> 1, width >> 1];
  const result = new Float32Array(values.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [down, across] = [row - middle, column - centre];
      const y = middle + cosine * down + sine * across;
      const x = centre - sine * down + cosine * across;
      const [above, before] = [Math.floor(y), Math.floor(x)];
      for (let corner = 0; corner < 4; corner++) {
        const [r, c] = [above + (corner >> 1), before + (corner & 1)];
        if (r < 0 || c < 0 || r >= height || c >= width) continue;
        const weight = (1 - Math.abs(y - r)) * (1 - Math.abs(x - c));
        for (let channel = 0; channel < 4; channel++) {
          result[4 * (row * width + column) + channel]! += weight * values[4 * (r * width + c) + channel]!;
        }
      }
    }
  }
  return { height, width, values: result };
}

/** Where that is, in words: ``2 right, 1 down, 15° ↺``; empty in its place. */
export function placeWords({ down, across, degrees }: Form): string {
  const parts = [
    across === 0 ? "" : `${Math.abs(across)} ${across > 0 ? "right" : "left"}`,
    down === 0 ? "" : `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
    degrees === 0 ? "" : `${Math.abs(degrees)}°${degrees === 180 ? "" : degrees > 0 ? " ↺" : " ↻"}`,
  ];
  return parts.filter(Boolean).join(", ");
}
