/** Pictures from outside (files, the clipboard, the system's emoji) as cells of the board. */
import { centred, contentOf, fitted, fittedInto, ownPixels, trimmed, withoutBackground } from "../training/pictures";
import type { Box, Pixels } from "../training/pictures";

/** Longer side to which a large picture is scaled before it is converted to cells. */
const LARGEST_SIDE = 512;
/** Pixels of the largest picture that is examined whole, for whether it is an enlarged sprite. */
const MOST_PIXELS = 1 << 22;
/** A content smaller than its picture by this factor is read again, alone. */
const WORTH_READING = 1.25;
const EMOJI_SIDE = 160;
/** These fonts also have digits, but without colour. */
const EMOJI_FONTS = '"Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", ';

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser has no canvas.");
  return context;
}

function pixelsOf(context: CanvasRenderingContext2D): Pixels {
  const { width, height } = context.canvas;
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/** A picture as cells, and what a reader should know of it. */
export interface Drawn {
  readonly cells: Pixels;
  readonly note: string | null;
}

/** A picture file as cells. Rejects with a reason for a reader. */
export async function cellsOfFile(file: File, size: number): Promise<Drawn> {
  if (file.size === 0) throw new Error(`${file.name} is empty.`);
  const opened = file.type === "image/svg+xml" || /\.svg$/i.test(file.name) ? painted(file) : createImageBitmap(file);
  const picture = await opened.catch(() => null);
  if (picture === null) throw new Error(`${file.name} is not a picture that this browser can read. Use PNG, JPEG, WebP or SVG.`);
  const pixels = read(picture);
  if ("close" in picture) picture.close();
  const drawn = drawnAs(pixels, size);
  if (drawn === null) throw new Error("The picture is fully transparent; there is nothing to grow.");
  return drawn;
}

/** Whether a file without the ending of an organism begins as one: a safetensors file, or JSON. */
export async function mayBeOrganism(file: File): Promise<boolean> {
  const head = new TextDecoder("latin1").decode(await file.slice(0, 10).arrayBuffer());
  return /^(.{8})?\s*[[{]/s.test(head);
}

/** A drawing of shapes, in pixels. */
async function painted(file: File): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([file], { type: "image/svg+xml" }));
  await image.decode().finally(() => URL.revokeObjectURL(image.src));
  const scale = LARGEST_SIDE / Math.max(image.width, image.height);
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = contextOf(width, height);
  context.drawImage(image, 0, 0, context.canvas.width, context.canvas.height);
  return context.canvas;
}

/** A picture's own pixels if it is a sprite, else at most so many as can be examined, if need be of its content alone. */
function read(picture: ImageBitmap | HTMLCanvasElement): Pixels {
  const { height, width } = picture;
  const whole = { top: 0, left: 0, height, width };
  const scaleOf = (box: Box): number => Math.min(1, LARGEST_SIDE / Math.max(box.height, box.width));
  const part = (box: Box, scale: number): Pixels => {
    const [rows, columns] = [box.height, box.width].map((side) => Math.max(1, Math.round(side * scale)));
    const context = contextOf(columns, rows);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, box.left, box.top, box.width, box.height, 0, 0, columns, rows);
    return pixelsOf(context);
  };
  const scale = scaleOf(whole);
  if (height * width <= MOST_PIXELS) {
    const all = ownPixels(withoutBackground(part(whole, 1)));
    if (Math.max(all.height, all.width) <= LARGEST_SIDE) return all;
  }
  const rough = part(whole, scale);
  const cleared = withoutBackground(rough);
  const content = contentOf(cleared);
  if (content === null) return cleared;
  // With an edge of its surroundings, by which they are recognised again.
  const [top, left] = [content.top, content.left].map((place) => Math.max(0, Math.floor((place - 2) / scale)));
  const bottom = Math.min(height, Math.ceil((content.top + content.height + 2) / scale));
  const right = Math.min(width, Math.ceil((content.left + content.width + 2) / scale));
  const box = { top, left, height: bottom - top, width: right - left };
  const finer = scaleOf(box);
  if (finer < WORTH_READING * scale) return cleared;
  const near = part(box, finer);
  const alone = withoutBackground(near, height * width * finer ** 2);
  return alone === near && cleared !== rough ? cleared : alone;
}

/** The content of a picture, with its longer side over the board; null if there is none. */
export function drawnAs(picture: Pixels, size: number): Drawn | null {
  const cleared = ownPixels(withoutBackground(picture));
  const content = trimmed(cleared);
  if (content === null) return null;
  const factor = Math.floor(size / Math.max(content.height, content.width));
  // A picture that has no more pixels than the board has cells is a sprite: its pixels stay sharp.
  const cells = factor >= 1 ? centred(enlarged(content, factor), size) : fitted(content, size);
  const whole = cleared.data.every((value, at) => at % 4 !== 3 || value === 255);
  const note = "This picture has no plain or transparent background, so all of it will grow. Erase what should not.";
  return { cells, note: whole ? note : null };
}

/** Each pixel as a square of `factor` x `factor` cells. */
function enlarged({ height, width, data }: Pixels, factor: number): Pixels {
  const [rows, columns] = [height * factor, width * factor];
  const result = new Uint8ClampedArray(4 * rows * columns);
  for (let cell = 0; cell < rows * columns; cell++) {
    const from = Math.floor(Math.floor(cell / columns) / factor) * width + Math.floor((cell % columns) / factor);
    result.set(data.subarray(4 * from, 4 * from + 4), 4 * cell);
  }
  return { height: rows, width: columns, data: result };
}

/** An emoji, a letter or a digit of the system's font as cells; throws an error with a reason for a reader. */
export function cellsOfEmoji(text: string, colour: string, size: number): Pixels {
  const [emoji] = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text.trim());
  if (emoji === undefined) throw new Error("Type or choose an emoji first.");
  const context = contextOf(EMOJI_SIDE, EMOJI_SIDE);
  const plain = /^[\p{L}\p{N}]$/u.test(emoji.segment);
  context.fillStyle = colour;
  context.font = `${plain ? "bold " : ""}${Math.round(0.75 * EMOJI_SIDE)}px ${plain ? "" : EMOJI_FONTS}sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(emoji.segment, EMOJI_SIDE / 2, EMOJI_SIDE / 2);
  const cells = fittedInto(pixelsOf(context), size);
  if (cells === null) throw new Error(`This system's font has no picture for ${emoji.segment}.`);
  return cells;
}
