/** Pictures from outside (files, the clipboard, the system's emoji) as cells of the board. */
import { centred, fittedInto, trimmed, withoutBackground } from "../training/pictures";
import type { Pixels } from "../training/pictures";

/** Longer side to which a large picture is scaled before it is converted to cells. */
const LARGEST_SIDE = 512;
const EMOJI_SIDE = 160;
/** These fonts also have digits, but without colour. */
const EMOJI_FONTS = '"Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", ';

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser provides no canvas for reading the picture.");
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
export async function cellsOfFile(file: Blob, size: number): Promise<Drawn> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) throw new Error("The browser cannot read this file as a picture. Use PNG, JPEG or WebP.");
  const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = contextOf(width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  const drawn = drawnAs(pixelsOf(context), size);
  if (drawn === null) throw new Error("The picture is fully transparent; there is nothing to grow.");
  return drawn;
}

/** The content of a picture, with its longer side over the board; null if there is none. */
export function drawnAs(picture: Pixels, size: number): Drawn | null {
  const content = trimmed(withoutBackground(picture));
  if (content === null) return null;
  const factor = Math.floor(size / Math.max(content.height, content.width));
  // A picture that has no more pixels than the board has cells is a sprite: its pixels stay sharp.
  const cells = factor >= 1 ? centred(enlarged(content, factor), size) : fittedInto(picture, size)!;
  const whole = content.data.every((value, at) => at % 4 !== 3 || value === 255);
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
