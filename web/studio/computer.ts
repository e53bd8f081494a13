/** The computer that serves the page: trainings of drawings that it does, and all runs in its folder. */
import { signal } from "@preact/signals";
import { readOrganism } from "../engine/organism";
import { encodePng } from "../engine/png_writing";
import type { Actions } from "../playground/actions";
import { specimenOf } from "../playground/library";
import type { Specimen } from "../playground/library";
import { addressOf, StudioServer } from "../studio-server/client";
import type { Connection, ServerOptions } from "../studio-server/client";
import type { FaultyRun, Numbers, OrganismFile, RunSummary, ServerEvent } from "../studio-server/messages";
import type { Pixels } from "../training/pictures";
import { soundName } from "./drawings";

/** The organism's name among the page's. */
const WORD = "computer";
/** Steps after which the organism of a running training starts again, while it is not recognisable. */
const FIRST_LIVES = 160;

/** The run that is looked at. */
export interface Watched extends Numbers {
  readonly run: string;
  readonly state: RunSummary["state"];
  readonly here: boolean;
  /** Data URL of the target. */
  readonly picture: string | null;
  /** The verdict, or why it has failed. */
  readonly words: string;
}

export class Computer {
  readonly state = signal<Connection>("connecting");
  readonly runs = signal<readonly (RunSummary | FaultyRun)[]>([]);
  readonly watched = signal<Watched | null>(null);
  readonly starting = signal(false);
  readonly #server: StudioServer;
  #specimen: Specimen | null = null;

  constructor(
    readonly actions: Actions,
    options: ServerOptions,
    server: StudioServer = new StudioServer(addressOf(options)),
  ) {
    this.#server = server;
    server.listen((event) => {
      if (event.type === "connection") this.#connected(event.state);
      else this.#take(event);
    });
    if (options.follow !== null) {
      const run = options.follow;
      server.ready().then(() => this.watch(run), (error: unknown) => this.#say(error));
    }
  }

  #say(error: unknown): void {
    this.actions.store.say(error instanceof Error ? error.message : String(error), "error");
  }

  /** The run that can be taught another drawing: one that is looked at, and trained here. */
  get pupil(): string | null {
    const watched = this.watched.value;
    return watched?.here === true && watched.state === "running" ? watched.run : null;
  }

  /** Trains a drawing, cell by cell, in a run folder of this computer; a creature in training continues as it. */
  async train(drawing: Pixels, name: string, thorough: boolean): Promise<void> {
    this.starting.value = true;
    const { pupil } = this;
    try {
      const png = await encodePng({ ...drawing, pixels: Uint8Array.from(drawing.data) });
      const { run, notes } = await this.#server.train(png, {
        name: soundName(name),
        size: Math.max(drawing.width, drawing.height),
        recipe: thorough ? "fast" : "quick",
        trim: false,
        background: "keep",
        ...(pupil === null ? {} : { after: pupil }),
      });
      for (const note of notes) this.actions.store.say(note);
      await this.watch(run, pupil !== null);
    } catch (error) {
      this.#say(error);
    } finally {
      this.starting.value = false;
    }
  }

  /**
   * Follows a run; its organism lives in the page, as it is at each moment.
   *
   * @param becomes whether the creature in the world continues as that run's, without a restart
   */
  async watch(run: string, becomes = false): Promise<void> {
    const before = this.watched.value;
    try {
      if (before !== null && before.run !== run) await this.#server.leave(before.run);
      if (!becomes) this.#specimen = null;
      const followed = await this.#server.follow(run);
      this.watched.value = { ...followed, words: "" };
      if (followed.state !== "running") await this.#show(await this.#server.organism(run));
    } catch (error) {
      this.#say(error);
    }
  }

  async stop(): Promise<void> {
    if (this.watched.value !== null) await this.#server.stop(this.watched.value.run).catch((error: unknown) => this.#say(error));
  }

  async resume(): Promise<void> {
    const watched = this.watched.value;
    if (watched === null) return;
    try {
      await this.#server.resume(watched.run);
      await this.watch(watched.run);
    } catch (error) {
      this.#say(error);
    }
  }

  #connected(state: Connection): void {
    this.state.value = state;
    if (state === "open") void this.#list();
    if (state === "closed" && this.#server.trouble !== null) this.#say(this.#server.trouble);
  }

  async #list(): Promise<void> {
    await this.#server.runs().then(
      ({ runs }) => (this.runs.value = runs),
      () => {}, // the connection was lost: it is listed again once there is one
    );
  }

  #take(event: ServerEvent): void {
    if (event.type === "changed") return void this.#list();
    if (event.type === "progress") {
      const { type: _, ...numbers } = event;
      this.runs.value = this.runs.value.map((run) => (run.run === event.run ? { ...run, ...numbers } : run));
    }
    const watched = this.watched.value;
    if (watched === null || event.run !== watched.run) return;
    if (event.type === "progress") this.watched.value = { ...watched, ...event, state: "running" };
    else if (event.type === "organism") void this.#show(event);
    else if (event.type === "note") this.actions.store.say(event.text);
    else if (event.type === "verdict") this.watched.value = { ...watched, words: event.words };
    else if (event.type === "failed") this.watched.value = { ...watched, state: "stopped", words: event.text };
    else if (event.type === "finished") {
      const state = event.reason === "stopped" ? "stopped" : "finished";
      this.watched.value = { ...watched, iteration: event.iteration, log10_loss: event.log10_loss, state };
    }
  }

  /** Into the world; one that lives there already gets the new weights. */
  async #show({ file, run }: OrganismFile): Promise<void> {
    const { store, life } = this.actions;
    try {
      const specimen = specimenOf(readOrganism(file, run), WORD);
      const before = this.#specimen?.organism;
      const fits = before?.height === specimen.organism.height && before.width === specimen.organism.width;
      const lives = fits && store.living.value.length === 1 && store.living.value[0]?.id === WORD;
      const first = this.#specimen === null || !fits;
      this.#specimen = specimen;
      if (lives) {
        if (before.target?.png !== specimen.organism.target?.png) await life.measure.compareWith([specimen.organism]);
        const early = this.watched.value?.word === "taking shape" && store.stepCount.value > FIRST_LIVES;
        const lost = store.livingCells.value === 0 && store.stepCount.value > 20;
        life.renew(specimen, early || lost);
      } else if (first) {
        const { height, width, physics } = specimen.organism;
        store.boundary.value = physics.boundary;
        store.fireRate.value = physics.fireRate;
        store.playing.value = true;
        store.hint.value = null;
        await life.begin({ specimens: [specimen], world: { height, width }, snapshot: null });
      }
    } catch (error) {
      this.#say(error);
    }
  }
}
