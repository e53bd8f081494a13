/** The choice of engines: first one that starts at once, then the fastest for the grown world. */
import type { ChoiceOptions, EngineReport } from "../engine/select";
import { chooseEngine, FACTORIES } from "../engine/select";
import type { Engine, EngineKind, Organism, Settings, World } from "../engine/types";
import type { Signal } from "@preact/signals";
import type { EngineWish } from "./settings";

/** Steps after which an organism is grown enough to compare engines on it. */
const GROWN = 110;
/** An engine must be this much faster for the page to switch. */
const WORTH_IT = 1.25;

export class EngineChoice {
  report: EngineReport | null = null;
  readonly #lost = new Set<EngineKind>();
  /** The results for each size and kind of world. */
  readonly #found = new Map<string, EngineReport>();
  #comparing = false;
  #said = "";

  constructor(private readonly wish: Signal<EngineWish>) {}

  /** Not to be chosen again automatically. */
  lost(kind: EngineKind): void {
    this.#lost.add(kind);
    this.#found.clear();
    if (this.wish.value === kind) this.wish.value = "auto";
  }

  /** An engine that can run at once; the one found best before, or the one the user wants, if there is one. */
  async first(
    organisms: readonly Organism[],
    world: World,
    settings: Settings,
  ): Promise<{ engine: Engine; report: EngineReport }> {
    const wish = this.wish.value;
    if (wish !== "auto") this.#lost.delete(wish);
    const known = this.#found.get(key(organisms, world));
    const want = wish === "auto" ? known?.chosen : wish;
    const options: ChoiceOptions = { without: this.#lost, quick: true, ...(want === undefined ? {} : { want }) };
    const chosen = await chooseEngine(organisms, world, settings, options);
    this.report = wish === "auto" && known?.chosen === chosen.engine.kind ? known : chosen.report;
    return { engine: chosen.engine, report: this.report };
  }

  /** The message about a chosen engine: once, why it is the plain one if no faster one is available. */
  refusal({ kind, organisms, world }: Engine): string | null {
    if (kind !== "plain" || this.wish.value === "plain") return null;
    const faster = FACTORIES.filter((factory) => factory.kind !== "plain").reverse();
    const obstacles = faster.map((factory) => factory.obstacle(organisms, world));
    const text = `The TypeScript engine runs this world. ${obstacles[0]}`;
    if (obstacles.includes(null) || text === this.#said) return null;
    this.#said = text;
    return text;
  }

  /** Whether it is time to compare engines for the world of this one. */
  due(engine: Engine, step: number): boolean {
    if (this.wish.value !== "auto" || this.#comparing || step < GROWN) return false;
    return !this.#found.has(key(engine.organisms, engine.world));
  }

  /** Probes all engines on the present state; the better one, or null to stay with this one. */
  async compare(present: Engine, organisms: readonly Organism[], settings: Settings): Promise<Engine | null> {
    this.#comparing = true;
    try {
      const grown = present.read();
      const { engine, report } = await chooseEngine(organisms, present.world, settings, { without: this.#lost, grown });
      const time = (kind: EngineKind): number =>
        report.results.find((result) => result.kind === kind)?.millisecondsPerStep ?? Infinity;
      const stays = engine.kind === present.kind || time(present.kind) < WORTH_IT * time(engine.kind);
      this.report = stays ? withChosen(report, present.kind) : report;
      this.#found.set(key(organisms, present.world), this.report);
      if (!stays) return engine;
      engine.dispose();
      return null;
    } finally {
      this.#comparing = false;
    }
  }
}

function withChosen(report: EngineReport, chosen: EngineKind): EngineReport {
  const results = report.results.map((result) => {
    if (result.kind === chosen) return { ...result, outcome: "chosen" as const };
    return result.outcome === "chosen" ? { ...result, outcome: "slower" as const } : result;
  });
  return { chosen, results };
}

function key(organisms: readonly Organism[], { height, width }: World): string {
  const kinds = organisms.map(({ channels, perception, layers, update, life, physics }) => {
    const { filters, learned, signal } = perception;
    const { firePer, clamp, noise } = physics;
    const widths = layers.map((layer) => layer.outputs);
    return [channels, filters, learned.length, signal, widths, update, life, firePer, clamp > 0, noise > 0];
  });
  return JSON.stringify([kinds, height, width]);
}
