import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainAbsence, hasDataSet } from "#testing/data-set.ts";
import { createNormalSource } from "./normal-draw.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { shrinkMeans, shrinkRates } from "./shrinkage.ts";
import { compareMeansToRaw, compareRatesToRaw } from "./testing/niche-simulation.ts";
import { compareThinnedChannels } from "./testing/thinned-channels.ts";

const value = fc.double({ min: -3, max: 3, noNaN: true });
const groups = fc.array(fc.array(value, { minLength: 1, maxLength: 20 }), { minLength: 2, maxLength: 8 });
const tally = fc.tuple(fc.nat(50), fc.nat(50)).map(([hits, misses]) => ({ successes: hits, trials: hits + misses }));

describe("Shrunk means", () => {
  it("lie between the group's own mean and the common one, closer to its own the more posts it has", () => {
    fc.assert(
      fc.property(groups, samples => {
        const { commonMean, groups: shrunk } = shrinkMeans(samples.map(values => ({ values })));
        for (const { raw, estimate, sd, interval, kept } of shrunk) {
          expect(estimate).toBeGreaterThanOrEqual(Math.min(raw, commonMean) - 1e-9);
          expect(estimate).toBeLessThanOrEqual(Math.max(raw, commonMean) + 1e-9);
          expect(kept).toBeGreaterThan(0);
          expect(kept).toBeLessThanOrEqual(1);
          expect(sd).toBeGreaterThan(0);
          expect(interval.low).toBeLessThan(interval.high);
        }
        const byCount = [...shrunk].sort((a, b) => a.count - b.count);
        byCount.forEach((group, i) => {
          expect(group.kept).toBeGreaterThanOrEqual((byCount[i - 1]?.kept ?? 0) - 1e-12);
        });
      }),
    );
  });

  it("do not depend on the order of the groups", () => {
    fc.assert(
      fc.property(groups, samples => {
        const plain = shrinkMeans(samples.map(values => ({ values })));
        const reversed = shrinkMeans([...samples].reverse().map(values => ({ values })));
        reversed.groups.forEach((group, i) => {
          expect(group.estimate).toBeCloseTo(plain.groups[samples.length - 1 - i]?.estimate as number, 6);
        });
      }),
    );
  });

  it("leave a single group where it is, and refuse an empty one", () => {
    expect(shrinkMeans([{ values: [1, 2, 3] }]).groups[0]).toMatchObject({ raw: 2, estimate: 2, kept: 1 });
    expect(() => shrinkMeans([{ values: [1] }, { values: [] }])).toThrow("at least one value");
  });

  it("have intervals that hold the truth about as often as they say", () => {
    const random = createSeededRandom(5);
    const normal = createNormalSource(random);
    let held = 0;
    let asked = 0;
    for (let world = 0; world < 200; world++) {
      const truths = Array.from({ length: 8 }, () => 0.3 * normal());
      const samples = truths.map(truth => ({
        values: Array.from({ length: 2 + Math.floor(random() * 10) }, () => truth + normal()),
      }));
      shrinkMeans(samples, 0.9).groups.forEach(({ interval }, g) => {
        asked += 1;
        if (interval.low <= (truths[g] as number) && (truths[g] as number) <= interval.high) held += 1;
      });
    }
    expect(held / asked).toBeGreaterThan(0.86);
    expect(held / asked).toBeLessThan(0.96);
  });

  it("are nearer to a planted truth than the raw means, on thin data clearly", () => {
    expect(compareMeansToRaw({ posts: 3, worlds: 200, seed: 1 })).toBeLessThan(0.75);
    expect(compareMeansToRaw({ posts: 30, worlds: 200, seed: 2 })).toBeLessThan(1);
  });
});

describe("Real channels of which two videos are shown", () => {
  it.skipIf(!hasDataSet("youtube_us_trending.csv"))(
    `are nearer to what their other videos say when shrunk${explainAbsence("youtube_us_trending.csv")}`,
    () => {
      expect(compareThinnedChannels({ kept: 2, least: 6 })).toBeLessThan(1);
    },
  );
});

describe("Shrunk rates", () => {
  it("lie between the raw rate and the common one", () => {
    fc.assert(
      fc.property(fc.array(tally, { minLength: 2, maxLength: 8 }), tallies => {
        const { commonRate, groups: shrunk } = shrinkRates(tallies);
        for (const { raw, estimate } of shrunk) {
          expect(estimate).toBeGreaterThanOrEqual(Math.min(raw ?? commonRate, commonRate) - 1e-9);
          expect(estimate).toBeLessThanOrEqual(Math.max(raw ?? commonRate, commonRate) + 1e-9);
        }
      }),
    );
  });

  it("know nothing without trials, and refuse more successes than trials", () => {
    expect(shrinkRates([{ successes: 0, trials: 0 }]).groups[0]).toMatchObject({ raw: null, estimate: 0.5 });
    expect(() => shrinkRates([{ successes: 2, trials: 1 }])).toThrow("between 0 and trials");
  });

  it("are nearer to a planted truth than the raw rates on thinned data", () => {
    expect(compareRatesToRaw({ trials: 10, worlds: 200, seed: 3 })).toBeLessThan(0.8);
    expect(compareRatesToRaw({ trials: 200, worlds: 200, seed: 4 })).toBeLessThan(1);
  });
});
