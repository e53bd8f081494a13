/** Several files as one: a ZIP archive whose files are not compressed, which any system unpacks. */
import { checksum, joined } from "../engine/png_writing";

export interface Packed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Names are UTF-8. */
const UTF8 = 0x800;
/** 1 January 1980, the earliest date that the format has. */
const DAY = 0x21;
const LARGEST = 50_000_000;

/** Little-endian numbers, each [bytes, value]. */
function numbers(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const bytes = fields.flatMap(([count, value]) => Array.from({ length: count }, (_, i) => (value >>> (8 * i)) & 255));
  return Uint8Array.from(bytes);
}

export function archiveOf(files: readonly Packed[]): Uint8Array<ArrayBuffer> {
  const [bodies, list]: [Uint8Array[], Uint8Array[]] = [[], []];
  let at = 0;
  for (const { name, bytes } of files) {
    const letters = new TextEncoder().encode(name);
    const about = numbers(
      [2, VERSION], [2, UTF8], [2, 0], [2, 0], [2, DAY], [4, checksum(bytes)], [4, bytes.length], [4, bytes.length],
      [2, letters.length], [2, 0],
    );
    const body = joined([numbers([4, LOCAL]), about, letters, bytes]);
    bodies.push(body);
    list.push(numbers([4, CENTRAL], [2, VERSION]), about, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), letters);
    at += body.length;
  }
  const central = joined(list);
  const count = files.length;
  const end = numbers([4, END], [2, 0], [2, 0], [2, count], [2, count], [4, central.length], [4, at], [2, 0]);
  return joined([...bodies, central, end]);
}

/** The files of an archive; throws an error with a reason for a reader if it is none of these. */
export function filesOf(archive: Uint8Array): Packed[] {
  const refuse = (what: string): never => {
    throw new Error(`This archive ${what}. Unpack it and open its files one by one.`);
  };
  if (archive.length > LARGEST) refuse("is larger than 50 MB");
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const files: Packed[] = [];
  let at = 0;
  while (at + 30 <= archive.length && view.getUint32(at, true) === LOCAL) {
    const [flags, method] = [view.getUint16(at + 6, true), view.getUint16(at + 8, true)];
    if (method !== 0 || (flags & ~UTF8) !== 0) refuse("is compressed; the page reads only archives that it has saved itself");
    const [size, letters, more] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
    const from = at + 30 + letters + more;
    const bytes = archive.slice(from, from + size);
    if (bytes.length < size || checksum(bytes) !== view.getUint32(at + 14, true)) refuse("is damaged");
    files.push({ name: new TextDecoder().decode(archive.subarray(at + 30, at + 30 + letters)), bytes });
    at = from + size;
  }
  if (files.length === 0) refuse("is empty, or is not a ZIP file");
  return files;
}
