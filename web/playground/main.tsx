/** Starts the page: reads the organisms in the document, follows the address, listens to keys, drops and visibility. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { Actions, calm, FIRST_HINT } from "./actions";
import { App } from "./app";
import { expose } from "./handle";
import type { Focus } from "./keys";
import { commandOf } from "./keys";
import { readLibrary } from "./library";
import { Life } from "./life";
import { AddressBar } from "./links";
import { dark } from "./palette";
import "./page.css";
import * as store from "./store";

/** Steps that a page shows at once where the reader wants no motion. */
const STILL_STEPS = 120;

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

function readOptions(): { version: string | null; fragment: string } {
  try {
    const options = JSON.parse(textOf("options") || "{}") as Record<string, unknown>;
    const text = (key: string): string | null => (typeof options[key] === "string" ? (options[key] as string) : null);
    return { version: text("version"), fragment: text("fragment") ?? "" };
  } catch {
    return { version: null, fragment: "" };
  }
}

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return "elsewhere";
  if (target.matches("input:not([type=range], [type=color]), textarea, select")) return "text";
  return target.matches("button, a, input, summary") ? "control" : "elsewhere";
}

function listen(actions: Actions): void {
  const { life } = actions;
  document.addEventListener("keydown", (event) => {
    const command = commandOf(event, focusOf(event.target));
    if (command === null || (store.helping.value && command.kind !== "help")) return;
    if (event.repeat && (command.kind === "play" || command.kind === "reset" || command.kind === "help")) return;
    event.preventDefault();
    actions.run(command);
  });
  // A button clicked by pointer gives the focus back, so that the space bar plays and pauses as before.
  document.addEventListener("click", (event) => {
    if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
  });
  const stage = document.querySelector(".stage");
  let onScreen = true;
  const rest = (): void => life.rest(document.hidden || !onScreen);
  document.addEventListener("visibilitychange", rest);
  if (stage !== null) {
    new IntersectionObserver((entries) => {
      onScreen = entries[entries.length - 1]?.isIntersecting ?? true;
      rest();
    }).observe(stage);
  }
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) actions.open(file);
  });
  window.addEventListener("hashchange", () => {
    if (location.hash !== actions.address?.written) void actions.follow(location.hash);
  });
  // What the browser cannot catch elsewhere is told rather than lost.
  window.addEventListener("error", (event) => store.say(`Something went wrong: ${event.message}`, "error"));
  window.addEventListener("unhandledrejection", (event) => {
    store.say(
      `Something went wrong: ${event.reason instanceof Error ? event.reason.message : String(event.reason)}`,
      "error",
    );
  });
}

/** A grown organism to look at, without the growing. */
function showStill(life: Life): void {
  life.with((engine) => engine.step(STILL_STEPS));
  store.hint.value = "At rest, as your system asks for little motion. Press play to let it live.";
  life.wake();
}

async function start(): Promise<void> {
  const place = document.getElementById("page");
  if (place === null) return;
  place.textContent = "";
  effect(() => {
    document.documentElement.dataset["theme"] = dark.value ? "dark" : "light";
  });
  const options = readOptions();
  const { specimens, problems } = readLibrary(textOf("organisms"));
  store.library.value = specimens;
  for (const problem of problems) store.say(problem, "error");
  const life = new Life();
  const actions = new Actions(life);
  render(<App actions={actions} version={options.version} />, place);
  // Effects of the first rendering have to run before the stage is used.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  listen(actions);
  const ready = begin(actions, options.fragment);
  expose(actions, options.version, ready);
  await ready;
  actions.address = new AddressBar(life, () => actions.stage?.place ?? null);
}

async function begin(actions: Actions, fragment: string): Promise<void> {
  const asked = location.hash.length > 1 ? location.hash : fragment;
  if (store.library.value.length === 0) {
    store.say("This page holds no organism. Open a file of one, or drop it here.", "error");
    return;
  }
  await actions.follow(asked);
  if (asked !== "") return;
  store.hint.value = FIRST_HINT;
  if (calm()) showStill(actions.life);
}

void start();
