/** One world on the GPU. */

import { fireThreshold } from "../random";
import { drawnPixels } from "../decoder";
import type { Decoder, Engine, Organism, Region, Settings, Snapshot, Stroke, View, World } from "../types";
import { EngineLost } from "../types";
import { isAveraged, Screen } from "../view";
import { checkCount, checkRegion, checkSettings, checkSnapshot, checkStroke } from "../world";
import { area, around, type Box, EMPTY, grown, union, whole } from "./box";
import { type Canvas, closeContext, makeTexture } from "./context";
import type { Device, Surface, Uniforms } from "./device";
import { WHICH } from "./paint";
import { freeRules, replaceRules, type Rules } from "./rules";
import { occupied, readBytes, readState, uploadRegion, writeSpecies, writeState } from "./transfer";
import { viewUniforms } from "./views";

/** Steps after which the box around life, which grows by a cell at each step, is measured again ... */
const MEASURE_EVERY = 32;
/** ... if it has this many cells: in smaller ones, waiting for the GPU costs more than it saves. */
const MEASURE_FROM = 128 * 128;

/**
 * The state lies in one texture and goes through three passes a step: who may live and to which species each cell
 * belongs, the update into a second texture, and back into the first what survives.
 */
export class WebglEngine implements Engine {
  readonly kind: "webgl2" | "webgl2-half";
  readonly world: World;
  settings: Settings;
  private population: readonly Organism[];
  private steps = 0;
  private state: Surface;
  private moved: Surface;
  /** Species and life: those that hold, and where the next step's go. */
  private life: [Surface, Surface];
  /** Of the last step, for the views. */
  private readonly change: Surface;
  private readonly region: WebGLTexture;
  /** Cells outside are zero in all channels. */
  private box: Box = EMPTY;
  private unmeasured = 0;
  private observing = false;
  private lost = false;
  /** For decoders that the shader does not draw. */
  private readonly screen = new Screen();

  /**
   * @param obstacle what speaks against other organisms; null if nothing does
   * @throws Error if the GPU has not enough memory
   */
  constructor(
    private readonly device: Device,
    private rules: Rules,
    organisms: readonly Organism[],
    settings: Settings,
    private readonly obstacle: (organisms: readonly Organism[], world: World) => string | null,
  ) {
    this.kind = device.half ? "webgl2-half" : "webgl2";
    this.world = device.world;
    this.population = organisms;
    this.settings = settings;
    const { layers } = rules.shape;
    [this.state, this.moved] = [device.stateSurface(layers), device.stateSurface(layers)];
    this.life = [device.byteSurface(), device.byteSurface()];
    this.change = device.stateSurface(1);
    this.region = makeTexture(device.gl, device.gl.R8, this.world.width, this.world.height);
    device.canvas.addEventListener("webglcontextlost", this.onLost);
    this.checkMemory();
  }

  get organisms(): readonly Organism[] {
    return this.population;
  }

  /** Whether cells live by their neighbourhood, so that nothing is far from life. */
  private get masked(): boolean {
    return this.population[0].life.kind === "neighbourhood";
  }

  get stepCount(): number {
    return this.steps;
  }

  get observe(): boolean {
    return this.observing;
  }

  set observe(wanted: boolean) {
    if (wanted && !this.observing && !this.lost) this.clear(this.change);
    this.observing = wanted;
  }

  load(organisms: readonly Organism[]): void {
    this.check();
    const why = this.obstacle(organisms, this.world);
    if (why !== null) throw new RangeError(why);
    const { device } = this;
    const emptied = organisms[0].channels !== this.rules.shape.channels;
    this.rules = replaceRules(device.gl, this.rules, organisms);
    this.population = organisms;
    if (emptied) {
      device.free(this.state);
      device.free(this.moved);
      const { layers } = this.rules.shape;
      [this.state, this.moved] = [device.stateSurface(layers), device.stateSurface(layers)];
      this.box = EMPTY;
      this.checkMemory();
    }
    // Cells of a removed species belong to the first one.
    const species = this.readSpecies();
    const known = species.map((index) => (index < organisms.length ? index : 0));
    writeSpecies(device, this.life[0], known);
  }

  step(count: number): void {
    this.check();
    checkCount(count);
    checkSettings(this.settings, this.population);
    for (let done = 1; done <= count; done++) {
      this.stepOnce(this.observing && done === count);
      this.steps = (this.steps + 1) >>> 0;
      this.measure();
    }
  }

