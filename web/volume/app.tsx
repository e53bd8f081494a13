/** The page of a volume: a header, two tools, the volume with its caption, and the transport. */
import { useEffect, useRef } from "preact/hooks";
import { IconButton, Slider } from "../playground/controls";
import { PageHeader } from "../playground/page_header";
import { notchOfRate, rateOfNotch, rateText, SPEED_NOTCHES } from "../playground/pace";
import type { StageControl } from "./stage";
import { Stage } from "./stage";
import { BRUSHES } from "./world";
import type { VolumeWorld } from "./world";

export interface AppProps {
  readonly world: VolumeWorld;
  readonly version: string | null;
  readonly plain: boolean;
  readonly onControl: (control: StageControl) => void;
}

export function App(props: AppProps) {
  const { world } = props;
  return (
    <div class="page volume" data-sheet="">
      <PageHeader world={world} />
      <Tools world={world} />
      <main>
        <Stage world={world} plain={props.plain} onControl={props.onControl} />
        <Caption world={world} />
        <Transport world={world} />
      </main>
      <div class="notices" role="region" aria-label="Messages">
        {world.notice.value !== null && (
          <div class="notice error" role="alert">
            <p>{world.notice.value}</p>
            <IconButton icon="close" label="Close the message" onClick={() => (world.notice.value = null)} />
          </div>
        )}
      </div>
      {world.helping.value && <Help world={world} version={props.version} />}
      <p class="unseen" role="status" aria-live="polite">
        {world.spoken.value}
      </p>
    </div>
  );
}

function Tools({ world }: { world: VolumeWorld }) {
  const { tool, brush } = world;
  return (
    <div class="tools" role="toolbar" aria-label="Tools">
      <IconButton
        icon="erase"
        label="Wound: remove a ball"
        word="Wound"
        shortcut="1"
        pressed={tool.value === "wound"}
        onClick={() => (tool.value = "wound")}
      />
      <IconButton
        icon="seed"
        label="Plant a seed"
        word="Seed"
        shortcut="2"
        pressed={tool.value === "seed"}
        onClick={() => (tool.value = "seed")}
      />
      {tool.value === "wound" && (
        <div class="brush" role="group" aria-label="Ball">
          <IconButton
            icon="minus"
            label="Smaller ball"
            shortcut="["
            disabled={brush.value <= BRUSHES[0]}
            onClick={() => world.brushStep(-1)}
          />
          <output aria-label="Diameter of the ball in cells">{brush.value}</output>
          <IconButton
            icon="plus"
            label="Larger ball"
            shortcut="]"
            disabled={brush.value >= BRUSHES[BRUSHES.length - 1]!}
            onClick={() => world.brushStep(1)}
          />
        </div>
      )}
    </div>
  );
}

/** Which organism it is, and its state. */
function Caption({ world }: { world: VolumeWorld }) {
  const organism = world.library.value[world.chosen.value];
  const { living, error, missed } = world.standing.value;
  const regime = organism?.provenance["regime"];
  return (
    <div class="caption">
      <p class="title">
        {organism === undefined ? "No organism" : <i>{organism.name.charAt(0).toUpperCase() + organism.name.slice(1)}</i>}
        {typeof regime === "string" && <span>{regime}</span>}
      </p>
      <p class="figures">
        <span>
          step <output aria-label="Steps">{world.stepCount.value}</output>
        </span>
        <span>
          <output aria-label="Steps per second">
            {world.playing.value ? world.stepsPerSecond.value.toFixed(world.stepsPerSecond.value < 10 ? 1 : 0) : "paused"}
          </output>
          {world.playing.value && " steps/s"}
        </span>
        <span>
          <output aria-label="Living voxels">{living}</output> living voxels
        </span>
        {error !== null && (
          <span title="Mean squared error over all cells, decimal logarithm">
            log E <output aria-label="Error">{errorShown(error)}</output>
          </span>
        )}
        {missed !== null && (
          <span title="1 minus the intersection over union of living voxels and target; 0: the same shape">
            1 − IoU <output aria-label="1 - IoU">{missed.toFixed(2)}</output>
          </span>
        )}
      </p>
    </div>
  );
}

function errorShown(error: number): string {
  return Number.isFinite(error) ? Math.log10(Math.max(error, 1e-12)).toFixed(2) : "diverged";
}

function Transport({ world }: { world: VolumeWorld }) {
  const { playing, rate } = world;
  return (
    <div class="transport" role="group" aria-label="Time">
      <IconButton icon="undo" label="Undo" shortcut="z" disabled={!world.canUndo.value} onClick={() => world.undo()} />
      <IconButton icon="redo" label="Redo" shortcut="Shift+z" disabled={!world.canRedo.value} onClick={() => world.redo()} />
      <IconButton icon="reset" label="Reset to the seed" shortcut="r" onClick={() => world.reset()} />
      <IconButton
        class="play"
        icon={playing.value ? "pause" : "play"}
        filled={!playing.value}
        label={playing.value ? "Pause" : "Play"}
        shortcut="Space"
        onClick={() => world.play()}
      />
      <IconButton icon="step" label="One step" shortcut="." onClick={() => world.step()} />
      <Slider
        label="Speed"
        value={notchOfRate(rate.value)}
        low={0}
        high={SPEED_NOTCHES}
        step={1}
        shown={rate.value === Infinity ? "max" : `${rate.value}/s`}
        spoken={rateText(rate.value)}
        onInput={(notch) => (rate.value = rateOfNotch(notch))}
      />
    </div>
  );
}

const SHORTCUTS = [
  ["Space", "play or pause"],
  [".", "one step"],
  ["R", "reset"],
  ["Z, Shift Z", "undo, redo"],
  ["1, 2", "wound, seed"],
  ["[ and ]", "smaller, larger ball"],
  ["+, -, 0", "zoom in, zoom out, reset the view"],
  ["Arrows, Enter", "on the volume: rotate it, use the tool in the middle"],
  ["?", "this help"],
] as const;

function Help({ world, version }: { world: VolumeWorld; version: string | null }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={() => (world.helping.value = false)}>
      <IconButton icon="close" label="Close the help" onClick={() => dialog.current?.close()} />
      <h2 id="help-title">A volume that grows</h2>
      <p>
        Every cell here runs the same small rule and sees only its 26 neighbours. From one seed they grow into a volume.
        Click it to remove a ball and watch whether it recovers. Drag to rotate it; pinch or turn the wheel to zoom.
      </p>
      <dl>
        {SHORTCUTS.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>
        Voxels are shown where alpha is above 0.5. This page cannot paint, film or train volumes: blastema render makes
        a rotating film, and blastema grow trains. Drop an organism file on the page to open it.
      </p>
      <p class="quiet">
        After <i>Growing 3D Artefacts and Functional Machines with Neural Cellular Automata</i>, Sudhakaran et al. 2021.
        {version !== null && ` Blastema ${version}.`}
      </p>
    </dialog>
  );
}
