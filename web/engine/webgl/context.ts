/** A WebGL2 context of an engine's own, and the few things made with it. */

import { VERTEX } from "./shaders";

export type Canvas = HTMLCanvasElement | OffscreenCanvas;

/** What a browser's WebGL2 can hold. */
export interface Limits {
  readonly textureSize: number;
  /** Targets that one pass can draw to, four channels each. */
  readonly targets: number;
  /** Bytes of one uniform block. */
  readonly blockBytes: number;
  /** Whether textures of 32-bit and of 16-bit floating-point numbers can be drawn to. */
  readonly float: boolean;
  readonly half: boolean;
}

export interface Program {
  readonly program: WebGLProgram;
  /** Place of each uniform by its name; unused ones are missing, and setting those does nothing. */
  readonly at: Readonly<Record<string, WebGLUniformLocation>>;
}

export function makeCanvas(width: number, height: number): Canvas {
  if (typeof document === "undefined") return new OffscreenCanvas(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** Null where the browser has no WebGL2, or too many contexts already. */
export function openContext(canvas: Canvas): WebGL2RenderingContext | null {
  return canvas.getContext("webgl2", {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    // The drawing stays until the next one, also across frames of the page.
    preserveDrawingBuffer: true,
    powerPreference: "high-performance",
  }) as WebGL2RenderingContext | null;
}

/** Frees the context at once: browsers keep only some 16, and a collected canvas may hold one for long. */
export function closeContext(gl: WebGL2RenderingContext): void {
  gl.getExtension("WEBGL_lose_context")?.loseContext();
}

export function limitsOf(gl: WebGL2RenderingContext): Limits {
  const float = gl.getExtension("EXT_color_buffer_float") !== null;
  return {
    textureSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
    targets: Math.min(
      gl.getParameter(gl.MAX_DRAW_BUFFERS) as number,
      gl.getParameter(gl.MAX_COLOR_ATTACHMENTS) as number,
    ),
    blockBytes: gl.getParameter(gl.MAX_UNIFORM_BLOCK_SIZE) as number,
    float,
    half: float || gl.getExtension("EXT_color_buffer_half_float") !== null,
  };
}

let known: Limits | null = null;

/** This browser's limits, asked once of a context that is closed again; null without WebGL2. */
export function probeLimits(): Limits | null {
  if (known) return known;
  if (typeof document === "undefined" && typeof OffscreenCanvas === "undefined") return null; // no browser at all
  const gl = openContext(makeCanvas(1, 1));
  if (!gl) return null;
  known = limitsOf(gl);
  closeContext(gl);
  return known;
}

/** Compiles without waiting, so that drivers can work on several programs at once; `finishProgram` waits. */
export function startProgram(gl: WebGL2RenderingContext, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) continue; // only of a lost context, which the next call finds
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  return program;
}

/** Throws an Error with the driver's words if the program cannot be used. */
export function finishProgram(gl: WebGL2RenderingContext, program: WebGLProgram): Program {
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = (gl.getAttachedShaders(program) ?? []).map((shader) => gl.getShaderInfoLog(shader) ?? "");
    throw new Error(`WebGL2 rejected a shader: ${[gl.getProgramInfoLog(program), ...logs].join(" ").trim()}`);
  }
  const at: Record<string, WebGLUniformLocation> = {};
  const number = (gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) as number | null) ?? 0;
  for (let index = 0; index < number; index++) {
    const name = gl.getActiveUniform(program, index)?.name;
    const location = name ? gl.getUniformLocation(program, name) : null;
    if (name && location) at[name] = location;
  }
  return { program, at };
}

/** Resolves when the drivers have compiled these programs, as far as the browser tells; the page stays alive. */
export async function compiled(gl: WebGL2RenderingContext, programs: readonly WebGLProgram[]): Promise<void> {
  const parallel = gl.getExtension("KHR_parallel_shader_compile");
  if (!parallel) return;
  const busy = (): boolean =>
    programs.some((program) => gl.getProgramParameter(program, parallel.COMPLETION_STATUS_KHR) === false);
  while (!gl.isContextLost() && busy()) await new Promise((resolve) => setTimeout(resolve, 4));
}

/** A texture without filtering, zero everywhere; with layers it is an array. */
export function makeTexture(
  gl: WebGL2RenderingContext,
  format: number,
  width: number,
  height: number,
  layers = 0,
): WebGLTexture {
  const texture = gl.createTexture();
  const kind = layers > 0 ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D;
  gl.bindTexture(kind, texture);
  gl.texParameteri(kind, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(kind, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(kind, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(kind, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  if (layers > 0) gl.texStorage3D(kind, 1, format, width, height, layers);
  else gl.texStorage2D(kind, 1, format, width, height);
  return texture;
}

/** A target that draws to all layers of a texture, or to one without layers. */
export function makeTarget(gl: WebGL2RenderingContext, texture: WebGLTexture, layers = 0): WebGLFramebuffer {
  const target = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, target);
  if (layers === 0) {
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    return target;
  }
  const attachments = [...Array(layers).keys()].map((layer) => gl.COLOR_ATTACHMENT0 + layer);
  attachments.forEach((attachment, layer) => {
    gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, texture, 0, layer);
  });
  gl.drawBuffers(attachments);
  return target;
}
