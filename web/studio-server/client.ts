/** The page's client of the studio's server: requests with their answers, events, and a socket that reconnects. */
import { decode, encode } from "./messages";
import type {
  Followed,
  OrganismFile,
  Received,
  RunList,
  ServerEvent,
  TrainSettings,
  Welcome,
} from "./messages";

/** Information about the server in the document's options under "server"; absent if the page stands alone. */
export interface ServerOptions {
  /** Relative to the page. */
  readonly socket: string;
  /** A run that is to be followed from the beginning. */
  readonly follow: string | null;
}

/** The part of a WebSocket that is used. */
export interface SocketLike {
  binaryType: string;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** "open" once the server has welcomed us; "waiting" between two tries; "closed" for good. */
export type Connection = "connecting" | "open" | "waiting" | "closed";

/** A refusal of the server, with its message. */
export class Refused extends Error {}
/** The connection was lost before the answer came, or there is none. */
export class Unreachable extends Error {}

type Listener = (event: ServerEvent | { readonly type: "connection"; readonly state: Connection }) => void;

interface Waiting {
  readonly resolve: (message: Received) => void;
  readonly reject: (error: Error) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8000;

export class StudioServer {
  /** What the server said of itself when it was last reached. */
  welcome: Welcome | null = null;
  state: Connection = "connecting";
  /** Why the connection was closed for good, where the page did not ask for it. */
  trouble: string | null = null;
  readonly #listeners = new Set<Listener>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #followed = new Set<string>();
  #socket: SocketLike | null = null;
  #number = 0;
  #pause = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Connects at once. `open` makes the socket: another one in tests. */
  constructor(
    readonly address: string,
    readonly open: (address: string) => SocketLike = (to) => new WebSocket(to) as unknown as SocketLike,
  ) {
    this.#connect();
  }

  /** Adds a listener for events; returns a function that removes it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when the server can be asked; rejects when the page has closed the connection. */
  async ready(): Promise<Welcome> {
    while (this.state !== "open") {
      if (this.state === "closed") throw new Unreachable(this.trouble ?? "The connection to this computer's studio is closed.");
      await new Promise<void>((resolve) => {
        const end = this.listen((event) => {
          if (event.type !== "connection") return;
          end();
          resolve();
        });
      });
    }
    return this.welcome!;
  }

  /** Begins a training of a PNG; returns the run's name, and notes on the picture. */
  async train(png: Uint8Array, settings: TrainSettings = {}): Promise<{ run: string; notes: readonly string[] }> {
    const { values } = await this.#ask("train", settings, png);
    return values as { run: string; notes: readonly string[] };
  }

  /** Asks a training of this studio to save itself and end; "finished" is sent when it has. */
  async stop(run: string): Promise<void> {
    await this.#ask("stop", { run });
  }

  /** Resumes a run, to another total of iterations if one is given. */
  async resume(run: string, iterations?: number): Promise<void> {
    await this.#ask("resume", iterations === undefined ? { run } : { run, iterations });
  }

  async runs(): Promise<RunList> {
    return (await this.#ask("runs", {})).values as unknown as RunList;
  }

  /** Follows a run, also over a connection that was lost; its present organism comes as an event. */
  async follow(run: string): Promise<Followed> {
    const { values } = await this.#ask("follow", { run });
    this.#followed.add(run);
    return values as unknown as Followed;
  }

  async leave(run: string): Promise<void> {
    this.#followed.delete(run);
    await this.#ask("leave", { run });
  }

  /** A run's organism as of its last checkpoint. */
  async organism(run: string): Promise<OrganismFile> {
    return organismOf(await this.#ask("open", { run }));
  }

  /** For good. */
  close(): void {
    clearTimeout(this.#timer);
    this.#to("closed");
    this.#forget();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #ask(type: string, values: object, data?: Uint8Array): Promise<Received> {
    if (this.state !== "open") return Promise.reject(new Unreachable("This computer's studio cannot be reached."));
    const request = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.#socket!.send(encode(type, { request, ...values }, data));
    });
  }

  #connect(): void {
    this.#to("connecting");
    const socket = this.open(this.address);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#read(data as string | ArrayBuffer);
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#forget();
      this.#to("waiting");
      this.#timer = setTimeout(() => this.#connect(), this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    };
  }

  #read(frame: string | ArrayBuffer): void {
    let message: Received;
    try {
      message = decode(frame);
    } catch (error) {
      // Of another version, as after an update: it will not be understood later either.
      this.trouble = error instanceof Error ? error.message : String(error);
      this.close();
      return;
    }
    this.#take(message);
  }

  #take(message: Received): void {
    const { type, values } = message;
    const waiting = typeof values.request === "number" ? this.#waiting.get(values.request) : undefined;
    if (waiting !== undefined) {
      this.#waiting.delete(values.request as number);
      if (type === "refused") waiting.reject(new Refused(String(values.text)));
      else waiting.resolve(message);
    } else if (type === "welcome") this.#welcomed(values as unknown as Welcome);
    else if (type === "organism") this.#tell({ type, ...organismOf(message) });
    else this.#tell({ type, ...values } as ServerEvent);
  }

  #welcomed(welcome: Welcome): void {
    this.welcome = welcome;
    this.#pause = FIRST_PAUSE_MS;
    this.#to("open");
    for (const run of this.#followed) {
      // The answer holds what happened meanwhile; it is passed on as events.
      this.#ask("follow", { run }).then(
        ({ values }) => this.#catchUp(values as unknown as Followed),
        (error: Error) => {
          if (!(error instanceof Refused)) return; // lost again, and tried again then
          this.#followed.delete(run);
          this.#tell({ type: "failed", run, text: error.message });
        },
      );
    }
  }

  #catchUp({ run, curve, iteration, iterations, log10_loss, rate, seconds_left, word, state }: Followed): void {
    this.#tell({ type: "curve", run, points: curve });
    this.#tell({ type: "progress", run, iteration, iterations, log10_loss, rate, seconds_left, word });
    if (state === "running") return;
    this.#tell({ type: "finished", run, reason: state === "finished" ? "complete" : "stopped", iteration, log10_loss });
  }

  #forget(): void {
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of lost) reject(new Unreachable("The connection to this computer's studio was lost."));
  }

  #to(state: Connection): void {
    if (this.state === "closed" && state !== "closed") return;
    this.state = state;
    this.#tell({ type: "connection", state });
  }

  #tell(event: Parameters<Listener>[0]): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** The socket's address, from the page's own and what the document says. */
export function addressOf({ socket }: ServerOptions, page: string = location.href): string {
  const address = new URL(socket, page);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.hash = "";
  address.search = "";
  return address.href;
}

function organismOf({ values, data }: Received): OrganismFile {
  const { run, name, iteration, dtype } = values as unknown as Omit<OrganismFile, "file">;
  return { run, name, iteration, dtype, file: data };
}
