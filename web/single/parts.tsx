/** Parts that the pages of one organism share: transport, figures of time, messages and help. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton, Slider } from "../playground/controls";
import { notchOfRate, rateOfNotch, rateText, SPEED_NOTCHES } from "../playground/pace";
import type { AnyWorld } from "./world";

/** @param props.children further buttons, between redo and play */
export function Transport({ world, children }: { world: AnyWorld; children?: ComponentChildren }) {
  const { playing, rate } = world;
  return (
    <div class="transport" role="group" aria-label="Time">
      <IconButton icon="undo" label="Undo" shortcut="z" disabled={!world.canUndo.value} onClick={() => world.undo()} />
      <IconButton icon="redo" label="Redo" shortcut="Shift+z" disabled={!world.canRedo.value} onClick={() => world.redo()} />
      {children}
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

/** Steps, steps per second, and what else the page measures. */
export function Figures({ world, children }: { world: AnyWorld; children: ComponentChildren }) {
  const perSecond = world.stepsPerSecond.value;
  return (
    <p class="figures">
      <span>
        step <output aria-label="Steps">{world.stepCount.value}</output>
      </span>
      <span>
        <output aria-label="Steps per second">
          {world.playing.value ? perSecond.toFixed(perSecond < 10 ? 1 : 0) : "paused"}
        </output>
        {world.playing.value && " steps/s"}
      </span>
      {children}
    </p>
  );
}

/** Errors, which can be closed, and what is spoken to those who do not see. */
export function Messages({ world }: { world: AnyWorld }) {
  return (
    <>
      <div class="notices" role="region" aria-label="Messages">
        {world.notice.value !== null && (
          <div class="notice error" role="alert">
            <p>{world.notice.value}</p>
            <IconButton icon="close" label="Close the message" onClick={() => (world.notice.value = null)} />
          </div>
        )}
      </div>
      <p class="unseen" role="status" aria-live="polite">
        {world.spoken.value}
      </p>
    </>
  );
}

interface HelpProps {
  readonly world: AnyWorld;
  readonly title: string;
  /** Keys, and what they do. */
  readonly shortcuts: readonly (readonly [string, string])[];
  readonly intro: ComponentChildren;
  /** Paragraphs behind the keys. */
  readonly children: ComponentChildren;
}

export function Help({ world, title, shortcuts, intro, children }: HelpProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={() => (world.helping.value = false)}>
      <IconButton icon="close" label="Close the help" onClick={() => dialog.current?.close()} />
      <h2 id="help-title">{title}</h2>
      <p>{intro}</p>
      <dl>
        {shortcuts.map(([keys, what]) => (
          <div key={keys}>
            <dt>{keys}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {children}
    </dialog>
  );
}
