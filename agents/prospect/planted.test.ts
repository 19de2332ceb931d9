import { describe, expect, it } from "vitest";
import { measureProspects } from "./testing/planted-prospects.ts";

describe("Scoring against planted truth", () => {
  it("ranks contacts better than fit alone, and finds more than twice as many of the best fifty", () => {
    const full = measureProspects({}, true);
    const fitOnly = measureProspects({ fit_weight: 1, engagement_weight: 0, recency_weight: 0 }, true);
    expect(full.rankCorrelation).toBeGreaterThan(fitOnly.rankCorrelation + 0.05);
    expect(full.precision).toBeGreaterThan(2 * fitOnly.precision);
  });

  it("reads readiness better from shrunk engagement than from plain ratios", () => {
    const only = { fit_weight: 0, engagement_weight: 1, recency_weight: 0 };
    expect(measureProspects(only, true).rankCorrelation).toBeGreaterThan(measureProspects(only, false).rankCorrelation);
  });
});
