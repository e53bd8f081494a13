/** Textures and targets of one world on the GPU, and how a pass is drawn with them. */

import type { World } from "../types";
import { type Box, isEmpty } from "./box";
import { type Canvas, limitsOf, makeCanvas, makeTarget, makeTexture, openContext, type Program } from "./context";

/** A value for a uniform: its kind and what is set. A texture takes the next free unit. */
export type Uniform =
  | readonly ["int", number]
  | readonly ["uint", number]
  | readonly ["float", ...number[]]
  | readonly ["size", number, number]
  | readonly ["texture", WebGLTexture]
  | readonly ["array", WebGLTexture];

/** By name; names that a program does not use are ignored. */
export type Uniforms = Readonly<Record<string, Uniform>>;

/** A texture and the target that draws to it. */
export interface Surface {
  readonly texture: WebGLTexture;
  readonly target: WebGLFramebuffer;
}

export class Device {
  readonly gl: WebGL2RenderingContext;
  readonly canvas: Canvas;

  /**
   * @param half whether states are kept in 16 bits
   * @throws Error if the browser gives no context
   */
  constructor(
    readonly world: World,
    readonly half: boolean,
  ) {
    this.canvas = makeCanvas(world.width, world.height);
    const gl = openContext(this.canvas);
    if (!gl) throw new Error("The browser provided no WebGL2 context; other tabs or worlds may use too many already.");
    limitsOf(gl); // asking for the float targets switches them on
    gl.disable(gl.DITHER);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.bindVertexArray(gl.createVertexArray());
    this.gl = gl;
  }

  /** The canvas with so many pixels per cell, empty if it had others. */
  sized(side: number): Canvas {
    const { canvas, world } = this;
    if (canvas.width !== side * world.width || canvas.height !== side * world.height) {
      canvas.width = side * world.width;
      canvas.height = side * world.height;
    }
    return canvas;
  }

  /** Numbers in the precision of the states, with `layers` of four channels each. */
  stateSurface(layers: number): Surface {
    const texture = this.texture(this.half ? this.gl.RGBA16F : this.gl.RGBA32F, layers);
    return { texture, target: makeTarget(this.gl, texture, layers) };
  }

  /** Bytes, four a cell. */
  byteSurface(): Surface {
    const texture = this.texture(this.gl.RGBA8, 0);
    return { texture, target: makeTarget(this.gl, texture) };
  }

  /** One row and one column more than the world: zero, as it is beyond an edge. */
  private texture(format: number, layers: number): WebGLTexture {
    return makeTexture(this.gl, format, this.world.width + 1, this.world.height + 1, layers);
  }

  free(surface: Surface): void {
    this.gl.deleteFramebuffer(surface.target);
    this.gl.deleteTexture(surface.texture);
  }

  /** Draws a pass to the cells of the box, each of `side` pixels a side. */
  draw(program: Program, target: WebGLFramebuffer | null, box: Box, uniforms: Uniforms, side = 1): void {
    if (isEmpty(box)) return;
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.useProgram(program.program);
    setUniforms(gl, program, uniforms);
    gl.viewport(0, 0, side * this.world.width, side * this.world.height);
    gl.enable(gl.SCISSOR_TEST);
    const sides = [box.left, box.top, box.right - box.left, box.bottom - box.top] as const;
    gl.scissor(side * sides[0], side * sides[1], side * sides[2], side * sides[3]);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.disable(gl.SCISSOR_TEST);
  }
}

function setUniforms(gl: WebGL2RenderingContext, program: Program, uniforms: Uniforms): void {
  let unit = 0;
  for (const [name, uniform] of Object.entries(uniforms)) {
    const at = program.at[name];
    if (at === undefined) continue;
    switch (uniform[0]) {
      case "texture":
      case "array":
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.bindTexture(uniform[0] === "array" ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D, uniform[1]);
        gl.uniform1i(at, unit++);
        break;
      case "uint":
        gl.uniform1ui(at, uniform[1]);
        break;
      case "int":
        gl.uniform1i(at, uniform[1]);
        break;
      case "size":
        gl.uniform2i(at, uniform[1], uniform[2]);
        break;
      case "float":
        setFloats(gl, at, uniform.slice(1) as number[]);
    }
  }
}

function setFloats(gl: WebGL2RenderingContext, at: WebGLUniformLocation, values: readonly number[]): void {
  if (values.length === 1) gl.uniform1fv(at, values);
  else if (values.length === 2) gl.uniform2fv(at, values);
  else if (values.length === 3) gl.uniform3fv(at, values);
  else gl.uniform4fv(at, values);
}
