/** Draws the world and turns pointers, wheel and keys on it into strokes, moves and traces. */
import { effect } from "@preact/signals";
import type { Place } from "../engine/geometry";
import type { Stroke } from "../engine/types";
import { isAbove } from "../engine/species";
import { ALPHA } from "../engine/world";
import { parseColour } from "./colours";
import { cursorKeyOf } from "./keys";
import { amongBlocks } from "./levels";
import type { Life } from "./life";
import type { PageSettings } from "./settings";
import { draws } from "./settings";
import { drawOverlay, drawWorld } from "./stage_drawing";
import type { Store } from "./store";
import { radiusOf, Strokes } from "./strokes";
import { Series } from "./series";
import type { Point } from "./viewport";
import { Viewport } from "./viewport";

/** The pointer that stands for the keyboard's cursor. */
const KEYBOARD = -1;
const MOST_PIXEL_RATIO = 2;
/** Milliseconds between the two fingers of a pinch; somebody who joins in drawing takes longer. */
const SOON = 400;

export class StageControl {
  viewport: Viewport;
  readonly #store: Store;
  readonly #life: Life;
  readonly #box: HTMLElement;
  readonly #ground: HTMLCanvasElement;
  readonly #overlay: HTMLCanvasElement;
  readonly #strokes = new Strokes();
  /** How the last finger touched the world; null once one has been lifted. */
  #finger: PointerEvent | null = null;
  /** Pointers that move the view, where they are in pixels of the stage. */
  readonly #moving = new Map<number, Point>();
  readonly #stop: (() => void)[] = [];
  #hover: Place | null = null;
  /** The keyboard's cursor; null while a pointer is used. */
  #cursor: Place | null = null;
  /** While a pointer gives the focus to the world. */
  #pointing = false;
  #ratio = 1;

  constructor(
    store: Store,
    life: Life,
    box: HTMLElement,
    ground: HTMLCanvasElement,
    overlay: HTMLCanvasElement,
  ) {
    this.#store = store;
    this.#life = life;
    this.#box = box;
    this.#ground = ground;
    this.#overlay = overlay;
    this.viewport = new Viewport({ width: 1, height: 1 }, this.#store.world.value);
    this.#listen();
    this.#resize();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
  }

  /** As a link holds it. */
  get place(): PageSettings["place"] {
    const { fits, zoom, centre } = this.viewport;
    return fits ? null : { zoom, ...centre };
  }

  set place(place: PageSettings["place"]) {
    this.#show(place === null ? this.viewport.reset() : this.viewport.at(place.zoom, place));
  }

  zoom(factor: number): void {
    const { width, height } = this.viewport.stage;
    this.#show(this.viewport.zoomed(factor, { x: width / 2, y: height / 2 }));
  }

  fit(): void {
    this.#show(this.viewport.reset());
  }

  #show(viewport: Viewport): void {
    this.viewport = viewport;
    this.#drawWorld();
    this.#drawOverlay();
  }

