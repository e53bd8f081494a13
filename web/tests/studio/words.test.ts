/** When the studio gives which verdict. */
import { expect, test } from "vitest";
import { advice, Judgement, told } from "../../studio/words";
import type { Labour } from "../../training/labour";
import { thirds, recognisableLoss, recovered, tried } from "../../training/trial";

test("it is recognisable once it has grown, and mends once what was cut off has come back, one after another", () => {
  const judgement = new Judgement();
  expect(judgement.due(9)).toBeNull();
  expect(judgement.due(10)).toBe(0);
  judgement.take({ grown: 4, side: null, healed: null });
  expect(judgement.word).toBe("taking shape");
  const mends = (side: number, healed: number): void => {
    expect(judgement.due(20)).toBe(side);
    judgement.take({ grown: 0.8, side, healed });
  };
  mends(0, 1.4);
  mends(1, 1.6);
  mends(2, 0.9);
  mends(3, 0.9);
  expect(judgement.word).toBe("recognisable");
  mends(0, 0.5);
  mends(1, 1.5);
  expect(judgement.word).toBe("mending");
  expect(judgement.due(20)).toBeNull();
  expect(judgement.due(100)).toBe(2);
});

/** That what was cut off on each side has come back. */
function mended(): Judgement {
  const judgement = new Judgement();
  for (let side = 0; side < 4; side++) judgement.take({ grown: 0.5, side, healed: 1 });
  return judgement;
}

test("it heals only while it recovers from all of an evaluation's five cuts", () => {
  expect(new Judgement().cutsDue(100)).toBe(false);
  const judgement = mended();
  expect(judgement.cutsDue(40)).toBe(true);
  judgement.takeCuts(0);
  expect([judgement.word, judgement.cutsDue(50), judgement.cutsDue(100)]).toEqual(["mending", false, true]);
  judgement.takeCuts(5);
  expect(judgement.word).toBe("healing");
  judgement.take({ grown: 0.5, side: 0, healed: 9 });
  expect(judgement.word).toBe("healing");
  judgement.takeCuts(4);
  expect(judgement.word).toBe("mending");
});

test.each([
  ["taking shape", null, "is taking shape", null],
  ["recognisable", null, "is recognisable", null],
  ["mending", null, "begins to heal", "Still learning"],
  ["mending", 0, "begins to heal", "Still learning"],
  ["mending", 3, "heals 3 of 5 cuts", "Still learning"],
  ["healing", 5, "heals its wounds", null],
  ["done", 0, "is fully trained, but its wounds do not heal completely", "Train it on"],
  ["done", 4, "is fully trained and heals 4 of 5 cuts", "Train it on"],
  ["done", 5, "is fully trained and heals its wounds", null],
] as const)("of one that is %s and recovers from %s cuts it is said that it %s", (word, cuts, words, suggested) => {
  expect(told(word, cuts)).toBe(words);
  if (suggested === null) expect(advice(word, cuts, 2)).toBeNull();
  else expect(advice(word, cuts, 1)).toMatch(new RegExp(`^${suggested}.*heal\\.$`));
});

test("a part with its own seed does not grow back, however long it is trained", () => {
  expect(advice("mending", 2, 2)).toContain("cannot grow back");
});

test("a sample grows and is cut five times as in an evaluation, and what recovers is counted", async () => {
  const runs: { steps: number; samples: string[] }[] = [];
  const losses = [0.5, 0.9e-3, 1.1e-3, 0.5e-3, NaN, 1e-3];
  const labour: Labour = {
    name: "made up",
    dispose: () => {},
    run: async ({ samples, forward }) => {
      expect(forward).toBe(true);
      runs.push({ steps: samples[0].steps, samples: samples.map(({ state }) => [...state].join("")) });
      const some = samples.length === 1 ? [losses[0]] : losses.slice(1);
      return samples.map(({ state }, index) => ({ loss: some[index], gradient: new Float32Array(0), grown: state.slice() }));
    },
  };
  const world = { height: 2, width: 2, seed: new Float32Array(4).fill(7), steps: 104 };
  const learned = { parameters: new Float32Array(0), target: new Float32Array(0) };
  expect(await recovered(labour, world, learned, () => 0)).toBe(2);
  expect(runs.map(({ steps }) => steps)).toEqual([104, 104, 104, 104]);
  expect(runs[2].samples).toEqual(["7700", "0077", "7070", "0707", "7777"]); // so small a world has no centre
});

test("about a third of each part is cut off", () => {
  const world = { height: 4, width: 8 };
  const cut = (side: number, middles: readonly (readonly [number, number])[]): string => {
    const parts = middles.map((middle) => ({ middle, spread: [2, 2 / middles.length] as const }));
    return [...thirds(parts, world, side)].slice(0, 8).join("");
  };
  expect(cut(0, [[1.5, 3.5]])).toBe("00000111");
  expect(cut(2, [[1.5, 3.5]])).toBe("11100000");
  expect(cut(3, [[1.5, 3.5]])).toBe("11111111");
  expect(cut(1, [[1.5, 3.5]])).toBe("00000000");
  expect(cut(0, [[1.5, 1.5], [1.5, 5.5]])).toBe("00010001");
});

test.each([
  [0.5, { grown: 2, side: null, healed: null }],
  [0.125, { grown: 0.5, side: 2, healed: 0.5 }],
])("a trial grows from the seed, and cuts what is recognisable: loss %f", async (loss, expected) => {
  const states: string[] = [];
  const labour: Labour = {
    name: "made up",
    dispose: () => {},
    run: async ({ samples: [{ state }], forward }) => {
      expect(forward).toBe(true);
      states.push([...state].join(""));
      return [{ loss, gradient: new Float32Array(0), grown: new Float32Array(4).fill(states.length) }];
    },
  };
  const world = { height: 1, width: 4, seed: new Float32Array(4).fill(7), parts: [{ middle: [0, 1.5], spread: [0, 1] }] as const };
  const learned = { parameters: new Float32Array(0), target: new Float32Array(0) };
  let fire = 0;
  expect(await tried(labour, { ...world, bound: 0.25, steps: 9 }, learned, 2, () => fire++)).toEqual(expected);
  expect(states).toEqual(["7777", "1111", "0222", "3333"].slice(0, fire));
});

test("thin lines are recognised with a quarter of the error of nothing, areas with less", () => {
  const side = 12;
  const share = (inside: (row: number, column: number) => boolean): number => {
    const target = Float32Array.from({ length: 4 * side * side }, (_, at) =>
      Number(inside(Math.floor(at / 4 / side), Math.floor(at / 4) % side)),
    );
    return recognisableLoss(target, { height: side, width: side }) / (target.reduce((sum, value) => sum + value, 0) / target.length);
  };
  expect(share((_, column) => column === 6)).toBeCloseTo(1 / 4);
  const square = share((row, column) => Math.abs(row - 5.5) < 4 && Math.abs(column - 5.5) < 4);
  expect(square).toBeLessThan(1 / 8);
  expect(square).toBeGreaterThan(1 / 30);
});
