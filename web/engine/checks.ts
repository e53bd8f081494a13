/** Reading untrusted JSON, base64 and single values, with errors for the user. */

/** A file that is not an organism, or a damaged one; the message is for the user. */
export class OrganismError extends Error {
  override readonly name = "OrganismError";
}

/** The advice for unknown kinds and versions. */
export const NEWER = "A newer version of this page may read it.";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isWhole(value: unknown, low: number, high: number): value is number {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}

export function isNumber(value: unknown, low: number, high: number): value is number {
  return typeof value === "number" && value >= low && value <= high; // NaN is in no interval
}

/** An own property: inherited ones such as "constructor" or "__proto__" must not be found. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A value as shown in a message, shortened if long. */
export function short(value: unknown): string {
  const text = value === undefined ? "missing" : JSON.stringify(value);
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`;
}

/** A JSON value in UTF-8. Throws `OrganismError` for anything else. */
export function parseJson(data: Uint8Array | string, source: string): unknown {
  try {
    const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const text = typeof data === "string" ? data : utf8.decode(data);
    const value: unknown = JSON.parse(text);
    // A lone surrogate can be escaped, but neither shown nor put into an address.
    if (/\\ud/i.test(text) && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(value))) {
      throw new SyntaxError("surrogates that are no character");
    }
    return value;
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error).slice(0, 200);
    throw new OrganismError(`${source} is not JSON, or it is cut short or altered (${reason}). Fetch the file again.`);
  }
}

/** The bytes of base64 text with its padding and without blanks; null for any other text. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    return null;
  }
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}

/** The text of bytes in base64. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += 0x2000) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  }
  return btoa(binary);
}
