/** Phases and guards, held to those of Blastema's Python by tests/golden/web-training.npz. */
import { expect, test } from "vitest";
import { after, firstGuards, isHealthy, trouble } from "../../training/guards";
import { episodeSteps, fitted, learningRate, longestEpisode, stretched } from "../../training/recipe";
import type { Recipe } from "../../training/recipe";
import { readBytes } from "../files";
import { parseNpz } from "../npz";

const golden = await parseNpz(readBytes("tests/golden/web-training.npz"));
const read = (key: string): unknown => JSON.parse((golden.get(key)!.values as string[])[0]);

const course = read("course") as { recipe: Recipe; at: number[]; rates: number[]; steps: number[][] };

test("learning rates and episodes of all kinds of phases are those of Python", () => {
  const { phases } = course.recipe;
  course.at.forEach((iteration, index) => {
    expect(learningRate(phases, iteration) / course.rates[index]).toBeCloseTo(1, 5);
    expect(episodeSteps(phases, iteration)).toEqual(course.steps[index]);
  });
  expect(longestEpisode(course.recipe)).toBe(60);
});

test("episodes become long enough for the farthest cell, all in proportion", () => {
  const { phases } = course.recipe;
  expect(fitted(course.recipe, 3).phases).toEqual(phases); // ceil(7.2) = 8 is the shortest already
  expect(fitted(course.recipe, 10).phases.map(({ steps }) => steps)).toEqual([
    [108, 156],
    [120, 180],
    [24, 27],
  ]);
});

test("a recipe can take longer, its phases in proportion", () => {
  const long = stretched(course.recipe, 3);
  expect([long.iterations, ...long.phases.map(({ iterations }) => iterations)]).toEqual([135, 30, 60, 45]);
  expect(learningRate(long.phases, 90)).toBeCloseTo(learningRate(course.recipe.phases, 30), 10);
});

interface Seen {
  readonly figures: Readonly<Record<string, number>>;
  readonly smoothed: number;
  readonly broken: number;
  readonly trouble: string | null;
  readonly healthy: boolean;
}

test.each(read("guards") as { ending: string; seen: Seen[] }[])("guards of a course that ends: $ending", ({ seen }) => {
  // Python's settles for 30 iterations.
  let guards = firstGuards(0.05, 4, 40);
  expect(guards.settling).toBe(30);
  for (const [iteration, known] of seen.entries()) {
    const { loss, gradient_norm, largest_state, dead_samples, broken_drawn } = known.figures;
    const figures = {
      loss,
      gradientNorm: gradient_norm,
      largestState: largest_state,
      deadSamples: dead_samples,
      brokenDrawn: broken_drawn,
    };
    guards = after(guards, figures);
    expect(guards.smoothed).toBeCloseTo(known.smoothed, 10);
    expect(guards.broken).toBeCloseTo(known.broken, 10);
    expect([isHealthy(guards), trouble(guards, figures) === null], `iteration ${iteration}`).toEqual([
      known.healthy,
      known.trouble === null,
    ]);
    if (known.trouble !== null) expect(known.trouble).toContain(trouble(guards, figures)!);
  }
});
