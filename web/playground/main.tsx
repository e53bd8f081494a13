/** Starts the page: a playground of the organisms in its document, which follows the address. */
import { readLibrary } from "./library";
import "./page.css";
import { createPlayground } from "./playground";

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

async function start(): Promise<void> {
  const place = document.getElementById("page");
  if (place === null) return;
  const { version, fragment } = readOptions();
  const asked = location.hash.length > 1 ? location.hash : fragment;
  const library = readLibrary(textOf("organisms"));
  const { handle } = await createPlayground(place, { library, version, fragment: asked, alone: true });
  window.blastema = handle;
}

void start();
