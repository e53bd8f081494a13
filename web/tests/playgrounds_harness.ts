/** Playgrounds in elements of one page, as `playgrounds` of the window: for tests/browser/test_playgrounds.py. */
import { readLibrary } from "../playground/library";
import type { BlastemaHandle } from "../playground/handle";
import "../playground/page.css";
import { createPlayground } from "../playground/playground";
import type { Playground } from "../playground/playground";

const playgrounds = {
  made: [] as Playground[],
  /** A playground of organism files in base64; resolves when its world lives. */
  async create(selector: string, files: readonly string[], fragment: string): Promise<void> {
    const library = readLibrary(JSON.stringify(files.map((file, index) => ({ id: `o${index}`, file }))));
    const root = document.querySelector<HTMLElement>(selector)!;
    const playground = await createPlayground(root, { library, fragment });
    this.made.push(playground);
    await playground.handle.ready;
  },
  handle(index: number): BlastemaHandle {
    return this.made[index].handle;
  },
  dispose(index: number): void {
    this.made[index].dispose();
  },
};

export type Playgrounds = typeof playgrounds;
(globalThis as unknown as { playgrounds: Playgrounds }).playgrounds = playgrounds;
