import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanceThreshold, type JudgedAnswer, measureThreshold, reachPrecision } from "./abstention.ts";

const answer = (confidence: number, isRight: boolean, isInScope = true): JudgedAnswer => ({
  confidence,
  isRight,
  isInScope,
});
const someAnswers = fc.array(
  fc
    .record({ confidence: fc.integer({ min: 0, max: 20 }), isRight: fc.boolean(), isInScope: fc.boolean() })
    .map(given => answer(given.confidence / 20, given.isRight && given.isInScope, given.isInScope)),
  { minLength: 1, maxLength: 60 },
);

describe("A threshold", () => {
  const answers = [
    answer(0.9, true),
    answer(0.8, true),
    answer(0.6, false),
    answer(0.5, true),
    answer(0.4, false, false),
  ];

  it("is measured by what it lets pass", () => {
    expect(measureThreshold(answers, 0.55)).toEqual({
      threshold: 0.55,
      inScopeAccuracy: 0.5,
      outOfScopeRecall: 1,
      coverage: 0.6,
      precision: 2 / 3,
    });
    expect(measureThreshold([], 0.5)).toMatchObject({ inScopeAccuracy: null, outOfScopeRecall: null, coverage: 0 });
  });

  it("answers ever less as it rises, and stays silent on ever more strangers", () => {
    fc.assert(
      fc.property(
        someAnswers,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, a, b) => {
          const low = measureThreshold(given, Math.min(a, b));
          const high = measureThreshold(given, Math.max(a, b));
          expect(high.coverage).toBeLessThanOrEqual(low.coverage);
          expect(high.inScopeAccuracy ?? 0).toBeLessThanOrEqual(low.inScopeAccuracy ?? 0);
          expect(high.outOfScopeRecall ?? 1).toBeGreaterThanOrEqual(low.outOfScopeRecall ?? 1);
        },
      ),
    );
  });
});

describe("Balancing accuracy in scope against silence out of scope", () => {
  it("finds the threshold no other beats, and moves it up with the weight", () => {
    fc.assert(
      fc.property(someAnswers, fc.double({ min: 0, max: 1, noNaN: true }), (given, weight) => {
        fc.pre(given.some(one => one.isInScope) && given.some(one => !one.isInScope));
        const value = (threshold: number) => {
          const { inScopeAccuracy, outOfScopeRecall } = measureThreshold(given, threshold);
          return (1 - weight) * (inScopeAccuracy ?? 0) + weight * (outOfScopeRecall ?? 0);
        };
        const chosen = value(balanceThreshold(given, weight).threshold);
        for (const { confidence } of given) expect(chosen).toBeGreaterThanOrEqual(value(confidence) - 1e-9);
        expect(balanceThreshold(given, 0).inScopeAccuracy).toBe(measureThreshold(given, 0).inScopeAccuracy);
      }),
    );
  });

  it("cannot be done with one kind of text only", () => {
    expect(() => balanceThreshold([answer(0.5, true)])).toThrow("in and out of scope");
    expect(() => balanceThreshold([answer(0.5, true), answer(0.5, false, false)], 2)).toThrow("outOfScopeWeight");
  });
});

describe("Reaching a precision", () => {
  it("keeps as many answers as it can while enough of them are right", () => {
    const given = [answer(0.9, true), answer(0.8, true), answer(0.7, false), answer(0.6, true), answer(0.5, false)];
    expect(reachPrecision(given, 0.75, 2)).toMatchObject({ threshold: 0.6, precision: 0.75, coverage: 0.8 });
    expect(reachPrecision(given, 0.99, 3)).toBeNull();
  });

  it("never promises more than was measured", () => {
    fc.assert(
      fc.property(someAnswers, fc.double({ min: 0.5, max: 1, noNaN: true }), (given, precision) => {
        const reached = reachPrecision(given, precision, 3);
        if (reached !== null) expect(reached.precision).toBeGreaterThanOrEqual(precision);
      }),
    );
  });
});
