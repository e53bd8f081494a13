/** The studio beside the world: the drawing board with its tools, and how the training goes. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Choice, IconButton, Slider } from "../playground/controls";
import { Icon } from "../playground/icons";
import { Aim } from "./aim";
import { BOARD_SIZES, inkOf, PENCILS } from "./board";
import type { BoardTool } from "./board";
import { LossCurve } from "./curve";
import { Easel } from "./easel";
import type { SavedTraining } from "./saved";
import type { Studio } from "./studio";
import { advice, told } from "./words";

const COLOURS = [
  "#26221c",
  "#fffdf8",
  "#c43d1d",
  "#f08a24",
  "#f7cf46",
  "#4c9a4a",
  "#2f7fb8",
  "#5b4b9a",
  "#d96c93",
  "#8a5a3b",
] as const;
const COLOUR_NAMES = ["ink", "white", "red", "orange", "yellow", "green", "blue", "violet", "pink", "brown"];
const TOOL_NAMES: Readonly<Record<BoardTool, string>> = { pencil: "Pencil", eraser: "Eraser", fill: "Fill" };
const EMOJI = ["🦋", "🐢", "🌸", "🐙", "🍄"];

/** `children`: what stands below, in a page that has more. */
export function StudioView({ studio, children }: { studio: Studio; children?: ComponentChildren }) {
  const { shows, stage, waiting } = studio;
  return (
    <section class="studio" data-shows={shows.value} data-stage={stage.value} aria-label="Studio">
      <div class="sides">
        <Choice
          label="What is shown"
          value={shows.value}
          options={[
            { value: "drawing", text: "Drawing" },
            { value: "world", text: "Alive" },
          ]}
          onChange={(value) => (shows.value = value)}
        />
      </div>
      {waiting.value !== null && <Waiting studio={studio} saved={waiting.value} />}
      <Drawing studio={studio} />
      <Progress studio={studio} />
      {children}
      <ShelfView studio={studio} />
    </section>
  );
}

/** What has been kept. */
function ShelfView({ studio }: { studio: Studio }) {
  const { shelf } = studio;
  const count = shelf.creatures.value.length;
  if (count === 0) return null;
  return (
    <div class="row shelf">
      <span class="quiet">{count === 1 ? "One creature" : `${count} creatures`} kept in this browser</span>
      <TextButton onClick={() => shelf.saveAll()}>Save all</TextButton>
    </div>
  );
}

function Drawing({ studio }: { studio: Studio }) {
  const { board } = studio;
  const [tool, setTool] = useState<BoardTool>("pencil");
  const [width, setWidth] = useState<number>(1);
  const [colour, setColour] = useState<string>(COLOURS[2]);
  const [mirrored, setMirrored] = useState(false);
  const change = (action: () => void) => () => {
    action();
    studio.touch();
  };
  const draw = (value: string): void => {
    setColour(value);
    if (tool === "eraser") setTool("pencil");
  };
  void studio.drawn.value;
  return (
    <div class="drawing">
      <div class="row tools-row" role="group" aria-label="Drawing tools">
        <Choice
          label="Drawing tool"
          value={tool}
          options={(Object.keys(TOOL_NAMES) as BoardTool[]).map((value) => ({ value, text: TOOL_NAMES[value] }))}
          onChange={setTool}
        />
        <Choice
          label="Width of the pencil"
          class="widths"
          value={width}
          options={PENCILS.map((value) => ({ value: value as number, text: <Dot width={value} />, name: `${value} ${value === 1 ? "cell" : "cells"} wide` }))}
          onChange={setWidth}
        />
      </div>
      <Easel studio={studio} brush={{ tool, width, ink: inkOf(colour), mirrored }} />
      <div class="swatches" role="group" aria-label="Colours">
        {COLOURS.map((value, index) => (
          <button
            key={value}
            type="button"
            class="swatch"
            aria-label={`Draw in ${COLOUR_NAMES[index]}`}
            aria-pressed={value === colour}
            onClick={() => draw(value)}
          >
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <circle cx="10" cy="10" r="9" fill={value} />
            </svg>
          </button>
        ))}
        <input
          type="color"
          aria-label="Draw in another colour"
          title="Another colour"
          value={colour}
          onInput={(event) => draw(event.currentTarget.value)}
        />
      </div>
      <div class="row edits">
        <IconButton icon="undo" label="Undo on the board" disabled={!board.canUndo} onClick={change(() => board.undo())} />
        <IconButton icon="redo" label="Redo on the board" disabled={!board.canRedo} onClick={change(() => board.redo())} />
        <TextButton pressed={mirrored} onClick={() => setMirrored(!mirrored)}>
          Mirror
        </TextButton>
        <TextButton
          disabled={board.isEmpty}
          onClick={change(() => {
            board.remember();
            board.clear();
          })}
        >
          Clear
        </TextButton>
        <span class="field">
          <select
            aria-label="Cells of the board"
            title="Size of the board in cells"
            value={board.size}
            onChange={(event) => {
              board.remember();
              board.resize(Number(event.currentTarget.value));
              studio.touch();
            }}
          >
            {BOARD_SIZES.map((size) => (
              <option key={size} value={size}>
                {size} × {size}
              </option>
            ))}
          </select>
        </span>
      </div>
      <Beginnings studio={studio} colour={colour} />
      {studio.advice.value !== null && <p class="advice">{studio.advice.value}</p>}
    </div>
  );
}

