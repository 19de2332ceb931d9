import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeRankCorrelation, measurePrecisionAt } from "./ranking.ts";

describe("computeRankCorrelation", () => {
  it("is 1 for the same order, -1 for the reverse and 0 for a constant", () => {
    expect(computeRankCorrelation([1, 2, 30], [5, 6, 7])).toBeCloseTo(1, 12);
    expect(computeRankCorrelation([3, 2, 1], [5, 6, 7])).toBeCloseTo(-1, 12);
    expect(computeRankCorrelation([1, 1, 1], [5, 6, 7])).toBe(0);
  });

  it("gives ties their mean rank", () => {
    expect(computeRankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  it("does not change under any increasing change of the scores", () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(values, scores => {
        const truths = scores.map((score, i) => score * 3 + (i % 5));
        const stretched = scores.map(score => Math.exp(score / 10));
        expect(computeRankCorrelation(stretched, truths)).toBeCloseTo(computeRankCorrelation(scores, truths), 9);
      }),
    );
  });

  it("refuses lists that do not belong together", () => {
    expect(() => computeRankCorrelation([1], [1])).toThrow(RangeError);
    expect(() => computeRankCorrelation([1, 2], [1])).toThrow(RangeError);
  });
});

describe("measurePrecisionAt", () => {
  it("is the share of the best that were picked", () => {
    expect(measurePrecisionAt([9, 8, 1, 2], [4, 1, 3, 2], 2)).toBe(0.5);
    expect(measurePrecisionAt([1, 2, 3], [1, 2, 3], 3)).toBe(1);
  });

  it("refuses to pick more than there are", () => {
    expect(() => measurePrecisionAt([1], [1], 2)).toThrow(RangeError);
  });
});
