/** The world as colours, one pixel per cell: on the GPU what `view.ts` draws without one. */

import type { View } from "../types";
import { LARGEST_UPDATE, viewStops } from "../view";
import type { Uniforms } from "./device";

const KINDS: Readonly<Record<View["kind"], number>> = { colour: 0, alpha: 1, channel: 2, update: 3, fired: 4 };

/** One shader for all views: `kind` chooses, and is the same for all cells of a picture. */
export const VIEW = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2DArray;
uniform sampler2DArray state, change;
uniform int kind, layer, lane, rows;
uniform float range;
uniform vec3 background, positiveMiddle, positiveEnd, negativeMiddle, negativeEnd;
out vec4 result;

float valueOf(ivec2 cell) {
  vec4 four = kind >= ${KINDS.update}
    ? texelFetch(change, ivec3(cell, 0), 0) : texelFetch(state, ivec3(cell, layer), 0);
  float value = lane == 0 ? four.r : lane == 1 ? four.g : lane == 2 ? four.b : four.a;
  return kind == ${KINDS.alpha} ? max(value, 0.0) : value / range;
}

void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  cell.y = rows - 1 - cell.y; // a canvas begins at the bottom
  if (kind == ${KINDS.colour}) {
    vec4 first = texelFetch(state, ivec3(cell, 0), 0);
    result = vec4(background * (1.0 - clamp(first.a, 0.0, 1.0)) + first.rgb, 1.0);
    return;
  }
  float value = valueOf(cell);
  vec3 middle = value < 0.0 ? negativeMiddle : positiveMiddle;
  vec3 end = value < 0.0 ? negativeEnd : positiveEnd;
  float size = isnan(value) ? 0.0 : min(abs(value), 1.0);
  vec3 colour = size < 0.5 ? mix(background, middle, 2.0 * size) : mix(middle, end, 2.0 * size - 1.0);
  result = vec4(colour, 1.0);
}
`;

/** Uniforms of a view; the textures `state` and `change` come beside them. */
export function viewUniforms(view: View, rows: number): Uniforms {
  const { positive, negative } = viewStops(view);
  const channel = view.kind === "channel" ? view.channel : view.kind === "alpha" ? 3 : view.kind === "fired" ? 1 : 0;
  return {
    kind: ["int", KINDS[view.kind]],
    layer: ["int", Math.floor(channel / 4)],
    lane: ["int", channel % 4],
    rows: ["int", rows],
    range: ["float", view.kind === "update" ? LARGEST_UPDATE : 1],
    background: ["float", ...view.background],
    positiveMiddle: ["float", ...positive[0]],
    positiveEnd: ["float", ...positive[1]],
    negativeMiddle: ["float", ...negative[0]],
    negativeEnd: ["float", ...negative[1]],
  };
}
