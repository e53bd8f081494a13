/** Starts the page with the studio in it. */
import { decodeBase64 } from "../engine/checks";
import { readOrganism } from "../engine/organism";
import { readOptions, start } from "../playground/start";
import "../playground/page.css";
import workerSource from "../training/worker.ts?source";
import type { Recipe } from "../training/recipe";
import type { ServerOptions } from "../studio-server/client";
import { Computer } from "./computer";
import { ComputerView } from "./computer_view";
import { studioHandle } from "./handle";
import { Studio } from "./studio";
import "./studio.css";
import { StudioView } from "./view";

const { studio, server } = readOptions() as {
  studio?: { stem: string; recipe: Recipe };
  /** Of a page that `blastema studio` serves. */
  server?: ServerOptions;
};
const stem = readOrganism(decodeBase64(studio?.stem ?? "") ?? new Uint8Array(0), "the page's stem cell");

void start((actions) => {
  const made = new Studio(actions, { stem, recipe: studio!.recipe, workerSource });
  window.blastemaStudio = studioHandle(made);
  if (SERVED && server !== undefined) {
    return (
      <StudioView studio={made}>
        <ComputerView studio={made} computer={new Computer(actions, server)} />
      </StudioView>
    );
  }
  return <StudioView studio={made} />;
});
