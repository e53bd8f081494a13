/**
 * The shaders of one step: who may live, what the rule changes, who survives.
 *
 * A world of height x width cells lies in textures of one row and one column more, which are never drawn and stay zero:
 * what lies beyond the edge of a world that is no torus. The shaders are written out for the number of channels and
 * filters, so that no array has an index that is known only at run time, which drivers handle badly.
 */

import type { Taps } from "../types";
import { features, groupRows, learnedRows, type Shape } from "./weights";

/**
 * Where the rules lie. Graphics cards have fast memory for uniform blocks, from which all cells read the same; what is
 * too large for one goes into a texture. (Emulated in software, a block took 1.7 times as long as a texture.)
 */
export type RuleMemory = "block" | "texture";

/** Texels in a row of a texture of rules. */
export const RULE_COLUMNS = 256;

export const VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(4.0 * float(gl_VertexID & 1) - 1.0, 2.0 * float(gl_VertexID & 2) - 1.0, 0.0, 1.0);
}
`;

const HEADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;
uniform ivec2 size;
uniform bool torus;
uniform float aliveThreshold;

// Columns west and east (x, y) and rows north and south (z, w) of a cell.
ivec4 around(ivec2 cell) {
  ivec2 beyond = torus ? size - 1 : size;
  ivec2 before = ivec2(cell.x > 0 ? cell.x - 1 : beyond.x, cell.y > 0 ? cell.y - 1 : beyond.y);
  ivec2 after = cell + 1;
  if (torus) after = ivec2(after.x < size.x ? after.x : 0, after.y < size.y ? after.y : 0);
  return ivec4(before.x, after.x, before.y, after.y);
}
`;

/** pcg3d of M. Jarzynski and M. Olano (docs/format.md), first word. */
const HASH = `
uint pcg3d(uint a, uint b, uint c) {
  a = a * 1664525u + 1013904223u; b = b * 1664525u + 1013904223u; c = c * 1664525u + 1013904223u;
  a += b * c; b += c * a; c += a * b;
  a ^= a >> 16u; b ^= b >> 16u; c ^= c >> 16u;
  return a + b * c;
}
`;

/** Directions of the neighbours in reading order, as names of the coordinates that \`around\` gives. */
const NEIGHBOURS = [
  ["nw", "a.x, a.z"],
  ["n", "cell.x, a.z"],
  ["ne", "a.y, a.z"],
  ["w", "a.x, cell.y"],
  ["c", "cell.x, cell.y"],
  ["e", "a.y, cell.y"],
  ["sw", "a.x, a.w"],
  ["s", "cell.x, a.w"],
  ["se", "a.y, a.w"],
] as const;

function count(length: number): number[] {
  return [...Array(length).keys()];
}

/** Whether some alpha of the nine is above the threshold; NaN is not. */
function anyAlive(sampler: string): string {
  return NEIGHBOURS.map(([, at]) => `texelFetch(${sampler}, ivec3(${at}, 0), 0).a > aliveThreshold`).join("\n    || ");
}

/** Looks at all nine cells: `code` with the place of each. */
function eachNeighbour(code: (at: string) => string): string {
  return NEIGHBOURS.map(([, at]) => code(`ivec2(${at})`)).join("\n");
}

/**
 * First pass of a step: the species that each cell belongs to (red, in 255ths) and whether it may live (green).
 *
 * A cell above the threshold belongs to its own species, another one to that of its neighbour with the highest alpha
 * above it; without any it keeps its own (rules 1 and 2 of `species.ts`).
 */
export const LIFE = `${HEADER}
uniform sampler2DArray state;
uniform sampler2D life;
uniform int speciesCount;
uniform bool livingMask;
out vec4 result;
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  bool lives = texelFetch(state, ivec3(cell, 0), 0).a > aliveThreshold;
  ivec2 from = cell;
  if (!lives) {
    ivec4 a = around(cell);
    float highest = aliveThreshold;
    float alpha;
${eachNeighbour(
  (at) => `    alpha = texelFetch(state, ivec3(${at}, 0), 0).a;
    if (alpha > highest) { highest = alpha; from = ${at}; }`,
)}
    lives = highest > aliveThreshold;
  }
  float species = speciesCount > 1 ? texelFetch(life, from, 0).r : 0.0;
  result = vec4(species, lives || !livingMask ? 1.0 : 0.0, 0.0, 1.0);
}
`;

/**
 * The species of a cell that may not live: that of the neighbour that may live with the highest alpha (rule 3 of
 * `species.ts`); below 0 if none may live.
 */
