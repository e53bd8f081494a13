/**
 * Films of the world.
 *
 * A film's frames are due by the world's steps, not by the clock, and while it is recorded the world makes no more
 * steps at once than there are between two frames: on a slow computer, recording takes longer, and the film is the same.
 *
 * GIFs are encoded by gifenc: a few kilobytes, no workers (which the page's policy forbids), no dependencies; what it
 * does, colour tables and LZW, does not go out of date. Videos are encoded by the browser.
 */
import { applyPalette, GIFEncoder, quantize } from "gifenc";
import type { Encoder } from "gifenc";
import type { Recorder, Recording } from "./capture";
import type { Rate } from "./pace";
import { webm } from "./webm";
import type { Coded } from "./webm";

/** Milliseconds that a frame is meant to be shown. */
const GIF_FRAME = 50;
const VIDEO_FRAME = 1000 / 30;
/** Browsers show frames of less time more slowly. */
const SHORTEST_FRAME = 20;
const LONGEST_FRAME = 2000;
const GIF_SIDE = 288;
const VIDEO_SIDE = 720;
/** Longest recording, in seconds of the film; it then stops automatically. */
const MOST_GIF_SECONDS = 20;
const MOST_VIDEO_SECONDS = 60;
/** Steps per second at which a film of maximum speed is shown. */
const FILM_RATE = 240;
const BITS_PER_SECOND = 8_000_000;
const KEY_FRAMES = 60;
/** Frames that wait for the encoder; the world then waits as well. */
const MOST_WAITING = 4;
const CODECS = ["vp09.00.40.08", "vp8"];
const VIDEO_KINDS = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
/** Milliseconds to wait for the first picture of a video that is timed by the clock. */
const LONGEST_WAIT = 10_000;

/** Steps from frame to frame of a film of a world at a speed. */
export function stepsPerFrame(rate: Rate, frame = GIF_FRAME): number {
  return Math.max(1, Math.round((frame / 1000) * filmRate(rate)));
}

