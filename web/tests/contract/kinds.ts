/** Every kind of automaton that an organism file can hold, as the judge has it (tests/web_kinds_judge.py). */
import { readOrganism } from "../../engine/organism";
import type { Organism, Settings, Snapshot } from "../../engine/types";
import { ALPHA } from "../../engine/world";
import { parseNpz } from "../npz";
import type { NumpyArray } from "../npz";
import { check, checkNear, TOLERANCE, withEngine } from "./support";
import type { ContractCase, Subject } from "./support";

/** The cases of tests/golden/web-kinds.npz. */
export const KINDS = [
  "atan",
  "tanh",
  "replacing",
  "replacing-slowly",
  "own-alpha",
  "own-alpha-replacing",
  "channels-fire",
  "channels-fire-unmasked",
  "clamp",
  "signal",
  "hidden-layers",
  "learned",
  "own-noise",
  "odd-taps",
  "two-species",
  "two-own-alpha",
  "all-at-once",
] as const;

interface KindCase {
  readonly organisms: readonly Organism[];
  readonly settings: Settings;
  readonly start: Snapshot;
  /** After the first and the third step: [2, height, width, channels] and [2, height, width]. */
  readonly states: Float32Array;
  readonly species: Uint8Array;
}

/** What the file says of a case. */
interface Described {
  readonly name: string;
  readonly organisms: number;
  readonly first: number;
  readonly settings: Settings;
}

export async function kindCase(golden: Subject["golden"], name: string): Promise<KindCase> {
  const arrays = await parseNpz(await golden("web-kinds.npz"));
  const array = (key: string): NumpyArray => {
    const found = arrays.get(key);
    if (found === undefined) throw new Error(`web-kinds.npz has no ${key}`);
    return found;
  };
  const described = JSON.parse(array("cases").values[0] as string) as Described[];
  const { organisms, first, settings } = described.find((one) => one.name === name)!;
  const start = array(`${name}.start`);
  const [height, width, channels] = start.shape;
  const state = start.values as Float32Array;
  const species = array(`${name}.start_species`).values as Uint8Array;
  return {
    organisms: Array.from({ length: organisms }, (_, i) =>
      readOrganism(array(`${name}.organism${i}`).values as Uint8Array, name),
    ),
    settings,
    start: { height, width, channels, state, species, step: first },
    states: array(`${name}.states`).values as Float32Array,
    species: array(`${name}.species`).values as Uint8Array,
  };
}

/** It does as the judge does, or says by the organism's name why it does not serve it. */
async function checkKind(subject: Subject, name: string): Promise<void> {
  const { organisms, settings, start, states, species } = await kindCase(subject.golden, name);
  const obstacle = subject.factory.obstacle(organisms, start);
  if (obstacle !== null) {
    check(subject.factory.kind !== "plain", `the plain engine does not serve it: ${obstacle}`);
    check(obstacle.includes(organisms[0].name), `the obstacle does not name the organism: ${obstacle}`);
    return;
  }
  await withEngine(subject, organisms, start, settings, (engine) => {
    engine.write(start);
    for (const [index, count] of [1, 2].entries()) {
      engine.step(count);
      const found = engine.read();
      const [cells, size] = [found.species.length, found.state.length];
      const expected = states.subarray(index * size, (index + 1) * size);
      checkNear(found.state, expected, TOLERANCE, `state after ${2 * index + 1} steps`);
      for (let cell = 0; cell < cells; cell++) {
        const { aliveThreshold } = organisms[0].life;
        const living = expected[cell * found.channels + ALPHA] > aliveThreshold;
        const owner = species[index * cells + cell];
        check(!living || found.species[cell] === owner, `cell ${cell} is of species ${found.species[cell]}`);
      }
    }
  });
}

export function kindCases(subject: Subject): ContractCase[] {
  if (subject.precision === "half") return [];
  return KINDS.map((name) => ({ name: `kind ${name}`, run: () => checkKind(subject, name) }));
}
