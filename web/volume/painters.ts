/** Painting a volume onto a canvas: with WebGL2, or without it. */
import type { Rgb } from "../playground/colours";
import type { Camera, Point } from "./camera";
import { dot } from "./camera";
import { FACE_BYTES, NORMALS } from "./faces";
import type { Sides } from "./organism";
import { BOX_FRAGMENT, BOX_VERTEX, FACE_FRAGMENT, FACE_VERTEX } from "./shaders";

/** Brightness of a face that no light falls on, and of a cube's edges beside its faces. */
const SHADE = 0.55;
const EDGE = 0.85;
/** Where the light comes from, in the viewer's axes. */
const LIGHT: Point = [-0.348, 0.795, 0.497];

export interface Colours {
  readonly ground: Rgb;
  readonly box: Rgb;
}

export interface Painter {
  readonly kind: "webgl2" | "canvas";
  readonly canvas: HTMLCanvasElement;
  /** Takes faces over (`facesOf`), to be painted from now on. */
  take(faces: Uint8Array): void;
  paint(camera: Camera, colours: Colours): void;
  dispose(): void;
}

/** How bright the faces of each normal are. */
export function brightnessOf(camera: Camera): number[] {
  return NORMALS.map((normal) => {
    const seen = camera.rotation.map((row) => dot(row, normal)) as unknown as Point;
    return SHADE + (1 - SHADE) * Math.max(0, dot(seen, LIGHT));
  });
}

/** The corners of the box around the volume, and the pairs of them that its edges join. */
export function cornersOf({ depth, height, width }: Sides): Point[] {
  return Array.from({ length: 8 }, (_, i): Point => {
    const half = (bit: number, side: number): number => ((i >> bit) & 1 ? side : -side) / 2;
    return [half(0, width), half(1, height), half(2, depth)];
  });
}

export const BOX_EDGES: readonly (readonly [number, number])[] = Array.from({ length: 8 }, (_, i) => i).flatMap((i) =>
  [1, 2, 4].filter((bit) => (i & bit) === 0).map((bit): readonly [number, number] => [i, i | bit]),
);

/** The edges of the box that lie behind the volume: those of the sides that face the viewer are left out. */
export function farEdges(camera: Camera): readonly (readonly [number, number])[] {
  const corners = cornersOf(camera.sides);
  const viewer = camera.towards.map((value) => camera.distance * value);
  return BOX_EDGES.filter(([one, other]) =>
    [0, 1, 2].some((axis) => {
      const [first, second] = [corners[one]![axis]!, corners[other]![axis]!];
      return first === second && (first > 0 ? viewer[axis]! < first : viewer[axis]! > first);
    }),
  );
}

/** A painter on a canvas of its own; null if the browser has no WebGL2. */
export function webglPainter(): Painter | null {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2", { antialias: true, alpha: false, preserveDrawingBuffer: true });
  return gl === null ? null : new WebglPainter(canvas, gl);
}

