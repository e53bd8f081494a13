/** What cells and parents tell each other, as small maps with a pixel per parent. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Parents, Snapshot, View } from "../engine/types";
import { blockMeans, viewPixels } from "../engine/view";
import type { ViewSource } from "../engine/view";
import { useStore } from "./context";
import type { Life } from "./life";
import { shortName } from "./looks";
import type { Palette } from "./palette";

/** Maps beside one another. */
const COLUMNS = 4;
/** Empty pixels between two of them, in parts of a map's width. */
const GAP = 0.08;
/** Pixels for the name above each. */
const LETTERS = 15;

export function LevelsFigure({ life }: { life: Life }) {
  const store = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const parents = store.current.value?.organism.parents ?? null;
  useEffect(() => {
    const target = canvas.current;
    if (target === null || parents === null) return;
    const draw = (): void => {
      void store.samples.value;
      const snapshot = life.measure.latest;
      if (snapshot !== null && target.clientWidth > 0) paint(target, snapshot, parents, store.palette.value);
    };
    const sizes = new ResizeObserver(draw);
    sizes.observe(target);
    const stop = effect(draw);
    return () => {
      stop();
      sizes.disconnect();
    };
  }, [parents]);
  if (parents === null) return null;
  const { channels, factor } = parents;
  return (
    <figure class="levels">
      <canvas
        ref={canvas}
        class="chart"
        role="img"
        aria-label="What the parents sense, then the channels that they signal to their cells"
      />
      <figcaption class="quiet">
        A pixel is a parent of {factor} × {factor} cells. First what the parents sense, the mean colour of their cells;
        then what they signal to them, their {channels} channels.
      </figcaption>
    </figure>
  );
}

function paint(target: HTMLCanvasElement, snapshot: Snapshot, parents: Parents, { plate, quiet }: Palette): void {
  const background = plate;
  const { height, width, channels } = snapshot;
  if (channels < parents.channels || height % parents.factor !== 0 || width % parents.factor !== 0) return;
  const looks: View[] = [
    { kind: "colour", background },
    ...Array.from({ length: parents.channels }, (_, index): View => {
      return { kind: "channel", channel: channels - parents.channels + index, background };
    }),
  ];
  const source = atParents(snapshot, parents.factor);
  const side = target.clientWidth / (COLUMNS + (COLUMNS - 1) * GAP);
  const [high, step] = [(side * source.height) / source.width, side * (1 + GAP)];
  const down = LETTERS + high + side * GAP;
  const rows = Math.ceil(looks.length / COLUMNS);
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const whole = rows * down - side * GAP;
  target.style.height = `${whole}px`;
  target.width = Math.round(target.clientWidth * ratio);
  target.height = Math.round(whole * ratio);
  const context = target.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);
  context.imageSmoothingEnabled = false;
  context.fillStyle = quiet;
  context.font = "11px sans-serif";
  const map = document.createElement("canvas");
  [map.width, map.height] = [source.width, source.height];
  const image = new ImageData(source.width, source.height);
  looks.forEach((look, index) => {
    viewPixels(look, source, image.data);
    map.getContext("2d")?.putImageData(image, 0, 0);
    const [row, column] = [Math.floor(index / COLUMNS), index % COLUMNS];
    context.fillText(look.kind === "channel" ? shortName(look.channel) : "sensed", column * step, row * down + LETTERS - 4);
    context.drawImage(map, column * step, row * down + LETTERS, side, high);
  });
}

/** The means of the blocks as a world with one cell per parent. */
function atParents(snapshot: Snapshot, factor: number): ViewSource {
  const { channels, width } = snapshot;
  const nothing = { update: null, fired: null, decoder: null };
  const means = blockMeans({ ...snapshot, ...nothing }, factor);
  const small = { height: snapshot.height / factor, width: width / factor };
  const state = new Float32Array(small.height * small.width * channels);
  for (let parent = 0; parent < small.height * small.width; parent++) {
    const cell = Math.floor(parent / small.width) * factor * width + (parent % small.width) * factor;
    state.set(means.subarray(cell * channels, (cell + 1) * channels), parent * channels);
  }
  return { ...small, ...nothing, channels, state };
}
