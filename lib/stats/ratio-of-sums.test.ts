import { describe, expect, test } from "vitest";
import { computeRatioOfSums, computeStudentQuantile } from "./ratio-of-sums.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { computeMean, computeVariance } from "./summary.ts";

describe("Student's quantile", () => {
  test("is what the tables say", () => {
    expect(computeStudentQuantile(0.975, 1)).toBeCloseTo(12.7062, 3);
    expect(computeStudentQuantile(0.975, 10)).toBeCloseTo(2.2281, 4);
    expect(computeStudentQuantile(0.95, 30)).toBeCloseTo(1.6973, 4);
    expect(computeStudentQuantile(0.5, 5)).toBeCloseTo(0, 6);
  });
});

describe("A ratio of sums", () => {
  test("is the sum over the sum, and ends where the test of its residuals would refute", () => {
    const units = [
      [10, 5],
      [22, 10],
      [9, 5],
      [19, 10],
    ].map(([numerator = 0, denominator = 0]) => ({ numerator, denominator }));
    const ratio = computeRatioOfSums(units);
    expect(ratio?.estimate).toBe(2);
    for (const end of [ratio?.low ?? 0, ratio?.high ?? 0]) {
      const residuals = units.map(unit => unit.numerator - end * unit.denominator);
      const t = computeMean(residuals) / Math.sqrt(computeVariance(residuals) / units.length);
      expect(Math.abs(t)).toBeCloseTo(computeStudentQuantile(0.975, 3), 6);
    }
  });

  test("has a closed interval when every unit has the same ratio", () => {
    const ratio = computeRatioOfSums([1, 2, 3, 4].map(n => ({ numerator: 3 * n, denominator: n })));
    expect(ratio?.low).toBeCloseTo(3, 6);
    expect(ratio?.high).toBeCloseTo(3, 6);
  });

  test("does not change for units in which nothing happened", () => {
    const units = [
      { numerator: 4, denominator: 2 },
      { numerator: 5, denominator: 3 },
      { numerator: 3, denominator: 2 },
    ];
    expect(computeRatioOfSums([...units, { numerator: 0, denominator: 0 }])).toEqual(computeRatioOfSums(units));
  });

  test("is not said when there is too little to divide by", () => {
    expect(computeRatioOfSums([])).toBeNull();
    expect(computeRatioOfSums([{ numerator: 5, denominator: 1 }])).toBeNull();
    expect(computeRatioOfSums([1, 2, 3].map(numerator => ({ numerator, denominator: 0 })))).toBeNull();
    const uneven = [0, 0, 0, 1].map(denominator => ({ numerator: 1, denominator }));
    expect(computeRatioOfSums(uneven)).toBeNull();
  });

  test("covers the truth about as often as it promises", () => {
    const random = createSeededRandom(7);
    const rounds = 2_000;
    let covered = 0;
    for (let round = 0; round < rounds; round += 1) {
      const units = Array.from({ length: 30 }, () => {
        const denominator = 1 + Math.floor(random() * 12);
        let numerator = 0;
        for (let n = 0; n < denominator; n += 1) numerator += -Math.log(1 - random()) * 5;
        return { numerator, denominator };
      });
      const ratio = computeRatioOfSums(units);
      if (ratio !== null && ratio.low <= 5 && ratio.high >= 5) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThan(0.925);
    expect(covered / rounds).toBeLessThan(0.97);
  });
});
