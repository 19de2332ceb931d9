import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSeededRandom } from "./seeded-random.ts";
import {
  createEpsilonGreedy,
  createThompson,
  createUcb1,
  createWeekThompson,
  measureRegret,
  plantWeek,
  SEPARATED_RATES,
} from "./testing/bandit-simulation.ts";
import { type ArmPosterior, chooseArms, createArmSampler, estimatePropensities } from "./thompson.ts";

const seeds = [1, 2, 3, 4, 5, 6];

/** Arms with a common factor, so that their covariance is not diagonal. */
function makePosterior(means: readonly number[]): ArmPosterior {
  const size = means.length;
  const covariance = Float64Array.from({ length: size * size }, (_, at) =>
    Math.floor(at / size) === at % size ? 0.5 : 0.2,
  );
  return { mean: Float64Array.from(means), covariance };
}

describe("Thompson sampling", () => {
  it("has at most half of UCB1's regret and no more than ε-greedy's after 20,000 rounds on well separated arms", () => {
    const thompson = measureRegret(SEPARATED_RATES, createThompson, 20_000, seeds);
    expect(thompson / measureRegret(SEPARATED_RATES, createUcb1, 20_000, seeds)).toBeLessThanOrEqual(0.5);
    expect(thompson / measureRegret(SEPARATED_RATES, createEpsilonGreedy, 20_000, seeds)).toBeLessThanOrEqual(1);
  }, 60_000);

  it("learns something from 1,000 posts over 168 hours because it pools them, where separate arms learn next to nothing", () => {
    const week = plantWeek();
    const pooled = measureRegret(week, createWeekThompson, 1000, seeds.slice(0, 3));
    const separate = measureRegret(week, createThompson, 1000, seeds.slice(0, 3));
    expect(pooled / separate).toBeLessThan(0.75);
  }, 60_000);

  it("draws arms with the means and covariances of their posterior", () => {
    const posterior = makePosterior([1, -1, 0]);
    const draw = createArmSampler(posterior, createSeededRandom(3));
    const draws = Array.from({ length: 40_000 }, draw);
    const mean = (read: (values: Float64Array) => number) =>
      draws.reduce((sum, values) => sum + read(values), 0) / draws.length;
    expect(mean(values => values[0] as number)).toBeCloseTo(1, 1);
    expect(mean(values => ((values[0] as number) - 1) ** 2)).toBeCloseTo(0.5, 1);
    expect(mean(values => ((values[0] as number) - 1) * ((values[1] as number) + 1))).toBeCloseTo(0.2, 1);
  });

  it("knows that of two equal arms each is the best half the time, and that certain arms are certain", () => {
    const [first = 0, second = 0] = estimatePropensities(makePosterior([0, 0]), 20_000, createSeededRandom(4));
    expect(first).toBeCloseTo(0.5, 1);
    expect(first + second).toBeCloseTo(1, 9);
    const singular = { mean: Float64Array.from([0, 1, 0.5]), covariance: new Float64Array(9) };
    expect([...estimatePropensities(singular, 100, createSeededRandom(5))]).toEqual([0, 1, 0]);
  });

  it("chooses every arm as often as the propensity it logs", () => {
    const posterior = makePosterior([0.3, 0, -0.3]);
    const random = createSeededRandom(6);
    const taken = [0, 0, 0];
    const promised = [0, 0, 0];
    for (let i = 0; i < 2000; i++) {
      const [choice] = chooseArms(posterior, { count: 1, draws: 50, random });
      taken[choice?.arm ?? 0] = (taken[choice?.arm ?? 0] ?? 0) + 1;
      // Inverse propensity weighting recovers one per arm only when the propensities are the true ones.
      promised[choice?.arm ?? 0] = (promised[choice?.arm ?? 0] ?? 0) + 1 / (choice?.propensity ?? 1);
    }
    expect(Math.max(...taken)).toBe(taken[0]);
    for (const sum of promised.slice(0, 2)) expect(sum / 2000).toBeCloseTo(1, 0);
  });

  it("never repeats an arm, keeps to the open ones, gives fewer when none is left, and repeats itself with its seed", () => {
    const means = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(means, fc.integer(), fc.nat(8), (values, seed, count) => {
        const choose = () => chooseArms(makePosterior(values), { count, draws: 100, random: createSeededRandom(seed) });
        const chosen = choose();
        expect(chosen).toHaveLength(Math.min(count, values.length));
        expect(new Set(chosen.map(({ arm }) => arm)).size).toBe(chosen.length);
        for (const { propensity } of chosen) expect(propensity > 0 && propensity <= 1).toBe(true);
        expect(choose()).toEqual(chosen);
      }),
    );
    const isOpen = (arm: number) => arm === 2;
    const [only] = chooseArms(makePosterior([9, 9, 0]), { count: 1, random: createSeededRandom(1), isOpen });
    expect(only).toEqual({ arm: 2, propensity: 1 });
  });
});
