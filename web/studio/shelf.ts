/** The user's creatures: kept in the browser, saved as files, a page or an archive, and restored from it. */
import { signal } from "@preact/signals";
import { readOrganism } from "../engine/organism";
import { writeOrganism } from "../engine/organism_writing";
import type { Organism } from "../engine/types";
import type { Actions } from "../playground/actions";
import { download } from "../playground/capture";
import { specimenOf } from "../playground/library";
import { archiveOf, filesOf } from "./archive";
import { fileName } from "./drawings";
import { keep, shelf } from "./saved";
import { pageWith } from "./sending";

const ENDING = ".safetensors";

export class Shelf {
  readonly creatures = signal<readonly Organism[]>([]);

  constructor(readonly actions: Actions) {}

  /** Those that the browser has kept. Rejects where it keeps nothing. */
  async restore(): Promise<void> {
    for (const { file } of await shelf()) this.#show(readOrganism(file, "a kept creature"));
  }

  /** Among the page's organisms. */
  #show(organism: Organism): void {
    const { library } = this.actions.store;
    const specimen = specimenOf(organism, organism.name, library.value);
    library.value = [...library.value, specimen];
    this.actions.takeIn(specimen);
    this.creatures.value = [...this.creatures.value, organism];
  }

  async #put(organism: Organism, file = writeOrganism(organism)): Promise<void> {
    this.#show(organism);
    await keep({ name: organism.name, file }).catch(() => {}); // where the browser keeps nothing, the studio has said so
  }

  /**
   * As an organism's file, and on the shelf.
   *
   * @param more what is said of it besides
   */
  async keep(organism: Organism, more: string | null): Promise<void> {
    const file = writeOrganism(organism);
    download(new Blob([file]), `${fileName(organism)}${ENDING}`);
    await this.#put(organism, file);
    const saved = `${organism.name} is saved as a file, and added to the organisms of this page.`;
    this.actions.store.say([saved, ...(more === null ? [] : [more])].join(" "));
  }

  /** In a page of its own, this one's copy, saved as one file to send away. */
  savePage(organism: Organism): void {
    download(new Blob([pageWith(organism)], { type: "text/html" }), `${fileName(organism)}.html`);
    this.actions.store.say("Saved as a page that opens in any browser without a network.");
  }

  /** All of them as one archive of organism files. */
  saveAll(): void {
    const taken = new Map<string, number>();
    const files = this.creatures.value.map((organism) => {
      const name = fileName(organism);
      const count = (taken.get(name) ?? 0) + 1;
      taken.set(name, count);
      return { name: `${name}${count > 1 ? `-${count}` : ""}${ENDING}`, bytes: writeOrganism(organism) };
    });
    download(new Blob([archiveOf(files)], { type: "application/zip" }), "creatures.zip");
    const count = files.length === 1 ? "One creature is" : `${files.length} creatures are`;
    this.actions.store.say(`${count} saved as creatures.zip, which a page with a studio opens by “Open a file”.`);
  }

  /** Those of an archive; all of them or, with a reason, none. */
  async open(archive: Blob): Promise<void> {
    const files = filesOf(new Uint8Array(await archive.arrayBuffer()));
    const organisms = files.map(({ name, bytes }) => readOrganism(bytes, name));
    for (const organism of organisms) await this.#put(organism);
    const count = organisms.length === 1 ? "One creature is" : `${organisms.length} creatures are`;
    this.actions.store.say(`${count} among the organisms of this page.`);
  }
}