/** Milliseconds that a frame is shown so many steps after the one before: the world's time, not the machine's. */
export function frameTime(steps: number, rate: Rate, frame = GIF_FRAME): number {
  if (steps <= 0) return frame; // painted while paused, or restarted
  return Math.min(Math.max((1000 * steps) / filmRate(rate), SHORTEST_FRAME), LONGEST_FRAME);
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function filmRate(rate: Rate): number {
  return Math.min(rate, FILM_RATE);
}

/** Takes a frame every so many steps, and one per frame's time in which a paused world is painted. */
abstract class Film implements Recording {
  protected count = 0;
  /** Of the frames so far; the next one begins here. */
  protected milliseconds = 0;
  /** Why it ended early. */
  #failure = "";
  readonly #listener = (): void => {
    try {
      this.#frame();
    } catch (error) {
      this.fail(error);
    }
  };
  #last = -Infinity;
  #step: number | null = null;
  #edits = 0;
  /** A film has one size: another world ends it. */
  #size = "";

  constructor(
    protected readonly recorder: Recorder,
    protected readonly canvas: HTMLCanvasElement,
    private readonly frame: number,
    private readonly most: number,
  ) {}

  begin(): void {
    const { life } = this.recorder;
    life.onChange.add(this.#listener);
    life.most = () => this.#room();
    this.#frame();
  }

  /** Steps until the next frame. */
  #room(): number {
    const { stepCount, rate } = this.recorder.store;
    const wanted = stepsPerFrame(rate.value, this.frame);
    return this.waiting() ? 0 : Math.min(wanted, Math.max(1, wanted - stepCount.value + (this.#step ?? 0)));
  }

  #frame(): void {
    const { store, life } = this.recorder;
    const [now, step] = [performance.now(), store.stepCount.value];
    const stride = stepsPerFrame(store.rate.value, this.frame);
    // A frame's time is that of the steps up to it: at a constant speed, the same as that of the steps from it on.
    const steps = this.#step === null ? stride : step - this.#step;
    const painted = this.#edits !== life.edits && now - this.#last >= this.frame - 4;
    if (!(steps > 0 ? steps >= stride : painted) || this.waiting()) return;
    const time = frameTime(steps, store.rate.value, this.frame);
    [this.#last, this.#step, this.#edits] = [now, step, life.edits];
    const { height, width } = store.world.value;
    const size = `${height} ${width}`;
    if (this.#size !== "" && size !== this.#size) return this.recorder.stop();
    this.#size = size;
    const shown = this.add(time);
    if (shown === 0) return;
    this.count++;
    this.milliseconds += shown;
    store.filmed.value = { seconds: this.milliseconds / 1000, most: this.most };
    if (this.milliseconds >= 1000 * this.most) this.recorder.stop();
  }

  stop(): void {
    this.#leave();
    void this.file();
  }

  abandon(): void {
    this.#leave();
  }

  #leave(): void {
    this.recorder.life.onChange.delete(this.#listener);
    this.recorder.life.most = null;
  }

  /** Ends the film; what there is of it is saved. */
  protected fail(error: unknown): void {
    this.#failure ||= reasonOf(error);
    this.recorder.end(this);
  }

  protected save(blob: Blob, ending: string): void {
    const { store } = this.recorder;
    const failure = this.#failure && `The film ended early (${this.#failure}). `;
    if (failure && this.count === 0) return void store.say(`${failure}Nothing was saved.`, "error");
    this.recorder.save(blob, ending);
    const seconds = (this.milliseconds / 1000).toFixed(1);
    store.say(`${failure}Film of ${this.count} frames, ${seconds} seconds, saved.`, failure ? "error" : "note");
  }

  /** Whether no frame can be added now. */
  protected abstract waiting(): boolean;
  /** Adds the world as it is; for how many of so many milliseconds it is shown, 0 if there is no picture of it. */
  protected abstract add(time: number): number;
  protected abstract file(): void | Promise<void>;
}

export class GifFilm extends Film {
  readonly #encoder: Encoder = GIFEncoder();

  constructor(recorder: Recorder) {
    super(recorder, document.createElement("canvas"), GIF_FRAME, MOST_GIF_SECONDS);
  }

  protected waiting(): boolean {
    return false;
  }

  protected add(time: number): number {
    if (!this.recorder.draw(this.canvas, 1)) return 0;
    const delay = 10 * Math.round(time / 10); // GIFs count in hundredths of a second
    const { height: high, width: wide } = this.canvas; // a decoder draws several pixels per cell
    const { data } = this.canvas.getContext("2d")!.getImageData(0, 0, wide, high);
    const palette = quantize(data, 256);
    const factor = Math.max(1, Math.round(GIF_SIDE / Math.max(high, wide)));
    const indices = enlarged(applyPalette(data, palette), wide, high, factor);
    this.#encoder.writeFrame(indices, wide * factor, high * factor, { palette, delay });
    return delay;
  }

  protected file(): void {
    this.#encoder.finish();
    this.save(new Blob([this.#encoder.bytes()], { type: "image/gif" }), "gif");
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

/** How this browser encodes videos of a canvas's size frame by frame; null if it does not, as outside https. */
export async function videoConfig({ width, height }: HTMLCanvasElement): Promise<VideoEncoderConfig | null> {
  if (typeof VideoEncoder === "undefined") return null;
  for (const codec of CODECS) {
    const config = { codec, width, height, bitrate: BITS_PER_SECOND, framerate: 1000 / VIDEO_FRAME };
    const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
    if (supported === true) return config;
  }
  return null;
}

export class VideoFilm extends Film {
  readonly #coded: Coded[] = [];
  /** When each frame ends, in milliseconds. */
  readonly #ends: number[] = [];
  readonly #encoder: VideoEncoder;

  constructor(
    recorder: Recorder,
    canvas: HTMLCanvasElement,
    private readonly config: VideoEncoderConfig,
  ) {
    super(recorder, canvas, VIDEO_FRAME, MOST_VIDEO_SECONDS);
    this.#encoder = new VideoEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        this.#coded.push({ data, at: Math.round(chunk.timestamp / 1000), key: chunk.type === "key" });
      },
      error: (error) => this.fail(error),
    });
    this.#encoder.configure(config);
  }

  protected waiting(): boolean {
    return this.#encoder.encodeQueueSize > MOST_WAITING;
  }

  protected add(time: number): number {
    if (this.#encoder.state !== "configured" || !this.recorder.draw(this.canvas, VIDEO_SIDE)) return 0;
    const frame = new VideoFrame(this.canvas, { timestamp: 1000 * this.milliseconds, duration: 1000 * time });
    try {
      this.#encoder.encode(frame, { keyFrame: this.count % KEY_FRAMES === 0 });
    } finally {
      frame.close();
    }
    this.#ends.push(this.milliseconds + time);
    return time;
  }

  override abandon(): void {
    super.abandon();
    if (this.#encoder.state !== "closed") this.#encoder.close();
  }

  protected async file(): Promise<void> {
    try {
      await this.#encoder.flush();
    } catch (error) {
      this.fail(error); // what was coded before is saved
      this.count = this.#coded.length;
      this.milliseconds = this.#ends[this.count - 1] ?? 0;
    }
    if (this.#encoder.state !== "closed") this.#encoder.close();
    this.save(webm(this.#coded, this.config, this.milliseconds), "webm");
  }
}

/** The kind of video that this browser records by the clock; null for none. */
export function videoKind(): string | null {
  if (typeof MediaRecorder === "undefined") return null;
  if (typeof HTMLCanvasElement.prototype.captureStream !== "function") return null;
  return VIDEO_KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? null;
}

/** A video by the browser's recorder, for browsers that cannot encode frame by frame. */
export class ClockedVideo implements Recording {
  readonly #recorder: MediaRecorder;
  readonly #parts: Blob[] = [];
  #stopping = false;
  readonly #listener = (): void => void this.recorder.draw(this.canvas, VIDEO_SIDE);
  readonly #begun = performance.now();
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly recorder: Recorder,
    readonly canvas: HTMLCanvasElement,
    kind: string,
  ) {
    const { store } = recorder;
    this.#recorder = new MediaRecorder(this.canvas.captureStream(1000 / VIDEO_FRAME), {
      mimeType: kind,
      videoBitsPerSecond: BITS_PER_SECOND,
    });
    const parts = this.#parts;
    this.#recorder.ondataavailable = (event) => {
      if (event.data.size > 0) parts.push(event.data);
      if (this.#stopping && parts.length > 0) this.#end();
    };
    this.#recorder.onstop = () => {
      recorder.end(this); // it may have stopped by itself
      for (const track of this.#recorder.stream.getTracks()) track.stop();
      if (parts.length === 0) return store.say("The browser recorded nothing.", "error");
      recorder.save(new Blob(parts, { type: kind }), kind.startsWith("video/mp4") ? "mp4" : "webm");
      store.say("Video saved. It is as slow as the world was here.");
    };
    this.#recorder.onerror = () => {
      store.say("The browser's video recorder failed.", "error");
      recorder.end(this);
    };
  }

  begin(): void {
    this.recorder.life.onChange.add(this.#listener);
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

  abandon(): void {
    this.recorder.life.onChange.delete(this.#listener);
    for (const track of this.#recorder.stream.getTracks()) track.stop();
  }

  #end(): void {
    this.recorder.life.onChange.delete(this.#listener);
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
  }
}
