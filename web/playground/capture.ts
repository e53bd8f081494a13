/**
 * Pictures and films of the world.
 *
 * GIFs are encoded by gifenc: a few kilobytes, no workers (which the page's policy
 * forbids), no dependencies; what it does, colour tables and LZW, does not go out of date. Videos are the browser's
 * own, where it has a recorder.
 */
import { applyPalette, GIFEncoder, quantize } from "gifenc";
import type { Encoder } from "gifenc";
import type { Life } from "./life";
import type { Rate } from "./pace";
import type { Store } from "./store";

/** Pixels that a picture's longer side has at least. */
const PICTURE_SIDE = 720;
const GIF_SIDE = 288;
/** Milliseconds that a GIF's frame is meant to be shown. */
const GIF_FRAME = 50;
/** Browsers show frames of less time more slowly. */
const SHORTEST_FRAME = 20;
const LONGEST_FRAME = 2000;
/** Longest recording; it then stops automatically. */
const MOST_GIF_SECONDS = 20;
const MOST_GIF_FRAMES = 600;
const MOST_VIDEO_SECONDS = 60;
/** Steps per second at which a film of maximum speed is shown. */
const FILM_RATE = 240;
const VIDEO_RATE = 30;
const VIDEO_KINDS = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];

/** Milliseconds to wait for the first picture of a video. */
const LONGEST_WAIT = 10_000;

/** The kind of video that this browser records; null for none. */
export function videoKind(): string | null {
  if (typeof MediaRecorder === "undefined") return null;
  if (typeof HTMLCanvasElement.prototype.captureStream !== "function") return null;
  return VIDEO_KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? null;
}

/** Saves a file from the page. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The world's picture magnified by a whole number, so that its longer side has at least so many pixels. */
function magnified(store: Store, life: Life, canvas: HTMLCanvasElement, side: number): boolean {
  const picture = life.picture(store.palette.value.plate);
  if (picture === null) return false;
  const { height, width } = picture;
  const factor = Math.max(1, Math.ceil(side / Math.max(height, width)));
  if (canvas.width !== width * factor || canvas.height !== height * factor) {
    canvas.width = width * factor;
    canvas.height = height * factor;
  }
  const context = canvas.getContext("2d");
  if (context === null) return false;
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return true;
}

/** Steps from frame to frame of a GIF of a world at a speed. */
export function stepsPerFrame(rate: Rate): number {
  return Math.max(1, Math.round((GIF_FRAME / 1000) * filmRate(rate)));
}

/** Milliseconds that a frame is shown so many steps after the one before: the world's time, not the machine's. */
export function frameTime(steps: number, rate: Rate): number {
  if (steps <= 0) return GIF_FRAME; // painted while paused, or restarted
  return Math.min(Math.max(Math.round((1000 * steps) / filmRate(rate)), SHORTEST_FRAME), LONGEST_FRAME);
}

function filmRate(rate: Rate): number {
  return Math.min(rate, FILM_RATE);
}

interface Recording {
  /** The file, when the recording is done. */
  stop(): void;
}

/** Pictures and films of one playground; at most one film at a time. */
export class Recorder {
  #current: Recording | null = null;

  constructor(
    readonly store: Store,
    readonly life: Life,
  ) {}

  savePicture(): void {
    const canvas = document.createElement("canvas");
    if (!magnified(this.store, this.life, canvas, PICTURE_SIDE)) return;
    canvas.toBlob((blob) => {
      if (blob === null) return this.store.say("This browser could not make the picture.", "error");
      this.save(blob, "png");
      this.store.say("Picture saved.");
    }, "image/png");
  }

  recordGif(): void {
    this.stop();
    this.store.filmed.value = { seconds: 0, most: MOST_GIF_SECONDS };
    this.#current = new GifRecording(this);
    this.store.recording.value = "gif";
    this.store.spoken.value = "Recording a GIF.";
  }

  recordVideo(kind: string): void {
    this.stop();
    this.store.filmed.value = { seconds: 0, most: MOST_VIDEO_SECONDS };
    try {
      this.#current = new VideoRecording(this, kind);
      this.store.recording.value = "video";
      this.store.spoken.value = "Recording a video.";
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.store.say(`This browser cannot record a video here: ${reason}`, "error");
    }
  }

  stop(): void {
    this.#current?.stop();
    this.#current = null;
    this.store.recording.value = null;
  }

  save(blob: Blob, ending: string): void {
    const name = (this.store.current.value?.name ?? "world").replace(/[^\p{L}\p{N}]+/gu, "-");
    download(blob, `${name}-step-${this.store.stepCount.value}.${ending}`);
  }

  draw(canvas: HTMLCanvasElement, side: number): boolean {
    return magnified(this.store, this.life, canvas, side);
  }
}

/** Takes a frame every so many steps; while the world is paused, one every twentieth of a second. */
class GifRecording implements Recording {
  readonly #encoder: Encoder = GIFEncoder();
  readonly #canvas = document.createElement("canvas");
  readonly #listener = (): void => this.#frame();
  #count = 0;
  #last = -Infinity;
  #step: number | null = null;
  #milliseconds = 0;
  /** A GIF has one size: another world ends it. */
  #side = "";

