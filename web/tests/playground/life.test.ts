/** The life of a playground without a browser: frames come when a test says so. Several share nothing. */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readLibrary } from "../../playground/library";
import type { Specimen } from "../../playground/library";
import { Actions } from "../../playground/actions";
import { unusualSignals, wantedOf } from "../../playground/fitting";
import { Life } from "../../playground/life";
import { nearest, openFragment } from "../../playground/links";
import { moved } from "../../playground/states";
import { Store } from "../../playground/store";
import { madeOrganism } from "../contract/support";
import type { Made } from "../contract/support";

const FILE = readFileSync(new URL("../../../tests/golden/lizard-small.safetensors", import.meta.url));
const LIZARD = readLibrary(JSON.stringify([{ id: "a", name: "lizard", file: FILE.toString("base64") }])).specimens[0]!;

function made(changes: Made, seeds: readonly (readonly [number, number])[] = [[4, 4]]): Specimen {
  return { ...LIZARD, id: "made", organism: { ...madeOrganism(5, changes), seeds } };
}

let frames: FrameRequestCallback[] = [];
let time = 0;

/** All frames that are asked for. */
function frame(): void {
  const due = frames;
  frames = [];
  time += 16;
  for (const callback of due) callback(time);
}

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => frames.push(callback));
  vi.stubGlobal("cancelAnimationFrame", () => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function living(specimens: readonly Specimen[], prepare?: (store: Store) => void) {
  const store = new Store();
  prepare?.(store);
  const life = new Life(store);
  await life.begin({ specimens, world: specimens[0]!.organism, snapshot: null });
  expect(store.notices.value.filter(({ kind }) => kind === "error")).toEqual([]);
  return { store, life };
}

describe("two playgrounds", () => {
  it("live independently", async () => {
    const [one, other] = [await living([LIZARD]), await living([made({})])];
    one.store.seed.value = 7;
    other.store.playing.value = false;
    for (let count = 0; count < 20; count++) frame();
    expect(one.store.stepCount.value).toBeGreaterThan(5);
    expect(other.store.stepCount.value).toBe(0);
    expect(other.store.seed.value).toBe(0);
    expect([one, other].map(({ store }) => store.world.value.width)).toEqual([24, 9]);
    other.life.remember();
    expect([one, other].map(({ store }) => store.canUndo.value)).toEqual([false, true]);
    const steps = one.store.stepCount.value;
    one.life.dispose();
    await one.life.enqueue(async () => {});
    other.store.playing.value = true;
    other.life.wake();
    for (let count = 0; count < 20; count++) frame();
    expect(other.store.stepCount.value).toBeGreaterThan(5);
    expect(one.store.stepCount.value).toBe(steps);
    expect(one.life.engine).toBeNull();
  });
});

describe("a life", () => {
  it("plants all seeds of an organism about its place", async () => {
    const { life } = await living([made({}, [[0, 0], [8, 5]])]);
    const { state, channels } = life.read()!;
    const planted = [...Array(81).keys()].filter((cell) => state[cell * channels + 3] === 1);
    expect(planted).toEqual([0, 8 * 9 + 5]);
    life.plant(0, { row: 5, column: 4 });
    const later = life.read()!.state;
    expect([...Array(81).keys()].filter((cell) => later[cell * channels + 3] === 1)).toEqual([0, 9, 8 * 9 + 5]);
  });

  it("tells an organism its signal, of its own length", async () => {
    const { store, life } = await living([made({ signal: 2 })], ({ signals }) => (signals.value = [[1, 2, 3]]));
    expect(store.signals.value).toEqual([[0, 0]]);
    store.signals.value = [[0.5, -1]];
    life.step();
    expect(life.engine!.settings.signals).toEqual([[0.5, -1]]);
    store.signals.value = [];
    life.step();
    expect(life.engine!.settings.signals).toEqual([[0, 0]]);
  });

  it("says once why the plain engine serves", async () => {
    const odd = made({ hidden: [10, 7, 9] });
    const { store, life } = await living([odd]);
    const notes = (): string[] => store.notices.value.map(({ text }) => text);
    expect(store.engineKind.value).toBe("plain");
    expect(notes()).toEqual([expect.stringMatching(/TypeScript engine runs this world\. made 5 has 3 hidden layers/)]);
    store.dismiss(1);
    await life.resize({ height: 12, width: 12 });
    expect(notes()).toEqual([]);
    expect((await living([LIZARD])).store.notices.value).toEqual([]);
    const wished = await living([odd], ({ engineWish }) => (engineWish.value = "plain"));
    expect(wished.store.notices.value).toEqual([]);
  });

  it("has no noise where channels fire each for itself", async () => {
    const odd = made({ physics: { firePer: "channel" } });
    const { store, life } = await living([odd], ({ noise }) => (noise.value = 0.1));
    expect(store.noise.value).toBe(0);
    expect(store.notices.value.map(({ text }) => text).join()).toContain("so no noise is added");
    expect(store.firesPerChannel.value).toBe(true);
    store.noise.value = 0.1; // as a link to another organism does before it comes
    frame();
    life.step();
    expect(store.notices.value.filter(({ kind }) => kind === "error")).toEqual([]);
  });
});

describe("an organism of several pictures", () => {
  const { target } = LIZARD.organism;
  const other = { ...target!, name: "other" };
  const several = made({ signal: 2 });
  const both: Specimen = {
    ...several,
    organism: {
      ...several.organism,
      target,
      pictures: [
        { target: target!, signal: [1, 0] },
        { target: other, signal: [0, 1] },
      ],
      told: [1, 0],
    },
  };

  it("is told what its file says, becomes another while it lives, and a link says so", async () => {
    const { store, life } = await living([both]);
    expect(store.signals.value).toEqual([[1, 0]]);
    expect(unusualSignals(store)).toEqual([[]]);
    life.step();
    frame();
    const before = store.stepCount.value;
    expect(before).toBe(1);
    new Actions(store, life).become(both.organism.pictures[1]!);
    expect(store.signals.value).toEqual([[0, 1]]);
    expect(unusualSignals(store)).toEqual([[0, 1]]);
    expect(store.wounds.value).toEqual([before]);
    life.step();
    expect(life.engine!.settings.signals).toEqual([[0, 1]]);
    expect(life.engine!.stepCount).toBe(before + 1);
  });

  it("is compared with the picture that it is, and a mixture with none", () => {
    expect(wantedOf(both.organism, [0, 1])).toBe(other);
    expect(wantedOf(both.organism, [1, 0])).toBe(target);
    expect(wantedOf(both.organism, [0.5, 0.5])).toBeNull();
    expect(wantedOf(LIZARD.organism, [])).toBe(target);
  });
});

describe("a texture", () => {
  it("that is added to a world of another one has the cells of its training grid", async () => {
    const [first, second] = [made({ life: { kind: "all" } }), made({ life: { kind: "all" } })];
    const { life, store } = await living([first]);
    await life.add(second);
    const { species, width, height } = life.read()!;
    expect([height, width]).toEqual([72, 72]);
    const { row, column } = life.homes[1]!;
    expect(species.reduce((sum, each) => sum + each)).toBe(81);
    for (const side of [-4, 4]) expect(species[(row + side) * width + column + side]).toBe(1);
    expect(store.species.value).toBe(1);
  });
});

describe("an organism without a place to compare", () => {
  it("is compared with no picture, not even after a wound", async () => {
    const target = { ...LIZARD.organism.target!, motion: { stepsPerFrame: 8, stride: [0, 12] as const } };
    const walker = { ...LIZARD, organism: { ...LIZARD.organism, target } };
    const texture = { ...LIZARD, organism: { ...LIZARD.organism, provenance: { objective: "texture" } } };
    for (const [specimen, against] of [[walker, "moving"], [texture, "texture"], [LIZARD, "target"]] as const) {
      const { store, life } = await living([specimen]);
      const looked = (): unknown => {
        life.step();
        life.with((engine) => life.measure.sample(engine, life.homes, true));
        return [store.healingAgainst.value, store.healing.value === null];
      };
      expect(looked()).toEqual([against, specimen !== LIZARD]);
      life.measure.wounded(life.read()!, specimen.organism, life.homes[0]!, true);
      expect(looked()).toEqual([against, specimen !== LIZARD]);
    }
  });
});

describe("a link's signal", () => {
  it("is taken, or told of where it is of another organism", async () => {
    const store = new Store();
    const told = { ...made({ signal: 2 }), id: "told" };
    const opened = await openFragment(store, "o=told&sig=0.5,0.25", [LIZARD, told]);
    expect(opened.settings.signals).toEqual([[0.5, 0.25]]);
    expect(store.notices.value).toEqual([]);
    expect((await openFragment(store, "o=a&sig=1", [LIZARD, told])).settings.signals).toEqual([]);
    expect(store.notices.value[0]!.text).toMatch(/signal does not fit this organism/);
  });
});

describe("a link to a world that nobody has touched", () => {
  it("is its seeds, settings and steps, until a wound, another setting or a size", async () => {
    const { store, life } = await living([LIZARD]);
    for (let count = 0; count < 20; count++) frame();
    expect(store.touched.value).toBe(false);
    life.remember();
    expect(store.touched.value).toBe(true);
    life.restart();
    expect(store.touched.value).toBe(false);
    store.turn.value = 30; // before the first step it is a setting like others
    life.wake();
    frame();
    expect(store.touched.value).toBe(false);
    for (let count = 0; count < 5; count++) frame();
    store.turn.value = 60;
    for (let count = 0; count < 2; count++) frame();
    expect(store.touched.value).toBe(true);
  });

  it("grows the same again", async () => {
    const { store, life } = await living([LIZARD]);
    store.playing.value = false;
    for (let count = 0; count < 7; count++) life.step();
    const before = life.read()!;
    const opened = await openFragment(store, "o=a&w=24&s=0&t=7", [LIZARD]);
    expect(opened).toMatchObject({ snapshot: null, steps: 7 });
    await life.begin({ ...opened, world: { height: 24, width: 24 } });
    expect(life.read()).toEqual(before);
  });

  it("says which organism a mistyped name may mean", async () => {
    const { store } = await living([{ ...LIZARD, id: "lizard-growing" }]);
    await openFragment(store, "o=lizzard-growing&w=24&s=0", [{ ...LIZARD, id: "lizard-growing" }]);
    expect(store.notices.value.at(-1)!.text).toMatch(/lizzard-growing. Did you mean lizard-growing\?/);
    await openFragment(store, "o=lizzard&w=24&s=0", [{ ...LIZARD, id: "lizard-growing" }]);
    expect(store.notices.value.at(-1)!.text).toMatch(/organism lizzard. Did you mean lizard-growing\?/);
    expect(nearest("lizard", ["fish-growing", "lizard-growing"])).toBe("lizard-growing");
    expect(nearest("butterfly", ["lizard", "web"])).toBeNull();
  });

  it("is told that it leads too far", async () => {
    const { store } = await living([LIZARD]);
    expect((await openFragment(store, "o=a&w=24&s=0&t=9000000", [LIZARD])).steps).toBe(0);
    expect(store.notices.value.at(-1)!.text).toMatch(/asks for step 9000000 without giving the state/);
  });

  it("goes before what the browser has kept only if that is of another world", async () => {
    const { store, life } = await living([LIZARD]);
    const kept = life.read()!;
    expect((await openFragment(store, "o=a&w=24&s=0", [LIZARD], kept)).snapshot).toBe(kept);
    expect((await openFragment(store, "o=a&w=32&s=0", [LIZARD], kept)).snapshot).toBeNull();
  });
});

describe("the healing error", () => {
  it("is told at the best shift and turn where that is not its place", async () => {
    const { store, life } = await living([LIZARD]);
    store.playing.value = false;
    life.with((engine) => engine.step(120));
    life.wake();
    frame();
    const whole = store.healing.value!;
    expect(whole).toBeLessThan(-3);
    expect(store.form.value).toBeNull();
    life.replace((snapshot) => moved(snapshot, snapshot, 2, -1));
    frame();
    expect(store.healing.value).toBeGreaterThan(-2.5);
    expect(store.form.value).toMatchObject({ down: 2, across: -1, degrees: 0 });
    expect(store.form.value!.error).toBeCloseTo(whole, 1);
  });
});

describe("messages", () => {
  it("go away, errors later than notes; what is wrong with the page itself stays", () => {
    vi.useFakeTimers();
    try {
      const store = new Store();
      store.say("a note");
      store.say("an error", "error");
      store.say("a lasting one", "error", true);
      const shown = (): string[] => store.notices.value.map(({ text }) => text);
      vi.advanceTimersByTime(7_000);
      expect(shown()).toEqual(["an error", "a lasting one"]);
      vi.advanceTimersByTime(20_000);
      expect(shown()).toEqual(["a lasting one"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
