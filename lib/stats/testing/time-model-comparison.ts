/** Compares the pooled time model with separate cells on unseen posts of a public data set. For tests and figures only. */
import { readDataSet } from "#testing/data-set.ts";
import { fitPostingTimes, type PostingCell, predictLift } from "../posting-times.ts";
import { createSeededRandom, shuffleIndices } from "../seeded-random.ts";
import { type EngagedPost, measureLifts } from "../usual-engagement.ts";

const FOLDS = 5;

/** The tweets of tweet_engagement.csv; engagement is the sum of favourites, retweets and replies. */
export function readTweets(): EngagedPost[] {
  return readDataSet("tweet_engagement.csv").map(row => ({
    platform: "x",
    account: row.account ?? "",
    atMs: Date.parse(`${row.created_at}Z`),
    engagement: Number(row.favorites) + Number(row.retweets) + Number(row.replies),
  }));
}

/**
 * R² out of fold: the share of the variance of ln(1 + engagement), within accounts, that hour and day explain on posts that
 * were not learned from. Baseline `account` compares with the account's mean, `neighbours` with its posts around that time.
 * Separate cells are the means of each account's hour of the week, the account's mean where it is empty.
 */
export function compareTimeModels(posts: readonly EngagedPost[], baseline: "account" | "neighbours") {
  const lifts = baseline === "neighbours" ? measureLifts(posts) : null;
  const cells = posts.map((post, i): PostingCell => {
    const value = lifts === null ? Math.log1p(post.engagement) : (lifts[i]?.lift ?? 0);
    const at = new Date(post.atMs);
    const place = { day: (at.getUTCDay() + 6) % 7, hour: at.getUTCHours() };
    return {
      platform: post.platform,
      account: post.account,
      ...place,
      weight: 1,
      sum: value,
      sumSquares: value * value,
    };
  });
  const fold = new Uint8Array(cells.length);
  shuffleIndices(cells.length, createSeededRandom(1)).forEach((index, position) => {
    fold[index] = position % FOLDS;
  });
  const errors = { total: 0, pooled: 0, separate: 0 };
  for (let f = 0; f < FOLDS; f++) {
    const train = cells.filter((_, i) => fold[i] !== f);
    const levels = averageBy(train, cell => cell.account);
    const means = averageBy(train, toCellKey);
    const levelOf = (cell: PostingCell) => levels.get(cell.account) ?? 0;
    const centred = train.map(cell => {
      const sum = cell.sum - levelOf(cell);
      return { ...cell, sum, sumSquares: sum * sum };
    });
    const model = fitPostingTimes(centred);
    cells.forEach((cell, i) => {
      if (fold[i] !== f) return;
      const level = levelOf(cell);
      errors.total += (cell.sum - level) ** 2;
      errors.pooled += (cell.sum - level - predictLift(model, cell)) ** 2;
      errors.separate += (cell.sum - (means.get(toCellKey(cell)) ?? level)) ** 2;
    });
  }
  return { pooled: 1 - errors.pooled / errors.total, separate: 1 - errors.separate / errors.total };
}

const toCellKey = ({ account, day, hour }: PostingCell) => `${account} ${day} ${hour}`;

function averageBy(cells: readonly PostingCell[], keyOf: (cell: PostingCell) => string): Map<string, number> {
  const totals = new Map<string, { sum: number; count: number }>();
  for (const cell of cells) {
    const total = totals.get(keyOf(cell)) ?? { sum: 0, count: 0 };
    totals.set(keyOf(cell), { sum: total.sum + cell.sum, count: total.count + 1 });
  }
  return new Map([...totals].map(([key, { sum, count }]) => [key, sum / count]));
}
