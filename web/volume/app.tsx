/** The page of a volume: a header, two tools, the volume with its caption, and the transport. */
import { IconButton } from "../playground/controls";
import { PageHeader } from "../single/header";
import { Figures, Help, Messages, Transport } from "../single/parts";
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
      <main>
        <Tools world={world} />
        <div class="middle">
          <Stage world={world} plain={props.plain} onControl={props.onControl} />
          <Caption world={world} />
          <Transport world={world}>
            <IconButton icon="reset" label="Reset to the seed" shortcut="r" onClick={() => world.reset()} />
          </Transport>
        </div>
      </main>
      <Messages world={world} />
      {world.helping.value && <AboutPage world={world} version={props.version} />}
    </div>
  );
}

function Tools({ world }: { world: VolumeWorld }) {
  const { tool, brush } = world;
  return (
    <div class="tools" role="group" aria-label="Tools">
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
          <output aria-live="off" aria-label="Diameter of the ball in cells">{brush.value}</output>
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
      <Figures world={world}>
        <span>
          <output aria-live="off" aria-label="Living voxels">{living}</output> living voxels
        </span>
        {error !== null && (
          <span title="Mean squared error over all cells, decimal logarithm">
            log E <output aria-live="off" aria-label="Error">{errorShown(error)}</output>
          </span>
        )}
        {missed !== null && (
          <span title="1 minus the intersection over union of living voxels and target; 0: the same shape">
            1 − IoU <output aria-live="off" aria-label="1 - IoU">{missed.toFixed(2)}</output>
          </span>
        )}
      </Figures>
    </div>
  );
}

function errorShown(error: number): string {
  return Number.isFinite(error) ? Math.log10(Math.max(error, 1e-12)).toFixed(2) : "diverged";
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

function AboutPage({ world, version }: { world: VolumeWorld; version: string | null }) {
  return (
    <Help
      world={world}
      title="A volume that grows"
      shortcuts={SHORTCUTS}
      intro={
        <>
          Every cell here runs the same small rule and sees only its 26 neighbours. From one seed they grow into a volume.
          Click it to remove a ball and watch whether it recovers. Drag to rotate it; pinch or turn the wheel to zoom.
        </>
      }
    >
      <p>
        Voxels are shown where alpha is above 0.5. This page cannot paint, film or train volumes: blastema render makes
        a rotating film, and blastema grow trains. Drop an organism file on the page to open it.
      </p>
      <p class="quiet">
        After <i>Growing 3D Artefacts and Functional Machines with Neural Cellular Automata</i>, Sudhakaran et al. 2021.
        {version !== null && ` Blastema ${version}.`}
      </p>
    </Help>
  );
}
