/** When the creature in the world is grown again while it learns. */
import { expect, test } from "vitest";
import { growsAgain } from "../../studio/renewal";
import type { Seen } from "../../studio/renewal";

/** A recognisable creature, long undisturbed, as good as in training. */
const WELL: Seen = {
  steps: 5000,
  woundedAt: 0,
  livingCells: 200,
  error: -2.5,
  trainingError: -2.5,
  recognisable: true,
  changesSince: null,
};

test.each([
  ["that is well", {}, false],
  ["that has died out", { livingCells: 0 }, true],
  ["that is a seed", { livingCells: 0, steps: 10 }, false],
  ["that has overgrown everything", { error: 0.5 }, true],
  ["that is not recognisable yet", { recognisable: false }, true],
  ["that is not recognisable yet, and young", { recognisable: false, steps: 160 }, false],
  ["that shows a shape from long before", { error: -1.5 }, true],
  ["that was wounded a moment ago", { error: -1.5, woundedAt: 4700 }, false],
  ["that is taught another drawing", { recognisable: false, error: -1.5, changesSince: 4700 }, false],
  ["that has not learned another drawing for long", { recognisable: false, error: -1.5, changesSince: 4500 }, true],
  ["of a world that was begun again since then", { recognisable: false, steps: 200, changesSince: 4700 }, true],
])("a creature %s", (_, other, again) => {
  expect(growsAgain({ ...WELL, ...other })).toBe(again);
});
