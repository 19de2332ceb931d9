import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AttentionQuestion, attentionConstants, weighAttention } from "./attention.ts";

const hourSeconds = 3_600;
const unjudged = { judged: 0, changed: 0 };
const usual: AttentionQuestion = {
  valueAtRiskMicros: 100_000_000,
  confidence: null,
  secondsLeft: 24 * hourSeconds,
  record: unjudged,
};

const questions = fc.record({
  valueAtRiskMicros: fc.option(fc.integer({ min: 0, max: 1e12 })),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  secondsLeft: fc.integer({ min: -hourSeconds, max: 90 * 24 * hourSeconds }),
  record: fc
    .tuple(fc.nat(100), fc.nat(100))
    .map(([first, second]) => ({ judged: Math.max(first, second), changed: Math.min(first, second) })),
});

describe("The attention a proposal deserves", () => {
  it("is what a look now is expected to save, in dollars", () => {
    expect(weighAttention({ ...usual, secondsLeft: 4 * hourSeconds })).toEqual({
      lapseChance: 0.5,
      changeChance: 0.5,
      score: 100 * 0.5 * 1.5,
    });
  });

  it("grows with the value, the less time is left, and the more often people change this agent's proposals", () => {
    const { score } = weighAttention(usual);
    expect(weighAttention({ ...usual, valueAtRiskMicros: 200_000_000 }).score).toBe(2 * score);
    expect(weighAttention({ ...usual, secondsLeft: hourSeconds }).score).toBeGreaterThan(score);
    expect(weighAttention({ ...usual, record: { judged: 30, changed: 25 } }).score).toBeGreaterThan(score);
    expect(weighAttention({ ...usual, record: { judged: 30, changed: 2 } }).score).toBeLessThan(score);
  });

  it("believes the agent's own estimate less, the more people have judged", () => {
    const sure = { ...usual, confidence: 0.95 };
    expect(weighAttention(sure).changeChance).toBeCloseTo(0.05, 10);
    expect(weighAttention({ ...sure, record: { judged: 98, changed: 49 } }).changeChance).toBeCloseTo(0.491, 10);
  });

  it("puts what has expired, or is worth nothing, where it belongs", () => {
    expect(weighAttention({ ...usual, secondsLeft: -60 }).lapseChance).toBe(1);
    expect(weighAttention({ ...usual, valueAtRiskMicros: 0 }).score).toBe(0);
    expect(weighAttention({ ...usual, valueAtRiskMicros: null }).score).toBe(
      weighAttention({ ...usual, valueAtRiskMicros: attentionConstants.unknownValueMicros }).score,
    );
  });

  it("keeps both chances between 0 and 1 and the score finite, whatever it is asked", () => {
    fc.assert(
      fc.property(questions, question => {
        const { score, lapseChance, changeChance } = weighAttention(question);
        expect(lapseChance).toBeGreaterThan(0);
        expect(lapseChance).toBeLessThanOrEqual(1);
        expect(changeChance).toBeGreaterThanOrEqual(0);
        expect(changeChance).toBeLessThanOrEqual(1);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(score)).toBe(true);
      }),
    );
  });
});
