import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyCalibration,
  computeBrierScore,
  computeCalibrationError,
  fitIsotonicCalibration,
  interpolate,
  measureReliability,
} from "./calibration.ts";
import { createSeededRandom } from "./seeded-random.ts";

describe("fitIsotonicCalibration", () => {
  it("never lets a higher score mean a lower probability, and never says certain", () => {
    const sample = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.boolean()), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sample, rows => {
        const calibration = fitIsotonicCalibration(
          rows.map(([score]) => score),
          rows.map(([, label]) => label),
        );
        let last = 0;
        for (let score = -6; score <= 6; score += 0.5) {
          const probability = applyCalibration(calibration, score);
          expect(probability).toBeGreaterThanOrEqual(last);
          expect(probability).toBeGreaterThan(0);
          expect(probability).toBeLessThan(1);
          last = probability;
        }
      }),
    );
  });

  it("repairs overconfident probabilities", () => {
    const random = createSeededRandom(3);
    const truth = Array.from({ length: 4000 }, () => random());
    const labels = truth.map(p => random() < p);
    const overconfident = truth.map(p => (p < 0.5 ? p * p * 2 : 1 - (1 - p) ** 2 * 2));
    const calibration = fitIsotonicCalibration(overconfident, labels);
    const repaired = overconfident.map(p => applyCalibration(calibration, p));
    const measure = (values: number[]) => computeCalibrationError(measureReliability(values, labels));
    expect(measure(overconfident)).toBeGreaterThan(0.07);
    expect(measure(repaired)).toBeLessThan(0.01);
    expect(computeBrierScore(repaired, labels)).toBeLessThan(computeBrierScore(overconfident, labels));
  });

  it("refuses an empty sample", () => {
    expect(() => fitIsotonicCalibration([], [])).toThrow(/empty/);
  });
});

describe("measureReliability", () => {
  it("splits into groups of equal size and reports both rates", () => {
    const bins = measureReliability([0.1, 0.2, 0.8, 0.9], [false, false, true, true], 2);
    expect(bins).toHaveLength(2);
    expect(bins[0]).toMatchObject({ observed: 0, count: 2 });
    expect(bins[0]?.predicted).toBeCloseTo(0.15, 12);
    expect(computeCalibrationError(bins)).toBeCloseTo(0.15, 12);
  });
});

describe("interpolate", () => {
  it("is linear between knots and flat outside", () => {
    expect([-1, 0, 0.5, 2, 9].map(x => interpolate([0, 1, 2], [0, 10, 30], x))).toEqual([0, 0, 5, 30, 30]);
    expect(() => interpolate([], [], 1)).toThrow(RangeError);
  });
});
