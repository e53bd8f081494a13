import { describe, expect, it } from "vitest";
import { decodeFragment, encodeFragment } from "../../playground/fragment";
import type { PageSettings } from "../../playground/settings";

const DEFAULTS: PageSettings = {
  organisms: ["lizard"],
  height: 72,
  width: 72,
  playing: true,
  rate: 60,
  tool: "erase",
  brush: 9,
  colour: "#e4572e",
  species: 0,
  look: { kind: "colour" },
  turn: 0,
  fireRate: 0.5,
  boundary: "zero",
  noise: 0,
  seed: 0,
  signals: [],
  engine: "auto",
  place: null,
};

const UNUSUAL: PageSettings = {
  organisms: ["lizard-regenerating", "butterfly_2.b"],
  height: 64,
  width: 96,
  playing: false,
  rate: Infinity,
  tool: "species",
  brush: 15,
  colour: "#01abff",
  species: 1,
  look: { kind: "channel", channel: 11 },
  turn: 285,
  fireRate: 0.37,
  boundary: "torus",
  noise: 0.012,
  seed: 4294967295,
  signals: [[0.5, -1], [], [0.125]],
  engine: "plain",
  place: { zoom: 3.5, x: 20.25, y: 63.5 },
};

describe("a fragment", () => {
  it("gives the settings back, whatever they are", () => {
    const link = decodeFragment(`#${encodeFragment(UNUSUAL, DEFAULTS, 1234, "q-_A")}`);
    expect(link).toEqual({ settings: UNUSUAL, step: 1234, state: "q-_A", problems: [] });
  });

  it("leaves defaults out", () => {
    expect(encodeFragment(DEFAULTS, DEFAULTS, 7, null)).toBe("o=lizard&w=72&s=0&t=7");
    expect({ ...DEFAULTS, ...decodeFragment("o=lizard&w=72&s=0&t=7").settings }).toEqual(DEFAULTS);
  });

  it("of a page without signals has none of them", () => {
    const told = (signals: PageSettings["signals"]): string =>
      encodeFragment({ ...DEFAULTS, signals }, DEFAULTS, 0, null);
    expect(told([[], []])).not.toContain("sig");
    expect(told([[], [0.25, 1e3]])).toContain("&sig=;0.25,1000");
    expect(told([[0, 0]])).toContain("&sig=0,0");
    const { settings, problems } = decodeFragment(`o=a,b&sig=;0.25,x`);
    expect(settings).toEqual({ organisms: ["a", "b"] });
    expect(problems[0]).toMatch(/signal “;0.25,x” is not a number from/);
  });

  it("that is empty asks for nothing and has no problem", () => {
    expect(decodeFragment("")).toEqual({ settings: {}, step: null, state: null, problems: [] });
    expect(decodeFragment("#").problems).toEqual([]);
  });

  it.each([
    ["w=0", "world", "8 to 512"],
    ["w=9999x72", "world", "8 to 512"],
    ["w=big", "world", "96 or 64x96"],
    ["s=-1", "random seed", "4294967295"],
    ["s=1.5", "random seed", "whole"],
    ["f=2", "fire rate", "0 to 1"],
    ["f=", "fire rate", "0 to 1"],
    ["v=0", "speed", "1 to 1000"],
    ["tool=axe", "tool", "erase, seed"],
    ["look=c9999", "view", "one of"],
    ["ink=red", "paint colour", "hexadecimal"],
    ["at=1,2", "place", "magnification"],
    ["o=a b", "organism", "names"],
    ["o=" + Array(9).fill("a").join(","), "organism", "1 to 8"],
    ["noise=NaN", "noise", "0 to 0.2"],
  ])("with %s says what is wrong with its %s", (fragment, field, expected) => {
    const { settings, problems } = decodeFragment(`${fragment}&a=90`);
    expect(settings).toEqual({ turn: 90 });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`link's ${field}`);
    expect(problems[0]).toContain(expected);
  });

  it("of nothing but noise is told of", () => {
    expect(decodeFragment("#hello").problems[0]).toContain("nothing that this page can read");
  });

  it("never throws, whatever it holds", () => {
    const letters = 'ow=&#%+.,-_0123456789xXabcezEINFmax\u0000\u{1f98e}\ud800 "<>';
    let random = 1;
    const draw = (below: number): number => {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      return Math.floor((random / 2 ** 32) * below);
    };
    const keys = [
      "o",
      "w",
      "run",
      "v",
      "tool",
      "b",
      "ink",
      "sp",
      "look",
      "a",
      "f",
      "edge",
      "noise",
      "s",
      "e",
      "at",
      "t",
      "x",
    ];
    for (let round = 0; round < 5000; round++) {
      let text = "";
      for (let field = draw(6); field >= 0; field--) {
        text += `&${draw(4) === 0 ? "" : `${keys[draw(keys.length)]!}=`}`;
        for (let count = draw(12); count > 0; count--) text += letters[draw(letters.length)]!;
      }
      const { settings, problems } = decodeFragment(text);
      for (const problem of problems) expect(problem.length).toBeLessThan(200);
      // What was decoded can be encoded again and means the same.
      const whole = { ...DEFAULTS, ...settings };
      const again = decodeFragment(encodeFragment(whole, DEFAULTS, 0, null));
      expect(again.problems).toEqual([]);
    }
  });
});
