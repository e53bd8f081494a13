/** A decoder on the GPU: in colours, several pixels per cell (docs/large.md); on the CPU it is `decoder.ts`. */

import type { Decoder } from "../types";
import { RULE_COLUMNS } from "./shaders";

const HIDDEN_LAYERS = 1;
const UNITS = 4;

/** Whether the shader draws what this decoder does; others are drawn on the CPU. */
export function isDrawn(decoder: Decoder): boolean {
  return decoder.layers.length === HIDDEN_LAYERS + 1;
}

function groupsOf(decoder: Decoder): number {
  return Math.ceil(decoder.layers[0].outputs / UNITS);
}

/** Rows of a group of hidden units: their bias, what they take from each vector of inputs, what RGBA takes from them. */
function groupRows(layers: number): number {
  return 1 + UNITS * (layers + 1) + UNITS;
}

/** The decoder as rows of four numbers: the groups of hidden units, at last the bias of RGBA. */
export function packDecoder(decoder: Decoder, channels: number): Float32Array {
  const layers = Math.ceil(channels / 4);
  const [first, last] = decoder.layers;
  const [groups, stride] = [groupsOf(decoder), groupRows(layers)];
  const packed = new Float32Array(4 * (groups * stride + 1));
  // Channels that fill up the last layer have weight zero; the place in the cell comes after them.
  const rowOf = (input: number): number | null =>
    input < channels ? input : input < 4 * layers ? null : channels + input - 4 * layers;
  for (let group = 0; group < groups; group++) {
    const units = Math.min(UNITS, first.outputs - UNITS * group);
    const start = 4 * group * stride;
    for (let unit = 0; unit < units; unit++) {
      const hidden = UNITS * group + unit;
      packed[start + unit] = first.bias[hidden];
      for (let input = 0; input < 4 * (layers + 1); input++) {
        const row = rowOf(input);
        if (row !== null) packed[start + 4 * (1 + input) + unit] = first.weight[row * first.outputs + hidden];
      }
      const outward = start + 4 * (1 + 4 * (layers + 1) + unit);
      for (let part = 0; part < 4; part++) packed[outward + part] = last.weight[4 * hidden + part];
    }
  }
  packed.set(last.bias, 4 * groups * stride);
  return packed;
}

/** The shader for cells of so many channels; `rule` is the texture of the decoder's rows. */
export function decodingShader(decoder: Decoder, channels: number): string {
  const layers = [...Array(Math.ceil(channels / 4)).keys()];
  const stride = groupRows(layers.length);
  const end = groupsOf(decoder) * stride;
  const matrix = (at: number): string => `mat4(row(i + ${at}), row(i + ${at + 1}), row(i + ${at + 2}), row(i + ${at + 3}))`;
  const inputs = [...layers.map((layer) => `s${layer}`), "place"];
  return `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
uniform sampler2DArray state;
uniform sampler2D rule;
uniform ivec2 size;
uniform int pixels;
uniform vec3 background;
out vec4 result;
#define row(i) texelFetch(rule, ivec2((i) % ${RULE_COLUMNS}, (i) / ${RULE_COLUMNS}), 0)
#define cellAt(x, y, layer) texelFetch(state, ivec3(x, y, layer), 0)

vec4 mixed(ivec2 own, ivec2 other, vec2 share, int layer) {
  vec4 above = mix(cellAt(own.x, own.y, layer), cellAt(other.x, own.y, layer), share.x);
  vec4 below = mix(cellAt(own.x, other.y, layer), cellAt(other.x, other.y, layer), share.x);
  return mix(above, below, share.y);
}

bool isThere(int x, int y) {
  return ${layers.map((layer) => `any(notEqual(cellAt(x, y, ${layer}), vec4(0.0)))`).join("\n    || ")};
}

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  at.y = size.y * pixels - 1 - at.y; // a canvas begins at the bottom
  ivec2 own = at / pixels;
  vec2 inside = (vec2(at - own * pixels) + 0.5) / float(pixels);
  vec2 far = inside - 0.5;
  ivec2 other = clamp(own + ivec2(sign(far)), ivec2(0), size - 1);
  vec2 share = abs(far);
  bool there = isThere(own.x, own.y) || share.x > 0.0 && isThere(other.x, own.y)
    || share.y > 0.0 && isThere(own.x, other.y) || share.x > 0.0 && share.y > 0.0 && isThere(other.x, other.y);
  result = vec4(background, 1.0);
  if (!there) return;
  vec2 turn = 6.283185307179586 * inside;
  vec4 place = vec4(sin(turn.y), cos(turn.y), sin(turn.x), cos(turn.x));
${layers.map((layer) => `  vec4 s${layer} = mixed(own, other, share, ${layer});`).join("\n")}
  vec4 shown = s0 + row(${end});
  for (int i = 0; i < ${end}; i += ${stride}) {
    vec4 h = row(i);
${inputs.map((input, index) => `    h += ${matrix(1 + 4 * index)} * ${input};`).join("\n")}
    h = max(h, 0.0);
    shown += ${matrix(1 + 4 * inputs.length)} * h;
  }
  result = vec4(background * (1.0 - clamp(shown.a, 0.0, 1.0)) + shown.rgb, 1.0);
}
`;
}
