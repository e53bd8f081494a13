/** A recipe of Blastema's Python (docs/training.md), as in its config files. */

import { isWound, WOUNDS } from "./damage";

/** A span of iterations with episodes of low <= steps < high. */
export interface Phase {
  readonly iterations: number;
  readonly steps: readonly [low: number, high: number];
  readonly learning_rate: number;
  readonly final_fraction: number;
  readonly shape: "constant" | "linear" | "cosine";
}

/** The section "training" of a config; names are those of the file. */
export interface Recipe {
  readonly curriculum: {
    readonly kind: "growing" | "persistent" | "regenerating";
    readonly pool_size?: number;
    readonly reseed_every?: number;
    readonly damage_count?: number;
    readonly wounds?: readonly string[];
  };
  readonly iterations: number;
  readonly phases: readonly Phase[];
  readonly seed: number;
  readonly batch_size: number;
  readonly gradient_normalisation: "per-variable" | "global-norm" | "none";
  /** Decay of the running average of the weights; 0 for none. */
  readonly weight_average: number;
  readonly max_rollbacks: number;
  readonly loss_power: number;
  /** How weights are rounded in the forward pass; "none" by default. */
  readonly quantise?: string;
  /** The optimiser: a name, or an object with its own settings; "adam" by default. */
  readonly optimiser?: string | { readonly kind: string };
}

/** Steps of the shortest episode for each cell from the seed to the farthest one (fitting.py). */
const STEPS_PER_CELL = 2.4;

/** The phase of an iteration, and how many of its iterations are done; beyond the end, the last phase continues. */
function phaseAt(phases: readonly Phase[], iteration: number): { phase: Phase; done: number } {
  let done = iteration;
  for (const phase of phases.slice(0, -1)) {
    if (done < phase.iterations) return { phase, done };
    done -= phase.iterations;
  }
  return { phase: phases[phases.length - 1], done };
}

export function learningRate(phases: readonly Phase[], iteration: number): number {
  const { phase, done } = phaseAt(phases, iteration);
  const { learning_rate: rate, final_fraction: last, shape } = phase;
  const share = Math.min(done / phase.iterations, 1);
  if (shape === "constant") return rate;
  if (shape === "linear") return rate * (1 + (last - 1) * share);
  return rate * ((1 - last) * 0.5 * (1 + Math.cos(Math.PI * share)) + last);
}

export function episodeSteps(phases: readonly Phase[], iteration: number): readonly [low: number, high: number] {
  return phaseAt(phases, iteration).phase.steps;
}

export function longestEpisode({ phases }: Recipe): number {
  return Math.max(...phases.map(({ steps }) => steps[1]));
}

/** The recipe with episodes long enough for a picture that reaches so many cells from its seeds. */
export function fitted(recipe: Recipe, distance: number): Recipe {
  const shortest = Math.min(...recipe.phases.map(({ steps }) => steps[0]));
  const factor = Math.ceil(STEPS_PER_CELL * distance) / shortest;
  if (factor <= 1) return recipe;
  const phases = recipe.phases.map((phase) => {
    const [low, high] = phase.steps;
    return { ...phase, steps: [Math.round(low * factor), Math.round(high * factor)] as const };
  });
  return { ...recipe, phases };
}

/** The same phases in another length, their ends rounded to whole iterations. */
export function stretched(recipe: Recipe, factor: number): Recipe {
  let [end, rounded] = [0, 0];
  const phases = recipe.phases.map((phase) => {
    end += phase.iterations;
    const until = Math.max(rounded + 1, Math.round(end * factor));
    const iterations = until - rounded;
    rounded = until;
    return { ...phase, iterations };
  });
  return { ...recipe, phases, iterations: Math.round(recipe.iterations * factor) };
}

/** Why this page cannot follow a recipe; null if it can. */
export function recipeObstacle(recipe: Recipe): string | null {
  if (recipe.loss_power !== 1) return `The recipe has loss_power ${recipe.loss_power}; this page supports only 1.`;
  const { quantise = "none", optimiser = "adam" } = recipe;
  const optimiserKind = typeof optimiser === "string" ? optimiser : optimiser.kind;
  if (optimiserKind !== "adam") return `The recipe has optimiser ${optimiserKind}; this page supports only adam. Train it with "blastema grow".`;
  if (quantise !== "none") return `The recipe has quantise ${quantise}; this page supports only none. Train it with "blastema grow".`;
  const { pool_size: pool = 1024, damage_count: damaged = 3, kind } = recipe.curriculum;
  if (kind !== "growing" && pool < recipe.batch_size) return "The recipe's pool is smaller than its batch.";
  const unknown = (recipe.curriculum.wounds ?? []).filter((wound) => !isWound(wound));
  if (unknown.length > 0) {
    const known = Object.keys(WOUNDS).join(", ");
    return `The recipe wounds by ${unknown.join(", ")}; this page supports ${known}. Train it with "blastema grow".`;
  }
  if (kind === "regenerating" && damaged > recipe.batch_size) return "The recipe wounds more samples than a batch has.";
  return null;
}
