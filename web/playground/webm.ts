/** WebM files (https://www.matroska.org/technical/elements.html) with one track of video. */

export interface Coded {
  readonly data: Uint8Array<ArrayBuffer>;
  /** Milliseconds from the film's beginning. */
  readonly at: number;
  readonly key: boolean;
}

type Parts = Uint8Array<ArrayBuffer>[];

interface Cluster {
  readonly at: number;
  readonly cluster: Parts;
}

/** Longest time within a cluster, whose blocks have 16 bits for it. */
const LONGEST_CLUSTER = 30_000;

/** The film's file; its last frame ends after so many milliseconds. */
export function webm(
  frames: readonly Coded[],
  { codec, width, height }: { codec: string; width: number; height: number },
  milliseconds: number,
): Blob {
  const type = text("webm");
  const head = element(0x1a45dfa3, element(0x4282, type), element(0x4287, whole(2)), element(0x4285, whole(2)));
  const [scale, app] = [element(0x2ad7b1, whole(1_000_000, 3)), text("Blastema")];
  const info = element(0x1549a966, scale, element(0x4489, real(milliseconds)), element(0x4d80, app), element(0x5741, app));
  const size = element(0xe0, element(0xb0, whole(width, 2)), element(0xba, whole(height, 2)));
  const name = element(0x86, text(codec === "vp8" ? "V_VP8" : "V_VP9"));
  const [number, id, video] = [0xd7, 0x73c5, 0x83].map((each) => element(each, whole(1)));
  const tracks = element(0x1654ae6b, element(0xae, number!, id!, video!, name, size));
  const parts = clusters(frames);
  // They say where clusters begin, counted from the segment's content: their own length does not depend on it.
  const first = sizeOf(info) + sizeOf(tracks) + sizeOf(cues(parts, 0));
  const segment = element(0x18538067, info, tracks, cues(parts, first), ...parts.map(({ cluster }) => cluster));
  return new Blob([...head, ...segment], { type: "video/webm" });
}

/** The table by which players seek: the time and place of each cluster, the first of which is at a place. */
function cues(parts: readonly Cluster[], place: number): Parts {
  const points = parts.map(({ at, cluster }) => {
    const where = element(0xb7, element(0xf7, whole(1)), element(0xf1, whole(place, 4)));
    place += sizeOf(cluster);
    return element(0xbb, element(0xb3, whole(at, 4)), where);
  });
  return element(0x1c53bb6b, ...points);
}

/** Each begins with a key frame, where a player can begin. */
function clusters(frames: readonly Coded[]): Cluster[] {
  const result: Cluster[] = [];
  for (let from = 0, to = 0; from < frames.length; from = to) {
    const { at } = frames[from]!;
    const blocks: Parts[] = [];
    do {
      const { data, at: time, key } = frames[to++]!;
      blocks.push(element(0xa3, [...whole(0x81), ...whole(time - at, 2), ...whole(key ? 0x80 : 0), data]));
    } while (to < frames.length && !frames[to]!.key && frames[to]!.at - at < LONGEST_CLUSTER);
    result.push({ at, cluster: element(0x1f43b675, element(0xe7, whole(at, 4)), ...blocks) });
  }
  return result;
}

/** Its identifier, the length of its content in 28 bits, and the content. */
function element(id: number, ...content: Parts[]): Parts {
  const parts = content.flat();
  return [...whole(id, Math.ceil(Math.log2(id + 1) / 8)), ...whole(0x10000000 + sizeOf(parts), 4), ...parts];
}

function sizeOf(parts: Parts): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** A whole number, the highest byte first. */
function whole(value: number, size = 1): Parts {
  return [Uint8Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)))];
}

function real(value: number): Parts {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return [bytes];
}

function text(value: string): Parts {
  return [new TextEncoder().encode(value)];
}