const RING = `
float ringSpecies(ivec2 cell, ivec4 a) {
  float found = -1.0;
  float highest = 0.0;
  float alpha;
  vec2 neighbour;
${eachNeighbour(
  (at) => `  neighbour = texelFetch(life, ${at}, 0).rg;
  if (neighbour.g > 0.0) {
    alpha = texelFetch(state, ivec3(${at}, 0), 0).a;
    if (found < 0.0 || alpha > highest) {
      highest = isnan(alpha) ? uintBitsToFloat(0xff800000u) : alpha;
      found = neighbour.r;
    }
  }`,
)}
  return found;
}
`;

function outputs(shape: Shape): string {
  return count(shape.layers)
    .map((layer) => `layout(location = ${layer}) out vec4 out${layer};`)
    .join("\n");
}

/** The features of each layer: vectors f<filter>_<layer>; taps that several filters share are summed up once. */
function perception(shape: Shape): string {
  const learned = count(shape.learned);
  const names = count(shape.filters.length + shape.learned);
  const declared = count(shape.layers).map((layer) => names.map((name) => `    vec4 f${name}_${layer};`).join("\n"));
  const sums = new Sums();
  const fixed = shape.filters.map(({ still, cosine, sine }) => {
    const parts = [
      ["", sums.of(still)],
      ["turn.x * ", sums.of(cosine)],
      ["turn.y * ", sums.of(sine)],
    ];
    return parts.flatMap(([factor, sum]) => (sum === null ? [] : [`${factor}${sum}`])).join(" + ") || "vec4(0.0)";
  });
  const layers = count(shape.layers).map((layer) => {
    const fetched = NEIGHBOURS.map(
      ([name, at]) => `      vec4 ${name} = texelFetch(state, ivec3(${at}, ${layer}), 0);`,
    );
    const given = fixed.map((sum, index) => `      f${index}_${layer} = ${sum};`);
    const own = learned.map((filter) => {
      const taps = NEIGHBOURS.map(
        ([name], tap) => `row(${(9 * filter + tap) * shape.layers + layer}) * ${name}`,
      );
      return `      f${shape.filters.length + filter}_${layer} = ${taps.join("\n        + ")};`;
    });
    return `    {\n${[...fetched, ...sums.declared, ...given, ...own].join("\n")}\n    }`;
  });
  return [...declared, ...layers].join("\n");
}

/** Weighted sums of the neighbours, each declared once under a name of its own, its first weight made positive. */
class Sums {
  readonly declared: string[] = [];
  private readonly names = new Map<string, string>();

  /** A sum as an expression; null if all taps are zero. */
  of(taps: Taps): string | null {
    const first = taps.find((tap) => tap !== 0);
    if (first === undefined) return null;
    const positive = taps.map((tap) => (first < 0 ? -tap : tap));
    const key = positive.map((tap) => tap + 0).join();
    const name = this.names.get(key) ?? this.declare(key, positive);
    return first < 0 ? `(-${name})` : name;
  }

  private declare(key: string, taps: Taps): string {
    const text = sumText(taps);
    const name = text === "c" ? text : `sum${this.names.size}`;
    if (name !== text) this.declared.push(`      vec4 ${name} = ${text};`);
    this.names.set(key, name);
    return name;
  }
}

/** Neighbours of equal weight are added up before they are weighted. */
function sumText(taps: Taps): string {
  const weights = [...new Set(taps.map(Math.abs))].filter((weight) => weight > 0);
  const parts = weights.map((weight) => {
    const [plus, minus] = [weight, -weight].map((tap) =>
      NEIGHBOURS.filter((_, i) => taps[i] === tap).map(([name]) => name),
    );
    const sum = [plus.join(" + "), ...minus].filter(Boolean).join(" - ");
    const signed = plus.length === 0 ? `-${sum}` : sum;
    return weight === 1 && signed === "c" ? signed : `${floatText(weight)} * (${signed})`;
  });
  return parts.join(" + ");
}