  #on<K extends keyof HTMLElementEventMap>(kind: K, listener: (event: HTMLElementEventMap[K]) => void): void {
    this.#overlay.addEventListener(kind, listener, { passive: false });
  }

  #listen(): void {
    this.#on("pointerdown", (event) => this.#down(event));
    this.#on("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"] as const) this.#on(kind, (event) => this.#up(event));
    this.#on("pointerleave", () => this.#hoverAt(null));
    this.#on("contextmenu", (event) => event.preventDefault());
    this.#on("wheel", (event) => this.#wheel(event));
    this.#on("dblclick", (event) => {
      if (draws(this.#store.tool.value)) this.#plant(this.#cellAt(event));
      else this.fit();
    });
    this.#on("keydown", (event) => this.#keyDown(event));
    this.#on("keyup", (event) => {
      if (event.key === "Enter") this.#strokes.end(KEYBOARD);
    });
    this.#on("focus", () => {
      if (!this.#pointing) this.#setCursor(this.#cursor ?? this.#middle());
    });
    this.#on("blur", () => {
      this.#strokes.end(KEYBOARD);
      this.#setCursor(null);
    });
    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(this.#box);
    const draw = (): void => this.#drawWorld();
    this.#life.onChange.add(draw);
    this.#stop.push(
      () => sizes.disconnect(),
      () => this.#life.onChange.delete(draw),
      effect(() => {
        void [this.#store.world.value, this.#store.palette.value];
        this.#resize();
      }),
      effect(() => {
        void this.#store.look.value;
        this.#life.wake();
      }),
      effect(() => {
        void [this.#store.tool.value, this.#store.brushes.value, this.#store.traced.value];
        this.#drawOverlay();
      }),
    );
  }

  #resize(): void {
    this.#ratio = Math.min(window.devicePixelRatio || 1, MOST_PIXEL_RATIO);
    const width = Math.max(Math.round(this.#box.clientWidth * this.#ratio), 1);
    const height = Math.max(Math.round(this.#box.clientHeight * this.#ratio), 1);
    for (const canvas of [this.#ground, this.#overlay]) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
    const world = this.#store.world.value;
    const { viewport } = this;
    const same = viewport.world.height === world.height && viewport.world.width === world.width;
    const margin = Math.round((width < 520 * this.#ratio ? 10 : 26) * this.#ratio);
    const whole = new Viewport({ width, height }, world, 1, undefined, margin);
    this.#show(same ? whole.at(viewport.zoom, viewport.centre) : whole);
  }

  #drawWorld(): void {
    const picture = this.#life.picture(this.#store.palette.value.plate);
    drawWorld(this.#ground, picture, this.viewport, this.#store.palette.value, this.#store.boundary.value, this.#ratio);
  }

  #drawOverlay(): void {
    const brush = draws(this.#store.tool.value) ? this.#store.brush.value : 1;
    const marks = { brush, hover: this.#hover, cursor: this.#cursor, traced: this.#store.traced.value };
    drawOverlay(this.#overlay, this.viewport, marks, this.#store.palette.value, this.#ratio);
  }

  #pixel(event: MouseEvent): Point {
    const box = this.#overlay.getBoundingClientRect();
    return { x: (event.clientX - box.left) * this.#ratio, y: (event.clientY - box.top) * this.#ratio };
  }

  /** A place in cells, whole numbers the middles of cells (geometry.ts). */
  #cellAt(event: MouseEvent): Place {
    const { x, y } = this.viewport.toWorld(this.#pixel(event));
    return { row: y - 0.5, column: x - 0.5 };
  }

  /** Row and column under a point of the window, and back. */
  cellUnder(x: number, y: number): Place {
    return this.#cellAt(new MouseEvent("mousemove", { clientX: x, clientY: y }));
  }

  pointOver(row: number, column: number): Point {
    const box = this.#overlay.getBoundingClientRect();
    const { x, y } = this.viewport.toStage({ x: column + 0.5, y: row + 0.5 });
    return { x: box.left + x / this.#ratio, y: box.top + y / this.#ratio };
  }

  #down(event: PointerEvent): void {
    let moves = this.#store.tool.value === "pan" || event.shiftKey || event.button === 1 || event.button === 2;
    if (!moves && event.button !== 0) return;
    event.preventDefault();
    this.#overlay.setPointerCapture(event.pointerId);
    this.#pointing = true;
    this.#overlay.focus({ preventScroll: true });
    this.#pointing = false;
    this.#setCursor(null);
    if (event.pointerType === "touch") {
      const first = this.#finger;
      this.#finger = event;
      if (first !== null && !moves && event.timeStamp - first.timeStamp < SOON) {
        // As if the first one had not drawn.
        if (this.#strokes.end(first.pointerId)) this.#life.undo();
        this.#moving.set(first.pointerId, this.#pixel(first));
      }
      moves ||= this.#moving.size > 0;
    }
    if (moves) this.#moving.set(event.pointerId, this.#pixel(event));
    else if (this.#store.tool.value === "inspect") this.#trace(this.#cellAt(event));
    else this.#startStroke(event.pointerId, this.#cellAt(event));
  }

  #move(event: PointerEvent): void {
    if (this.#moving.has(event.pointerId)) {
      this.#moveView(event);
      return;
    }
    this.#hoverAt(event.pointerType === "touch" ? null : this.#cellAt(event)); // a finger hides what it touches
    if (!this.#strokes.isDown(event.pointerId)) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    const places = (passed.length > 0 ? passed : [event]).map((one) => this.#cellAt(one));
    this.#continueStroke(event.pointerId, places);
  }

  #up(event: PointerEvent): void {
    this.#moving.delete(event.pointerId);
    this.#finger = null;
    this.#strokes.end(event.pointerId);
  }

  #startStroke(pointer: number, at: Place): void {
    if (this.#strokes.count === 0) this.#remember();
    const { tool, species, brush, world, boundary, current } = this.#store;
    const seeds = tool.value === "seed" && current.value !== null;
    const place = seeds ? amongBlocks(current.value!.organism, at, world.value) : at;
    if (tool.value === "seed") {
      const { height, width } = world.value;
      const [row, column] = [Math.round(place.row), Math.round(place.column)];
      if (row >= 0 && column >= 0 && row < height && column < width) this.#life.homes[species.value] = { row, column };
    }
    this.#strokes.start(pointer, place, world.value, radiusOf(brush.value), boundary.value);
    this.#lay();
  }

  /** A seed of the species in use, as on the article's page. */
  #plant(place: Place): void {
    const [row, column] = [Math.round(place.row), Math.round(place.column)];
    const { world, species } = this.#store;
    if (row < 0 || column < 0 || row >= world.value.height || column >= world.value.width) return;
    this.#life.remember();
    this.#life.plant(species.value, { row, column });
    this.#store.spoken.value = `A seed at row ${row}, column ${column}.`;
    this.#life.wake();
  }

  /** Undo comes back to here; an erasing stroke counts as a wound. */
  #remember(): void {
    this.#life.remember();
    this.#store.hint.value = null;
    const home = this.#life.homes[this.#store.species.value];
    const before = this.#life.measure.latest;
    if (this.#store.tool.value !== "erase" || this.#store.current.value === null || !home || before === null) return;
    const torus = this.#store.boundary.value === "torus";
    this.#life.measure.wounded(before, this.#store.current.value.organism, home, torus);
  }

  #continueStroke(pointer: number, places: readonly Place[]): void {
    const { world, boundary, brush } = this.#store;
    this.#strokes.move(pointer, places, world.value, radiusOf(brush.value), boundary.value);
    this.#lay();
  }

  #lay(): void {
    const region = this.#strokes.take();
    const stroke = strokeOf(this.#store);
    if (region !== null && stroke !== null) this.#life.draw(region, stroke);
  }

  #trace(place: Place): void {
    const [row, column] = [Math.round(place.row), Math.round(place.column)];
    const { height, width } = this.#store.world.value;
    if (row < 0 || column < 0 || row >= height || column >= width) return;
    this.#store.traceSeries.value = new Series(this.#store.channels.value);
    this.#store.traced.value = { row, column };
    this.#store.section.value = "view";
    this.#store.spoken.value = `Tracing the cell in row ${row}, column ${column}.`;
    this.#life.wake();
  }

  /** One pointer moves the view, two magnify it as well. */
  #moveView(event: PointerEvent): void {
    const before = this.#moving.get(event.pointerId)!;
    const now = this.#pixel(event);
    const other = [...this.#moving].find(([pointer]) => pointer !== event.pointerId)?.[1];
    this.#moving.set(event.pointerId, now);
    if (other === undefined) {
      this.#show(this.viewport.moved(now.x - before.x, now.y - before.y));
      return;
    }
    const distance = (point: Point): number => Math.hypot(point.x - other.x, point.y - other.y);
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    const factor = distance(now) / Math.max(distance(before), 1);
    const shifted = this.viewport.moved((now.x - before.x) / 2, (now.y - before.y) / 2);
    this.#show(shifted.zoomed(factor, middle));
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.shiftKey) {
      this.#show(this.viewport.moved(-(event.deltaX + event.deltaY) * unit, 0));
      return;
    }
    // A pinch on a touchpad comes as a wheel with Ctrl, in small amounts.
    const amount = event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0016);
    this.#show(this.viewport.zoomed(Math.exp(-amount), this.#pixel(event)));
  }

  #hoverAt(place: Place | null): void {
    this.#hover = place;
    this.#drawOverlay();
  }

  #keyDown(event: KeyboardEvent): void {
    const key = cursorKeyOf(event);
    if (key === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { height, width } = this.#store.world.value;
    const before = this.#cursor ?? this.#middle();
    if (key === "use") {
      this.#setCursor(before);
      if (!event.repeat) this.#useCursor(before);
      return;
    }
    const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most - 1);
    const [row, column] = [clamp(before.row + key.rows, height), clamp(before.column + key.columns, width)];
    this.#setCursor({ row, column });
    if (this.#strokes.isDown(KEYBOARD)) this.#continueStroke(KEYBOARD, [{ row, column }]);
    this.#follow({ row, column });
    this.#store.spoken.value = `Row ${row}, column ${column}, ${this.#lives({ row, column }) ? "living" : "empty"}`;
  }

  #lives({ row, column }: Place): boolean {
    const { latest } = this.#life.measure;
    const { current, world } = this.#store;
    if (latest === null || current.value === null) return false;
    const alpha = latest.state[(row * world.value.width + column) * latest.channels + ALPHA];
    return isAbove(alpha, current.value.organism);
  }

  /** Moves the view where the keyboard's cursor has left it. */
  #follow({ row, column }: Place): void {
    const place = { x: column + 0.5, y: row + 0.5 };
    const { x, y } = this.viewport.toStage(place);
    const { width, height } = this.viewport.stage;
    if (x < 0 || y < 0 || x > width || y > height) this.#show(this.viewport.at(this.viewport.zoom, place));
  }

  #middle(): Place {
    const { height, width } = this.#store.world.value;
    return { row: height >> 1, column: width >> 1 };
  }

  #setCursor(cursor: Place | null): void {
    this.#cursor = cursor;
    this.#overlay.toggleAttribute("data-keys", cursor !== null);
    this.#drawOverlay();
  }

  #useCursor(place: Place): void {
    if (this.#store.tool.value === "inspect") this.#trace(place);
    else if (this.#store.tool.value === "pan")
      this.#show(this.viewport.at(this.viewport.zoom, { x: place.column, y: place.row }));
    else {
      this.#startStroke(KEYBOARD, place);
      this.#store.spoken.value = `${this.#store.tool.value}: used at row ${place.row}, column ${place.column}.`;
    }
  }
}

/** What the chosen tool lays on cells. */
function strokeOf(store: Store): Stroke | null {
  const species = store.species.value;
  switch (store.tool.value) {
    case "erase":
      return { kind: "erase" };
    case "seed":
      return { kind: "seed", species };
    case "colour":
      return { kind: "colour", colour: parseColour(store.colour.value), species };
    case "species":
      return { kind: "species", species };
    default:
      return null;
  }
}
