import { describe, expect, it } from "vitest";
import { explainAbsence, hasDataSet } from "#testing/data-set.ts";
import { createNormalSource } from "./normal-draw.ts";
import { describeWeek, fitPostingTimes, type PostingCell, predictLift } from "./posting-times.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { compareTimeModels, readTweets } from "./testing/time-model-comparison.ts";
import { findBest } from "./thompson.ts";

/** Posts whose lift is .5 higher at one hour of the day, on one or two platforms. */
function plantHour(platforms: Record<string, { posts: number; hour: number }>, seed: number): PostingCell[] {
  const random = createSeededRandom(seed);
  const normal = createNormalSource(random);
  return Object.entries(platforms).flatMap(([platform, { posts, hour: best }]) =>
    Array.from({ length: posts }, (): PostingCell => {
      const day = Math.floor(random() * 7);
      const hour = Math.floor(random() * 24);
      const distance = Math.min(Math.abs(hour - best), 24 - Math.abs(hour - best));
      const lift = 0.5 * Math.exp(-(distance ** 2) / 8) + 0.6 * normal();
      return { platform, account: "a", day, hour, weight: 1, sum: lift, sumSquares: lift * lift };
    }),
  );
}

describe("The posting-time model", () => {
  it("finds a planted hour from 1,000 posts", () => {
    const cells = plantHour({ x: { posts: 1000, hour: 18 } }, 1);
    const week = describeWeek(fitPostingTimes(cells), cells, "x");
    const hour = findBest(week.mean) % 24;
    expect(Math.abs(hour - 18)).toBeLessThanOrEqual(1);
  });

  it("lends to a platform with few posts what the others have in common, and lets a busy one differ", () => {
    const like = { posts: 1200, hour: 18 };
    const few = { posts: 15, hour: 18 };
    const at = (cells: readonly PostingCell[], platform: string, hour: number) => {
      const model = fitPostingTimes(cells);
      const predict = (at: number) => predictLift(model, { platform, account: "a", day: 2, hour: at });
      return predict(hour) - predict(12);
    };
    const agreeing = plantHour({ x: like, y: like, z: like, new: few }, 2);
    const alone = agreeing.filter(cell => cell.platform === "new");
    expect(at(agreeing, "new", 18)).toBeGreaterThan(0.15);
    expect(at(agreeing, "new", 18)).toBeGreaterThan(2 * at(alone, "new", 18));
    const differing = plantHour({ x: like, y: { posts: 1200, hour: 6 } }, 3);
    expect(at(differing, "y", 6)).toBeGreaterThan(0.2);
    expect(at(differing, "y", 18)).toBeLessThan(0.15);
    expect(at(differing, "x", 18)).toBeGreaterThan(0.2);
  });

  it("is less sure the less it has seen, and knows nothing of an empty workspace", () => {
    const cells = plantHour({ x: { posts: 300, hour: 18 } }, 3);
    const many = plantHour({ x: { posts: 3000, hour: 18 } }, 3);
    const sdOf = (list: readonly PostingCell[]) => {
      const week = describeWeek(fitPostingTimes(list, { start: { noise: 0.36, blocks: {} }, rounds: 0 }), list, "x");
      return Math.sqrt(week.covariance[0] as number);
    };
    expect(sdOf(many)).toBeLessThan(sdOf(cells));
    const nothing = describeWeek(fitPostingTimes([]), [], "x");
    expect(Math.max(...nothing.mean.map(Math.abs))).toBeLessThan(1e-9);
    expect(sdOf(cells)).toBeLessThan(Math.sqrt(nothing.covariance[0] as number));
  });

  it("says lifts over what the platform's posts usually get, so that the mean over its own posts is zero", () => {
    const cells = plantHour({ x: { posts: 500, hour: 18 } }, 4);
    const { mean } = describeWeek(fitPostingTimes(cells), cells, "x");
    const total = cells.reduce((sum, cell) => sum + (mean[cell.day * 24 + cell.hour] as number), 0);
    expect(Math.abs(total / cells.length)).toBeLessThan(1e-9);
  });

  it("gives the same numbers to the last bit from the same cells", () => {
    const cells = plantHour({ x: { posts: 200, hour: 18 }, y: { posts: 100, hour: 9 } }, 5);
    const [first, second] = [fitPostingTimes(cells), fitPostingTimes(structuredClone(cells))];
    expect(second).toEqual(first);
    const { variances } = first.posterior;
    const kept = fitPostingTimes(cells, { start: JSON.parse(JSON.stringify(variances)), rounds: 0 });
    expect(describeWeek(kept, cells, "y")).toEqual(describeWeek(first, cells, "y"));
  });

  it("refuses an hour that no day has", () => {
    expect(() =>
      fitPostingTimes([{ platform: "x", account: "", day: 7, hour: 0, weight: 1, sum: 0, sumSquares: 0 }]),
    ).toThrow("day must lie in 0..6");
  });

  it.skipIf(!hasDataSet("tweet_engagement.csv"))(
    `predicts unseen tweets better than 168 separate cells do${explainAbsence("tweet_engagement.csv")}`,
    () => {
      const tweets = readTweets();
      for (const baseline of ["account", "neighbours"] as const) {
        const { pooled, separate } = compareTimeModels(tweets, baseline);
        expect(pooled).toBeGreaterThan(0.02);
        expect(pooled).toBeGreaterThan(separate);
      }
    },
    60_000,
  );
});
