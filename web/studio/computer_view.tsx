/** What this computer trains and has trained, below the drawing. */
import type { FaultyRun, RunSummary } from "../studio-server/messages";
import { Aim } from "./aim";
import type { Computer, Watched } from "./computer";
import type { Studio } from "./studio";
import { told } from "./words";

const MOST_SHOWN = 8;
const CONNECTION = {
  connecting: "connecting to this computer's studio …",
  waiting: "this computer's studio does not answer; trying again …",
  closed: "this computer's studio has stopped; run blastema studio again and open its address",
} as const;

export function ComputerView({ studio, computer }: { studio: Studio; computer: Computer }) {
  const { state, runs, watched, starting } = computer;
  void studio.drawn.value;
  return (
    <section class="computer" aria-label="This computer">
      <div class="row begin">
        <button
          type="button"
          class="text-button strong"
          disabled={state.value !== "open" || starting.value || studio.board.isEmpty}
          onClick={() => void computer.train(studio.board.pixels, studio.name.value, studio.patience.value > 1)}
        >
          {starting.value ? "Starting …" : computer.pupil === null ? "Train it on this computer" : "Teach it the new drawing there"}
        </button>
      </div>
      {state.value !== "open" && <p class="quiet">{CONNECTION[state.value]}</p>}
      {watched.value !== null && <WatchedRun computer={computer} watched={watched.value} />}
      {runs.value.length > 0 && (
        <ul class="runs" aria-label="Runs on this computer">
          {runs.value.slice(0, MOST_SHOWN).map((run) => (
            <li key={run.run}>{"fault" in run ? <Faulty run={run} /> : <Run run={run} computer={computer} />}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function WatchedRun({ computer, watched }: { computer: Computer; watched: Watched }) {
  const { run, state, word, iteration, iterations, here, words, picture } = watched;
  return (
    <div class="training">
      <div class="aimed">
        <div class="going">
          <p class="word" role="status">
            <i>{run}</i> {state === "running" ? told(word === "healing" ? "mending" : word, null) : `has ${state}`}
          </p>
          <progress max={iterations} value={iteration} aria-label="Training on this computer" />
          <p class="quiet figures-row">
            <span>
              iteration <output aria-live="off" aria-label="Iteration on this computer">{iteration.toLocaleString("en")}</output> of{" "}
              {iterations.toLocaleString("en")}
            </span>
            <span>{watched.log10_loss === null ? "" : `log10 loss ${watched.log10_loss.toFixed(2)}`}</span>
          </p>
        </div>
        <Aim picture={picture} />
      </div>
      {words !== "" && <p class="quiet">{words}</p>}
      <div class="row">
        {here && state === "running" && (
          <button type="button" class="text-button plain" onClick={() => void computer.stop()}>
            Stop it
          </button>
        )}
        {state === "stopped" && (
          <button type="button" class="text-button plain" onClick={() => void computer.resume()}>
            Resume it
          </button>
        )}
      </div>
    </div>
  );
}

function Run({ run, computer }: { run: RunSummary; computer: Computer }) {
  return (
    <button
      type="button"
      class="run"
      aria-pressed={computer.watched.value?.run === run.run}
      onClick={() => void computer.watch(run.run)}
    >
      {run.picture !== null && <img src={run.picture} alt="" />}
      <span>{run.run}</span>
      <span class="quiet">
        {run.state === "running" ? "training, " : ""}
        {run.iteration.toLocaleString("en")} of {run.iterations.toLocaleString("en")}
      </span>
    </button>
  );
}

function Faulty({ run }: { run: FaultyRun }) {
  return (
    <p class="quiet" title={run.fault}>
      {run.run}: cannot be read
    </p>
  );
}
