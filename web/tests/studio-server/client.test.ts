import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addressOf, Refused, StudioServer, Unreachable } from "../../studio-server/client";
import type { SocketLike } from "../../studio-server/client";
import { decode, encode } from "../../studio-server/messages";
import type { Received } from "../../studio-server/messages";

/** A socket whose other side is the test. */
class FakeSocket implements SocketLike {
  binaryType = "blob";
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  closed = false;
  readonly sent: Received[] = [];

  constructor(readonly address: string) {}

  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.sent.push(decode(typeof data === "string" ? data : data.buffer));
  }

  close(): void {
    this.closed = true;
    this.onclose?.({ code: 1000, reason: "" });
  }

  say(type: string, values: object = {}, data?: Uint8Array): void {
    const frame = encode(type, values, data);
    this.onmessage?.({ data: typeof frame === "string" ? frame : frame.buffer });
  }

  /** Answers the last request. */
  answer(type: string, values: object = {}, data?: Uint8Array): void {
    this.say(type, { request: this.sent.at(-1)!.values.request, ...values }, data);
  }

  lose(code = 1006): void {
    this.onclose?.({ code, reason: "" });
  }
}

const WELCOME = { blastema: "0.1.0", folder: "runs", trainings: 2, picture_bytes: 1 << 20, sizes: [8, 96] };
const FOLLOWED = {
  run: "bug", name: "bug", regime: "growing", state: "running", here: true, changed: 1, picture: null,
  iteration: 7, iterations: 9, log10_loss: -2.5, rate: 3, seconds_left: 1, word: "recognisable", curve: [[7, -2.5]],
}; // prettier-ignore

let sockets: FakeSocket[];
let events: Parameters<Parameters<StudioServer["listen"]>[0]>[0][];

function begun(welcomed = true): StudioServer {
  const server = new StudioServer("ws://127.0.0.1:1/t/socket", (address) => {
    sockets.push(new FakeSocket(address));
    return sockets.at(-1)!;
  });
  server.listen((event) => events.push(event));
  if (welcomed) sockets[0].say("welcome", WELCOME);
  return server;
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  events = [];
});
afterEach(() => void vi.useRealTimers());

describe("messages", () => {
  it("come out as they went in", () => {
    const data = Uint8Array.of(0, 255, 7);
    expect(decode((encode("train", { name: "Käfer" }, data) as Uint8Array<ArrayBuffer>).buffer)).toEqual({
      type: "train",
      values: { name: "Käfer" },
      data,
    });
    expect(decode(encode("runs", { request: 1 }) as string).values).toEqual({ request: 1 });
  });

  it("of another version, or cut short, are refused", () => {
    expect(() => decode('{"v":2,"type":"x"}')).toThrow("version 2 of the protocol, this page 1. Reload the page.");
    expect(() => decode("{}")).toThrow("version undefined");
    expect(() => decode(new ArrayBuffer(3))).toThrow("cut short");
    expect(() => decode(Uint8Array.of(9, 0, 0, 0, 1).buffer)).toThrow("cut short");
    expect(() => decode("nonsense")).toThrow();
  });
});

