/** The paper in the middle of the page: cells of ink in the colours of their votes, and what pointers and keys draw. */
import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { DIGIT_COLOURS, lettersOn, mixed, PLATES } from "./palette";
import type { Point } from "./paper";
import { NO_INK } from "./votes";
import type { DigitWorld, Shown } from "./world";

const MOST_PIXEL_RATIO = 2;
/** The faintest ink that votes is as strong as this, so that its colour can be told. */
const FAINTEST = 0.35;
/** Cells smaller than this, in pixels of the page, show their votes by colour alone. */
const SMALLEST_LETTERS = 13;
/** A press of an arrow key, in cells. */
const KEY = 0.5;

/** Where the grid is in the stage, in pixels of the page. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly cell: number;
}

export class StageControl {
  readonly #strokes = new Map<number, number>();
  readonly #stop: (() => void)[] = [];
  #keys: number | null = null;

  constructor(
    private readonly world: DigitWorld,
    private readonly box: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
  ) {
    this.#listen();
    const sizes = new ResizeObserver(() => this.paint());
    sizes.observe(box);
    this.#stop.push(
      () => sizes.disconnect(),
      effect(() => {
        void [world.painted.value, world.dark.value, world.cursor.value];
        this.paint();
      }),
    );
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
  }

  /** The point of the window over a point of the paper. */
  windowPoint({ x, y }: Point): Point {
    const [{ left, top, cell }, box, ratio] = [this.#place(), this.box.getBoundingClientRect(), this.#cellsPerPixel()];
    const [row, column] = this.#corner();
    return { x: box.left + left + (column + x * ratio) * cell, y: box.top + top + (row + y * ratio) * cell };
  }

  #paperPoint(event: PointerEvent): Point {
    const [{ left, top, cell }, box, ratio] = [this.#place(), this.box.getBoundingClientRect(), this.#cellsPerPixel()];
    const [row, column] = this.#corner();
    return {
      x: ((event.clientX - box.left - left) / cell - column) / ratio,
      y: ((event.clientY - box.top - top) / cell - row) / ratio,
    };
  }

  /** Row and column of the paper's first cell. */
  #corner(): readonly [number, number] {
    const { size, organism } = this.world.classifier ?? { size: 1, organism: { height: 1, width: 1 } };
    return [(organism.height - size) >> 1, (organism.width - size) >> 1];
  }

  #cellsPerPixel(): number {
    const { classifier } = this.world;
    return classifier === null ? 1 : classifier.size / classifier.paper.pixels;
  }

  #place(): Place {
    const { height, width } = this.world.shown ?? { height: 1, width: 1 };
    const { clientWidth, clientHeight } = this.box;
    const cell = Math.max(Math.min(clientWidth / width, clientHeight / height), 1);
    return { cell, left: (clientWidth - cell * width) / 2, top: (clientHeight - cell * height) / 2 };
  }

  paint(): void {
    const { shown } = this.world;
    const context = this.canvas.getContext("2d");
    const ratio = Math.min(window.devicePixelRatio || 1, MOST_PIXEL_RATIO);
    const [width, height] = [this.box.clientWidth * ratio, this.box.clientHeight * ratio].map((side) => Math.round(side));
    if (shown === null || context === null || width! < 1 || height! < 1) return;
    if (this.canvas.width !== width) this.canvas.width = width!;
    if (this.canvas.height !== height) this.canvas.height = height!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width!, height!);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#paintCells(context, shown);
    this.#paintFrame(context);
  }

  #paintCells(context: CanvasRenderingContext2D, { height, width, ink, votes }: Shown): void {
    const { left, top, cell } = this.#place();
    const plate = PLATES[this.world.dark.peek() ? "dark" : "light"];
    context.fillStyle = plate.grid;
    context.fillRect(left, top, cell * width, cell * height);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `600 ${0.5 * cell}px ui-sans-serif, system-ui, sans-serif`;
    for (let at = 0; at < votes.length; at++) {
      const [vote, grey] = [votes[at]!, ink[at]!];
      const [x, y] = [left + (at % width) * cell, top + Math.floor(at / width) * cell];
      const colour = DIGIT_COLOURS[vote];
      context.fillStyle = plate.ground;
      if (colour !== undefined) context.fillStyle = mixed(plate.ground, colour, FAINTEST + (1 - FAINTEST) * grey);
      else if (grey > 0) context.fillStyle = mixed(plate.ground, plate.ink, vote === NO_INK ? grey : 0.2 + 0.8 * grey);
      context.fillRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
      if (colour === undefined || cell < SMALLEST_LETTERS) continue;
      context.fillStyle = lettersOn(String(context.fillStyle));
      context.fillText(String(vote), x + cell / 2, y + cell / 2);
    }
  }

  /** What a digit of the data fills, and the keys' cursor. */
  #paintFrame(context: CanvasRenderingContext2D): void {
    const { classifier } = this.world;
    if (classifier === null) return;
    const { pixels, frame, pen } = classifier.paper;
    const box = this.box.getBoundingClientRect();
    const point = (x: number, y: number): readonly [number, number] => {
      const found = this.windowPoint({ x, y });
      return [found.x - box.left, found.y - box.top];
    };
    const [left, top] = point((pixels - frame.width) / 2, (pixels - frame.height) / 2);
    const [right, bottom] = point((pixels + frame.width) / 2, (pixels + frame.height) / 2);
    context.strokeStyle = PLATES[this.world.dark.peek() ? "dark" : "light"].frame;
    context.lineWidth = 1.5;
    context.setLineDash([5, 4]);
    context.strokeRect(left, top, right - left, bottom - top);
    context.setLineDash([]);
    const cursor = this.world.cursor.peek();
    if (cursor === null) return;
    const [x, y] = point(cursor.x, cursor.y);
    context.lineWidth = cursor.down ? 4 : 2;
    context.beginPath();
    context.arc(x, y, pen * this.#cellsPerPixel() * this.#place().cell, 0, 2 * Math.PI);
    context.stroke();
  }

  #listen(): void {
    const { box } = this;
    const on = <K extends keyof HTMLElementEventMap>(kind: K, listener: (event: HTMLElementEventMap[K]) => void): void => {
      box.addEventListener(kind, listener, { passive: false });
      this.#stop.push(() => box.removeEventListener(kind, listener));
    };
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      box.querySelector<HTMLElement>(".touch")?.setPointerCapture(event.pointerId);
      this.world.cursor.value = null;
      this.#keys = null;
      this.#strokes.set(event.pointerId, this.world.begin(this.#paperPoint(event)));
    });
    on("pointermove", (event) => {
      const stroke = this.#strokes.get(event.pointerId);
      if (stroke === undefined) return;
      const moves = event.getCoalescedEvents?.() ?? []; // not where the page is served without encryption
      this.world.extend(stroke, (moves.length > 0 ? moves : [event]).map((move) => this.#paperPoint(move)));
    });
    const end = (event: PointerEvent): void => void this.#strokes.delete(event.pointerId);
    on("pointerup", end);
    on("pointercancel", end);
    on("contextmenu", (event) => event.preventDefault());
    on("keydown", (event) => this.#key(event));
    on("focusout", () => {
      this.world.cursor.value = null;
      this.#keys = null;
    });
  }

  /** Arrow keys move a cursor, Enter puts its pen down and lifts it. */
  #key(event: KeyboardEvent): void {
    const { classifier, cursor } = this.world;
    if (classifier === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { pixels } = classifier.paper;
    const by = (event.shiftKey ? 4 : 1) * KEY / this.#cellsPerPixel();
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, -by],
      ArrowDown: [0, by],
    };
    const move = moves[event.key];
    if (move === undefined && event.key !== "Enter") return;
    event.preventDefault();
    const now = cursor.value ?? { x: pixels / 2, y: pixels / 2, down: false };
    const within = (value: number): number => Math.min(Math.max(value, 0), pixels);
    const next = { x: within(now.x + (move?.[0] ?? 0)), y: within(now.y + (move?.[1] ?? 0)) };
    const down = move === undefined ? !now.down : now.down;
    if (move === undefined) this.#keys = down ? this.world.begin(next) : null;
    else if (this.#keys !== null) this.world.extend(this.#keys, [next]);
    cursor.value = { ...next, down };
    const percent = (value: number): number => Math.round((100 * value) / pixels);
    this.world.spoken.value = `Pen ${down ? "down" : "up"}, ${percent(next.x)} % across, ${percent(next.y)} % down`;
  }
}


interface StageProps {
  readonly world: DigitWorld;
  readonly onControl: (control: StageControl) => void;
}

export function Stage({ world, onControl }: StageProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  // Before the first frame, so that the page that is ready has been painted.
  useLayoutEffect(() => {
    const control = new StageControl(world, box.current!, canvas.current!);
    onControl(control);
    return () => control.dispose();
  }, [world]);
  return (
    <div class="stage" ref={box}>
      <canvas ref={canvas} aria-hidden="true" />
      <div class="touch" tabIndex={0} role="application" aria-label="Paper to draw a digit on" aria-describedby="paper-keys" />
      <p id="paper-keys" class="unseen">
        Arrow keys move the pen, with Shift farther. Enter puts it down and lifts it.
      </p>
      {world.hint.value !== null && <p class="hint">{world.hint.value}</p>}
    </div>
  );
}
