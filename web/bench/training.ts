/** Trains as the page does, in Node on one thread: see training.mjs. */
import { decodeBase64 } from "../engine/checks";
import { readOrganism } from "../engine/organism";
import { writeOrganism } from "../engine/organism_writing";
import { hire } from "../training/labour";
import type { Recipe } from "../training/recipe";
import { taskOf } from "../training/target";
import { settingOf, Trainer } from "../training/trainer";

export interface Asked {
  readonly name: string;
  /** What the page begins with (base64 of an organism's file), and its recipe. */
  readonly stem: string;
  readonly recipe: Recipe;
  /** RGBA, row by row, alpha not multiplied in. */
  readonly pixels: { readonly height: number; readonly width: number; readonly data: readonly number[] };
}

/** The organism's file after the whole recipe, and the page's verdicts meanwhile. */
export async function trained(asked: Asked, tell: (line: string) => void): Promise<Uint8Array> {
  const stem = readOrganism(decodeBase64(asked.stem)!, "the stem cell");
  const pixels = { ...asked.pixels, data: Uint8ClampedArray.from(asked.pixels.data) };
  const { task } = await taskOf(pixels, asked.name, stem, asked.recipe);
  const trainer = new Trainer(task, await hire(settingOf(task), ""));
  while (!trainer.isDone) {
    const { iteration, shown, rolledBack } = await trainer.iterate();
    if (rolledBack) tell(`${asked.name}: back to iteration ${iteration}: ${rolledBack}`);
    if (iteration % 200 === 0) tell(`${asked.name}: iteration ${iteration}, loss ${shown.loss?.toFixed(2)}`);
  }
  return writeOrganism(trainer.organism());
}