function floatText(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The rule: groups of four hidden units, each added to the change d<layer> of the channels as soon as it is known. */
function rule(shape: Shape): string {
  const vectors = count(shape.filters.length + shape.learned).flatMap((filter) =>
    count(shape.layers).map((layer) => `f${filter}_${layer}`),
  );
  const stride = groupRows(shape);
  const end = learnedRows(shape) + shape.groups * stride;
  const matrix = (at: number): string => `mat4(${count(4).map((lane) => `row(i + ${at + lane})`).join(", ")})`;
  const hidden = vectors.map((vector, index) => `      h += ${matrix(1 + 4 * index)} * ${vector};`);
  const outward = 1 + 4 * features(shape);
  const added = count(shape.layers).map((layer) => `      d${layer} += ${matrix(outward + 4 * layer)} * h;`);
  return [
    ...count(shape.layers).map((layer) => `    vec4 d${layer} = row(${end + layer});`),
    `    for (int i = ${learnedRows(shape)}; i < ${end}; i += ${stride}) {`,
    "      vec4 h = row(i);",
    ...hidden,
    "      h = max(h, 0.0);",
    ...added,
    "    }",
  ].join("\n");
}

function ruleRow(memory: RuleMemory, rows: number): string {
  if (memory === "block") return `layout(std140) uniform Rule { vec4 rows[${rows}]; };\n#define row(i) rows[i]`;
  return `uniform sampler2D rule;
#define row(i) texelFetch(rule, ivec2((i) % ${RULE_COLUMNS}, (i) / ${RULE_COLUMNS}), 0)`;
}

/**
 * Second pass, drawn once for each species: perception, rule and fire.
 *
 * Only cells that may live, and those beside them whose new alpha can keep them alive, have to be known; the others are
 * passed over, as the next pass does not look at them.
 */
export function updateShader(shape: Shape, memory: RuleMemory, rows: number): string {
  const layers = count(shape.layers);
  return `${HEADER}${HASH}
uniform sampler2DArray state;
uniform sampler2D life;
uniform uint time, seed, fireThreshold;
uniform float species, stepSize;
uniform vec2 turn;
${ruleRow(memory, rows)}
${outputs(shape)}
${RING}
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  vec2 own = texelFetch(life, cell, 0).rg;
  ivec4 a = around(cell);
  float belongs = own.g > 0.0 ? own.r : ringSpecies(cell, a);
  if (abs(belongs - species) > 0.001) discard;
${layers.map((layer) => `  out${layer} = texelFetch(state, ivec3(cell, ${layer}), 0);`).join("\n")}
  if ((pcg3d(uint(cell.x) + 65536u * uint(cell.y), time, seed) >> 8u) < fireThreshold) {
${perception(shape)}
${rule(shape)}
${layers.map((layer) => `    out${layer} += stepSize * d${layer};`).join("\n")}
  }
}
`;
}

/** Noise of a layer's channels, as in `random.ts`; none beyond the last channel. */
function noise(shape: Shape, layer: number): string {
  const lanes = count(4).map((lane) => {
    const channel = 4 * layer + lane;
    return channel < shape.channels ? `uniformNoise(cell, ${channel + 1}u)` : "0.0";
  });
  return `vec4(${lanes.join(", ")})`;
}

function survival(shape: Shape): string {
  return `${HEADER}${HASH}
uniform uint time, seed;
uniform sampler2DArray state;
uniform sampler2D life;
uniform bool livingMask;
uniform float noiseAmplitude;
float uniformNoise(ivec2 cell, uint stream) {
  uint word = pcg3d(uint(cell.x) + 65536u * uint(cell.y), time, seed + 0x9e3779b9u * stream);
  return float(word >> 8u) / 8388608.0 - 1.0;
}
bool survives(ivec2 cell) {
  if (!livingMask) return true;
  if (texelFetch(life, cell, 0).g == 0.0) return false;
  ivec4 a = around(cell);
  return ${anyAlive("state")};
}
${count(shape.layers)
  .map(
    (layer) => `vec4 survivor${layer}(ivec2 cell) {
  vec4 kept = texelFetch(state, ivec3(cell, ${layer}), 0);
  if (noiseAmplitude > 0.0) kept += noiseAmplitude * ${noise(shape, layer)};
  return kept;
}`,
  )
  .join("\n")}
`;
}

/** Third pass: cells that do not live before and after the update become zero, the others get their noise. */
export function survivalShader(shape: Shape): string {
  const layers = count(shape.layers);
  return `${survival(shape)}
${outputs(shape)}
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
${layers.map((layer) => `  out${layer} = vec4(0.0);`).join("\n")}
  if (survives(cell)) {
${layers.map((layer) => `    out${layer} = survivor${layer}(cell);`).join("\n")}
  }
}
`;
}

/** Before the third pass, for the views: mean |change| of the cell's channels (red), whether it fired (green). */
export function changeShader(shape: Shape): string {
  const sum = count(shape.layers)
    .map((layer) => {
      const after = `(lives ? survivor${layer}(cell) : vec4(0.0))`;
      return `dot(abs(${after} - texelFetch(before, ivec3(cell, ${layer}), 0)), vec4(1.0))`;
    })
    .join("\n    + ");
  return `${survival(shape)}
uniform uint fireThreshold;
uniform sampler2DArray before;
out vec4 result;
void main() {
  ivec2 cell = ivec2(gl_FragCoord.xy);
  bool lives = survives(cell);
  float change = (${sum}) / ${shape.channels}.0;
  bool fired = (pcg3d(uint(cell.x) + 65536u * uint(cell.y), time, seed) >> 8u) < fireThreshold;
  bool mayLive = texelFetch(life, cell, 0).g > 0.0;
  result = vec4(change, fired && mayLive ? 1.0 : 0.0, 0.0, 1.0);
}
`;
}
