/** What buttons, keys and links do. */
import { openFile } from "./library";
import type { Specimen } from "./library";
import type { Life } from "./life";
import type { AddressBar } from "./links";
import { applySettings, openFragment } from "./links";
import type { Command } from "./keys";
import { lookKey, looks } from "./looks";
import type { EngineWish } from "./settings";
import { BRUSH_SIZES } from "./settings";
import type { StageControl } from "./stage_control";
import * as store from "./store";
import type { Wound } from "./wounding";
import { wound } from "./wounding";

export const FIRST_HINT = "Drag across it to wound it";

/** Whether the reader's system asks for little motion: then nothing plays by itself. */
export function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export class Actions {
  stage: StageControl | null = null;
  address: AddressBar | null = null;

  constructor(readonly life: Life) {}

  /** A world with this organism alone, from its seed, on a grid not smaller than its own. */
  choose(specimen: Specimen): void {
    const { organism } = specimen;
    const { height, width } = store.world.value;
    const roomy = height >= organism.height && width >= organism.width;
    const world = roomy && this.life.organisms.length === 1 ? { height, width } : organism;
    store.species.value = 0;
    store.fireRate.value = organism.physics.fireRate;
    store.traced.value = null;
    store.section.value = null;
    void this.life.begin({
      specimens: [specimen],
      world: { height: world.height, width: world.width },
      snapshot: null,
    });
    store.spoken.value = `${specimen.name} grows from its seed.`;
    this.play();
  }

  add(specimen: Specimen): void {
    void this.life.add(specimen);
    store.spoken.value = `${specimen.name} joins this world.`;
    this.play();
  }

  open(file: File): void {
    void this.life.enqueue(async () => {
      const specimen = await openFile(file, store.library.value);
      store.library.value = [...store.library.value, specimen];
      this.choose(specimen);
    });
  }

  /** Begins with what a link, or no link, asks for. */
  async follow(fragment: string): Promise<void> {
    const library = store.library.value;
    if (library.length === 0) return;
    const { settings, specimens, snapshot } = await openFragment(fragment, library);
    applySettings(calm() ? { ...settings, playing: false } : settings);
    await this.life.begin({ specimens, world: { height: settings.height, width: settings.width }, snapshot });
    if (this.stage !== null) this.stage.place = settings.place;
  }

  play(playing = true): void {
    store.playing.value = playing;
    if (playing && store.hint.value !== FIRST_HINT) store.hint.value = null;
    this.life.wake();
  }

  wound(kind: Wound): void {
    wound(this.life, kind);
  }

  resize(side: number): void {
    void this.life.resize({ height: side, width: side });
  }

  seed(text: string): void {
    const value = Number(text);
    if (text === "" || !Number.isInteger(value) || value < 0 || value > 0xffffffff) {
      store.say("The random seed is a whole number from 0 to 4294967295.", "error");
      return;
    }
    store.seed.value = value;
  }

  newSeed(): void {
    store.seed.value = crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000;
    this.life.reset();
    store.spoken.value = `Random seed ${store.seed.value}, from the start.`;
  }

  engine(wish: EngineWish): void {
    store.engineWish.value = wish;
    void this.life.switchEngine().then(() => {
      if (wish !== "auto" && store.engineKind.value !== wish)
        store.say(`${wish} cannot run here; see the reason below Engine.`);
    });
  }

  /** The address as a link to this very state, on the clipboard. */
  async share(): Promise<void> {
    if (this.address === null) return;
    const whole = await this.address.write(true);
    const link = location.href.replace(/#.*$/, "") + this.address.written;
    const rest = whole ? "" : " The state is too large for a link, so it begins from the seed.";
    try {
      await navigator.clipboard.writeText(link);
      store.say(`Link copied.${rest}`);
    } catch {
      store.say(`The link is in the address bar; copy it from there.${rest}`);
    }
  }

  brushStep(by: number): void {
    const sizes: readonly number[] = BRUSH_SIZES;
    const now = store.brush.value;
    const next = by > 0 ? sizes.find((size) => size > now) : [...sizes].reverse().find((size) => size < now);
    if (next === undefined) return;
    store.setBrush(next);
    store.spoken.value = `Brush of ${next} ${next === 1 ? "cell" : "cells"}`;
  }

  nextLook(): void {
    const all = looks(store.channels.value);
    const at = all.findIndex(({ look }) => lookKey(look) === lookKey(store.look.value));
    const next = all[(at + 1) % all.length]!;
    store.look.value = next.look;
    store.spoken.value = `View: ${next.name}`;
  }

  close(): void {
    if (store.helping.value) store.helping.value = false;
    else if (store.section.value !== null) store.section.value = null;
    else if (store.drawer.value) store.drawer.value = false;
    else store.traced.value = null;
  }

  run(command: Command): void {
    switch (command.kind) {
      case "play":
        return this.play(!store.playing.value);
      case "step":
        return this.life.step();
      case "reset":
        return this.life.reset();
      case "undo":
        return this.life.undo();
      case "redo":
        return this.life.redo();
      case "help":
        store.helping.value = !store.helping.value;
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
        store.tool.value = command.tool;
        store.spoken.value = `Tool: ${command.tool}`;
    }
  }
}
