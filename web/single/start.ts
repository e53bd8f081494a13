/** How a page of one organism begins: what its address and its document say, keys, and files dropped on it. */
import { effect } from "@preact/signals";
import { readListed } from "../playground/listed";
import type { AnyWorld } from "./world";

export function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

/** What an address may end in: #run=0 (paused) and s=SEED (of the fire masks), joined by "&", and what else a page knows. */
export function asked(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

export function seedOf(address: URLSearchParams): number {
  return Number(address.get("s") ?? 0) >>> 0;
}

/**
 * Sets whether the organism lives at once.
 *
 * @returns "still" where the reader wants no motion
 */
export function setMotion(world: AnyWorld, address: URLSearchParams): "playing" | "paused" | "still" {
  const paused = address.get("run") === "0";
  const still = !paused && matchMedia("(prefers-reduced-motion: reduce)").matches;
  world.playing.value = !paused && !still;
  return still ? "still" : paused ? "paused" : "playing";
}

/** Takes the document's organisms into the library. */
export function takeListed<Organism extends { readonly name: string }>(
  world: { readonly library: { value: readonly Organism[] } },
  read: (bytes: Uint8Array, name: string) => Organism,
): readonly string[] {
  const { organisms, problems } = readListed(textOf("organisms"), read);
  world.library.value = organisms;
  if (organisms.length > 0 || problems.length > 0) return problems;
  return ["This page has no organism. Drop an organism's file here."];
}

/** @param commands of keys, besides those of all such pages */
export function listen(world: AnyWorld, commands: Readonly<Record<string, () => void>>): void {
  effect(() => {
    document.documentElement.dataset["theme"] = world.dark.value ? "dark" : "light";
  });
  document.addEventListener("visibilitychange", () => world.rest(document.hidden));
  listenForFiles(world);
  const say = (what: unknown): void => world.say(`Something went wrong: ${what instanceof Error ? what.message : String(what)}`);
  window.addEventListener("error", (event) => say(event.message));
  window.addEventListener("unhandledrejection", (event) => say(event.reason));
  listenForKeys(world, {
    " ": () => world.play(),
    ".": () => world.step(),
    z: () => world.undo(),
    Z: () => world.redo(),
    "?": () => (world.helping.value = true),
    ...commands,
  });
}

function listenForFiles(world: AnyWorld): void {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) {
      void file.arrayBuffer().then((data) => world.open(file.name, new Uint8Array(data)));
    }
  });
}

function listenForKeys(world: AnyWorld, commands: Readonly<Record<string, () => void>>): void {
  document.addEventListener("keydown", (event) => {
    const other = event.ctrlKey || event.metaKey || event.altKey || world.helping.value;
    const typing = event.target instanceof Element && event.target.matches("input, select");
    const working = event.key === " " && event.target instanceof Element && event.target.matches("button");
    const off = !world.keys.value && !(event.target as Element).closest(".stage");
    if (other || typing || working || off || !Object.hasOwn(commands, event.key)) return;
    event.preventDefault();
    commands[event.key]!();
  });
  // A button clicked by pointer gives the focus back, so that the space bar plays and pauses as before.
  document.addEventListener("click", (event) => {
    if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
  });
}