  private stepOnce(observed: boolean): void {
    const { device, settings } = this;
    const { programs } = this.rules;
    const { width, height } = this.world;
    const torus = settings.boundary === "torus";
    const box = this.masked ? this.box : whole(width, height);
    const near = (cells: number): Box => grown(box, cells, width, height, torus);
    const common = this.common();
    const [before, after] = this.life;
    // Life spreads by one cell; a cell beside it may keep it alive; that one looks at its own neighbours.
    device.draw(programs.life, after.target, near(3), {
      ...common,
      state: ["array", this.state.texture],
      life: ["texture", before.texture],
      speciesCount: ["int", this.population.length],
    });
    this.life = [after, before];
    const life: Uniforms = { ...common, life: ["texture", after.texture] };
    this.drawUpdates(near(2), { ...life, state: ["array", this.state.texture] });
    const moved: Uniforms = { ...life, state: ["array", this.moved.texture], before: ["array", this.state.texture] };
    this.box = near(1);
    if (observed) {
      this.clear(this.change);
      device.draw(programs.change, this.change.target, this.box, moved);
    }
    device.draw(programs.survival, this.state.target, this.box, moved);
  }

  /** What the passes of a step have in common. */
  private common(): Uniforms {
    const { settings, world } = this;
    return {
      size: ["size", world.width, world.height],
      torus: ["int", settings.boundary === "torus" ? 1 : 0],
      aliveThreshold: ["float", this.population[0].life.aliveThreshold],
      livingMask: ["int", this.masked ? 1 : 0],
      time: ["uint", this.steps],
      seed: ["uint", settings.seed >>> 0],
      fireThreshold: ["uint", fireThreshold(settings.fireRate)],
      noiseAmplitude: ["float", settings.noise],
    };
  }

