/** The studio's client in a page that its server has served, as `studio` of the window: for the browser's test. */
import { readOrganism } from "../engine/organism";
import { addressOf, StudioServer } from "../studio-server/client";
import type { ServerOptions } from "../studio-server/client";
import type { ServerEvent, TrainSettings } from "../studio-server/messages";

type Told = ServerEvent | { type: "connection"; state: string };

const studio = {
  server: null as StudioServer | null,
  events: [] as Told[],
  /** Reads what the page's document says of the server, and connects. */
  async connect(): Promise<unknown> {
    const options = JSON.parse(document.getElementById("options")!.textContent!) as { server: ServerOptions };
    this.server = new StudioServer(addressOf(options.server));
    this.server.listen((event) => this.events.push(event as Told));
    return this.server.ready();
  },
  /** Trains what is drawn here, a disc, and follows it. */
  async train(settings: TrainSettings): Promise<string> {
    const canvas = new OffscreenCanvas(16, 16);
    const pen = canvas.getContext("2d")!;
    pen.fillStyle = "#b3245e";
    pen.arc(8, 8, 7, 0, 7);
    pen.fill();
    const png = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    const { run } = await this.server!.train(png, settings);
    await this.server!.follow(run);
    return run;
  },
  /** The newest organism that came, as the page's engines would take it. */
  newest(): { name: string; iteration: number | null; channels: number } | null {
    const found = this.events.filter((event) => event.type === "organism").at(-1);
    if (found?.type !== "organism") return null;
    const organism = readOrganism(found.file, found.name);
    return { name: organism.name, iteration: found.iteration, channels: organism.channels };
  },
  count(type: string): number {
    return this.events.filter((event) => event.type === type).length;
  },
};

(globalThis as unknown as { studio: typeof studio }).studio = studio;
