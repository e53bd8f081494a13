/** Starts a page: a playground of the organisms in its document, which follows the address. */
import type { ComponentChildren } from "preact";
import type { Actions } from "./actions";
import { readLibrary } from "./library";
import { createPlayground } from "./playground";

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

/** What the document says beside its organisms (shell.html). */
export function readOptions(): Record<string, unknown> {
  try {
    return JSON.parse(textOf("options") || "{}") as Record<string, unknown>;
  } catch {
    return {};
  }
}

export async function start(beside?: (actions: Actions) => ComponentChildren): Promise<void> {
  const place = document.getElementById("page");
  if (place === null) return;
  const options = readOptions();
  const text = (key: string): string | null => (typeof options[key] === "string" ? options[key] : null);
  const asked = location.hash.length > 1 ? location.hash : (text("fragment") ?? "");
  const library = readLibrary(textOf("organisms"));
  const more = beside === undefined ? {} : { beside };
  const { handle } = await createPlayground(place, {
    library,
    version: text("version"),
    fragment: asked,
    alone: true,
    ...more,
  });
  window.blastema = handle;
}
