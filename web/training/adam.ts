/** Adam on normalised gradients, and the running average of the weights. */
import type { Organism } from "../engine/types";
import type { Outcome } from "./kernel";
import { learningRate } from "./recipe";
import type { Recipe } from "./recipe";

const [FIRST_DECAY, SECOND_DECAY] = [0.9, 0.999];
const EPSILON = 1e-7;
const NORM_EPSILON = 1e-8;

/** The trained values of an organism; the arrays are immutable. */
export interface Weights {
  readonly parameters: Float32Array<ArrayBuffer>;
  /** Adam's running means of the gradient and of its square. */
  readonly first: Float32Array<ArrayBuffer>;
  readonly second: Float32Array<ArrayBuffer>;
  /** Updates so far. */
  readonly updates: number;
  /** Running average of the parameters. */
  readonly average: Float32Array<ArrayBuffer>;
}

export function firstWeights(parameters: Float32Array<ArrayBuffer>): Weights {
  const none = (): Float32Array<ArrayBuffer> => new Float32Array(parameters.length);
  return { parameters, first: none(), second: none(), updates: 0, average: parameters };
}

/** The sum of gradients, in this order, so that it does not depend on who computed them. */
function sumOf(gradients: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(gradients[0].length);
  for (const gradient of gradients) for (let i = 0; i < sum.length; i++) sum[i] += gradient[i];
  return sum;
}

function norm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** Gradients over (L2 norm + 1e-8): of each variable, of all, or as they are; in place. */
function normalise(gradient: Float64Array, { layers }: Organism, kind: Recipe["gradient_normalisation"]): void {
  if (kind === "none") return;
  const sizes = layers.flatMap(({ inputs, outputs }) => [inputs * outputs, outputs]);
  let at = 0;
  for (const size of kind === "global-norm" ? [gradient.length] : sizes) {
    const variable = gradient.subarray(at, (at += size));
    const length = norm(variable) + NORM_EPSILON;
    for (let i = 0; i < size; i++) variable[i] /= length;
  }
}

/** The result of an update: the weights, the gradient's L2 norm, and the learning rate. */
export function learned(
  weights: Weights,
  outcomes: readonly Outcome[],
  organism: Organism,
  recipe: Recipe,
  iteration: number,
  rateScale = 1,
): { weights: Weights; gradientNorm: number; rate: number } {
  const gradient = sumOf(outcomes.map((outcome) => outcome.gradient));
  const gradientNorm = norm(gradient);
  normalise(gradient, organism, recipe.gradient_normalisation);
  const rate = learningRate(recipe.phases, iteration) * rateScale;
  return { weights: updated(weights, gradient, rate, recipe.weight_average), gradientNorm, rate };
}

/** The weights after one update by a normalised gradient. */
function updated(weights: Weights, gradient: Float64Array, rate: number, decay: number): Weights {
  const updates = weights.updates + 1;
  const [parameters, first, second] = [weights.parameters, weights.first, weights.second].map((from) => from.slice());
  const average = decay > 0 ? weights.average.slice() : parameters;
  // Early on, the average is short, so that the initial weights soon have no influence.
  const kept = Math.min(decay, updates / (9 + updates));
  const [firstShare, secondShare] = [1 - FIRST_DECAY ** updates, 1 - SECOND_DECAY ** updates];
  for (let i = 0; i < gradient.length; i++) {
    first[i] = FIRST_DECAY * first[i] + (1 - FIRST_DECAY) * gradient[i];
    second[i] = SECOND_DECAY * second[i] + (1 - SECOND_DECAY) * gradient[i] ** 2;
    parameters[i] -= (rate * (first[i] / firstShare)) / (Math.sqrt(second[i] / secondShare) + EPSILON);
    if (decay > 0) average[i] += (1 - kept) * (parameters[i] - average[i]);
  }
  return { parameters, first, second, updates, average };
}