describe("the client", () => {
  it("finds the socket beside the page", () => {
    const options = { socket: "socket", follow: null };
    expect(addressOf(options, "http://127.0.0.1:80/token/?fresh#run=0")).toBe("ws://127.0.0.1/token/socket");
    expect(addressOf(options, "http://localhost:8000/token/")).toBe("ws://localhost:8000/token/socket");
  });

  it("is open once it has been welcomed", async () => {
    const server = begun(false);
    const ready = server.ready();
    expect(server.state).toBe("connecting");
    expect(sockets[0].binaryType).toBe("arraybuffer");
    await expect(server.runs()).rejects.toBeInstanceOf(Unreachable);
    sockets[0].say("welcome", WELCOME);
    expect(await ready).toEqual(WELCOME);
    expect(server.state).toBe("open");
  });

  it("sends a drawing, and gives each request its own answer", async () => {
    const server = begun();
    const [first, second] = [server.train(Uint8Array.of(1, 2), { name: "bug", size: 16 }), server.runs()];
    expect(sockets[0].sent[0]).toEqual({
      type: "train",
      values: { request: 1, name: "bug", size: 16 },
      data: Uint8Array.of(1, 2),
    });
    sockets[0].say("runs", { request: 2, folder: "runs", runs: [], left_out: 0 });
    sockets[0].say("begun", { request: 1, run: "bug-regenerating", notes: [] });
    expect((await first).run).toBe("bug-regenerating");
    expect((await second).runs).toEqual([]);
    const resumed = server.resume("bug", 99);
    expect(sockets[0].sent.at(-1)!.values).toEqual({ request: 3, run: "bug", iterations: 99 });
    sockets[0].answer("begun");
    await resumed;
  });

  it("tells why something is refused", async () => {
    const server = begun();
    const stopped = server.stop("bug");
    sockets[0].answer("refused", { text: "it is not trained here" });
    await expect(stopped).rejects.toThrow(new Refused("it is not trained here"));
  });

  it("hands on what comes by itself, organisms with their bytes", async () => {
    const server = begun();
    const opened = server.organism("bug");
    sockets[0].answer("opened", { run: "bug", name: "bug", iteration: 5, dtype: "float16" }, Uint8Array.of(4));
    const file = { run: "bug", name: "bug", iteration: 5, dtype: "float16", file: Uint8Array.of(4) };
    expect(await opened).toEqual(file);
    events = [];
    sockets[0].say("organism", { run: "bug", name: "bug", iteration: 5, dtype: "float16" }, Uint8Array.of(4));
    sockets[0].say("finished", { run: "bug", reason: "stopped", iteration: 5, log10_loss: null });
    expect(events).toEqual([
      { type: "organism", ...file },
      { type: "finished", run: "bug", reason: "stopped", iteration: 5, log10_loss: null },
    ]);
  });

  it("comes back after a loss, later and later, and follows again what it followed", async () => {
    const server = begun();
    const followed = server.follow("bug");
    sockets[0].answer("followed", FOLLOWED);
    await followed;
    const lost = server.runs();
    sockets[0].lose();
    await expect(lost).rejects.toBeInstanceOf(Unreachable);
    expect(server.state).toBe("waiting");
    vi.advanceTimersByTime(499);
    expect(sockets.length).toBe(1);
    vi.advanceTimersByTime(1);
    expect(sockets.length).toBe(2);
    sockets[1].lose();
    vi.advanceTimersByTime(999);
    expect(sockets.length).toBe(2);
    vi.advanceTimersByTime(1);
    events = [];
    sockets[2].say("welcome", WELCOME);
    expect(sockets[2].sent.map(({ type, values }) => [type, values.run])).toEqual([["follow", "bug"]]);
    sockets[2].answer("followed", { ...FOLLOWED, state: "stopped" });
    await Promise.resolve();
    expect(events.map(({ type }) => type)).toEqual(["connection", "curve", "progress", "finished"]);
    sockets[2].lose();
    vi.advanceTimersByTime(500);
    expect(sockets.length).toBe(4); // it was welcomed, so that the pause is short again
  });

  it("says so when a run that it followed is there no more", async () => {
    const server = begun();
    const followed = server.follow("bug");
    sockets[0].answer("followed", FOLLOWED);
    await followed;
    sockets[0].lose();
    vi.advanceTimersByTime(500);
    sockets[1].say("welcome", WELCOME);
    sockets[1].answer("refused", { text: "there is no run 'bug'" });
    await Promise.resolve();
    expect(events.at(-1)).toEqual({ type: "failed", run: "bug", text: "there is no run 'bug'" });
    sockets[1].lose();
    vi.advanceTimersByTime(500);
    sockets[2].say("welcome", WELCOME);
    expect(sockets[2].sent).toEqual([]);
  });

  it("follows a run no more that it has left", async () => {
    const server = begun();
    const followed = server.follow("bug");
    sockets[0].answer("followed", FOLLOWED);
    await followed;
    const left = server.leave("bug");
    sockets[0].answer("left");
    await left;
    sockets[0].lose();
    vi.advanceTimersByTime(500);
    sockets[1].say("welcome", WELCOME);
    expect(sockets[1].sent).toEqual([]);
  });

  it("closes when the server speaks another version", async () => {
    const server = begun();
    sockets[0].onmessage!({ data: '{"v":2,"type":"welcome"}' });
    expect(events.at(-1)).toEqual({ type: "connection", state: "closed" });
    expect(server.trouble).toMatch("Reload the page");
    await expect(server.ready()).rejects.toThrow("Reload the page");
    expect(sockets[0].closed).toBe(true);
  });

  it("stays closed once it has been closed", async () => {
    const server = begun();
    const asked = server.runs();
    server.close();
    await expect(asked).rejects.toBeInstanceOf(Unreachable);
    expect(sockets[0].closed).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(sockets.length).toBe(1);
    expect(server.state).toBe("closed");
    await expect(server.ready()).rejects.toBeInstanceOf(Unreachable);
  });
});
