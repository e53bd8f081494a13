/** Training iterations, held to those of Blastema's Python by tests/golden/web-training.npz. */
import { expect, test } from "vitest";
import { readOrganism } from "../../engine/organism";
import { firstWeights, learned } from "../../training/adam";
import { parametersOf } from "../../training/kernel";
import { hire } from "../../training/labour";
import type { Recipe } from "../../training/recipe";
import { trainingObstacle } from "../../training/serving";
import { readBytes } from "../files";
import type { NumpyArray } from "../npz";
import { parseNpz } from "../npz";

const golden = await parseNpz(readBytes("tests/golden/web-training.npz"));
const cases = JSON.parse((golden.get("cases")!.values as string[])[0]) as { name: string; recipe: Recipe }[];

/** Largest difference over the largest magnitude, or of vectors the ratio of their L2 norms. */
function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>, size: (values: number[]) => number): number {
  expect(found.length).toBe(expected.length);
  const difference = size(Array.from(expected, (value, i) => found[i] - value));
  return difference === 0 ? 0 : difference / size(Array.from(expected));
}
const largest = (values: number[]): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const length = (values: number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** Row `index` of an array along its first axis. */
function row({ shape, values }: NumpyArray, index: number): Float32Array<ArrayBuffer> {
  const size = values.length / shape[0];
  return (values as Float32Array<ArrayBuffer>).slice(index * size, (index + 1) * size);
}

test.each(cases)("$name: losses, gradients and weights are those of Python", async ({ name, recipe }) => {
  const array = (key: string): NumpyArray => golden.get(`${name}.${key}`)!;
  const organism = readOrganism(array("organism").values as Uint8Array, name);
  expect(trainingObstacle(organism)).toBeNull();
  const [height, width] = array("target").shape;
  const target = array("target").values as Float32Array;
  const steps = array("steps").values as Uint32Array;
  const batch = recipe.batch_size;
  const setting = { height, width, organism, mostSteps: Math.max(...steps), batchSize: batch };
  const labour = await hire(setting, "");
  let weights = firstWeights(parametersOf(organism));
  for (const iteration of steps.keys()) {
    const states = row(array("states"), iteration);
    const seeds = row(array("fire_seeds"), iteration);
    const samples = Array.from({ length: batch }, (_, index) => {
      const size = states.length / batch;
      const state = states.slice(index * size, (index + 1) * size);
      return { state, steps: steps[iteration], fireSeed: seeds[index] };
    });
    const outcomes = await labour.run({ parameters: weights.parameters, target, samples });
    const losses = outcomes.map(({ loss }) => loss);
    expect(relativeError(losses, row(array("losses"), iteration), largest)).toBeLessThan(1e-4);
    const gradient = row(array("gradients"), iteration).map((_, i) => {
      return outcomes.reduce((sum, outcome) => sum + outcome.gradient[i], 0);
    });
    expect(relativeError(gradient, row(array("gradients"), iteration), length)).toBeLessThan(1e-4);
    if (iteration === steps.length - 1) {
      const grown = outcomes.flatMap((outcome) => [...outcome.grown]);
      expect(relativeError(grown, array("grown").values as Float32Array, largest)).toBeLessThan(1e-4);
    }
    ({ weights } = learned(weights, outcomes, organism, recipe, iteration));
  }
  expect(relativeError(weights.parameters, array("parameters").values as Float32Array, largest)).toBeLessThan(1e-4);
  expect(relativeError(weights.average, array("averages").values as Float32Array, largest)).toBeLessThan(1e-4);
});
