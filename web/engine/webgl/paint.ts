/** Strokes as passes: the cells of a region, uploaded as a texture, get new channels or a new species. */

import type { Shape } from "./weights";

const HEADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
uniform sampler2D region;
`;

/** Gives all channels of the region's cells the values `first` (RGB and alpha) and `hidden`. */
export function cellsPaintShader(shape: Shape): string {
  const layers = [...Array(shape.layers).keys()];
  // Channels that only fill up the last layer stay zero.
  const ones = (layer: number): string =>
    [0, 1, 2, 3].map((lane) => (4 * layer + lane < shape.channels ? "1.0" : "0.0")).join(", ");
  const value = (layer: number): string => (layer === 0 ? "first" : `hidden * vec4(${ones(layer)})`);
  return `${HEADER}
uniform vec4 first;
uniform float hidden;
${layers.map((layer) => `layout(location = ${layer}) out vec4 out${layer};`).join("\n")}
void main() {
  if (texelFetch(region, ivec2(gl_FragCoord.xy), 0).r == 0.0) discard;
${layers.map((layer) => `  out${layer} = ${value(layer)};`).join("\n")}
}
`;
}

/** Which cells of a region get a species: all, those at or below the threshold of life, those above it. */
export const WHICH = { all: 0, empty: 1, living: 2 } as const;

/** Gives cells of the region a species; `which` says what must hold for their alpha. */
export const SPECIES_PAINT = `${HEADER}
uniform sampler2DArray state;
uniform float aliveThreshold, species;
uniform int which;
out vec4 result;
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  if (texelFetch(region, cell, 0).r == 0.0) discard;
  bool lives = texelFetch(state, ivec3(cell, 0), 0).a > aliveThreshold;
  if (which != ${WHICH.all} && lives != (which == ${WHICH.living})) discard;
  result = vec4(species, 0.0, 0.0, 1.0);
}
`;
