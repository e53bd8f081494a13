/**
 * Training: grow, compare, learn. A `Trainer` does not depend on the page, which reads its state after
 * each iteration. It computes the same as Blastema's Python, except for the random numbers.
 */
import { seedRegion } from "../engine/geometry";
import type { Organism } from "../engine/types";
import type { TargetGrid } from "../engine/world";
import { largestMagnitude } from "../engine/world";
import { firstWeights, learned } from "./adam";
import type { Weights } from "./adam";
import { distance, drawStart, livingCells } from "./curriculum";
import type { Scene } from "./curriculum";
import { after, firstGuards, isHealthy, rolledBack, trouble } from "./guards";
import type { Guards } from "./guards";
import { parametersOf, withParameters } from "./kernel";
import type { Outcome, Setting } from "./kernel";
import type { Labour, Work } from "./labour";
import { Pool } from "./pool";
import type { Packed } from "./pool";
import { drawsOf } from "./random";
import { episodeSteps, longestEpisode } from "./recipe";
import type { Recipe } from "./recipe";
import { partsWithin } from "./seeding";
import { recognisableLoss, recovered, tried } from "./trial";
import type { Trial, Tried } from "./trial";

/** A roll-back halves the learning rate and replaces this share of the pool by the seed. */
const RATE_CUT = 0.5;
const FRESH_SHARE = 0.5;
/** Iterations between two states to which a roll-back can return. */
const CHECKPOINT_EVERY = 50;
/** Of the figures that a reader sees: they follow within some tens of iterations. */
const SHOWN_SMOOTHING = 0.9;

/** The task of a training. */
export interface Task {
  /** What training begins with; its grid, seeds, target and name are those of the picture. */
  readonly organism: Organism;
  readonly target: TargetGrid;
  readonly recipe: Recipe;
}

/** The state of a training: plain data, sufficient to continue. Its arrays are immutable. */
export interface Progress {
  readonly iteration: number;
  readonly attempt: number;
  readonly rateScale: number;
  readonly weights: Weights;
  readonly slots: readonly (Packed | null)[];
  readonly guards: Guards;
  /** log10 loss, smoothed for a reader; null before there was one. */
  readonly shown: { readonly loss: number | null };
}

/** The results of one iteration. */
export interface Trained {
  /** Iterations done. */
  readonly iteration: number;
  /** log10 of the mean loss of its batch. */
  readonly loss: number;
  readonly shown: Progress["shown"];
  readonly rate: number;
  /** Why training has gone back, if it has. */
  readonly rolledBack: string | null;
}

/** The guards have rolled back too often. */
export class TrainingFailed extends Error {
  override readonly name = "TrainingFailed";
}

export function settingOf({ organism, target, recipe }: Task): Setting {
  const { height, width } = target;
  return { height, width, organism, mostSteps: longestEpisode(recipe), batchSize: recipe.batch_size };
}

function sceneOf({ organism, target }: Task): Scene {
  const { height, width, channels, life } = organism;
  const seed = new Float32Array(height * width * channels);
  const middle = { row: Math.floor(height / 2), column: Math.floor(width / 2) };
  seedRegion(organism, target, middle, "zero").forEach((planted, cell) => {
    if (planted !== 0) seed.fill(1, cell * channels + 3, (cell + 1) * channels);
  });
  const size = organism.target?.size ?? Math.max(height, width);
  return { height, width, seed, target: target.values, size, aliveThreshold: life.aliveThreshold };
}

/** The initial state of a training; with the pool of another training, from its results. */
export function begun(task: Task, slots?: readonly (Packed | null)[]): Progress {
  const { organism, recipe, target } = task;
  const { kind, pool_size: size = 1024 } = recipe.curriculum;
  const pool = slots ?? new Array<Packed | null>(kind === "growing" ? 0 : size).fill(null);
  const nothing = new Float32Array(target.height * target.width * organism.channels);
  const guards = firstGuards(distance(nothing, target.values), recipe.batch_size, pool.length);
  const weights = firstWeights(parametersOf(organism));
  const shown = { loss: null };
  return { iteration: 0, attempt: 0, rateScale: 1, weights, slots: pool, guards, shown };
}

export class Trainer {
  private readonly scene: Scene;
  /** Of the picture, too far apart to be bridged. */
  readonly parts: Tried["parts"];
  private readonly bound: number;
  private pool: Pool;
  private now: Progress;
  /** The last two states that were sound, the newer one last, and the one that was returned to. */
  private good: readonly Progress[];
  private returnedTo: Progress | null = null;

  /** @param from a state to resume from; its task has to be the same */
  constructor(
    readonly task: Task,
    private readonly labour: Labour,
    from: Progress | null = null,
  ) {
    this.scene = sceneOf(task);
    this.parts = partsWithin(task.target.values.filter((_, at) => at % 4 === 3), task.target);
    this.bound = recognisableLoss(task.target.values, task.target);
    this.now = from ?? begun(task);
    this.pool = this.poolOf(this.now);
    this.good = [this.now];
  }

  private poolOf({ slots }: Progress): Pool {
    return new Pool(this.scene.seed, this.task.organism.channels, slots);
  }

  /** Iterations done. */
  get iteration(): number {
    return this.now.iteration;
  }
  get isDone(): boolean {
    return this.now.iteration >= this.task.recipe.iterations;
  }
  get shown(): Progress["shown"] {
    return this.now.shown;
  }
  get where(): string {
    return this.labour.name;
  }

