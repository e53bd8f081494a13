/**
 * The page of organisms that classify digits.
 *
 * An address may end in #run=0 (paused) and s=SEED (of the fire masks), joined by "&".
 */
import { render } from "preact";
import { versionOf } from "../playground/listed";
import "../playground/page.css";
import { asked, listen, seedOf, setMotion, takeListed, textOf } from "../single/start";
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

function start(root: HTMLElement): void {
  const address = asked();
  const world = new DigitWorld(seedOf(address));
  const problems = takeListed(world, readClassifier);
  world.hint.value =
    setMotion(world, address) === "still"
      ? "Paused, since your system asks for reduced motion. Draw a digit, and press play."
      : "Draw a digit that fills the frame.";
  listen(world, {
    r: () => world.clear(),
    1: () => (world.tool.value = "draw"),
    2: () => (world.tool.value = "erase"),
    f: () => world.fit(),
  });
  let control: StageControl | null = null;
  root.textContent = "";
  render(<App world={world} version={versionOf(textOf("options"))} onControl={(made) => (control = made)} />, root);
  for (const problem of problems) world.say(problem);
  world.choose(0);
  window.blastema = handleOf(world, () => control!) as unknown as NonNullable<Window["blastema"]>;
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
