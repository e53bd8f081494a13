/** A page to send: a copy of this document with a creature instead of its organisms. */
import { encodeBase64 } from "../engine/checks";
import { writeOrganism } from "../engine/organism_writing";
import type { Organism } from "../engine/types";

/** The whole text of an HTML file. Its script is the document's own, so the document's policy allows it. */
export function pageWith(organism: Organism): string {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  delete copy.dataset["theme"];
  copy.querySelector("#page")!.textContent = "";
  // Behind its own script stands what that has unpacked.
  const script = copy.querySelector("body > script:not([type])")!;
  while (script.nextSibling !== null) script.nextSibling.remove();
  const entry = {
    id: "creature",
    name: organism.name,
    regime: organism.provenance["regime"],
    file: encodeBase64(writeOrganism(organism)),
  };
  copy.querySelector("#organisms")!.textContent = JSON.stringify([entry]).replace(/</g, "\\u003c");
  copy.querySelector("title")!.textContent = `${organism.name} · Blastema`;
  return `<!doctype html>\n${copy.outerHTML}\n`;
}
