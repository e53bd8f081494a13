/** The paper that is drawn on. */
import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { BoardTool, Ink, Spot } from "./board";
import type { Studio } from "./studio";

export interface Brush {
  readonly tool: BoardTool;
  readonly width: number;
  readonly ink: Ink;
  readonly mirrored: boolean;
}

/** Which cell a point of the window lies over; beyond the edge too. */
function spotUnder(element: HTMLElement, size: number, x: number, y: number): Spot {
  const box = element.getBoundingClientRect();
  return {
    row: Math.floor(((y - box.top) / box.height) * size),
    column: Math.floor(((x - box.left) / box.width) * size),
  };
}

const ARROWS: Readonly<Record<string, readonly [down: number, across: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function Easel({ studio, brush }: { studio: Studio; brush: Brush }) {
  const { board } = studio;
  const canvas = useRef<HTMLCanvasElement>(null);
  /** Where each pointer that draws was last. */
  const pens = useRef(new Map<number, Spot>());
  const cursor = useRef<Spot>({ row: 12, column: 12 });
  const mark = useRef<HTMLDivElement>(null);
  const drawn = studio.drawn.value;
  useEffect(() => {
    const { height, width, data } = board.pixels;
    const target = canvas.current!;
    if (target.width !== width) [target.width, target.height] = [width, height];
    target.getContext("2d")?.putImageData(new ImageData(Uint8ClampedArray.from(data), width, height), 0, 0);
  }, [drawn]);

  const stroke = (from: Spot, to: Spot): void => {
    board.line(from, to, brush.width, brush.tool === "eraser" ? null : brush.ink, brush.mirrored);
    studio.touch();
  };
  const press = (spot: Spot): void => {
    board.remember();
    if (brush.tool !== "fill") return stroke(spot, spot);
    board.fill(spot, brush.ink);
    studio.touch();
  };
  const down = (event: JSX.TargetedPointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const spot = spotUnder(event.currentTarget, board.size, event.clientX, event.clientY);
    if (brush.tool !== "fill") pens.current.set(event.pointerId, spot);
    press(spot);
  };
  const move = (event: JSX.TargetedPointerEvent<HTMLDivElement>): void => {
    const before = pens.current.get(event.pointerId);
    if (before === undefined) return;
    const spot = spotUnder(event.currentTarget, board.size, event.clientX, event.clientY);
    if (spot.row === before.row && spot.column === before.column) return;
    pens.current.set(event.pointerId, spot);
    stroke(before, spot);
  };
  const up = (event: JSX.TargetedPointerEvent<HTMLDivElement>): void => {
    pens.current.delete(event.pointerId);
  };
  const key = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>): void => {
    const { row, column } = cursor.current;
    const by = ARROWS[event.key];
    if (by !== undefined) {
      const within = (index: number): number => Math.min(Math.max(index, 0), board.size - 1);
      cursor.current = { row: within(row + by[0]), column: within(column + by[1]) };
      if (event.shiftKey) press(cursor.current);
    } else if (event.key === "Enter") press(cursor.current);
    else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
      if (event.shiftKey) board.redo();
      else board.undo();
      studio.touch();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // the world has its own keys
    showCursor();
    const at = cursor.current;
    const drawn = board.pixels.data[4 * (at.row * board.size + at.column) + 3]! > 0;
    studio.actions.store.spoken.value = `Row ${at.row}, column ${at.column}, ${drawn ? "drawn" : "empty"}`;
  };
  const showCursor = (): void => {
    const { row, column } = cursor.current;
    const part = 100 / board.size;
    Object.assign(mark.current!.style, {
      top: `${row * part}%`,
      left: `${column * part}%`,
      width: `${part}%`,
      height: `${part}%`,
    });
  };
  return (
    <div
      class="easel"
      tabIndex={0}
      role="application"
      aria-label={`Drawing board of ${board.size} by ${board.size} cells`}
      aria-description="Arrow keys move a cursor, Enter draws, arrows with Shift draw a line, Control Z undoes."
      data-tool={brush.tool}
      style={{ backgroundSize: `${200 / board.size}% ${200 / board.size}%` }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={key}
      onFocus={showCursor}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <div class="lines" style={{ backgroundSize: `${100 / board.size}% ${100 / board.size}%` }} />
      {brush.mirrored && <div class="mirror-line" />}
      <div ref={mark} class="cursor" />
      {board.isEmpty && <p class="invitation">Draw a creature</p>}
    </div>
  );
}
