/**
 * The page of organisms that classify digits.
 *
 * An address may end in #run=0 (paused) and s=SEED (of the fire masks), joined by "&".
 */
import { effect } from "@preact/signals";
import { render } from "preact";
import { readListed, versionOf } from "../playground/listed";
import "../playground/page.css";
import "./digits.css";
import { App } from "./app";
import { readClassifier } from "./organism";
import type { Point } from "./paper";
import type { StageControl } from "./stage";
import type { Tally } from "./votes";
import { DigitWorld } from "./world";

/** The state of the page for tests and inspection. */
interface DigitHandle {
  readonly ready: Promise<void>;
  readonly stepCount: number;
  readonly playing: boolean;
  readonly tally: Tally;
  /** Of what is drawn, 0 to 255, row by row. */
  readonly ink: readonly number[];
  /** Makes so many steps at once, and pauses. */
  step(count: number): void;
  /** Puts in a picture of the data, 0 to 1, row by row. */
  put(picture: readonly number[]): void;
  /** The point of the window over a point of the paper, in pixels of the data. */
  pointOf(point: Point): Point;
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

function start(root: HTMLElement): void {
  const asked = new URLSearchParams(location.hash.slice(1));
  const world = new DigitWorld(Number(asked.get("s") ?? 0) >>> 0);
  const { organisms, problems } = readListed(textOf("organisms"), readClassifier);
  world.library.value = organisms;
  const paused = asked.get("run") === "0";
  const still = !paused && matchMedia("(prefers-reduced-motion: reduce)").matches;
  world.playing.value = !paused && !still;
  world.hint.value = still
    ? "Paused, since your system asks for reduced motion. Draw a digit, and press play."
    : "Draw a digit that fills the frame.";
  effect(() => {
    document.documentElement.dataset["theme"] = world.dark.value ? "dark" : "light";
  });
  let control: StageControl | null = null;
  root.textContent = "";
  render(<App world={world} version={versionOf(textOf("options"))} onControl={(made) => (control = made)} />, root);
  listen(world);
  for (const problem of problems) world.say(problem);
  if (organisms.length === 0 && problems.length === 0) world.say("This page has no organism. Drop an organism's file here.");
  world.choose(0);
  window.blastema = handleOf(world, () => control!) as unknown as NonNullable<Window["blastema"]>;
}

function listen(world: DigitWorld): void {
  document.addEventListener("visibilitychange", () => world.rest(document.hidden));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) {
      void file.arrayBuffer().then((data) => world.open(file.name, new Uint8Array(data)));
    }
  });
  const say = (what: unknown): void => world.say(`Something went wrong: ${what instanceof Error ? what.message : String(what)}`);
  window.addEventListener("error", (event) => say(event.message));
  window.addEventListener("unhandledrejection", (event) => say(event.reason));
  const commands: Readonly<Record<string, () => void>> = {
    " ": () => world.play(),
    ".": () => world.step(),
    r: () => world.clear(),
    z: () => world.undo(),
    Z: () => world.redo(),
    1: () => (world.tool.value = "draw"),
    2: () => (world.tool.value = "erase"),
    f: () => world.fit(),
    "?": () => (world.helping.value = true),
  };
  document.addEventListener("keydown", (event) => {
    const other = event.ctrlKey || event.metaKey || event.altKey || world.helping.value;
    const typing = event.target instanceof Element && event.target.matches("input, select");
    const working = event.key === " " && event.target instanceof Element && event.target.matches("button");
    if (other || typing || working || !Object.hasOwn(commands, event.key)) return;
    event.preventDefault();
    commands[event.key]!();
  });
  // A button clicked by pointer gives the focus back, so that the space bar plays and pauses as before.
  document.addEventListener("click", (event) => {
    if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
  });
}

function handleOf(world: DigitWorld, control: () => StageControl): DigitHandle {
  return {
    ready: Promise.resolve(),
    get stepCount() {
      return world.stepCount.value;
    },
    get playing() {
      return world.playing.value;
    },
    get tally() {
      return world.tally.value;
    },
    get ink() {
      return [...world.ink];
    },
    step: (count) => world.step(count),
    put: (picture) => world.put(Float32Array.from(picture), "A picture"),
    pointOf: (point) => control().windowPoint(point),
  };
}

const root = document.getElementById("page");
if (root !== null) start(root);
