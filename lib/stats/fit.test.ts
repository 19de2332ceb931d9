import { describe, expect, it } from "vitest";
import type { FeatureRow } from "./feature-table.ts";
import { createFitScorer, readOutcome, trainFit } from "./fit.ts";
import { createSeededRandom } from "./seeded-random.ts";

function simulateContacts(count: number, signal: number): { rows: FeatureRow[]; outcomes: (boolean | null)[] } {
  const random = createSeededRandom(8);
  const rows: FeatureRow[] = [];
  const outcomes: (boolean | null)[] = [];
  for (let i = 0; i < count; i++) {
    const employees = Math.floor(random() * 200);
    const industry = ["retail", "health", "energy"][Math.floor(random() * 3)] as string;
    const chance = 0.3 + signal * ((employees > 100 ? 0.25 : -0.2) + (industry === "health" ? 0.3 : 0));
    rows.push({ employees, industry });
    outcomes.push(i % 7 === 0 ? null : random() < chance);
  }
  return { rows, outcomes };
}

describe("trainFit", () => {
  const { rows, outcomes } = simulateContacts(400, 1);

  it("learns from a few hundred outcomes and ranks good contacts above bad ones", () => {
    const training = trainFit(rows, outcomes, createSeededRandom(1));
    if (training.status !== "learned") throw new Error(training.reason);
    expect(training.model.quality.aucLow).toBeGreaterThan(0.6);
    expect(training.model.quality.rowCount).toBe(outcomes.filter(outcome => outcome !== null).length);
    const scorer = createFitScorer(training.model);
    const good = scorer.score({ employees: 180, industry: "health" });
    const bad = scorer.score({ employees: 10, industry: "retail" });
    expect(good.value).toBeGreaterThan(0.8);
    expect(bad.value).toBeLessThan(0.5);
    expect(good.probability).toBeGreaterThan((bad.probability ?? 1) + 0.3);
  });

  it("explains every value by a baseline and factors that add up to it", () => {
    const training = trainFit(rows, outcomes, createSeededRandom(1));
    if (training.status !== "learned") throw new Error(training.reason);
    const scorer = createFitScorer(training.model);
    for (const row of [...rows.slice(0, 50), {}]) {
      const { value, baseline, factors } = scorer.explain(row);
      expect(factors.reduce((sum, { contribution }) => sum + contribution, baseline)).toBeCloseTo(value ?? -1, 9);
      expect(value).toBe(scorer.score(row).value);
    }
  });

  it("says so when the attributes predict nothing", () => {
    const noise = simulateContacts(400, 0);
    const training = trainFit(noise.rows, noise.outcomes, createSeededRandom(1));
    expect(training.status).toBe("not-informative");
  });

  it("says how many outcomes are missing when there are too few", () => {
    const training = trainFit(rows.slice(0, 20), outcomes.slice(0, 20), createSeededRandom(1));
    expect(training).toMatchObject({ status: "too-few-outcomes", quality: null });
    expect(training.status !== "learned" && training.reason).toMatch(/at least 25 contacts/);
  });

  it("does not look at excluded attributes", () => {
    const leaking = rows.map((row, i) => ({ ...row, signedAt: outcomes[i] ? 1 : 0 }));
    const training = trainFit(leaking, outcomes, createSeededRandom(1), { exclude: ["signedAt"] });
    if (training.status !== "learned") throw new Error(training.reason);
    expect(training.model.boosting.binnings.map(({ name }) => name)).toEqual(["employees", "industry"]);
  });
});

describe("createFitScorer without a model", () => {
  const profile = {
    rules: [
      { attribute: "industry", weight: 2, oneOf: ["Health"] },
      { attribute: "employees", weight: 1, min: 50, max: 500 },
      { attribute: "title", weight: 1, oneOf: ["head"], contains: true },
    ],
  };

  it("adds up the weights of the rules that are met, unknown attributes counting half", () => {
    const scorer = createFitScorer(null, profile);
    expect(scorer.score({ industry: "health ", employees: 80, title: "Head of Sales" }).value).toBe(1);
    expect(scorer.score({ industry: "retail", employees: 80, title: "Headhunter" }).value).toBe(0.25);
    const { value, baseline, factors, source } = scorer.explain({ industry: "health" });
    expect(value).toBe(0.75);
    expect(source).toBe("profile");
    expect(factors.reduce((sum, { contribution }) => sum + contribution, baseline)).toBeCloseTo(0.75, 12);
  });

  it("lets a near miss of a range count for something", () => {
    const rule = { rules: [{ attribute: "employees", weight: 1, min: 50 }] };
    const score = (employees: number) => createFitScorer(null, rule).score({ employees }).value;
    expect(score(45)).toBe(0.5);
    expect(score(5)).toBeLessThan(0.01);
  });

  it("says nothing when there is no profile or none of its attributes is known", () => {
    expect(createFitScorer(null).score({ industry: "health" })).toEqual({
      source: "none",
      value: null,
      probability: null,
    });
    expect(createFitScorer(null, profile).score({ city: "Cork" }).source).toBe("none");
  });

  it("refuses an impossible range by naming its attribute", () => {
    const scorer = createFitScorer(null, { rules: [{ attribute: "employees", weight: 1, min: 9, max: 1 }] });
    expect(() => scorer.score({ employees: 5 })).toThrow(/"employees"/);
  });
});

describe("readOutcome", () => {
  it("understands the usual words and keeps the rest unknown", () => {
    expect(["yes", "WON", 1, true].map(readOutcome)).toEqual([true, true, true, true]);
    expect(["no", "lost", 0, false].map(readOutcome)).toEqual([false, false, false, false]);
    expect(["", null, "maybe", undefined].map(readOutcome)).toEqual([null, null, null, null]);
  });
});
