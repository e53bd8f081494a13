/** Parts that the pages of one organism share: transport, figures of time, messages and help. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton, KeysChoice } from "../playground/controls";
import { TimeBar } from "../playground/time_bar";
import type { AnyWorld } from "./world";

/** @param props.children further buttons, between redo and play */
export function Transport({ world, children }: { world: AnyWorld; children?: ComponentChildren }) {
  return (
    <TimeBar time={world} run={(kind) => world[kind]()}>
      {children}
    </TimeBar>
  );
}

/** Steps, steps per second, and what else the page measures. */
export function Figures({ world, children }: { world: AnyWorld; children: ComponentChildren }) {
  const perSecond = world.stepsPerSecond.value;
  return (
    <p class="figures">
      <span>
        step <output aria-live="off" aria-label="Steps">{world.stepCount.value}</output>
      </span>
      <span>
        <output aria-live="off" aria-label="Steps per second">
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
  useLayoutEffect(() => dialog.current?.showModal(), []);
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
      <KeysChoice keys={world.keys} />
    </dialog>
  );
}