function Dot({ width }: { width: number }) {
  return (
    <svg class="dot" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r={1.2 + 1.5 * width} fill="currentColor" />
    </svg>
  );
}

function TextButton({
  pressed,
  disabled = false,
  onClick,
  children,
}: {
  pressed?: boolean;
  disabled?: boolean;
  onClick: () => void;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class="text-button plain"
      disabled={disabled}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** What a drawing can begin with: an emoji, a digit or a letter, or a picture that is opened, dropped or pasted. */
function Beginnings({ studio, colour }: { studio: Studio; colour: string }) {
  const file = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
      if (file === undefined) return;
      event.preventDefault();
      studio.actions.open(file);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
  return (
    <div class="row beginnings" role="group" aria-label="Start from a picture">
      {EMOJI.map((emoji) => (
        <button key={emoji} type="button" class="emoji" aria-label={`Start from ${emoji}`} onClick={() => studio.loadEmoji(emoji, colour)}>
          {emoji}
        </button>
      ))}
      <input
        class="any-emoji"
        aria-label="Start from any emoji, letter or digit"
        title="Any emoji, letter or digit"
        placeholder="🙂 7"
        size={3}
        onInput={(event) => {
          const { value } = event.currentTarget;
          if (value.trim() !== "") studio.loadEmoji(value, colour);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="text-button" onClick={() => file.current?.click()}>
        <Icon name="open" />
        Picture
      </button>
      <input
        ref={file}
        type="file"
        class="unseen"
        tabIndex={-1}
        aria-label="Picture to start from"
        accept="image/*"
        onChange={(event) => {
          const picked = event.currentTarget.files?.[0];
          if (picked !== undefined) studio.actions.open(picked);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}

const PATIENCE = [
  { value: 1, text: "Quick", name: "Quick: a short training" },
  { value: 3, text: "Thorough", name: "Thorough: three times as long" },
];

function Progress({ studio }: { studio: Studio }) {
  const { stage, changed, board } = studio;
  const trains = stage.value === "training" || stage.value === "paused" || stage.value === "done";
  void studio.drawn.value;
  return (
    <div class="progress">
      {!trains || changed.value ? (
        <div class="row begin">
          <Choice
            label="How long it is trained"
            class="patience"
            value={studio.patience.value}
            options={PATIENCE}
            onChange={(value) => (studio.patience.value = value)}
          />
          <input
            class="creature-name"
            aria-label="Name of the creature"
            maxLength={60}
            value={studio.name.value}
            onInput={(event) => (studio.name.value = event.currentTarget.value)}
          />
          <button
            type="button"
            class="main-button"
            disabled={board.isEmpty || stage.value === "starting"}
            onClick={() => void studio.begin()}
          >
            {stage.value === "starting" ? "Starting …" : trains ? "Teach it the new drawing" : "Bring it to life"}
          </button>
        </div>
      ) : null}
      {trains && <Training studio={studio} />}
    </div>
  );
}

/** A training that the browser has kept. */
function Waiting({ studio, saved: { name, patience, progress } }: { studio: Studio; saved: SavedTraining }) {
  const iterations = Math.round(patience * studio.options.recipe.iterations);
  const [done, all] = [progress.iteration, iterations].map((count) => count.toLocaleString("en"));
  const finished = progress.iteration >= iterations;
  return (
    <p class="waiting">
      <span>
        <i>{name}</i> {finished ? "was fully trained here." : `stopped at iteration ${done} of ${all}.`}
      </span>
      <TextButton onClick={() => void studio.goOn()}>{finished ? "Bring it back" : "Continue"}</TextButton>
      <TextButton onClick={() => studio.forget()}>Discard it</TextButton>
    </p>
  );
}

function Training({ studio }: { studio: Studio }) {
  const { stage } = studio;
  const { word, cuts, iterations, left } = studio.record;
  const done = studio.record.done.value;
  const hint = advice(word.value, cuts.value, studio.parts);
  return (
    <div class="training">
      <div class="aimed">
        <div class="going">
          <p class="word" role="status">
            <i>{studio.trainedName}</i> {told(word.value, cuts.value)}
          </p>
          <progress max={iterations.value} value={done} aria-label="Training" />
          <p class="quiet figures-row">
            <span title={`Computed ${studio.where.value}`}>
              iteration <output aria-live="off" aria-label="Iteration">{done.toLocaleString("en")}</output> of{" "}
              {iterations.value.toLocaleString("en")}
            </span>
            <span>{stage.value === "training" && left.value !== null ? `${timeText(left.value)} left` : stage.value}</span>
          </p>
        </div>
        <Aim picture={studio.target.value} />
      </div>
      {hint !== null && <p class="quiet">{hint}</p>}
      {studio.where.value === "in the page" && (
        <p class="quiet">This browser does not allow workers, so training uses one processor and is slower.</p>
      )}
      <LossCurve studio={studio} />
      {studio.record.earlier.value.length > 0 && <LookBack studio={studio} />}
      <div class="row">
        {!studio.isWatched.value && <TextButton onClick={() => void studio.watch()}>Watch it</TextButton>}
        {stage.value === "done" ? (
          <TextButton onClick={() => void studio.trainOn()}>Train it on</TextButton>
        ) : (
          <TextButton onClick={() => studio.pause(stage.value === "training")}>
            {stage.value === "paused" ? "Continue" : "Pause"}
          </TextButton>
        )}
        <button type="button" class="text-button strong" onClick={() => void studio.keep()}>
          Keep it
        </button>
        <TextButton onClick={() => studio.savePage()}>As a page</TextButton>
        <label class="check">
          <input
            type="checkbox"
            checked={studio.pauseHidden.value}
            onChange={(change) => (studio.pauseHidden.value = change.currentTarget.checked)}
          />
          pause when hidden
        </label>
      </div>
    </div>
  );
}

/** What it was after some iterations. */
function LookBack({ studio }: { studio: Studio }) {
  const earlier = studio.record.earlier.value;
  const at = studio.lookingBack.value ?? earlier.length;
  const shown = earlier[at] === undefined ? "now" : `iteration ${earlier[at].iteration.toLocaleString("en")}`;
  return (
    <Slider
      label="Look back"
      value={at}
      low={0}
      high={earlier.length}
      step={1}
      shown={shown}
      onInput={(value) => studio.lookBack(value === earlier.length ? null : value)}
    />
  );
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}
