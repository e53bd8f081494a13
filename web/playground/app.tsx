/** The page: a header, the tools, the world with its caption and transport, the inspector. */
import type { Actions } from "./actions";
import { videoKind } from "./films";
import { IconButton, KeysChoice } from "./controls";
import type { IconButtonProps } from "./controls";
import { SHORTCUTS } from "./keys";
import { SECTION_NAMES } from "./panel";
import { fullName } from "./library";
import { Panels } from "./panels";
import { Stage } from "./stage";
import { StoreContext, useStore } from "./context";
import { SECTIONS } from "./store";
import { Tools, Transport } from "./toolbar";
import { TourCard } from "./tour_card";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface AppProps {
  readonly actions: Actions;
  readonly version: string | null;
  /** The content next to the world. */
  readonly beside: ComponentChildren;
}

export function App(props: AppProps) {
  return (
    <StoreContext.Provider value={props.actions.store}>
      <Page {...props} />
    </StoreContext.Provider>
  );
}

function Page({ actions, version, beside }: AppProps) {
  const store = useStore();
  return (
    <div class="page" data-sheet={store.section.value ?? ""}>
      <Header actions={actions} />
      <main>
        {beside}
        <Tools actions={actions} />
        <div class="middle">
          <TourCard tour={actions.tour} />
          <Stage life={actions.life} onControl={(control) => (actions.stage = control)} />
          <Caption />
          <Transport actions={actions} />
        </div>
      </main>
      <aside class="inspector" aria-label="Inspector" data-open={store.drawer.value}>
        <Panels actions={actions} />
      </aside>
      <Tabs />
      <Notices />
      {store.helping.value && <Help version={version} />}
      <p class="unseen" role="status" aria-live="polite">
        {store.spoken.value}
      </p>
    </div>
  );
}

function Header({ actions }: { actions: Actions }) {
  const store = useStore();
  const { theme, drawer, dark } = store;
  const next = { auto: dark.value ? "light" : "dark", light: "dark", dark: "light" } as const;
  return (
    <header>
      <h1>
        Blastema<i aria-hidden="true">regrows</i>
      </h1>
      <div class="actions" role="group" aria-label="Page">
        <IconButton icon="link" label="Copy a link to this state" shortcut="l" onClick={() => void actions.share()} />
        <Capture actions={actions} />
        <IconButton
          icon={dark.value ? "sun" : "moon"}
          label={dark.value ? "Light colours" : "Dark colours"}
          onClick={() => (theme.value = next[theme.value])}
        />
        <IconButton icon="tour" label="Guided tour" onClick={() => actions.tour.go(0)} />
        <IconButton icon="help" label="Help" shortcut="?" onClick={() => actions.run({ kind: "help" })} />
        <IconButton
          class="drawer-button"
          icon="panel"
          label="Inspector"
          expanded={drawer.value}
          onClick={() => (drawer.value = !drawer.value)}
        />
      </div>
    </header>
  );
}

