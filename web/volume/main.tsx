/**
 * The page of organisms that grow a volume.
 *
 * An address may end in #run=0 (paused), s=SEED (of the fire masks) and paint=canvas (without WebGL2), joined by "&".
 */
import { effect } from "@preact/signals";
import { render } from "preact";
import { readListed, versionOf } from "../playground/listed";
import "../playground/page.css";
import "./volume.css";
import { App } from "./app";
import { Camera, middleOf, USUAL_LOOK } from "./camera";
import type { VolumeSnapshot } from "./engine";
import type { StageControl } from "./stage";
import { readVolume } from "./organism";
import type { Voxel } from "./organism";
import { VolumeWorld } from "./world";

/** Steps that the page shows at once where the reader wants no motion. */
const STILL_STEPS = 60;

/** The state of the page for tests and inspection. */
interface VolumeHandle {
  readonly ready: Promise<void>;
  readonly stepCount: number;
  readonly living: number;
  readonly playing: boolean;
  readonly painter: string;
  snapshot(): VolumeSnapshot | null;
  /** The point of the window over the middle of a cell. */
  pointOf(cell: Voxel): { x: number; y: number };
}

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

async function start(root: HTMLElement): Promise<void> {
  const asked = new URLSearchParams(location.hash.slice(1));
  const world = new VolumeWorld(Number(asked.get("s") ?? 0) >>> 0);
  const { organisms, problems } = readListed(textOf("organisms"), readVolume);
  world.library.value = organisms;
  const paused = asked.get("run") === "0";
  const still = !paused && matchMedia("(prefers-reduced-motion: reduce)").matches;
  world.playing.value = !paused && !still;
  if (still) world.hint.value = "Paused, since your system asks for reduced motion. Press play to start.";
  else if (world.playing.value) world.hint.value = "Click the volume to remove a ball; drag to rotate it.";
  effect(() => {
    document.documentElement.dataset["theme"] = world.dark.value ? "dark" : "light";
  });
  let control: StageControl | null = null;
  const plain = asked.get("paint") === "canvas";
  const version = versionOf(textOf("options"));
  root.textContent = "";
  render(<App world={world} version={version} plain={plain} onControl={(made) => (control = made)} />, root);
  listen(world);
  for (const problem of problems) world.say(problem);
  if (organisms.length === 0 && problems.length === 0) world.say("This page has no organism. Drop an organism's file here.");
  const ready = world.choose(0).then(() => {
    if (still) world.step(STILL_STEPS);
    control?.paint();
  });
  window.blastema = handleOf(world, ready) as unknown as NonNullable<Window["blastema"]>;
  await ready;
}

function listen(world: VolumeWorld): void {
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
    r: () => world.reset(),
    z: () => world.undo(),
    Z: () => world.redo(),
    1: () => (world.tool.value = "wound"),
    2: () => (world.tool.value = "seed"),
    "[": () => world.brushStep(-1),
    "]": () => world.brushStep(1),
    "+": () => world.turn(0, 0, 1.25),
    "=": () => world.turn(0, 0, 1.25),
    "-": () => world.turn(0, 0, 1 / 1.25),
    0: () => (world.look.value = USUAL_LOOK),
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

function handleOf(world: VolumeWorld, ready: Promise<void>): VolumeHandle {
  return {
    ready,
    get stepCount() {
      return world.stepCount.value;
    },
    get living() {
      return world.standing.value.living;
    },
    get playing() {
      return world.playing.value;
    },
    get painter() {
      return world.painter.value;
    },
    snapshot: () => world.snapshot,
    pointOf(cell) {
      const box = document.querySelector(".stage")!.getBoundingClientRect();
      const camera = new Camera(world.organism!.grid, world.look.value, box.width, box.height);
      const { x, y } = camera.see(middleOf(cell, camera.sides));
      return { x: box.left + x, y: box.top + y };
    },
  };
}

const root = document.getElementById("page");
if (root !== null) void start(root);
