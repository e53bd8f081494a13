import { expect, test } from "vitest";
import { readOrganism } from "../../engine/organism";
import { TrainingRecord } from "../../studio/record";
import type { Trained } from "../../training/trainer";
import { readBytes } from "../files";

const lizard = readOrganism(readBytes("tests/golden/lizard-small.safetensors"));

function trained(iteration: number): Trained {
  return { iteration, loss: -1, shown: { loss: -1 - iteration / 1000 }, rate: 1e-3, rolledBack: null };
}

test("the time left is that of the iterations that were seen, also of a training that goes on", () => {
  const record = new TrainingRecord();
  record.begin(2400);
  for (let iteration = 1201; iteration <= 1400; iteration++) record.add(trained(iteration), 0.05, () => lizard);
  record.show(trained(1400));
  expect(record.left.value).toBeCloseTo(50);
});

test("what it can do is noted when it is new, and forgotten by the next training", () => {
  const record = new TrainingRecord();
  record.begin(2400);
  record.add(trained(1), 2, () => lizard);
  record.show(trained(1));
  expect([record.reach("recognisable"), record.reach("recognisable")]).toEqual([true, false]);
  expect(record.reached.value).toEqual({ recognisable: { seconds: 2, iterations: 1 } });
  record.begin(2400);
  expect([record.reached.value, record.word.value, record.curve.value]).toEqual([{}, "taking shape", []]);
});

test("earlier creatures are kept once each, and a long curve is thinned out", () => {
  const record = new TrainingRecord();
  record.begin(2400);
  const rolledBackAt = 60;
  for (let iteration = 1; iteration <= rolledBackAt; iteration++) record.add(trained(iteration), 0, () => lizard);
  for (let iteration = 21; iteration <= 2400; iteration++) record.add(trained(iteration), 0, () => ({ ...lizard, name: "again" }));
  expect(record.earlier.value.map(({ iteration, organism }) => [iteration, organism.name]).slice(0, 4)).toEqual([
    [10, lizard.name],
    [25, "again"],
    [50, "again"],
    [100, "again"],
  ]);
  expect(record.curve.value.length).toBeLessThanOrEqual(410);
});
