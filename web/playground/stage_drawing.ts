/** The world on its plate, and the marks above it. */
import type { Place } from "../engine/geometry";
import type { Boundary } from "../engine/types";
import type { Palette } from "./palette";
import type { Viewport } from "./viewport";

/** Pixels per cell from which a grid is drawn. */
const GRID_FROM = 18;

export function drawWorld(
  canvas: HTMLCanvasElement,
  picture: HTMLCanvasElement | OffscreenCanvas | null,
  viewport: Viewport,
  palette: Palette,
  boundary: Boundary,
  ratio: number,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { world } = viewport;
  const start = viewport.toStage({ x: 0, y: 0 });
  const end = viewport.toStage({ x: world.width, y: world.height });
  const [left, top] = [Math.round(start.x), Math.round(start.y)];
  const [width, height] = [Math.round(end.x) - left, Math.round(end.y) - top];
  const [red, green, blue] = palette.plate.map((value) => Math.round(255 * value));
  context.fillStyle = `rgb(${red} ${green} ${blue})`;
  context.fillRect(left, top, width, height);
  if (picture !== null) {
    context.imageSmoothingEnabled = width < picture.width;
    context.drawImage(picture, left, top, width, height);
  }
  if (viewport.scale >= GRID_FROM * ratio) drawGrid(context, viewport, palette, ratio);
  drawFrame(context, left, top, width, height, palette, boundary, ratio);
}

function drawGrid(context: CanvasRenderingContext2D, viewport: Viewport, palette: Palette, ratio: number): void {
  const { world, stage } = viewport;
  context.strokeStyle = palette.hairline;
  context.lineWidth = ratio / 2;
  context.globalAlpha = 0.6;
  context.beginPath();
  const first = viewport.toWorld({ x: 0, y: 0 });
  const last = viewport.toWorld({ x: stage.width, y: stage.height });
  const low = viewport.toStage({ x: 0, y: 0 });
  const high = viewport.toStage({ x: world.width, y: world.height });
  for (let column = Math.max(Math.ceil(first.x), 0); column <= Math.min(last.x, world.width); column++) {
    const { x } = viewport.toStage({ x: column, y: 0 });
    context.moveTo(x, Math.max(low.y, 0));
    context.lineTo(x, Math.min(high.y, stage.height));
  }
  for (let row = Math.max(Math.ceil(first.y), 0); row <= Math.min(last.y, world.height); row++) {
    const { y } = viewport.toStage({ x: 0, y: row });
    context.moveTo(Math.max(low.x, 0), y);
    context.lineTo(Math.min(high.x, stage.width), y);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** A hairline, dashed where the edge wraps, and the corner marks of a printed plate. */
function drawFrame(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  palette: Palette,
  boundary: Boundary,
  ratio: number,
): void {
  context.strokeStyle = palette.hairline;
  context.lineWidth = ratio;
  context.setLineDash(boundary === "torus" ? [4 * ratio, 4 * ratio] : []);
  context.strokeRect(left - ratio / 2, top - ratio / 2, width + ratio, height + ratio);
  context.setLineDash([]);
  context.strokeStyle = palette.quiet;
  const [near, far] = [5 * ratio, 13 * ratio];
  context.beginPath();
  for (const [x, across] of [
    [left, -1],
    [left + width, 1],
  ] as const) {
    for (const [y, down] of [
      [top, -1],
      [top + height, 1],
    ] as const) {
      context.moveTo(x + across * near, y);
      context.lineTo(x + across * far, y);
      context.moveTo(x, y + down * near);
      context.lineTo(x, y + down * far);
    }
  }
  context.stroke();
}

export interface Marks {
  /** Diameter of the brush in cells. */
  readonly brush: number;
  readonly hover: Place | null;
  readonly cursor: Place | null;
  readonly traced: Place | null;
}

export function drawOverlay(
  canvas: HTMLCanvasElement,
  viewport: Viewport,
  marks: Marks,
  palette: Palette,
  ratio: number,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { scale } = viewport;
  const ring = ({ row, column }: Place): void => {
    const { x, y } = viewport.toStage({ x: column + 0.5, y: row + 0.5 });
    const radius = Math.max((marks.brush / 2) * scale, 3 * ratio);
    outline(context, palette, ratio, () => context.arc(x, y, radius, 0, 2 * Math.PI));
  };
  const box = ({ row, column }: Place): void => {
    const { x, y } = viewport.toStage({ x: column, y: row });
    const side = Math.max(scale, 6 * ratio);
    const shift = (side - scale) / 2;
    outline(context, palette, ratio, () => context.rect(x - shift, y - shift, side, side));
  };
  if (marks.hover !== null) ring(marks.hover);
  if (marks.cursor !== null) {
    box(marks.cursor);
    if (marks.brush > 1) ring(marks.cursor);
  }
  if (marks.traced !== null) box(marks.traced);
}

/** In the accent colour between two lines of the plate's, so that it is seen on any organism. */
function outline(context: CanvasRenderingContext2D, palette: Palette, ratio: number, path: () => void): void {
  const [red, green, blue] = palette.plate.map((value) => Math.round(255 * value));
  for (const [width, style] of [
    [3.5, `rgb(${red} ${green} ${blue} / 0.8)`],
    [1.5, palette.accent],
  ] as const) {
    context.beginPath();
    path();
    context.lineWidth = width * ratio;
    context.strokeStyle = style;
    context.stroke();
  }
}
