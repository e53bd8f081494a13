/** The engine that runs the world: replaced for other organisms, by a faster one, or when its device is lost. */
import type { Engine, EngineKind, Organism, World } from "../engine/types";
import { EngineLost } from "../engine/types";
import { EngineChoice } from "./engine_choice";
import { fitTo, settingsFor } from "./fitting";
import type { Store } from "./store";

export class EngineInUse {
  readonly #choice: EngineChoice;
  #engine: Engine | null = null;

  /**
   * @param adopted called whenever another engine runs the world
   * @param lost called when an engine's device is gone: there is none until the next `replace`
   */
  constructor(
    private readonly store: Store,
    private readonly adopted: (engine: Engine) => void,
    private readonly lost: (kind: EngineKind) => void,
  ) {
    this.#choice = new EngineChoice(store.engineWish);
  }

  get engine(): Engine | null {
    return this.#engine;
  }

  /** Takes an engine for these organisms; the world is empty then. */
  async replace(organisms: readonly Organism[], world: World): Promise<void> {
    fitTo(this.store, organisms);
    const { engine, report } = await this.#choice.first(organisms, world, settingsFor(this.store, organisms));
    this.#engine?.dispose();
    this.#adopt(engine);
    const refusal = this.#choice.refusal(engine);
    if (refusal !== null) this.store.say(refusal);
    this.store.engineReport.value = report;
  }

  #adopt(engine: Engine): void {
    this.#engine = engine;
    this.store.engineKind.value = engine.kind;
    this.adopted(engine);
  }

  isComparisonDue(): boolean {
    return this.#engine !== null && this.#choice.due(this.#engine, this.store.stepCount.value);
  }

  /** Measures all engines on what has grown; whether a faster one now runs the world. */
  async compare(): Promise<boolean> {
    const engine = this.#engine;
    if (engine === null) return false;
    const { organisms } = engine;
    const better = await this.#choice.compare(engine, organisms, settingsFor(this.store, organisms));
    this.store.engineReport.value = this.#choice.report;
    if (better === null || this.#engine !== engine) {
      better?.dispose();
      return false;
    }
    better.write(engine.read());
    engine.dispose();
    this.#adopt(better);
    return true;
  }

  /** Calls a function with the engine; null without one, and if it fails. */
  with<T>(action: (engine: Engine) => T): T | null {
    const engine = this.#engine;
    if (engine === null) return null;
    try {
      return action(engine);
    } catch (error) {
      if (error instanceof EngineLost) {
        this.#engine = null;
        this.#choice.lost(engine.kind);
        this.lost(engine.kind);
      } else {
        this.store.playing.value = false;
        this.store.say(`The engine stopped: ${error instanceof Error ? error.message : String(error)}`, "error");
      }
      return null;
    }
  }

  dispose(): void {
    this.#engine?.dispose();
    this.#engine = null;
  }
}
