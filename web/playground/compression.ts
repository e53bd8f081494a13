/** Bytes as text for links: deflated by the browser, then base64 with the letters that addresses allow. */
import { collect } from "../engine/stream";

/** Inflated states may not be larger, in bytes: a short link must not fill the memory. */
const MOST_INFLATED = 80_000_000;

export function canCompress(): boolean {
  return typeof CompressionStream !== "undefined" && typeof DecompressionStream !== "undefined";
}

export async function compress(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64(await through(bytes, new CompressionStream("deflate-raw")), true);
}

/** Throws RangeError, with a reason for a reader, where the text is not what `compress` gives. */
export async function decompress(text: string): Promise<Uint8Array> {
  const bytes = fromBase64(text);
  if (bytes === null) throw new RangeError("The state in the link is cut off or altered.");
  try {
    return await through(bytes, new DecompressionStream("deflate-raw"));
  } catch {
    throw new RangeError("The state in the link is cut off or altered.");
  }
}

function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return collect(new Blob([bytes]).stream().pipeThrough(stream), MOST_INFLATED);
}

export function toBase64(bytes: Uint8Array, forAddress = false): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  const base64 = btoa(text);
  return forAddress ? base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : base64;
}

/** Both alphabets, with or without padding; null where the text is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
    return bytes;
  } catch {
    return null;
  }
}
