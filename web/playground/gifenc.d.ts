/** The part of gifenc 1 (MIT, no dependencies) that the page uses; the package ships no types. */
declare module "gifenc" {
  export type GifPalette = number[][];
  export interface GifFrame {
    readonly palette: GifPalette;
    /** Milliseconds; rounded to hundredths of a second. */
    readonly delay: number;
  }
  export interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, frame: GifFrame): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }
  export function GIFEncoder(): Encoder;
  export function quantize(rgba: Uint8ClampedArray, colours: number): GifPalette;
  export function applyPalette(rgba: Uint8ClampedArray, palette: GifPalette): Uint8Array;
}
