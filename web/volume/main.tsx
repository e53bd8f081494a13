/**
 * The page of organisms that grow a volume.
 *
 * An address may end in #run=0 (paused), s=SEED (of the fire masks) and paint=canvas (without WebGL2), joined by "&".
 */
import { render } from "preact";
import { versionOf } from "../playground/listed";
import "../playground/page.css";
import { asked, listen, seedOf, setMotion, takeListed, textOf } from "../single/start";
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

async function start(root: HTMLElement): Promise<void> {
  const address = asked();
  const world = new VolumeWorld(seedOf(address));
  const problems = takeListed(world, readVolume);
  const motion = setMotion(world, address);
  if (motion === "still") world.hint.value = "Paused, since your system asks for reduced motion. Press play to start.";
  if (motion === "playing") world.hint.value = "Click the volume to remove a ball; drag to rotate it.";
  listen(world, commandsOf(world));
  let control: StageControl | null = null;
  const plain = address.get("paint") === "canvas";
  const version = versionOf(textOf("options"));
  root.textContent = "";
  render(<App world={world} version={version} plain={plain} onControl={(made) => (control = made)} />, root);
  for (const problem of problems) world.say(problem);
  const ready = world.choose(0).then(() => {
    if (motion === "still") world.step(STILL_STEPS);
    control?.paint();
  });
  window.blastema = handleOf(world, ready) as unknown as NonNullable<Window["blastema"]>;
  await ready;
}

function commandsOf(world: VolumeWorld): Readonly<Record<string, () => void>> {
  return {
    r: () => world.reset(),
    1: () => (world.tool.value = "wound"),
    2: () => (world.tool.value = "seed"),
    "[": () => world.brushStep(-1),
    "]": () => world.brushStep(1),
    "+": () => world.turn(0, 0, 1.25),
    "=": () => world.turn(0, 0, 1.25),
    "-": () => world.turn(0, 0, 1 / 1.25),
    0: () => (world.look.value = USUAL_LOOK),
  };
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
