import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countEvents, detectBursts } from "./burst.ts";
import { estimateSeasonalBaseline } from "./seasonal-baseline.ts";
import { createSeededRandom, drawPoisson } from "./seeded-random.ts";

const HOUR_MS = 3_600_000;

/** Four weeks of hourly counts with a daily season and eight bursts of 6 to 12 hours at three to five times the rate. */
function simulateMonth(eventsPerHour: number, seed: number): { counts: Float64Array; truth: Uint8Array } {
  const random = createSeededRandom(seed);
  const length = 28 * 24;
  const truth = new Uint8Array(length);
  const multiple = new Float64Array(length).fill(1);
  for (let b = 0; b < 8; b++) {
    const start = b * 84 + Math.floor(random() * 70);
    const hours = 6 + Math.floor(random() * 7);
    const strength = 3 + 2 * random();
    for (let i = start; i < start + hours; i++) {
      truth[i] = 1;
      multiple[i] = strength;
    }
  }
  const counts = Float64Array.from({ length }, (_, i) => {
    const season = 1 + 0.6 * Math.sin((2 * Math.PI * (i % 24)) / 24);
    return drawPoisson(eventsPerHour * season * (multiple[i] ?? 1), random);
  });
  return { counts, truth };
}

function computeF1(found: Uint8Array, truth: Uint8Array): number {
  let hits = 0;
  let claimed = 0;
  let real = 0;
  for (let i = 0; i < truth.length; i++) {
    if (found[i] && truth[i]) hits++;
    if (found[i]) claimed++;
    if (truth[i]) real++;
  }
  return (2 * hits) / (claimed + real);
}

function markBursts(counts: Float64Array): Uint8Array {
  const { expected, dispersion } = estimateSeasonalBaseline(counts, { startMs: 0, binMs: HOUR_MS });
  const found = new Uint8Array(counts.length);
  for (const { start, end } of detectBursts(counts, expected, { dispersion })) found.fill(1, start, end);
  return found;
}

function markThreeSigma(counts: Float64Array): Uint8Array {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const deviation = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length);
  return Uint8Array.from(counts, count => (count > mean + 3 * deviation ? 1 : 0));
}

function averageF1(eventsPerHour: number, mark: (counts: Float64Array) => Uint8Array): number {
  let sum = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const { counts, truth } = simulateMonth(eventsPerHour, seed);
    sum += computeF1(mark(counts), truth);
  }
  return sum / 20;
}

describe("detectBursts", () => {
  it.each([
    [2, 0.87],
    [8, 0.96],
    [30, 0.99],
  ])("finds simulated bursts at %i events an hour with an F1 of at least %f and beats three sigma", (rate, floor) => {
    const automaton = averageF1(rate, counts => markBursts(counts));
    const threeSigma = averageF1(rate, markThreeSigma);
    expect(automaton).toBeGreaterThan(floor);
    expect(automaton).toBeGreaterThan(threeSigma + 0.1);
  });

  it("reports the interval, its counts and a positive weight", () => {
    const counts = [2, 2, 2, 9, 10, 8, 2, 2];
    const [burst, ...others] = detectBursts(counts, new Array<number>(8).fill(2));
    expect(others).toEqual([]);
    expect(burst).toMatchObject({ start: 3, end: 6, count: 27, expected: 6, ratio: 4.5 });
    expect(burst?.weight).toBeCloseTo(27 * Math.log(2) - 6, 10);
  });

  it("sees a burst that is still running in the last bin", () => {
    expect(detectBursts([1, 1, 1, 9, 9], [1, 1, 1, 1, 1])).toMatchObject([{ start: 3, end: 5 }]);
  });

  it("finds nothing in no bins, in empty bins and in counts at their expectation", () => {
    expect(detectBursts([], [])).toEqual([]);
    expect(detectBursts([0, 0, 0], [1, 1, 1])).toEqual([]);
    expect(detectBursts([5, 5, 5], [5, 5, 5])).toEqual([]);
  });

  it("returns disjoint intervals in order, each gaining more than its transition cost", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 2, maxLength: 80 }), counts => {
        const bursts = detectBursts(counts, new Array<number>(counts.length).fill(3));
        let last = -1;
        for (const { start, end, weight } of bursts) {
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          expect(weight).toBeGreaterThan(Math.log(counts.length) - 1e-9);
          last = end;
        }
      }),
    );
  });

  it("refuses mismatched lengths and an expectation of nothing", () => {
    expect(() => detectBursts([1], [])).toThrow(/same length/);
    expect(() => detectBursts([1], [0])).toThrow(/above 0/);
  });
});

describe("countEvents", () => {
  it("counts each event in its bin and ignores those outside the span", () => {
    expect([...countEvents([-1, 0, 9, 10, 25, 30], 0, 30, 10)]).toEqual([2, 1, 1]);
  });

  it("refuses an empty span", () => {
    expect(() => countEvents([], 5, 5, 10)).toThrow(RangeError);
  });
});
