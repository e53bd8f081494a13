/** When the studio gives which verdict. */
import { expect, test } from "vitest";
import { Judgement } from "../../studio/words";
import type { Labour } from "../../training/labour";
import { thirds, recognisableLoss, tried } from "../../training/trial";

test("it is recognisable once it has grown, and heals once what was cut off has come back, one after another", () => {
  const judgement = new Judgement();
  expect(judgement.due(9)).toBeNull();
  expect(judgement.due(10)).toBe(0);
  judgement.take({ grown: 4, side: null, healed: null });
  expect(judgement.word).toBe("taking shape");
  const heals = (side: number, healed: number): void => {
    expect(judgement.due(20)).toBe(side);
    judgement.take({ grown: 0.8, side, healed });
  };
  heals(0, 1.4);
  heals(1, 1.6);
  heals(2, 0.9);
  heals(3, 0.9);
  expect(judgement.word).toBe("recognisable");
  heals(0, 0.5);
  heals(1, 1.5);
  expect(judgement.word).toBe("healing");
  expect(judgement.due(20)).toBeNull();
  expect(judgement.due(100)).toBe(2);
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
