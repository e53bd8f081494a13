/** How a rule lies in the memory of the GPU: rows of four numbers, in the order in which the shader reads them. */

import type { Filter, Organism } from "../types";

/** What the shaders' source depends on; organisms of one world have it in common. */
export interface Shape {
  /** Channels of a cell. */
  readonly channels: number;
  /** Layers of the state's texture, four channels each; what is left over in the last stays zero. */
  readonly layers: number;
  readonly filters: readonly Filter[];
  readonly learned: number;
  /** Groups of four hidden units; units that fill up the last have weight zero. */
  readonly groups: number;
}

export function shapeOf(organism: Organism): Shape {
  return {
    channels: organism.channels,
    layers: Math.ceil(organism.channels / 4),
    filters: organism.perception.filters,
    learned: organism.perception.learned.length / (9 * organism.channels),
    groups: Math.ceil(organism.layers[0].outputs / 4),
  };
}

/** Rows of the perception's vectors of four features. */
export function features(shape: Shape): number {
  return (shape.filters.length + shape.learned) * shape.layers;
}

/** Rows of a group of hidden units: their bias, what they take from each feature, what each channel takes from them. */
export function groupRows(shape: Shape): number {
  return 1 + 4 * features(shape) + 4 * shape.layers;
}

/** Rows of learned filters at the beginning: [filter, 3 x 3, layer]. */
export function learnedRows(shape: Shape): number {
  return 9 * shape.learned * shape.layers;
}

/** All rows of one rule; the last ones are the bias of the channels. */
export function ruleRows(shape: Shape): number {
  return learnedRows(shape) + shape.groups * groupRows(shape) + shape.layers;
}

/** The rule of an organism as rows of four numbers, [ruleRows, 4]. */
export function packRule(organism: Organism): Float32Array {
  const shape = shapeOf(organism);
  const { channels, layers } = shape;
  const [first, last] = organism.layers;
  const hidden = first.outputs;
  const packed = new Float32Array(4 * ruleRows(shape));
  let at = 0;
  for (let kernel = 0; kernel < 9 * shape.learned; kernel++) {
    for (let channel = 0; channel < 4 * layers; channel++, at++) {
      if (channel < channels) packed[at] = organism.perception.learned[kernel * channels + channel];
    }
  }
  const filters = shape.filters.length + shape.learned;
  for (let group = 0; group < shape.groups; group++) {
    const units = Math.min(4, hidden - 4 * group);
    for (let unit = 0; unit < units; unit++) packed[at + unit] = first.bias[4 * group + unit];
    at += 4;
    for (let filter = 0; filter < filters; filter++) {
      for (let channel = 0; channel < 4 * layers; channel++, at += 4) {
        if (channel >= channels) continue;
        const row = (filter * channels + channel) * hidden + 4 * group;
        for (let unit = 0; unit < units; unit++) packed[at + unit] = first.weight[row + unit];
      }
    }
    for (let layer = 0; layer < layers; layer++) {
      for (let unit = 0; unit < 4; unit++, at += 4) {
        if (unit >= units) continue;
        const row = (4 * group + unit) * channels;
        for (let lane = 0; lane < 4 && 4 * layer + lane < channels; lane++) {
          packed[at + lane] = last.weight[row + 4 * layer + lane];
        }
      }
    }
  }
  packed.set(last.bias, at);
  return packed;
}
