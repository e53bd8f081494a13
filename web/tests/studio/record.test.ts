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
  expect([record.reach("recognisable", null), record.reach("recognisable", null)]).toEqual([true, false]);
  expect(record.reached.value).toEqual({ recognisable: { seconds: 2, iterations: 1 } });
  record.begin(2400);
  expect([record.reached.value, record.word.value, record.curve.value]).toEqual([{}, "taking shape", []]);
});

test("what it can do may become less, and a training that goes on keeps its record", () => {
  const record = new TrainingRecord();
  record.begin(10);
  for (let iteration = 1; iteration <= 10; iteration++) record.add(trained(iteration), 1, () => lizard);
  record.show(trained(10));
  record.reach("healing", 5);
  record.reach("mending", 4);
  expect([record.word.value, record.cuts.value]).toEqual(["mending", 4]);
  record.reach("done", 4);
  record.lengthen(30);
  expect(Object.keys(record.reached.value)).toEqual(["healing", "mending"]);
  expect([record.iterations.value, record.earlier.value.length, record.curve.value.length]).toEqual([30, 1, 10]);
  record.add(trained(11), 2, () => lizard);
  record.show(trained(11));
  expect(record.left.value).toBeCloseTo(38);
  expect(record.reach("done", 5)).toBe(true);
});

test("a training that was interrupted has its curve and its earlier creatures", () => {
  const [before, record] = [new TrainingRecord(), new TrainingRecord()];
  before.begin(2250);
  for (let iteration = 1; iteration <= 60; iteration++) before.add(trained(iteration), 0, () => lizard);
  record.begin(2250, 60, structuredClone(before.past));
  expect(record.done.value).toBe(60);
  expect(record.earlier.value.map(({ iteration }) => iteration)).toEqual([10, 25, 50]);
  expect(record.curve.value).toEqual(before.curve.value);
  record.begin(2250);
  expect([record.done.value, record.earlier.value, record.curve.value]).toEqual([0, [], []]);
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