  /** Each species' cells by a pass of their own, so that all cells of a pass read the same weights. */
  private drawUpdates(box: Box, common: Uniforms): void {
    const { device, rules } = this;
    const { gl } = device;
    this.population.forEach((organism, index) => {
      const angle = organism.physics.angle + this.settings.angle;
      const stored = rules.stored[index];
      if (rules.memory === "block") gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, stored);
      device.draw(rules.programs.update, this.moved.target, box, {
        ...common,
        species: ["float", index / 255],
        stepSize: ["float", organism.physics.stepSize],
        turn: ["float", Math.cos(angle), Math.sin(angle)],
        ...(rules.memory === "texture" ? { rule: ["texture", stored] as const } : {}),
      });
    });
  }

  /** Shrinks the box to the cells that could live at the last step. */
  private measure(): void {
    this.unmeasured++;
    if (!this.masked || this.unmeasured < MEASURE_EVERY || area(this.box) < MEASURE_FROM) return;
    const { left, top, right, bottom } = this.box;
    const bytes = readBytes(this.device, this.life[0], this.box);
    const columns = right - left;
    const found = around(columns, bottom - top, (column, row) => bytes[4 * (row * columns + column) + 1] > 0);
    this.box = {
      left: left + found.left,
      top: top + found.top,
      right: left + found.right,
      bottom: top + found.bottom,
    };
    this.unmeasured = 0;
    this.check();
  }

  paint(region: Region, stroke: Stroke): void {
    this.check();
    checkRegion(region, this.world);
    checkStroke(stroke, this.population);
    const box = uploadRegion(this.device, this.region, region);
    if (stroke.kind !== "erase") this.paintSpecies(box, stroke);
    if (stroke.kind !== "species") this.paintCells(box, stroke);
    if (stroke.kind !== "erase") this.box = union(this.box, box);
    this.forgetChange();
  }

  private paintSpecies(box: Box, stroke: Exclude<Stroke, { kind: "erase" }>): void {
    const which = stroke.kind === "seed" ? WHICH.all : stroke.kind === "species" ? WHICH.living : WHICH.empty;
    this.device.draw(this.rules.programs.species, this.life[0].target, box, {
      region: ["texture", this.region],
      state: ["array", this.state.texture],
      aliveThreshold: ["float", this.population[0].life.aliveThreshold],
      species: ["float", stroke.species / 255],
      which: ["int", which],
    });
  }

  private paintCells(box: Box, stroke: Exclude<Stroke, { kind: "species" }>): void {
    const { gl } = this.device;
    const layers = [...Array(this.rules.shape.layers).keys()];
    // A colour leaves the hidden channels alone.
    const isDrawn = (layer: number): boolean => layer === 0 || stroke.kind !== "colour";
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.state.target);
    gl.drawBuffers(layers.map((layer) => (isDrawn(layer) ? gl.COLOR_ATTACHMENT0 + layer : gl.NONE)));
    const colour = stroke.kind === "colour" ? stroke.colour : [0, 0, 0];
    this.device.draw(this.rules.programs.cells, this.state.target, box, {
      region: ["texture", this.region],
      first: ["float", ...colour, stroke.kind === "erase" ? 0 : 1],
      hidden: ["float", stroke.kind === "seed" ? 1 : 0],
    });
    gl.drawBuffers(layers.map((layer) => gl.COLOR_ATTACHMENT0 + layer));
  }

  read(): Snapshot {
    this.check();
    const { height, width } = this.world;
    const { shape } = this.rules;
    const state = readState(this.device, this.state, shape);
    const species = this.readSpecies();
    this.check(); // a context that was lost meanwhile gives only zeros
    return { height, width, channels: shape.channels, state, species, step: this.steps };
  }

  private readSpecies(): Uint8Array {
    const bytes = readBytes(this.device, this.life[0], whole(this.world.width, this.world.height));
    return new Uint8Array(bytes.length / 4).map((_, cell) => bytes[4 * cell]);
  }

  write(snapshot: Snapshot): void {
    this.check();
    checkSnapshot(snapshot, this.world, this.population);
    writeState(this.device, this.state, this.rules.shape, snapshot.state);
    writeSpecies(this.device, this.life[0], snapshot.species);
    this.clear(this.change);
    this.steps = snapshot.step >>> 0;
    this.box = occupied(snapshot, this.world);
    this.unmeasured = 0;
  }

  draw(view: View): Canvas {
    this.check();
    const { width, height } = this.world;
    const { decoder } = this.population[0];
    if (isAveraged(view)) return this.screen.draw(view, { ...this.read(), update: null, fired: null, decoder });
    if (view.kind === "colour" && decoder !== null) return this.drawDecoded(decoder, view);
    this.device.sized(1);
    if (!this.observing) this.clear(this.change);
    this.device.draw(this.rules.programs.view, null, whole(width, height), {
      ...viewUniforms(view, height),
      state: ["array", this.state.texture],
      change: ["array", this.change.texture],
    });
    return this.device.canvas;
  }

  private drawDecoded(decoder: Decoder, view: View): Canvas {
    const { device, rules } = this;
    const { width, height } = this.world;
    if (rules.decoder === null) {
      return this.screen.draw(view, { ...this.read(), update: null, fired: null, decoder });
    }
    const pixels = drawnPixels(decoder, this.world);
    const canvas = device.sized(pixels);
    const uniforms: Uniforms = {
      state: ["array", this.state.texture],
      rule: ["texture", rules.decoder],
      size: ["size", width, height],
      pixels: ["int", pixels],
      background: ["float", ...view.background],
    };
    device.draw(rules.programs.decoding, null, whole(width, height), uniforms, pixels);
    return canvas;
  }

  dispose(): void {
    const { device } = this;
    device.canvas.removeEventListener("webglcontextlost", this.onLost);
    if (this.lost) return;
    this.lost = true;
    for (const surface of [this.state, this.moved, ...this.life, this.change]) device.free(surface);
    device.gl.deleteTexture(this.region);
    freeRules(device.gl, this.rules);
    closeContext(device.gl);
  }

  private clear(surface: Surface): void {
    const { gl } = this.device;
    gl.bindFramebuffer(gl.FRAMEBUFFER, surface.target);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** What a tool does is not what the last step changed; who fired stays. */
  private forgetChange(): void {
    const { gl } = this.device;
    gl.colorMask(true, false, false, false);
    this.clear(this.change);
    gl.colorMask(true, true, true, true);
  }

  /** Without `preventDefault` the browser would never give this page the GPU back; this engine ends nevertheless. */
  private readonly onLost = (event: Event): void => {
    event.preventDefault();
    this.lost = true;
  };

  private check(): void {
    if (this.lost || this.device.gl.isContextLost()) {
      this.lost = true;
      throw new EngineLost("The graphics card was lost.");
    }
  }

  private checkMemory(): void {
    this.check();
    if (this.device.gl.getError() !== this.device.gl.NO_ERROR) {
      throw new Error(`The graphics card has too little memory for ${this.world.height} x ${this.world.width} cells.`);
    }
  }
}
