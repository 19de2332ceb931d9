import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplyObservation } from "./reply-priority.ts";
import { DEFAULT_REPLY_MODEL, fitReplyModel, predictReply, rankReplyPriorities } from "./reply-priority.ts";
import { createSeededRandom } from "./seeded-random.ts";

const fresh = { unansweredTouches: 0, daysSinceLastTouch: null };

describe("rankReplyPriorities", () => {
  it("writes first to the better score, then to the one less often bothered", () => {
    const ranked = rankReplyPriorities([
      { id: "pestered", score: 80, unansweredTouches: 4, daysSinceLastTouch: 9 },
      { id: "weak", score: 20, ...fresh },
      { id: "strong", score: 80, ...fresh },
      { id: "just-written", score: 80, unansweredTouches: 1, daysSinceLastTouch: 0 },
    ]);
    expect(ranked.map(({ id }) => id)).toEqual(["strong", "weak", "pestered", "just-written"]);
    expect(ranked[3]?.expectedValue).toBe(0);
  });

  it("multiplies probability, fatigue and value", () => {
    const [only] = rankReplyPriorities([
      { id: "a", score: 50, unansweredTouches: 2, daysSinceLastTouch: 2, value: 100 },
    ]);
    const probability = 0.5 / (1 + Math.exp(2.44 + 1));
    expect(only?.replyProbability).toBeCloseTo(probability, 12);
    expect(only?.fatigueFactor).toBeCloseTo(0.81, 12);
    expect(only?.expectedValue).toBeCloseTo(81 * probability, 10);
  });

  it("rises with the score and with time, and falls with every unanswered touch", () => {
    const score = fc.integer({ min: 0, max: 99 });
    const days = fc.double({ min: 0.1, max: 30, noNaN: true });
    fc.assert(
      fc.property(score, fc.nat(8), days, (points, touches, daysSinceLastTouch) => {
        const value = (contact: { score: number; unansweredTouches: number; daysSinceLastTouch: number }) =>
          rankReplyPriorities([{ id: "x", ...contact }])[0]?.expectedValue ?? -1;
        const base = { score: points, unansweredTouches: touches, daysSinceLastTouch };
        expect(value({ ...base, score: points + 1 })).toBeGreaterThan(value(base));
        expect(value({ ...base, unansweredTouches: touches + 1 })).toBeLessThan(value(base));
        expect(value({ ...base, daysSinceLastTouch: daysSinceLastTouch + 1 })).toBeGreaterThanOrEqual(value(base));
      }),
    );
  });

  it("returns nothing for nobody and refuses impossible contacts by field", () => {
    expect(rankReplyPriorities([])).toEqual([]);
    expect(() => predictReply({ score: 101, ...fresh })).toThrow(/score/);
    expect(() => predictReply({ score: 1, unansweredTouches: -1, daysSinceLastTouch: 1 })).toThrow(/unansweredTouches/);
    expect(() => predictReply({ score: 1, unansweredTouches: 1, daysSinceLastTouch: -1 })).toThrow(
      /daysSinceLastTouch/,
    );
    expect(() => rankReplyPriorities([{ id: "a", score: 1, ...fresh, value: -5 }])).toThrow(/value of a/);
  });
});

describe("fitReplyModel", () => {
  function simulate(count: number, model: typeof DEFAULT_REPLY_MODEL): ReplyObservation[] {
    const random = createSeededRandom(5);
    return Array.from({ length: count }, () => {
      const unansweredTouches = Math.floor(random() * 4);
      const contact = {
        score: random() * 100,
        unansweredTouches,
        daysSinceLastTouch: unansweredTouches ? random() * 14 : null,
      };
      return { ...contact, replied: random() < predictReply(contact, model) };
    });
  }

  it("recovers the habits of a workspace from its past messages", () => {
    const truth = { ...DEFAULT_REPLY_MODEL, intercept: -1, scoreSlope: 1.5, touchSlope: -1 };
    const fitted = fitReplyModel(simulate(8000, truth));
    expect(Math.abs(fitted.intercept + 1)).toBeLessThan(0.2);
    expect(Math.abs(fitted.scoreSlope - 1.5)).toBeLessThan(0.3);
    expect(Math.abs(fitted.touchSlope + 1)).toBeLessThan(0.2);
  });

  it("stays with the prior without observations and near it with few", () => {
    expect(fitReplyModel([])).toEqual(DEFAULT_REPLY_MODEL);
    const fitted = fitReplyModel([{ score: 10, ...fresh, replied: true }]);
    expect(Math.abs(fitted.intercept - DEFAULT_REPLY_MODEL.intercept)).toBeLessThan(1);
  });

  it("never learns that pestering helps or that a better score hurts", () => {
    const odd = Array.from({ length: 400 }, (_, i) => {
      const isOdd = i % 2 === 0;
      return {
        score: isOdd ? 10 : 90,
        unansweredTouches: isOdd ? 3 : 0,
        daysSinceLastTouch: isOdd ? 20 : null,
        replied: isOdd,
      };
    });
    const fitted = fitReplyModel(odd);
    expect(fitted.scoreSlope).toBeGreaterThanOrEqual(0);
    expect(fitted.touchSlope).toBeLessThanOrEqual(0);
  });
});
