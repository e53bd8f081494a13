import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Life } from "../../playground/life";
import { Store } from "../../playground/store";
import { STEPS, Tour } from "../../playground/tour";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", globalThis);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("what grows by the dial grows from the seed, however often it is turned, and so does what follows", () => {
  const reset = vi.fn();
  const [store, life] = [new Store(), { reset } as unknown as Life];
  const tour = new Tour(store, life);
  tour.go(STEPS.findIndex(({ section }) => section === "senses"));
  expect(store.section.value).toBe("senses");
  store.turn.value = 30;
  vi.advanceTimersByTime(300);
  store.turn.value = 75; // still being turned
  vi.advanceTimersByTime(599);
  expect([reset.mock.calls.length, tour.done.value]).toEqual([0, false]);
  vi.advanceTimersByTime(1);
  expect([reset.mock.calls.length, tour.done.value]).toEqual([1, true]);
  store.turn.value = 120;
  vi.advanceTimersByTime(600);
  expect(reset.mock.calls.length).toBe(2);
  tour.go(tour.steps.length - 1);
  expect([store.turn.value, reset.mock.calls.length]).toEqual([0, 3]);
  tour.go(null);
  expect(reset.mock.calls.length).toBe(3);
});
