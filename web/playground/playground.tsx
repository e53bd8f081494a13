/** One playground in an element: its store, its life, its stage. A page may hold several; they share nothing. */
import { effect } from "@preact/signals";
import { render } from "preact";
import type { ComponentChildren } from "preact";
import { Actions, calm, FIRST_HINT } from "./actions";
import { App } from "./app";
import { handleOf } from "./handle";
import type { BlastemaHandle } from "./handle";
import type { Snapshot } from "../engine/types";
import type { Focus } from "./keys";
import { commandOf } from "./keys";
import type { Library } from "./library";
import { Life } from "./life";
import { AddressBar, keptState } from "./links";
import type { StageControl } from "./stage_control";
import { Store } from "./store";

/** Steps that a page shows at once where the reader wants no motion. */
const STILL_STEPS = 120;

export interface PlaygroundOptions {
  readonly library: Library;
  /** Blastema's version, shown in the help. */
  readonly version?: string | null;
  /** The initial settings, as after the "#" of a link. */
  readonly fragment?: string;
  /** Whether the whole page is this playground's: its address, keys and drops anywhere, errors, light or dark. */
  readonly alone?: boolean;
  /** Makes the content next to the world. */
  readonly beside?: (actions: Actions) => ComponentChildren;
}

export interface Playground {
  readonly store: Store;
  readonly life: Life;
  readonly actions: Actions;
  readonly stage: StageControl | null;
  readonly handle: BlastemaHandle;
  /** Ends it and empties its element. */
  dispose(): void;
}

/** Makes a playground of an element; resolves when it is drawn, before its first world lives (`handle.ready`). */
export async function createPlayground(root: HTMLElement, options: PlaygroundOptions): Promise<Playground> {
  const { library, version = null, fragment = "", alone = false } = options;
  const store = new Store();
  const life = new Life(store);
  const actions = new Actions(store, life);
  const themed = alone ? document.documentElement : root;
  const stopTheme = effect(() => {
    themed.dataset["theme"] = store.dark.value ? "dark" : "light";
  });
  store.library.value = library.specimens;
  for (const problem of library.problems) store.say(problem, "error", true);
  root.textContent = "";
  render(<App actions={actions} version={version} beside={options.beside?.(actions)} />, root);
  // Effects of the first rendering have to run before the stage is used.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const stop = listen(root, actions, alone);
  const ready = begin(actions, fragment, alone ? keptState() : null).then(() => {
    if (alone) actions.address = new AddressBar(store, life, () => actions.stage?.place ?? null);
  });
  return {
    store,
    life,
    actions,
    get stage() {
      return actions.stage;
    },
    handle: handleOf(actions, version, ready),
    dispose() {
      stop();
      stopTheme();
      actions.dispose();
      render(null, root);
    },
  };
}

async function begin(actions: Actions, fragment: string, kept: Snapshot | null): Promise<void> {
  const { store } = actions;
  if (store.library.value.length === 0) {
    store.say("This page has no organism. Open an organism file, or drop it here.", "error", true);
    return;
  }
  await actions.follow(fragment, kept);
  if (fragment !== "") return;
  store.hint.value = FIRST_HINT;
  if (calm()) showStill(actions);
}

/** Shows a grown organism at once. */
function showStill({ store, life }: Actions): void {
  life.with((engine) => engine.step(STILL_STEPS));
  store.hint.value = "Paused, since your system asks for reduced motion. Press play to start.";
  life.wake();
}

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return "elsewhere";
  if (target.matches("input:not([type=range], [type=color]), textarea, select")) return "text";
  return target.matches("button, a, input, summary") ? "control" : "elsewhere";
}

/** Listens to keys, drops and visibility; the returned function ends it. */
function listen(root: HTMLElement, actions: Actions, alone: boolean): () => void {
  const { store, life } = actions;
  const place: HTMLElement | Document = alone ? document : root;
  const ended = new AbortController();
  const { signal } = ended;
  const on = <K extends keyof DocumentEventMap & keyof HTMLElementEventMap>(
    kind: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ): void => place.addEventListener(kind, listener as EventListener, { signal });
  on("keydown", (event) => {
    const command = commandOf(event, focusOf(event.target));
    if (command === null || (store.helping.value && command.kind !== "help")) return;
    const isPlain = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (isPlain && !store.keys.value && !(event.target as Element).closest(".stage")) return;
    if (event.repeat && (command.kind === "play" || command.kind === "reset" || command.kind === "help")) return;
    event.preventDefault();
    // The focus goes back to what has opened the panel.
    if (command.kind === "close" && (event.target as Element).closest(".inspector")) {
      root.querySelector<HTMLElement>("[aria-expanded=true]")?.focus();
    }
    actions.run(command);
  });
  // A button clicked by pointer gives the focus back, so that the space bar plays and pauses as before.
  on("click", (event) => {
    if (alone && event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
  });
  on("dragover", (event) => event.preventDefault());
  on("drop", (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) actions.open(file);
  });
  const stopResting = restOutOfSight(root, life, signal);
  if (alone) listenToThePage(actions, signal);
  return () => {
    stopResting();
    ended.abort();
  };
}

/** Pauses hidden pages and worlds off the screen. */
function restOutOfSight(root: HTMLElement, life: Life, signal: AbortSignal): () => void {
  let onScreen = true;
  const rest = (): void => life.rest(document.hidden || !onScreen);
  document.addEventListener("visibilitychange", rest, { signal });
  const watching = new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1]?.isIntersecting ?? true;
    rest();
  });
  const stage = root.querySelector(".stage");
  if (stage !== null) watching.observe(stage);
  return () => watching.disconnect();
}

/** What only the one playground of a page listens to. */
function listenToThePage(actions: Actions, signal: AbortSignal): void {
  const { store } = actions;
  const tell = (what: unknown): void => {
    store.say(`Something went wrong: ${what instanceof Error ? what.message : String(what)}`, "error");
  };
  const options = { signal };
  window.addEventListener(
    "hashchange",
    () => {
      if (location.hash !== actions.address?.written) void actions.follow(location.hash);
    },
    options,
  );
  window.addEventListener("pagehide", () => actions.address?.leave(), options);
  // Errors that are caught nowhere else are shown.
  window.addEventListener("error", (event) => tell(event.message), options);
  window.addEventListener("unhandledrejection", (event) => tell(event.reason), options);
}
