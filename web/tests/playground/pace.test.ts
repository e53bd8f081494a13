import { describe, expect, it } from "vitest";
import { Meter, notchOfRate, Pace, rateOfNotch, SPEED_NOTCHES } from "../../playground/pace";

/** A machine on which a step takes a given number of milliseconds. */
class Machine {
  time = 0;
  steps = 0;
  constructor(readonly perStep: number) {}
  readonly now = (): number => this.time;
  readonly step = (count: number): void => {
    this.steps += count;
    this.time += count * this.perStep;
  };

  run(pace: Pace, seconds: number, framesPerSecond: number): number {
    const before = this.steps;
    for (let frame = 0; frame < seconds * framesPerSecond; frame++) {
      pace.frame(1000 / framesPerSecond, this.step, this.now);
    }
    return (this.steps - before) / seconds;
  }
}

describe("the pace", () => {
  const rates = [1, 3, 10, 60, 100, 333, 1000];
  it.each(rates.flatMap((rate) => [24, 60, 144].map((display) => [rate, display])))(
    "is %d steps/s at %d frames/s",
    (rate, display) => {
      const found = new Machine(0.005).run(new Pace(rate), 12, display);
      expect(Math.abs(found - rate)).toBeLessThanOrEqual(Math.max(0.1, rate / 100));
    },
  );

  it("makes no more steps than are left to the next frame of a film, and does not catch up", () => {
    const pace = new Pace(1000);
    const machine = new Machine(0.01);
    expect([3, 0, 2].map((most) => pace.frame(100, machine.step, machine.now, most))).toEqual([3, 0, 2]);
    expect(pace.frame(1000 / 60, machine.step, machine.now)).toBeLessThan(70);
  });

  it("makes one step a frame of a display's own rate, evenly", () => {
    const pace = new Pace(60);
    const machine = new Machine(0.1);
    for (let frame = 0; frame < 600; frame++) {
      expect(pace.frame(1000 / 60, machine.step, machine.now)).toBeLessThanOrEqual(2);
    }
  });

  it("keeps to its time in each frame when steps are slow, and forgets what it missed", () => {
    const pace = new Pace(1000);
    const machine = new Machine(8);
    const start = machine.time;
    pace.frame(16, machine.step, machine.now);
    expect(machine.time - start).toBeLessThanOrEqual(12 + 8);
    machine.run(pace, 5, 60);
    pace.rate = 1;
    const before = machine.steps;
    pace.frame(16, machine.step, machine.now);
    expect(machine.steps - before).toBeLessThanOrEqual(1);
  });

  it("at the maximum fills its time whatever the display's rate", () => {
    const machine = new Machine(0.05);
    const pace = new Pace(Infinity);
    expect(machine.run(pace, 2, 60)).toBeGreaterThan(60 * 150);
    expect(machine.run(pace, 2, 60)).toBeLessThan(60 * 1000);
  });

  it("does not catch up after a pause", () => {
    const machine = new Machine(0.01);
    const pace = new Pace(100);
    expect(pace.frame(60_000, machine.step, machine.now)).toBeLessThanOrEqual(25);
  });

  it("feels out how many queued steps a frame bears, and gives way when frames get slow", () => {
    const pace = new Pace(Infinity);
    pace.queued = true;
    const queue = (elapsed: number): number =>
      pace.frame(
        elapsed,
        () => {},
        () => 0,
      );
    let most = 0;
    for (let frame = 0; frame < 30; frame++) most = queue(16);
    expect(most).toBeGreaterThan(1000);
    for (let frame = 0; frame < 40; frame++) queue(80);
    expect(queue(80)).toBe(1);
  });
});

describe("the speed slider", () => {
  it("goes from 1 to 1000 steps/s and then to the maximum", () => {
    expect(rateOfNotch(0)).toBe(1);
    expect(rateOfNotch(SPEED_NOTCHES - 1)).toBe(1000);
    expect(rateOfNotch(SPEED_NOTCHES)).toBe(Infinity);
  });

  it("shows the notch of every rate that it sets, and never goes down", () => {
    for (let notch = 1; notch <= SPEED_NOTCHES; notch++) {
      expect(rateOfNotch(notch)).toBeGreaterThanOrEqual(rateOfNotch(notch - 1));
      expect(rateOfNotch(notchOfRate(rateOfNotch(notch)))).toBe(rateOfNotch(notch));
    }
  });
});

describe("the meter", () => {
  it("tells the steps of a second", () => {
    const meter = new Meter();
    let value = 0;
    for (let frame = 0; frame < 240; frame++) value = meter.add(1000 / 60, frame % 2);
    expect(value).toBeCloseTo(30, 0);
    meter.restart();
    expect(meter.add(1, 0)).toBe(0);
  });
});
