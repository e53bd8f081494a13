/** Runs training iterations in a real browser, in workers or in the page, for tests/browser/test_studio.py. */
import { decodeBase64 } from "../engine/checks";
import { readOrganism } from "../engine/organism";
import { firstWeights, learned } from "../training/adam";
import { parametersOf } from "../training/kernel";
import { hire } from "../training/labour";
import type { Recipe } from "../training/recipe";

interface Asked {
  /** Base64 of an organism's file. */
  readonly organism: string;
  readonly recipe: Recipe;
  readonly height: number;
  readonly width: number;
  /** Base64 of little-endian float32: [I, B, H, W, C] and [H, W, 4]. */
  readonly states: string;
  readonly target: string;
  readonly steps: readonly number[];
  readonly fireSeeds: readonly (readonly number[])[];
  readonly workers: number;
}

function floats(text: string): Float32Array {
  return new Float32Array(decodeBase64(text)!.slice().buffer);
}

async function follow(asked: Asked, workerSource: string): Promise<unknown> {
  const organism = readOrganism(decodeBase64(asked.organism)!, "case");
  const { height, width, recipe, steps } = asked;
  const setting = { height, width, organism, mostSteps: Math.max(...steps), batchSize: recipe.batch_size };
  const labour = await hire(setting, workerSource, asked.workers);
  const states = floats(asked.states);
  const size = height * width * organism.channels;
  const found = { where: labour.name, losses: [] as number[][], gradients: [] as number[][], grown: [] as number[][] };
  let weights = firstWeights(parametersOf(organism));
  for (const [iteration, seeds] of asked.fireSeeds.entries()) {
    const samples = seeds.map((fireSeed, index) => {
      const at = (iteration * seeds.length + index) * size;
      return { state: states.slice(at, at + size), fireSeed, steps: steps[iteration] };
    });
    const outcomes = await labour.run({ parameters: weights.parameters, target: floats(asked.target), samples });
    found.losses.push(outcomes.map(({ loss }) => loss));
    found.gradients.push([...weights.parameters].map((_, i) => outcomes.reduce((sum, one) => sum + one.gradient[i], 0)));
    found.grown.push(outcomes.flatMap(({ grown }) => [...grown]));
    ({ weights } = learned(weights, outcomes, organism, recipe, iteration));
  }
  labour.dispose();
  return { ...found, parameters: [...weights.parameters], averages: [...weights.average] };
}

(globalThis as unknown as { trainingHarness: typeof follow }).trainingHarness = follow;
