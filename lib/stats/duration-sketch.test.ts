import { describe, expect, test } from "vitest";
import { addSketches, countSketch, readSketch } from "./duration-sketch.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { computeQuantile } from "./summary.ts";

const ratio = 1.02;
const sketch = (values: readonly number[]) => {
  const counts: Record<string, number> = {};
  for (const value of values) {
    const bucket = String(Math.ceil(Math.log(Math.max(value, 1)) / Math.log(ratio)));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
};

describe("A sketch of durations", () => {
  test("tells each quantile within one percent, added up from parts or whole", () => {
    const random = createSeededRandom(3);
    const values = Array.from({ length: 5_001 }, () => Math.exp(random() * 12));
    const whole = sketch(values);
    const parts = [values.slice(0, 900), values.slice(900, 901), values.slice(901)].map(sketch);
    expect(addSketches(parts)).toEqual(whole);
    expect(countSketch(whole)).toBe(5_001);
    for (const share of [0.1, 0.5, 0.9]) {
      const true_ = computeQuantile(values, share);
      const told = readSketch(whole, share, ratio);
      expect(Math.abs((told?.estimate ?? 0) / true_ - 1)).toBeLessThan(0.0101);
      expect(told?.low).toBeLessThan(true_);
      expect(told?.high).toBeGreaterThan(true_);
    }
  });

  test("covers the true median in about 95 of 100 samples", () => {
    const random = createSeededRandom(11);
    let covered = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const told = readSketch(sketch(Array.from({ length: 40 }, () => 100 + random() * 10_000)), 0.5, ratio);
      if (told !== null && told.low <= 5_100 && told.high >= 5_100) covered += 1;
    }
    expect(covered / 2_000).toBeGreaterThan(0.93);
  });

  test("of one value is that value, and of none is nothing", () => {
    const told = readSketch(sketch([3_600]), 0.5, ratio);
    expect(Math.abs((told?.estimate ?? 0) / 3_600 - 1)).toBeLessThan(0.0101);
    expect(told?.low).toBe(told?.high);
    expect(readSketch({}, 0.5, ratio)).toBeNull();
    expect(readSketch({ "0": 2 }, 0.5, ratio)?.estimate).toBe(1);
  });
});
