/** Pictures of the world, and its recorder of films (films.ts). */
import { ClockedVideo, GifFilm, reasonOf, VideoFilm, videoConfig, videoKind } from "./films";
import type { Life } from "./life";
import type { Store } from "./store";

/** Pixels that a picture's longer side has at least. */
const PICTURE_SIDE = 720;

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

export interface Recording {
  begin(): void;
  /** The file, when the recording is done. */
  stop(): void;
  /** Ends it without a file. */
  abandon(): void;
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
    this.#begin("gif", () => new GifFilm(this));
  }

  /** A video by the browser's encoder, timed by steps; where it has none, by its recorder, timed by the clock. */
  async recordVideo(): Promise<void> {
    const canvas = document.createElement("canvas");
    if (!this.draw(canvas, PICTURE_SIDE)) return;
    const config = await videoConfig(canvas);
    this.#begin("video", () => {
      return config === null ? new ClockedVideo(this, canvas, videoKind()!) : new VideoFilm(this, canvas, config);
    });
  }

  #begin(kind: "gif" | "video", film: () => Recording): void {
    this.stop();
    try {
      this.#current = film();
      this.store.recording.value = kind;
      this.store.spoken.value = kind === "gif" ? "Recording a GIF." : "Recording a video.";
      this.#current.begin();
    } catch (error) {
      this.#current?.abandon();
      this.#current = this.store.recording.value = null;
      this.store.say(`This browser cannot record a film here: ${reasonOf(error)}`, "error");
    }
  }

  /** Stops this film, unless it has been stopped before: then another one may be the one recorded. */
  end(film: Recording): void {
    if (film === this.#current) this.stop();
  }

  stop(): void {
    const film = this.#current;
    this.#current = this.store.recording.value = null;
    film?.stop();
  }

  save(blob: Blob, ending: string): void {
    const name = (this.store.current.value?.name ?? "world").replace(/[^\p{L}\p{N}]+/gu, "-");
    download(blob, `${name}-step-${this.store.stepCount.value}.${ending}`);
  }

  draw(canvas: HTMLCanvasElement, side: number): boolean {
    return magnified(this.store, this.life, canvas, side);
  }
}
