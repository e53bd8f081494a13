/** The page of digits that classify themselves: tools, the paper, how the votes stand, examples, and the transport. */
import { useRef } from "preact/hooks";
import { IconButton } from "../playground/controls";
import { PageHeader } from "../single/header";
import { Figures, Help, Messages, Transport } from "../single/parts";
import { EXAMPLES, exampleOf } from "./examples";
import { DIGIT_COLOURS, lettersOn } from "./palette";
import type { StageControl } from "./stage";
import { Stage } from "./stage";
import { wordsOf } from "./votes";
import type { DigitWorld } from "./world";

export interface AppProps {
  readonly world: DigitWorld;
  readonly version: string | null;
  readonly onControl: (control: StageControl) => void;
}

export function App({ world, version, onControl }: AppProps) {
  return (
    <div class="page digits" data-sheet="">
      <PageHeader world={world} />
      <main>
        <Tools world={world} />
        <div class="middle">
          <Stage world={world} onControl={onControl} />
          <Examples world={world} />
          <Caption world={world} />
          <Transport world={world} />
        </div>
        <Votes world={world} />
      </main>
      <Messages world={world} />
      {world.helping.value && <AboutPage world={world} version={version} />}
    </div>
  );
}

function Tools({ world }: { world: DigitWorld }) {
  const { tool, drawing } = world;
  return (
    <div class="tools" role="group" aria-label="Tools">
      <IconButton
        icon="colour"
        label="Draw ink"
        word="Draw"
        shortcut="1"
        pressed={tool.value === "draw"}
        onClick={() => (tool.value = "draw")}
      />
      <IconButton
        icon="erase"
        label="Erase ink"
        word="Erase"
        shortcut="2"
        pressed={tool.value === "erase"}
        onClick={() => (tool.value = "erase")}
      />
      <IconButton
        icon="fit"
        label="Fit the drawing to the frame"
        word="Fit"
        shortcut="f"
        disabled={drawing.value.strokes.length === 0 || !world.canFit}
        onClick={() => world.fit()}
      />
      <IconButton icon="close" label="Clear the paper" word="Clear" shortcut="r" onClick={() => world.clear()} />
    </div>
  );
}

/** What most cells say, and how many say what. */
function Votes({ world }: { world: DigitWorld }) {
  const tally = world.tally.value;
  const { counts, cells, majority } = tally;
  return (
    <section class="votes" aria-label="Votes">
      <p class="verdict">
        <output
          class="majority"
          aria-live="off"
          aria-label="Majority"
          style={majority === null ? {} : { background: DIGIT_COLOURS[majority]!, color: lettersOn(DIGIT_COLOURS[majority]!) }}
        >
          {majority ?? "–"}
        </output>
        <output class="words" aria-live="off" aria-label="Agreement">
          {wordsOf(tally)}
        </output>
      </p>
      <ol class="legend" aria-label="Cells by vote">
        {counts.map((count, digit) => (
          <li key={digit} data-leads={String(digit === majority)}>
            <span class="swatch" style={{ background: DIGIT_COLOURS[digit]!, color: lettersOn(DIGIT_COLOURS[digit]!) }}>
              {digit}
            </span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${cells > 0 ? (100 * count) / cells : 0}%`, background: DIGIT_COLOURS[digit]! }} />
            </span>
            <output aria-live="off" aria-label={`Cells that vote for ${digit}`}>{count}</output>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Digits that were held out of training; a second click on one puts in another. */
function Examples({ world }: { world: DigitWorld }) {
  const put = useRef<Record<number, number>>({});
  const pixels = world.library.value[world.chosen.value]?.paper.pixels;
  if (pixels !== EXAMPLES.pixels) return null;
  return (
    <div class="examples" role="group" aria-label="Held-out examples">
      <span class="name">Examples</span>
      {EXAMPLES.digits.map((_, digit) => (
        <button
          key={digit}
          type="button"
          aria-label={`Insert a handwritten ${digit}`}
          title={`A handwritten ${digit} that was not used in training; click again for another`}
          onClick={() => {
            const number = put.current[digit] ?? 0;
            put.current[digit] = number + 1;
            world.put(exampleOf(digit, number), `A handwritten ${digit}`);
          }}
        >
          {digit}
        </button>
      ))}
    </div>
  );
}

function Caption({ world }: { world: DigitWorld }) {
  const classifier = world.library.value[world.chosen.value];
  return (
    <div class="caption">
      {classifier === undefined && <p class="title">No organism</p>}
      <Figures world={world}>
        <span>
          <output aria-live="off" aria-label="Cells of ink">{world.tally.value.cells}</output> cells of ink
        </span>
      </Figures>
    </div>
  );
}

const SHORTCUTS = [
  ["Space", "play or pause"],
  [".", "one step"],
  ["1, 2", "draw, erase"],
  ["F", "fit the drawing to the frame"],
  ["R", "clear the paper"],
  ["Z, Shift Z", "undo, redo"],
  ["Arrows, Enter", "on the paper: move the pen, put it down or lift it"],
  ["?", "this help"],
] as const;

function AboutPage({ world, version }: { world: DigitWorld; version: string | null }) {
  return (
    <Help
      world={world}
      title="Digits that classify themselves"
      shortcuts={SHORTCUTS}
      intro={
        <>
          Cells live where there is ink. Each one sees only its eight neighbours, and all have to agree on which digit they
          form. Draw a digit that fills the frame, and watch the votes spread; then change it into another one while it
          lives. Few people write as in the training data: where the cells are undecided, try Fit or draw wider loops.
        </>
      }
    >
      <p>
        The examples are from E. Alpaydin and C. Kaynak, <i>Optical Recognition of Handwritten Digits</i> (UCI, 1998, CC BY
        4.0), in scikit-learn; none was used in training. Drop an organism file on the page to open it.
      </p>
      <p class="quiet">
        After <i>Self-classifying MNIST Digits</i>, Randazzo et al. 2020.
        {version !== null && ` Blastema ${version}.`}
      </p>
    </Help>
  );
}
