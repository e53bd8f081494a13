/** The actions of buttons, keys and links. */
import { Recorder } from "./capture";
import { openFile } from "./library";
import type { Specimen } from "./library";
import type { Life } from "./life";
import type { AddressBar } from "./links";
import { openFragment } from "./links";
import type { Command } from "./keys";
import { lookKey, looks } from "./looks";
import { infect } from "./planting";
import type { EngineWish } from "./settings";
import { BRUSH_SIZES } from "./settings";
import type { NamedPicture, Snapshot } from "../engine/types";
import type { StageControl } from "./stage_control";
import type { Store } from "./store";
import { Tour } from "./tour";
import type { Wound } from "./wounding";
import { wound } from "./wounding";

export const FIRST_HINT = "Drag across it to wound it";

/** Whether the system requests reduced motion: then nothing plays automatically. */
export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export class Actions {
  stage: StageControl | null = null;
  address: AddressBar | null = null;
  /** Asked first about files that are opened: true if it takes one. */
  takes: (file: File) => boolean = () => false;

  /** Ids of organisms that a link cannot name, since the page does not contain them when it is opened again. */
  readonly #foreign = new Set<string>();
  readonly recorder: Recorder;
  readonly tour: Tour;

  constructor(
    readonly store: Store,
    readonly life: Life,
  ) {
    this.recorder = new Recorder(store, life);
    this.tour = new Tour(store, life);
  }

  dispose(): void {
    this.tour.go(null);
    this.recorder.stop();
    this.address?.dispose();
    this.life.dispose();
  }

  /** A world with this organism alone, from its seed, on a grid not smaller than its own. */
  choose(specimen: Specimen): void {
    const { organism } = specimen;
    const { height, width } = this.store.world.value;
    const roomy = height >= organism.height && width >= organism.width;
    const world = roomy && this.life.organisms.length === 1 ? { height, width } : organism;
    this.store.species.value = 0;
    this.store.fireRate.value = organism.physics.fireRate;
    this.store.boundary.value = organism.physics.boundary;
    this.store.signals.value = [];
    this.store.traced.value = null;
    this.store.section.value = null;
    void this.life.begin({
      specimens: [specimen],
      world: { height: world.height, width: world.width },
      snapshot: null,
    });
    const begins = organism.startRadius === null ? "grows from its seed" : "starts as its picture";
    this.store.spoken.value = `${specimen.name} ${begins}.`;
    this.play();
  }

  /** Changes the signal of the organism in use to another of its pictures, while it lives. */
  become({ target, signal }: NamedPicture): void {
    const { signals, species, wounds, stepCount } = this.store;
    signals.value = signals.value.map((told, index) => (index === species.value ? signal : told));
    // The curve shows the transition, as it shows healing.
    wounds.value = [...wounds.value.filter((step) => step < stepCount.value), stepCount.value].slice(-32);
    this.store.spoken.value = `It turns into ${target.name}.`;
    this.play();
  }

  add(specimen: Specimen): void {
    void this.life.add(specimen);
    this.store.spoken.value = `${specimen.name} was added to this world.`;
    this.play();
  }

  /** Replaces the world by another organism's picture, which continues by the rule in use. */
  infect(specimen: Specimen): void {
    void infect(this.life, this.store, specimen).then(() => this.play());
    this.store.spoken.value = `The picture of ${specimen.name} is taken over.`;
  }

  open(file: File): void {
    if (this.takes(file)) return;
    void this.life.enqueue(async () => {
      const specimen = await openFile(file, this.store.library.value);
      this.store.library.value = [...this.store.library.value, specimen];
      this.takeIn(specimen);
      this.choose(specimen);
    });
  }

  /** For an organism of a file, or made in the page: notes that it is not part of the page itself. */
  takeIn({ id }: Specimen): void {
    this.#foreign.add(id);
  }

  /** Starts with the world of a link, or the default; ``kept`` is its state, if the browser has kept it. */
  async follow(fragment: string, kept: Snapshot | null = null): Promise<void> {
    const library = this.store.library.value;
    if (library.length === 0) return;
    const { settings, specimens, snapshot, steps } = await openFragment(this.store, fragment, library, kept);
    this.store.apply(calm() ? { ...settings, playing: false } : settings);
    await this.life.begin({ specimens, world: { height: settings.height, width: settings.width }, snapshot, steps });
    if (this.stage !== null) this.stage.place = settings.place;
  }

  play(playing = true): void {
    this.store.playing.value = playing;
    if (playing && this.store.hint.value !== FIRST_HINT) this.store.hint.value = null;
    this.life.wake();
  }

  wound(kind: Wound): void {
    wound(this.store, this.life, kind);
  }

  resize(side: number): void {
    void this.life.resize({ height: side, width: side });
  }

  seed(text: string): void {
    const value = Number(text);
    if (text === "" || !Number.isInteger(value) || value < 0 || value > 0xffffffff) {
      this.store.say("The random seed must be a whole number from 0 to 4294967295.", "error");
      return;
    }
    this.store.seed.value = value;
  }

  newSeed(): void {
    this.store.seed.value = crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000;
    this.life.reset();
    this.store.spoken.value = `Restarted with random seed ${this.store.seed.value}.`;
  }

  engine(wish: EngineWish): void {
    this.store.engineWish.value = wish;
    void this.life.switchEngine().then(() => {
      if (wish !== "auto" && this.store.engineKind.value !== wish)
        this.store.say(`${wish} cannot run here; the reason is shown below Engine.`);
    });
  }

  /** Copies the address, as a link to the present state, to the clipboard. */
  async share(): Promise<unknown> {
    if (this.address === null) return;
    const whole = await this.address.write(true);
    const framed = window.parent !== window;
    const alone = "A page inside another one has no link. To send an organism: blastema export --to html.";
    if (framed && !location.protocol.startsWith("http")) return this.store.say(alone);
    const link = location.href.replace(/#.*$/, "") + this.address.written;
    const state = whole ? "" : " The state is too large for a link, so the link starts from the seed.";
    const rest = state + this.#whereItWorks();
    try {
      await navigator.clipboard.writeText(link);
      this.store.say(`Link copied.${rest}`);
    } catch {
      this.store.say(framed ? alone : `The link is in the address bar; copy it from there.${rest}`);
    }
  }

  /** Where a link does not work; empty if it works everywhere. */
  #whereItWorks(): string {
    const foreign = this.store.living.value.find(({ id }) => this.#foreign.has(id));
    if (foreign !== undefined) return ` It works only while this page is open: ${foreign.name} was added to the page and is not part of it.`;
    if (location.protocol === "file:") return " It works only with this file: send the file as well.";
    const here = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    return here ? " It works only on this computer, while the page is served. To send an organism: blastema export --to html." : "";
  }

  brushStep(by: number): void {
    const sizes: readonly number[] = BRUSH_SIZES;
    const now = this.store.brush.value;
    const next = by > 0 ? sizes.find((size) => size > now) : [...sizes].reverse().find((size) => size < now);
    if (next === undefined) return;
    this.store.setBrush(next);
    this.store.spoken.value = `Brush of ${next} ${next === 1 ? "cell" : "cells"}`;
  }

  nextLook(): void {
    const organism = this.store.current.value?.organism;
    if (organism === undefined) return;
    const all = looks(organism);
    const at = all.findIndex(({ look }) => lookKey(look) === lookKey(this.store.look.value));
    const next = all[(at + 1) % all.length]!;
    this.store.look.value = next.look;
    this.store.spoken.value = `View: ${next.name}`;
  }

  close(): void {
    if (this.store.helping.value) this.store.helping.value = false;
    else if (this.store.section.value !== null || this.store.drawer.value) {
      this.store.section.value = null;
      this.store.drawer.value = false;
    } else if (this.tour.at.value !== null) this.tour.go(null);
    else this.store.traced.value = null;
  }

  run(command: Command): void {
    switch (command.kind) {
      case "play":
        this.play(!this.store.playing.value);
        this.store.spoken.value = this.store.playing.value ? "Playing" : "Paused";
        return;
      case "step":
        return this.life.step();
      case "reset":
        return this.life.reset();
      case "undo":
        return this.life.undo();
      case "redo":
        return this.life.redo();
      case "help":
        this.store.helping.value = !this.store.helping.value;
        return;
      case "smaller":
        return this.brushStep(-1);
      case "larger":
        return this.brushStep(1);
      case "zoom in":
        return this.stage?.zoom(1.5);
      case "zoom out":
        return this.stage?.zoom(1 / 1.5);
      case "fit":
        return this.stage?.fit();
      case "share":
        return void this.share();
      case "next look":
        return this.nextLook();
      case "close":
        return this.close();
      case "tool":
        this.store.tool.value = command.tool;
        this.store.spoken.value = `Tool: ${command.tool}`;
    }
  }
}