  constructor(readonly recorder: Recorder) {
    recorder.life.onChange.add(this.#listener);
    this.#frame();
  }

  #frame(): void {
    const { store } = this.recorder;
    const [now, step] = [performance.now(), store.stepCount.value];
    const steps = step - (this.#step ?? step);
    const wanted = steps > 0 ? steps >= stepsPerFrame(store.rate.value) : now - this.#last >= GIF_FRAME - 4;
    if (!wanted) return;
    [this.#last, this.#step] = [now, step];
    const { height, width } = store.world.value;
    const side = `${height} ${width}`;
    if (this.#side !== "" && side !== this.#side) return this.recorder.stop();
    this.#side = side;
    if (!this.recorder.draw(this.#canvas, 1)) return;
    const { height: high, width: wide } = this.#canvas; // a decoder draws several pixels per cell
    const { data } = this.#canvas.getContext("2d")!.getImageData(0, 0, wide, high);
    const colours = quantize(data, 256);
    const factor = Math.max(1, Math.round(GIF_SIDE / Math.max(high, wide)));
    const indices = enlarged(applyPalette(data, colours), wide, high, factor);
    const delay = frameTime(steps, store.rate.value);
    this.#encoder.writeFrame(indices, wide * factor, high * factor, { palette: colours, delay });
    this.#count++;
    this.#milliseconds += delay;
    store.filmed.value = { seconds: this.#milliseconds / 1000, most: MOST_GIF_SECONDS };
    if (this.#milliseconds >= 1000 * MOST_GIF_SECONDS || this.#count >= MOST_GIF_FRAMES) this.recorder.stop();
  }

  stop(): void {
    this.recorder.life.onChange.delete(this.#listener);
    this.#encoder.finish();
    this.recorder.save(new Blob([this.#encoder.bytes()], { type: "image/gif" }), "gif");
    const seconds = (this.#milliseconds / 1000).toFixed(1);
    this.recorder.store.say(`GIF of ${this.#count} frames, ${seconds} seconds, saved.`);
  }
}

/** Each value of [height, width] as a square of so many. */
export function enlarged(indices: Uint8Array, width: number, height: number, factor: number): Uint8Array {
  if (factor === 1) return indices;
  const wide = width * factor;
  const result = new Uint8Array(wide * height * factor);
  for (let row = 0; row < height; row++) {
    const start = row * factor * wide;
    for (let column = 0; column < width; column++) {
      result.fill(indices[row * width + column]!, start + column * factor, start + (column + 1) * factor);
    }
    for (let copy = 1; copy < factor; copy++) result.copyWithin(start + copy * wide, start, start + wide);
  }
  return result;
}

class VideoRecording implements Recording {
  readonly #recorder: MediaRecorder;
  readonly #canvas = document.createElement("canvas");
  readonly #parts: Blob[] = [];
  #stopping = false;
  readonly #listener = (): void => void this.recorder.draw(this.#canvas, PICTURE_SIDE);
  readonly #begun = performance.now();
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly recorder: Recorder,
    kind: string,
  ) {
    const { store, life } = recorder;
    this.#listener();
    this.#recorder = new MediaRecorder(this.#canvas.captureStream(VIDEO_RATE), {
      mimeType: kind,
      videoBitsPerSecond: 8_000_000,
    });
    const parts = this.#parts;
    this.#recorder.ondataavailable = (event) => {
      if (event.data.size > 0) parts.push(event.data);
      if (this.#stopping && parts.length > 0) this.#end();
    };
    this.#recorder.onstop = () => {
      for (const track of this.#recorder.stream.getTracks()) track.stop();
      if (parts.length === 0) return store.say("The browser's video recorder returned no data.", "error");
      recorder.save(new Blob(parts, { type: kind }), kind.startsWith("video/mp4") ? "mp4" : "webm");
      store.say("Video saved.");
    };
    this.#recorder.onerror = () => store.say("The browser's video recorder failed.", "error");
    life.onChange.add(this.#listener);
    this.#recorder.start(1000);
    this.#clock = setInterval(() => this.#tell(), 250);
  }

  #tell(): void {
    const seconds = (performance.now() - this.#begun) / 1000;
    this.recorder.store.filmed.value = { seconds, most: MOST_VIDEO_SECONDS };
    if (seconds >= MOST_VIDEO_SECONDS) this.recorder.stop();
  }

  /** A busy browser may not have encoded any picture yet: it then gets some more seconds for the first. */
  stop(): void {
    this.#stopping = true;
    clearInterval(this.#clock);
    if (this.#parts.length > 0 || this.#recorder.state === "inactive") return this.#end();
    setTimeout(() => this.#end(), LONGEST_WAIT);
    this.#recorder.requestData();
  }

  #end(): void {
    this.recorder.life.onChange.delete(this.#listener);
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
  }
}