function Capture({ actions }: { actions: Actions }) {
  const store = useStore();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const { recorder } = actions;
  // Not useEffect, which would wait for a frame: a key may follow at once.
  useLayoutEffect(() => {
    if (!open) return;
    const close = (event: Event): void => {
      const inside = box.current!.contains(event.target as Node);
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        event.stopPropagation(); // it closes the menu alone
        if (inside) focusButton();
      } else if (inside) return;
      setOpen(false);
    };
    // Not when a pointer goes down: what it presses would have moved before it comes up.
    document.addEventListener("click", close, true);
    document.addEventListener("keydown", close, true);
    return () => {
      document.removeEventListener("click", close, true);
      document.removeEventListener("keydown", close, true);
    };
  }, [open]);
  const focusButton = (): void => box.current!.querySelector("button")!.focus();
  const run = (action: () => void) => (event: MouseEvent) => {
    if (event.detail === 0) focusButton(); // by a key: what had the focus goes away
    setOpen(false);
    action();
  };
  const films = store.recording.value !== null;
  const { seconds, most } = store.filmed.value;
  // One button for both, which keeps the focus when a recording begins and ends.
  const button: IconButtonProps = films
    ? { class: "recording", icon: "stop", filled: true, label: "Stop recording", onClick: () => recorder.stop() }
    : { icon: "camera", label: "Pictures and films", expanded: open, onClick: () => setOpen(!open) };
  return (
    <div class={films ? "film" : "menu"} ref={box}>
      {films && (
        <output aria-live="off" aria-label="Recorded">
          {Math.floor(seconds)} of {most} s
        </output>
      )}
      <IconButton {...button} />
      {open && !films && (
        <div class="menu-list" role="group" aria-label="Pictures and films">
          <button type="button" onClick={run(() => recorder.savePicture())}>
            Save a picture
          </button>
          <button type="button" onClick={run(() => recorder.recordGif())}>
            Record a GIF
          </button>
          {(typeof VideoEncoder !== "undefined" || videoKind() !== null) && (
            <button type="button" onClick={run(() => void recorder.recordVideo())}>
              Record a video
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** The caption: which organism it is, and its state. */
function Caption() {
  const store = useStore();
  const chosen = store.current.value;
  const count = store.living.value.length;
  return (
    <div class="caption">
      <p class="title">
        {chosen === null ? "No organism" : <i>{capital(store.living.value.map(({ name }) => name).join(" & "))}</i>}
        {count === 1 && chosen?.regime != null && (
          <span>{chosen.regime === "growing" ? "growing, soon outgrows its shape" : chosen.regime}</span>
        )}
      </p>
      <p class="figures">
        <span>
          step <output aria-live="off" aria-label="Steps">{grouped(store.stepCount.value)}</output>
        </span>
        <span>
          <output aria-live="off" aria-label="Steps per second">
            {store.playing.value ? rateShown(store.stepsPerSecond.value) : "paused"}
          </output>
          {store.playing.value && " steps/s"}
        </span>
        <span>
          <output aria-live="off" aria-label="Living cells">{grouped(store.livingCells.value)}</output> living {store.livingCells.value === 1 ? "cell" : "cells"}
        </span>
      </p>
    </div>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function grouped(value: number): string {
  return value.toLocaleString("en").replace(/,/g, "\u202f");
}

function rateShown(value: number): string {
  return value < 10 ? value.toFixed(1) : grouped(Math.round(value));
}

/** On phones: which section the sheet shows. */
function Tabs() {
  const store = useStore();
  const { section } = store;
  return (
    <nav class="tabs" aria-label="Sections">
      {SECTIONS.map((one) => (
        <button
          key={one}
          type="button"
          aria-expanded={section.value === one}
          onClick={() => (section.value = section.value === one ? null : one)}
        >
          {SECTION_NAMES[one]}
        </button>
      ))}
    </nav>
  );
}

function Notices() {
  const store = useStore();
  return (
    <div class="notices" role="region" aria-label="Messages">
      {store.notices.value.map(({ id, text, kind }) => (
        <div key={id} class={`notice ${kind}`} role={kind === "error" ? "alert" : undefined}>
          <p>{text}</p>
          <IconButton icon="close" label="Close the message" onClick={() => store.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}

function Help({ version }: { version: string | null }) {
  const store = useStore();
  const title = `help-title-${store.number}`;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const chosen = store.current.value;
  return (
    <dialog ref={dialog} class="help" aria-labelledby={title} onClose={() => (store.helping.value = false)}>
      <IconButton icon="close" label="Close the help" onClick={() => dialog.current?.close()} />
      <h2 id={title}>A picture that grows</h2>
      <p>
        Every cell here runs the same small rule and sees only its neighbours. From one seed they grow into a picture
        {chosen !== null && (
          <>
            , here <i>{fullName(chosen, store.library.value)}</i>
          </>
        )}
        . Wound it and watch whether it recovers.
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
        Drag with the move tool, Shift, the right button or two fingers to move the view; pinch or turn the wheel to
        zoom. A double click plants a seed; with the move tool it fits the world again. Drop an
        organism file on the page to open it.
      </p>
      <KeysChoice keys={store.keys} />
      <p class="quiet">
        After <i>Growing Neural Cellular Automata</i>, Mordvintsev, Randazzo, Niklasson and Levin, Distill 2020.
        {version !== null && ` Blastema ${version}.`}
      </p>
    </dialog>
  );
}
