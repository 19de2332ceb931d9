import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreProspect } from "./prospect-score.ts";
import { combineScore } from "./weighted-score.ts";

const unit = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));

describe("scoreProspect", () => {
  it("weighs fit, engagement and recency into 0 to 100", () => {
    const { score, components, explanation } = scoreProspect({ fit: 0.8, engagement: 0.5, recency: 0.25 });
    expect(score).toBe(60);
    expect(components.map(({ points }) => points)).toEqual([40, 15, 5]);
    expect(explanation).toBe(
      "60.0 of 100: fit adds 40.0 of 50.0, engagement adds 15.0 of 30.0, recency adds 5.0 of 20.0.",
    );
  });

  it("hands the weight of an unknown component to the others and says so", () => {
    const { score, explanation } = scoreProspect({ fit: null, engagement: 1, recency: 0 });
    expect(score).toBe(60);
    expect(explanation).toContain("fit is not known yet");
  });

  it("shows points that sum exactly to the shown score, within 0 to 100", () => {
    fc.assert(
      fc.property(unit, unit, unit, (fit, engagement, recency) => {
        const { score, components } = scoreProspect({ fit, engagement, recency });
        const tenths = components.reduce((sum, { points }) => sum + Math.round(points * 10), 0);
        expect(tenths).toBe(Math.round(score * 10));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });

  it("scores 0 when nothing is known", () => {
    expect(scoreProspect({ fit: null, engagement: null, recency: null }).score).toBe(0);
  });
});

describe("combineScore", () => {
  it("refuses negative weights and values outside 0 to 1 by naming the component", () => {
    expect(() => combineScore([{ name: "fit", value: 1.2, weight: 1 }])).toThrow(/value of fit/);
    expect(() => combineScore([{ name: "fit", value: 1, weight: -1 }])).toThrow(/weight of fit/);
  });
});
