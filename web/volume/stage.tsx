/** The volume in the middle of the page, and what pointers, wheel and keys do to it. */
import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { ALPHA } from "../engine/world";
import { parseColour } from "../playground/colours";
import { IconButton } from "../playground/controls";
import { Camera, USUAL_LOOK } from "./camera";
import { facesOf, isShown } from "./faces";
import type { Painter } from "./painters";
import { CanvasPainter, webglPainter } from "./painters";
import type { Hit } from "./picking";
import { hitAt } from "./picking";
import type { VolumeWorld } from "./world";

const MOST_PIXEL_RATIO = 2;
/** A pointer that has moved less, in pixels, has clicked. */
const CLICK = 5;
/** Radians per pixel of a drag, and per press of an arrow key. */
const DRAG = 0.01;
const KEY = Math.PI / 36;

export class StageControl {
  #painter: Painter;
  readonly #pointers = new Map<number, { x: number; y: number }>();
  readonly #stop: (() => void)[] = [];
  #clicking = false;
  #start = { x: 0, y: 0 };

  constructor(
    private readonly world: VolumeWorld,
    private readonly box: HTMLElement,
    plain: boolean,
  ) {
    this.#painter = (plain ? null : webglPainter()) ?? new CanvasPainter();
    this.#place();
    this.#listen();
    const sizes = new ResizeObserver(() => this.paint());
    sizes.observe(box);
    this.#stop.push(
      () => sizes.disconnect(),
      effect(() => {
        void this.world.painted.value;
        this.#take();
        this.paint();
      }),
      effect(() => {
        void [this.world.look.value, this.world.palette.value];
        this.paint();
      }),
    );
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#painter.dispose();
  }

  /** Places the painter's canvas below the touch layer. */
  #place(): void {
    const { canvas, kind } = this.#painter;
    canvas.setAttribute("aria-hidden", "true");
    this.box.prepend(canvas);
    this.world.painter.value = kind;
    canvas.addEventListener("webglcontextlost", () => {
      if (this.#painter.canvas !== canvas) return;
      canvas.remove();
      this.#painter = new CanvasPainter();
      this.#place();
      this.#take();
      this.paint();
      this.world.say("The graphics card was lost; the volume is now drawn without it.");
    });
  }

  #take(): void {
    const { snapshot } = this.world;
    if (snapshot !== null) this.#painter.take(facesOf(snapshot));
  }

  #camera(ratio = 1): Camera | null {
    const { organism } = this.world;
    const [width, height] = [this.box.clientWidth * ratio, this.box.clientHeight * ratio].map((side) => Math.round(side));
    if (organism === null || width! < 1 || height! < 1) return null;
    return new Camera(organism.grid, this.world.look.peek(), width!, height!);
  }

  paint(): void {
    const camera = this.#camera(Math.min(window.devicePixelRatio || 1, MOST_PIXEL_RATIO));
    if (camera === null) return;
    const { canvas } = this.#painter;
    if (canvas.width !== camera.width) canvas.width = camera.width;
    if (canvas.height !== camera.height) canvas.height = camera.height;
    const { plate, hairline } = this.world.palette.peek();
    this.#painter.paint(camera, { ground: plate, box: parseColour(hairline) });
  }

  /** What a point of the stage shows. */
  hit(x: number, y: number): Hit | null {
    const [camera, snapshot] = [this.#camera(), this.world.snapshot];
    if (camera === null || snapshot === null) return null;
    const { height, width, channels, state } = snapshot;
    return hitAt(camera, x, y, ({ layer, row, column }) =>
      isShown(state[((layer * height + row) * width + column) * channels + ALPHA]!),
    );
  }

  #listen(): void {
    const { box } = this;
    const on = <K extends keyof HTMLElementEventMap>(kind: K, listener: (event: HTMLElementEventMap[K]) => void): void => {
      box.addEventListener(kind, listener, { passive: false });
      this.#stop.push(() => box.removeEventListener(kind, listener));
    };
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event, this.#clicking));
    on("pointercancel", (event) => this.#up(event, false));
    on("contextmenu", (event) => event.preventDefault());
    on("wheel", (event) => {
      event.preventDefault();
      this.world.turn(0, 0, Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)));
    });
    on("keydown", (event) => this.#key(event));
  }

  #at(event: PointerEvent): { x: number; y: number } {
    const { left, top } = this.box.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #down(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest("button") !== null) return;
    this.box.querySelector<HTMLElement>(".touch")?.setPointerCapture(event.pointerId);
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    this.#clicking = this.#pointers.size === 1 && event.button === 0;
    this.#start = at;
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) return;
    const at = this.#at(event);
    if (this.#clicking && Math.hypot(at.x - this.#start.x, at.y - this.#start.y) < CLICK) return;
    this.#clicking = false;
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, at);
    if (other === undefined) {
      this.world.turn(DRAG * (at.x - before.x), DRAG * (at.y - before.y));
      return;
    }
    const apart = (one: { x: number; y: number }): number => Math.max(Math.hypot(one.x - other.x, one.y - other.y), 1);
    this.world.turn(0, 0, apart(at) / apart(before));
  }

  #up(event: PointerEvent, clicked: boolean): void {
    if (!this.#pointers.delete(event.pointerId) || !clicked) return;
    this.#clicking = false;
    this.#use(this.#start.x, this.#start.y);
  }

  #use(x: number, y: number): void {
    const hit = this.hit(x, y);
    if (hit !== null) this.world.use(hit.cell, hit.before);
    else this.world.spoken.value = "There is no voxel.";
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = event.shiftKey ? 3 * KEY : KEY;
    const turns: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-far, 0],
      ArrowRight: [far, 0],
      ArrowUp: [0, -far],
      ArrowDown: [0, far],
    };
    const turn = turns[event.key];
    if (turn !== undefined) this.world.turn(...turn);
    else if (event.key === "Enter") this.#use(this.box.clientWidth / 2, this.box.clientHeight / 2);
    else return;
    event.preventDefault();
  }
}

interface StageProps {
  readonly world: VolumeWorld;
  /** Whether to draw without WebGL2. */
  readonly plain: boolean;
  readonly onControl: (control: StageControl) => void;
}

export function Stage({ world, plain, onControl }: StageProps) {
  const box = useRef<HTMLDivElement>(null);
  // Before the first frame, so that the page that is ready has its painter.
  useLayoutEffect(() => {
    const control = new StageControl(world, box.current!, plain);
    onControl(control);
    return () => control.dispose();
  }, [world]);
  const { depth, height, width } = world.library.value[world.chosen.value]?.grid ?? { depth: 0, height: 0, width: 0 };
  return (
    <div class="stage" ref={box}>
      <div
        class="touch"
        tabIndex={0}
        role="application"
        aria-label={`Volume, ${width} by ${height} by ${depth} cells`}
        aria-describedby="volume-keys"
      />
      <p id="volume-keys" class="unseen">
        Arrow keys rotate the volume, with Shift farther. Enter uses the chosen tool in the middle.
      </p>
      {world.hint.value !== null && <p class="hint">{world.hint.value}</p>}
      <div class="zoom" role="group" aria-label="Magnification">
        <IconButton icon="minus" label="Zoom out" shortcut="-" onClick={() => world.turn(0, 0, 1 / 1.25)} />
        <IconButton icon="fit" label="Reset the view" shortcut="0" onClick={() => (world.look.value = USUAL_LOOK)} />
        <IconButton icon="plus" label="Zoom in" shortcut="+" onClick={() => world.turn(0, 0, 1.25)} />
      </div>
    </div>
  );
}