  /** A state that suffices to resume. */
  progress(): Progress {
    return { ...this.now, slots: [...this.pool.slots] };
  }

  /** What has been trained so far: the running average of the weights. */
  organism(): Organism {
    const { recipe, organism } = this.task;
    const { smoothed } = this.now.guards;
    const provenance = {
      regime: recipe.curriculum.kind,
      iterations: this.now.iteration,
      planned_iterations: recipe.iterations,
      seed: recipe.seed,
      log10_loss: smoothed !== null && Number.isFinite(smoothed) ? Math.round(smoothed * 1e4) / 1e4 : null,
    };
    const averaged = recipe.weight_average > 0 ? this.now.weights.average : this.now.weights.parameters;
    return { ...withParameters(organism, averaged), provenance };
  }

  /** Tests what it can do now, with a part cut off on that side, without learning. */
  trial(side: number): Promise<Trial> {
    const { tested, learned, seeds } = this.test("trial");
    return tried(this.labour, tested, learned, side, seeds);
  }

  /** Tests how many of an evaluation's five cuts it recovers from now, without learning. */
  recovered(): Promise<number> {
    const { tested, learned, seeds } = this.test("cuts");
    return recovered(this.labour, tested, learned, seeds);
  }

  private test(stream: "trial" | "cuts"): { tested: Tried; learned: Pick<Work, "parameters" | "target">; seeds: () => number } {
    const { target, recipe } = this.task;
    const { iteration, attempt } = this.now;
    const draws = drawsOf(recipe.seed, iteration, attempt)(stream);
    return {
      tested: { ...this.scene, parts: this.parts, bound: this.bound, steps: longestEpisode(recipe) },
      learned: { parameters: parametersOf(this.organism()), target: target.values },
      seeds: () => draws.bits(),
    };
  }

  /**
   * One iteration.
   *
   * @throws TrainingFailed when the guards have gone back too often
   */
  async iterate(): Promise<Trained> {
    const { recipe, target } = this.task;
    const { iteration, attempt, weights } = this.now;
    const draws = drawsOf(recipe.seed, iteration, attempt);
    const start = drawStart(recipe, this.pool, this.scene, iteration, draws);
    const [low, high] = episodeSteps(recipe.phases, iteration);
    const steps = low + draws("steps").below(high - low);
    const fire = draws("fire");
    const samples = start.states.map((state) => ({ state, steps, fireSeed: fire.bits() }));
    const outcomes = await this.labour.run({ parameters: weights.parameters, target: target.values, samples });
    start.slots.forEach((slot, index) => this.pool.write(slot, outcomes[index].grown));
    return this.learn(outcomes, start.broken);
  }

  private learn(outcomes: readonly Outcome[], brokenDrawn: number): Trained {
    const { organism, recipe } = this.task;
    const { iteration, rateScale, guards, weights, shown } = this.now;
    const { weights: better, gradientNorm, rate } = learned(weights, outcomes, organism, recipe, iteration, rateScale);
    const alive = ({ grown }: Outcome): number => livingCells(grown, organism.channels, this.scene.aliveThreshold);
    const figures = {
      loss: outcomes.reduce((sum, { loss }) => sum + loss, 0) / outcomes.length,
      gradientNorm,
      largestState: Math.max(...outcomes.map(({ grown }) => largestMagnitude(grown))),
      deadSamples: outcomes.filter((outcome) => alive(outcome) === 0).length,
      brokenDrawn,
    };
    const next = after(guards, figures);
    this.now = {
      ...this.now,
      iteration: iteration + 1,
      guards: next,
      weights: better,
      shown: { loss: smoothed(shown.loss, figures.loss) },
    };
    const wrong = trouble(next, figures);
    if (wrong !== null) this.rollBack(wrong);
    else if (this.iteration % CHECKPOINT_EVERY === 0 && isHealthy(next)) {
      this.good = [...this.good.slice(-1), this.progress()];
    }
    const { iteration: done, shown: seen } = this.now;
    return { iteration: done, loss: Math.log10(figures.loss), shown: seen, rate, rolledBack: wrong };
  }

  private rollBack(wrong: string): void {
    const { recipe } = this.task;
    const attempt = this.now.attempt + 1;
    if (attempt > recipe.max_rollbacks) {
      throw new TrainingFailed(`Training stopped: ${wrong}, after ${attempt - 1} roll-backs.`);
    }
    // The last good state, or the one before it if the last has failed again.
    const last = this.good[this.good.length - 1];
    const to = last === this.returnedTo ? this.good[0] : last;
    this.returnedTo = to;
    const rateScale = this.now.rateScale * RATE_CUT;
    this.now = { ...to, attempt, rateScale, guards: rolledBack(this.now.guards) };
    this.pool = this.poolOf(to);
    this.pool.refresh(drawsOf(recipe.seed, to.iteration, attempt)("refresh"), FRESH_SHARE);
  }

  dispose(): void {
    this.labour.dispose();
  }
}

function smoothed(before: number | null, loss: number): number {
  const now = Math.log10(Math.max(loss, 1e-30));
  return before === null || !Number.isFinite(before) ? now : SHOWN_SMOOTHING * before + (1 - SHOWN_SMOOTHING) * now;
}
