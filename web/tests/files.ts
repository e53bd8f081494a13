/** Files that tests read, and changed copies of them. */
import { existsSync, readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);

export function readBytes(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(new URL(path, ROOT)));
}

/** A file that is not part of the project and may be absent; null then. */
export function readShared(path: string): Uint8Array<ArrayBuffer> | null {
  for (const base of ["shared/distill/", "../shared/distill/"]) {
    const file = new URL(base + path, ROOT);
    if (existsSync(file)) {
      return Uint8Array.from(readFileSync(file));
    }
  }
  return null;
}

export interface SafetensorsHeader {
  [name: string]: { dtype?: unknown; shape?: unknown; data_offsets?: unknown; [key: string]: unknown };
}

/** The header and the tensors' bytes of a safetensors file. */
export function splitSafetensors(bytes: Uint8Array): { header: SafetensorsHeader; data: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return {
    header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as SafetensorsHeader,
    data: bytes.slice(8 + length),
  };
}

export function joinSafetensors(header: unknown, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