class WebglPainter implements Painter {
  readonly kind = "webgl2";
  private readonly faces: WebGLProgram;
  private readonly box: WebGLProgram;
  private readonly buffer: WebGLBuffer;
  private count = 0;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.faces = compiled(gl, FACE_VERTEX, FACE_FRAGMENT);
    this.box = compiled(gl, BOX_VERTEX, BOX_FRAGMENT);
    this.buffer = gl.createBuffer()!;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    for (const [name, offset, normalised] of [["place", 0, false], ["colour", 4, true]] as const) {
      const at = gl.getAttribLocation(this.faces, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, 4, gl.UNSIGNED_BYTE, normalised, FACE_BYTES, offset);
      gl.vertexAttribDivisor(at, 1);
    }
  }

  take(faces: Uint8Array): void {
    const { gl } = this;
    this.count = faces.length / FACE_BYTES;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, faces, gl.DYNAMIC_DRAW);
  }

  paint(camera: Camera, { ground, box }: Colours): void {
    const { gl } = this;
    gl.viewport(0, 0, camera.width, camera.height);
    gl.enable(gl.DEPTH_TEST);
    gl.clearColor(...ground, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    this.look(this.faces, camera);
    gl.uniform1fv(gl.getUniformLocation(this.faces, "brightness"), brightnessOf(camera));
    gl.uniform1f(gl.getUniformLocation(this.faces, "edge"), EDGE);
    if (this.count > 0) gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
    this.look(this.box, camera);
    const corners = cornersOf(camera.sides);
    const edges = farEdges(camera);
    gl.uniform3fv(gl.getUniformLocation(this.box, "corners"), corners.flat());
    gl.uniform3f(gl.getUniformLocation(this.box, "colour"), ...box);
    for (const [one, other] of edges) {
      gl.uniform2i(gl.getUniformLocation(this.box, "ends"), one, other);
      gl.drawArraysInstanced(gl.LINES, 0, 2, 1);
    }
  }

  private look(program: WebGLProgram, { rotation, distance, radius, scale, sides }: Camera): void {
    const { gl } = this;
    const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
    gl.useProgram(program);
    gl.uniformMatrix3fv(at("rotation"), true, rotation.flat());
    gl.uniform4f(at("view"), scale[0], scale[1], distance, radius);
    gl.uniform3f(at("sides"), sides.width, sides.height, sides.depth);
  }

  dispose(): void {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

function compiled(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram()!;
  for (const [kind, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`WebGL2 cannot draw volumes here: ${gl.getProgramInfoLog(program) ?? "no reason given"}`);
  }
  return program;
}

/** From back to front with the canvas's own polygons, where there is no WebGL2. */
export class CanvasPainter implements Painter {
  readonly kind = "canvas";
  readonly canvas = document.createElement("canvas");
  private faces: Uint8Array = new Uint8Array(0);

  take(faces: Uint8Array): void {
    this.faces = faces;
  }

  paint(camera: Camera, { ground, box }: Colours): void {
    const context = this.canvas.getContext("2d")!;
    context.fillStyle = css(ground, 1);
    context.fillRect(0, 0, camera.width, camera.height);
    context.strokeStyle = css(box, 1);
    const corners = cornersOf(camera.sides).map((corner) => camera.see(corner));
    context.beginPath();
    for (const [one, other] of farEdges(camera)) {
      context.moveTo(corners[one]!.x, corners[one]!.y);
      context.lineTo(corners[other]!.x, corners[other]!.y);
    }
    context.stroke();
    const brightness = brightnessOf(camera);
    for (const { normal, middle, colour } of orderedFaces(this.faces, camera)) {
      const [first, ...others] = squareOf(normal, middle).map((corner) => camera.see(corner));
      context.beginPath();
      context.moveTo(first!.x, first!.y);
      for (const { x, y } of others) context.lineTo(x, y);
      context.closePath();
      context.fillStyle = css(colour, brightness[normal]!);
      context.strokeStyle = css(colour, EDGE * brightness[normal]!);
      context.fill();
      context.stroke();
    }
  }

  dispose(): void {
    this.faces = new Uint8Array(0);
  }
}

interface Face {
  readonly normal: number;
  /** Of its cube. */
  readonly middle: Point;
  readonly colour: Rgb;
  readonly far: number;
}

/** The faces that look towards the viewer, the farthest first: of cubes of one size the nearer one hides the other. */
function orderedFaces(faces: Uint8Array, camera: Camera): Face[] {
  const { depth, height, width } = camera.sides;
  const viewer = camera.towards.map((value) => camera.distance * value) as unknown as Point;
  const found: Face[] = [];
  for (let at = 0; at < faces.length; at += FACE_BYTES) {
    const [column, row, layer, normal, red, green, blue] = faces.subarray(at, at + FACE_BYTES) as unknown as number[];
    const middle: Point = [column! - (width - 1) / 2, (height - 1) / 2 - row!, (depth - 1) / 2 - layer!];
    if (dot(NORMALS[normal!]!, viewer) <= dot(NORMALS[normal!]!, middle) + 0.5) continue;
    const far = Math.hypot(...middle.map((value, i) => value - viewer[i]!));
    found.push({ normal: normal!, middle, colour: [red! / 255, green! / 255, blue! / 255], far });
  }
  return found.sort((one, other) => other.far - one.far);
}

/** The corners of a cube's face, in order around it. */
function squareOf(normal: number, middle: Point): Point[] {
  const axis = normal >> 1;
  const [first, second] = [0, 1, 2].filter((other) => other !== axis) as [number, number];
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map((ends) => {
    const corner: [number, number, number] = [...middle];
    corner[axis]! += NORMALS[normal]![axis]! / 2;
    corner[first]! += ends[0]! / 2;
    corner[second]! += ends[1]! / 2;
    return corner;
  });
}

function css(colour: Rgb, brightness: number): string {
  return `rgb(${colour.map((part) => Math.round(255 * brightness * part)).join(" ")})`;
}
