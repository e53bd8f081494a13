/** The part of a world in which there may be life: empty cells outside cost nothing. */

export interface Box {
  readonly left: number;
  readonly top: number;
  /** First column and row that are no longer in it. */
  readonly right: number;
  readonly bottom: number;
}

export const EMPTY: Box = { left: 0, top: 0, right: 0, bottom: 0 };

export function isEmpty(box: Box): boolean {
  return box.right <= box.left || box.bottom <= box.top;
}

export function area(box: Box): number {
  return isEmpty(box) ? 0 : (box.right - box.left) * (box.bottom - box.top);
}

export function whole(width: number, height: number): Box {
  return { left: 0, top: 0, right: width, bottom: height };
}

export function union(one: Box, other: Box): Box {
  if (isEmpty(one)) return other;
  if (isEmpty(other)) return one;
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** The box and the cells up to `cells` beside it. What leaves a torus comes in at the other side: the box spans it. */
export function grown(box: Box, cells: number, width: number, height: number, torus: boolean): Box {
  if (isEmpty(box)) return EMPTY;
  const span = (from: number, to: number, length: number): [number, number] => {
    if (torus && (from < cells || to + cells > length)) return [0, length];
    return [Math.max(0, from - cells), Math.min(length, to + cells)];
  };
  const [left, right] = span(box.left, box.right, width);
  const [top, bottom] = span(box.top, box.bottom, height);
  return { left, top, right, bottom };
}

/** The smallest box around the cells for which `filled` holds. */
export function around(width: number, height: number, filled: (column: number, row: number) => boolean): Box {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (!filled(column, row)) continue;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = row + 1;
    }
  }
  return right > 0 ? { left, top, right, bottom } : EMPTY;
}
