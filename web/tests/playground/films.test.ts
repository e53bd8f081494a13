/** Films where the browser's encoders fail: fakes of what they and a canvas do. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Recorder } from "../../playground/capture";
import type { Life } from "../../playground/life";
import { Store } from "../../playground/store";

/** Calls of the fakes that throw. */
let broken = new Set<string>();
let encoders: FakeEncoder[] = [];
let tracks: { stopped: boolean }[] = [];
let clocked: FakeMediaRecorder | null = null;

function unlessBroken(name: string): void {
  if (broken.has(name)) throw new Error(`no ${name}`);
}

class FakeFrame {
  readonly timestamp: number;
  constructor(_: unknown, { timestamp }: { timestamp: number }) {
    unlessBroken("VideoFrame");
    this.timestamp = timestamp;
  }
  close(): void {}
}

/** Codes a frame at once; an error drops what flush was waiting for, as the specification says. */
class FakeEncoder {
  static isConfigSupported = async () => ({ supported: true });
  state = "unconfigured";
  encodeQueueSize = 0;
  #reject: ((error: Error) => void) | null = null;
  constructor(readonly init: { output: (chunk: unknown) => void; error: (error: Error) => void }) {
    encoders.push(this);
  }
  configure(): void {
    this.state = "configured";
  }
  encode({ timestamp }: FakeFrame): void {
    unlessBroken("encode");
    this.init.output({ byteLength: 1, timestamp, type: "key", copyTo: () => {} });
  }
  flush(): Promise<void> {
    if (this.state !== "configured") return Promise.reject(new Error("closed codec"));
    if (!broken.has("flush")) return Promise.resolve();
    return new Promise((_, reject) => (this.#reject = reject));
  }
  close(): void {
    this.state = "closed";
  }
  fail(): void {
    this.close();
    this.init.error(new Error("lost the device"));
    this.#reject?.(new Error("aborted"));
  }
}

class FakeMediaRecorder {
  static isTypeSupported = () => true;
  state = "inactive";
  stream = { getTracks: () => tracks.map((track) => ({ stop: () => (track.stopped = true) })) };
  ondataavailable: ((event: { data: Blob }) => void) | null = null;
  onerror: (() => void) | null = null;
  onstop: (() => void) | null = null;
  constructor() {
    clocked = this;
  }
  start(): void {
    unlessBroken("start");
    this.state = "recording";
  }
  requestData(): void {}
  /** Stops by itself: with an error or, as where its stream ends, without one. */
  fail(error: boolean, data: string): void {
    this.state = "inactive";
    if (error) this.onerror!();
    this.ondataavailable!({ data: new Blob([data]) });
    this.onstop!();
  }
}

class FakeCanvas {
  width = 2;
  height = 2;
  captureStream(): void {
    tracks.push({ stopped: false });
  }
  getContext() {
    return {
      getImageData: () => {
        unlessBroken("getImageData");
        return { data: new Uint8ClampedArray(16).fill(255) };
      },
    };
  }
}

class TestedRecorder extends Recorder {
  saved: [Blob, string][] = [];
  override draw(): boolean {
    return true;
  }
  override save(blob: Blob, ending: string): void {
    this.saved.push([blob, ending]);
  }
}

function begin() {
  const store = new Store();
  const life = { onChange: new Set<() => void>(), most: null as (() => number) | null, edits: 0 };
  const recorder = new TestedRecorder(store, life as unknown as Life);
  /** A frame of the world after so many steps. */
  const step = (count: number): void => {
    store.stepCount.value += count;
    for (const listener of [...life.onChange]) listener();
  };
  const said = (kind: string) => store.notices.value.filter((notice) => notice.kind === kind).map(({ text }) => text);
  return { store, life, recorder, step, said };
}

/** What promises that are settled have set off. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  [broken, encoders, tracks] = [new Set(), [], []];
  vi.stubGlobal("document", { createElement: () => new FakeCanvas() });
  vi.stubGlobal("HTMLCanvasElement", FakeCanvas);
  vi.stubGlobal("VideoFrame", FakeFrame);
  vi.stubGlobal("VideoEncoder", FakeEncoder);
  vi.stubGlobal("MediaRecorder", FakeMediaRecorder);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a film that cannot begin", () => {
  it.each(["VideoFrame", "encode"])("for %s leaves the world as it was, and the next one is recorded", async (what) => {
    const { store, life, recorder, step, said } = begin();
    broken.add(what);
    await recorder.recordVideo();
    expect(said("error")).toEqual([`This browser cannot record a film here: no ${what}`]);
    expect([life.onChange.size, life.most, store.recording.value]).toEqual([0, null, null]);
    expect(encoders[0]!.state).toBe("closed");

    broken.clear();
    await recorder.recordVideo();
    expect(life.most!()).toBe(2);
    step(2);
    recorder.stop();
    await settled();
    expect(recorder.saved.map(([, ending]) => ending)).toEqual(["webm"]);
    expect(said("note")).toEqual(["Film of 2 frames, 0.1 seconds, saved."]);
  });

  it("as a GIF leaves the world as it was", () => {
    const { store, life, recorder, said } = begin();
    broken.add("getImageData");
    recorder.recordGif();
    expect(said("error")).toHaveLength(1);
    expect([life.onChange.size, life.most, store.recording.value]).toEqual([0, null, null]);
  });

  it("by the browser's recorder leaves no listener and no stream", async () => {
    vi.stubGlobal("VideoEncoder", undefined);
    const { store, life, recorder, said } = begin();
    broken.add("start");
    await recorder.recordVideo();
    expect(said("error")).toEqual(["This browser cannot record a film here: no start"]);
    expect([life.onChange.size, store.recording.value]).toEqual([0, null]);
    expect(tracks).toEqual([{ stopped: true }]);
  });
});

describe("a video whose encoder fails", () => {
  it("is saved as far as it was coded, with one message", async () => {
    const { store, life, recorder, step, said } = begin();
    await recorder.recordVideo();
    for (let count = 0; count < 5; count++) step(2);
    encoders[0]!.fail();
    await settled();
    expect([life.onChange.size, life.most, store.recording.value]).toEqual([0, null, null]);
    expect(recorder.saved).toHaveLength(1);
    expect(said("error")).toEqual(["The film ended early (lost the device). Film of 6 frames, 0.2 seconds, saved."]);
    expect(said("note")).toEqual([]);
  });

  it("says that nothing was saved where nothing was coded", async () => {
    const { recorder, said } = begin();
    vi.spyOn(FakeEncoder.prototype, "encode").mockImplementation(() => {});
    await recorder.recordVideo();
    encoders[0]!.fail();
    await settled();
    vi.restoreAllMocks();
    expect(recorder.saved).toEqual([]);
    expect(said("error")).toEqual(["The film ended early (lost the device). Nothing was saved."]);
  });

  it("while its last frames are coded does not stop the next film", async () => {
    const { store, life, recorder, step, said } = begin();
    broken.add("flush");
    await recorder.recordVideo();
    step(2);
    recorder.stop();
    recorder.recordGif();
    encoders[0]!.fail();
    await settled();
    expect(said("error")).toEqual(["The film ended early (lost the device). Film of 2 frames, 0.1 seconds, saved."]);
    expect(store.recording.value).toBe("gif");
    expect(life.onChange.size).toBe(1);
    recorder.stop();
    expect(recorder.saved.map(([, ending]) => ending)).toEqual(["webm", "gif"]);
  });

  it("for a later frame ends there", async () => {
    const { life, recorder, step, said } = begin();
    await recorder.recordVideo();
    step(2);
    broken.add("VideoFrame");
    step(2);
    await settled();
    expect([life.onChange.size, life.most]).toEqual([0, null]);
    expect(said("error")).toEqual(["The film ended early (no VideoFrame). Film of 2 frames, 0.1 seconds, saved."]);
  });
});

describe("a video by the browser's recorder", () => {
  it.each([true, false])("that stops by itself ends the recording and is saved, with an error: %s", async (error) => {
    vi.stubGlobal("VideoEncoder", undefined);
    const { store, life, recorder, said } = begin();
    await recorder.recordVideo();
    expect([life.onChange.size, store.recording.value]).toEqual([1, "video"]);
    clocked!.fail(error, "film");
    expect([life.onChange.size, store.recording.value]).toEqual([0, null]);
    expect(tracks).toEqual([{ stopped: true }]);
    expect(said("error")).toEqual(error ? ["The browser's video recorder failed."] : []);
    expect(recorder.saved).toHaveLength(1);
  });

  it("that stops while another film is recorded leaves that one", async () => {
    vi.stubGlobal("VideoEncoder", undefined);
    const { store, recorder } = begin();
    await recorder.recordVideo();
    const before = clocked!;
    recorder.recordGif();
    before.fail(true, "");
    expect(store.recording.value).toBe("gif");
    recorder.stop();
  });
});

it("a GIF lasts as long as it says: its delays are whole hundredths of a second", async () => {
  const { store, recorder, step, said } = begin();
  store.rate.value = 7; // 142.9 ms a step, in the file 140
  recorder.recordGif();
  let frames = 1;
  for (; store.recording.value !== null; frames++) step(1);
  expect(frames).toBe(143);
  expect(said("note")).toEqual(["Film of 143 frames, 20.0 seconds, saved."]);
  const bytes = new Uint8Array(await recorder.saved[0]![0].arrayBuffer());
  const delays: number[] = [];
  // A graphics control extension is 21 f9 04, flags, and the delay in hundredths of a second.
  for (let at = 0; at < bytes.length - 5; at++) {
    if (bytes[at] === 0x21 && bytes[at + 1] === 0xf9 && bytes[at + 2] === 4) delays.push(bytes[at + 4]!);
  }
  expect(delays).toEqual(new Array(143).fill(14));
});
