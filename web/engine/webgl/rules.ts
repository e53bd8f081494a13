/** The programs and the weights of the organisms of one world. */

import type { Decoder, Organism } from "../types";
import { compiled, finishProgram, makeTexture, type Program, startProgram } from "./context";
import { decodingShader, isDrawn, packDecoder } from "./decoding";
import { cellsPaintShader, SPECIES_PAINT } from "./paint";
import { changeShader, LIFE, RULE_COLUMNS, type RuleMemory, survivalShader, updateShader } from "./shaders";
import { VIEW } from "./views";
import { packRule, ruleRows, type Shape, shapeOf } from "./weights";

export type Pass = "life" | "update" | "survival" | "change" | "cells" | "species" | "view" | "decoding";

export interface Rules {
  readonly shape: Shape;
  readonly memory: RuleMemory;
  readonly programs: Readonly<Record<Pass, Program>>;
  /** One for each organism: uniform blocks, or textures. */
  readonly stored: readonly (WebGLBuffer | WebGLTexture)[];
  /** A texture of the decoder of all of them; null where the CPU draws it, or a cell is a pixel. */
  readonly decoder: WebGLTexture | null;
}

/** Where rules of this many rows of four numbers lie. */
function memoryFor(gl: WebGL2RenderingContext, rows: number): RuleMemory {
  return 16 * rows <= (gl.getParameter(gl.MAX_UNIFORM_BLOCK_SIZE) as number) ? "block" : "texture";
}

function sourcesOf({ decoder, channels }: Organism, shape: Shape, memory: RuleMemory): Partial<Record<Pass, string>> {
  return {
    ...(drawnDecoder(decoder) === null ? {} : { decoding: decodingShader(decoder!, channels) }),
    life: LIFE,
    update: updateShader(shape, memory, ruleRows(shape)),
    survival: survivalShader(shape),
    change: changeShader(shape),
    cells: cellsPaintShader(shape),
    species: SPECIES_PAINT,
    view: VIEW,
  };
}

/** Programs that are being compiled. */
export interface Begun {
  /** Resolves when waiting for them no longer holds the page up. */
  ready(): Promise<void>;
  /** Waits for them. Throws an Error if the driver refuses one. */
  finish(): Rules;
}

/** Begins to compile what these organisms need; `wanted` is where their rules shall lie, null for the best place. */
export function beginRules(
  gl: WebGL2RenderingContext,
  organisms: readonly Organism[],
  wanted: RuleMemory | null,
): Begun {
  const shape = shapeOf(organisms[0]);
  const memory = wanted ?? memoryFor(gl, ruleRows(shape));
  const begun = Object.entries(sourcesOf(organisms[0], shape, memory)).map(
    ([pass, source]) => [pass as Pass, startProgram(gl, source)] as const,
  );
  return {
    ready: () =>
      compiled(
        gl,
        begun.map(([, program]) => program),
      ),
    finish: () => {
      const finished = begun.map(([pass, program]) => [pass, finishProgram(gl, program)] as const);
      const programs = Object.fromEntries(finished) as Record<Pass, Program>;
      return { shape, memory, programs, ...storeAll(gl, organisms, memory) };
    },
  };
}

/** The rules of other organisms in place of these; the programs are kept where they fit. */
export function replaceRules(gl: WebGL2RenderingContext, rules: Rules, organisms: readonly Organism[]): Rules {
  const drawn = drawnDecoder(organisms[0].decoder) !== null;
  const same = JSON.stringify(shapeOf(organisms[0])) === JSON.stringify(rules.shape);
  const fits = same && !drawn && rules.decoder === null; // the decoder's own program is built again
  if (!fits) {
    const replaced = beginRules(gl, organisms, null).finish();
    freeRules(gl, rules);
    return replaced;
  }
  freeStored(gl, rules);
  return { ...rules, ...storeAll(gl, organisms, rules.memory) };
}

function storeAll(
  gl: WebGL2RenderingContext,
  organisms: readonly Organism[],
  memory: RuleMemory,
): Pick<Rules, "stored" | "decoder"> {
  const stored = organisms.map((organism) => {
    const packed = packRule(organism);
    return memory === "block" ? storeBlock(gl, packed) : storeTexture(gl, packed);
  });
  const { decoder, channels } = organisms[0];
  const drawn = drawnDecoder(decoder);
  return { stored, decoder: drawn === null ? null : storeTexture(gl, packDecoder(drawn, channels)) };
}

function drawnDecoder(decoder: Decoder | null): Decoder | null {
  return decoder !== null && isDrawn(decoder) ? decoder : null;
}

function storeBlock(gl: WebGL2RenderingContext, packed: Float32Array): WebGLBuffer {
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.UNIFORM_BUFFER, buffer);
  gl.bufferData(gl.UNIFORM_BUFFER, packed, gl.STATIC_DRAW);
  return buffer;
}

function storeTexture(gl: WebGL2RenderingContext, packed: Float32Array): WebGLTexture {
  const lines = Math.ceil(packed.length / (4 * RULE_COLUMNS));
  const padded = new Float32Array(4 * RULE_COLUMNS * lines);
  padded.set(packed);
  const texture = makeTexture(gl, gl.RGBA32F, RULE_COLUMNS, lines);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, RULE_COLUMNS, lines, gl.RGBA, gl.FLOAT, padded);
  return texture;
}

function freeStored(gl: WebGL2RenderingContext, rules: Rules): void {
  for (const stored of rules.stored) {
    if (rules.memory === "block") gl.deleteBuffer(stored);
    else gl.deleteTexture(stored);
  }
  gl.deleteTexture(rules.decoder);
}

export function freeRules(gl: WebGL2RenderingContext, rules: Rules): void {
  for (const { program } of Object.values(rules.programs)) gl.deleteProgram(program);
  freeStored(gl, rules);
}
