/** Connected pieces of a mask, and masks that grow by a cell. */
import type { World } from "../engine/types";

/** Of each cell the number of its piece, from 1 on in the order of their first cells; 0 outside the mask. */
export function labelled(mask: Uint8Array, { height, width }: World, diagonal: boolean): { labels: Int32Array; count: number } {
  const labels = new Int32Array(mask.length);
  let count = 0;
  for (let first = 0; first < mask.length; first++) {
    if (mask[first] === 0 || labels[first] !== 0) continue;
    labels[first] = ++count;
    const waiting = [first];
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      eachNeighbour(cell, height, width, diagonal, (near) => {
        if (mask[near] === 0 || labels[near] !== 0) return;
        labels[near] = count;
        waiting.push(near);
      });
    }
  }
  return { labels, count };
}

/** The mask and all cells that touch it, diagonally too. */
export function dilated(mask: Uint8Array, { height, width }: World): Uint8Array {
  const result = mask.slice();
  mask.forEach((inside, cell) => {
    if (inside !== 0) eachNeighbour(cell, height, width, true, (near) => (result[near] = 1));
  });
  return result;
}

function eachNeighbour(
  cell: number,
  height: number,
  width: number,
  diagonal: boolean,
  visit: (cell: number) => void,
): void {
  const [row, column] = [Math.floor(cell / width), cell % width];
  for (let down = -1; down <= 1; down++) {
    for (let across = -1; across <= 1; across++) {
      if ((down === 0 && across === 0) || (!diagonal && down !== 0 && across !== 0)) continue;
      const [near, beside] = [row + down, column + across];
      if (near >= 0 && near < height && beside >= 0 && beside < width) visit(near * width + beside);
    }
  }
}
