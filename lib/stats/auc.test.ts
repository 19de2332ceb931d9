import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeAuc, computeAucStandardError } from "./auc.ts";

describe("computeAuc", () => {
  it("is 1 for a perfect order, 0 for the reverse and one half for ties", () => {
    expect(computeAuc([1, 2, 3, 4], [false, false, true, true])).toBe(1);
    expect(computeAuc([4, 3, 2, 1], [false, false, true, true])).toBe(0);
    expect(computeAuc([7, 7, 7], [false, true, true])).toBe(0.5);
  });

  it("equals the share of yes-no pairs in the right order, ties counting half", () => {
    const sample = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(sample, rows => {
        const yes = rows.filter(([, label]) => label).map(([score]) => score);
        const no = rows.filter(([, label]) => !label).map(([score]) => score);
        fc.pre(yes.length > 0 && no.length > 0);
        let wins = 0;
        for (const a of yes) for (const b of no) wins += a > b ? 1 : a === b ? 0.5 : 0;
        const auc = computeAuc(
          rows.map(([score]) => score),
          rows.map(([, label]) => label),
        );
        expect(auc).toBeCloseTo(wins / (yes.length * no.length), 12);
      }),
    );
  });

  it("refuses one class, unequal lengths and NaN", () => {
    expect(() => computeAuc([1, 2], [true, true])).toThrow(/both yes and no/);
    expect(() => computeAuc([1], [true, false])).toThrow(/same length/);
    expect(() => computeAuc([1, Number.NaN], [true, false])).toThrow(/NaN/);
  });
});

describe("computeAucStandardError", () => {
  it("shrinks with the sample", () => {
    expect(computeAucStandardError(0.8, 400, 400)).toBeLessThan(computeAucStandardError(0.8, 40, 40) / 3);
  });
});
