/** Owns what is compared in a test, and which readings of two posts may be compared; refuses numbers that cannot be. */
import { type Comparison, compareMeans, compareShares } from "#lib/stats/two-arm.ts";

export const metrics = ["click-rate", "like-rate", "reply-rate", "share-rate", "engagement-rate"] as const;
export type Metric = (typeof metrics)[number];

/** What a post had reached in all at one time; null where the source does not tell. */
export type Reading = {
  id: string;
  measuredAt: Date;
  source: string;
  impressions: number | null;
  likes: number | null;
  replies: number | null;
  shares: number | null;
  clicks: number | null;
};

type Numbers = Pick<Reading, "impressions" | "likes" | "replies" | "shares" | "clicks">;
const parts = {
  "click-rate": ["clicks"],
  "like-rate": ["likes"],
  "reply-rate": ["replies"],
  "share-rate": ["shares"],
  "engagement-rate": ["likes", "replies", "shares"],
} as const satisfies Record<Metric, readonly (keyof Numbers)[]>;

/** The metric in words: "click rate". */
export function writeMetric(metric: Metric): string {
  return metric.replace("-", " ");
}

/** Which numbers a reading lacks for a metric, in words; null when it has them all and they fit together. */
export function explainUnfit(metric: Metric, reading: Numbers): string | null {
  const missing = ["impressions" as const, ...parts[metric]].filter(name => reading[name] === null);
  if (missing.length > 0) return `no ${missing.join(", no ")}`;
  const tooMany = parts[metric].find(name => (reading[name] ?? 0) > (reading.impressions ?? 0));
  return tooMany === undefined ? null : `more ${tooMany} than impressions`;
}

/** Events of the metric in a reading that fits it. */
export function countEvents(metric: Metric, reading: Numbers): number {
  return parts[metric].reduce((sum, name) => sum + (reading[name] ?? 0), 0);
}

const FEWEST_EVENTS = 10;

/**
 * Compares two readings that fit the metric. One person may like, reply and share, so engagements are no share of impressions:
 * they are compared as a mean per impression, with the largest variance that any overlap of the three could give.
 */
export function compareReadings(metric: Metric, a: Numbers, b: Numbers): Comparison {
  if (metric !== "engagement-rate") {
    const [first, second] = [a, b].map(reading => ({
      trials: reading.impressions ?? 0,
      successes: countEvents(metric, reading),
    })) as [{ trials: number; successes: number }, { trials: number; successes: number }];
    return compareShares(first, second);
  }
  const toArm = (reading: Numbers) => {
    const count = reading.impressions ?? 0;
    const shares = parts[metric].map(name => (count === 0 ? 0 : (reading[name] ?? 0) / count));
    const deviation = shares.reduce((sum, share) => sum + Math.sqrt(share * (1 - share)), 0);
    return { count, mean: shares.reduce((sum, share) => sum + share, 0), variance: deviation * deviation };
  };
  const comparison = compareMeans(toArm(a), toArm(b));
  const events = countEvents(metric, a) + countEvents(metric, b);
  return { ...comparison, isSufficient: comparison.isSufficient && events >= FEWEST_EVENTS };
}

export type Published = { publishedAt: Date; readings: readonly Reading[] };
export type Pair = { a: Reading; b: Reading };

const HOUR_MS = 3_600_000;
/** A reading this much before its hour still counts for it: a durable sleep and a person's clock are not exact. */
const EARLY_SHARE = 0.9;
/** Posts whose ages differ by more at their readings have not had the same time to be seen. */
const MOST_AGE_RATIO = 1.5;
/** Being equally old matters ten times as much as being near the planned hour. */
const NEARNESS_WEIGHT = 0.1;

/** How old a post was at a reading, in hours. */
export function measureAge(reading: Pick<Reading, "measuredAt">, publishedAt: Date): number {
  return (reading.measuredAt.getTime() - publishedAt.getTime()) / HOUR_MS;
}

/**
 * The readings to compare for a look at `hours` after publishing: both posts that old, as equally old as can be, and of equals
 * nearest to the hour. With `hours` null the newest that are about equally old. Null when there is no such pair.
 */
export function pairReadings(metric: Metric, a: Published, b: Published, hours: number | null): Pair | null {
  const [first, second] = [a, b].map(({ publishedAt, readings }) =>
    readings
      .filter(reading => explainUnfit(metric, reading) === null)
      .map(reading => ({ reading, age: measureAge(reading, publishedAt) }))
      .filter(({ age }) => age > 0 && age >= (hours ?? 0) * EARLY_SHARE),
  ) as [Aged[], Aged[]];
  let best: (Pair & { cost: number }) | null = null;
  for (const one of first) {
    for (const other of second) {
      const difference = Math.abs(Math.log(one.age / other.age));
      if (difference > Math.log(MOST_AGE_RATIO)) continue;
      const younger = Math.min(one.age, other.age);
      const cost = hours === null ? -younger : difference + NEARNESS_WEIGHT * Math.abs(Math.log(younger / hours));
      if (best === null || cost < best.cost) best = { a: one.reading, b: other.reading, cost };
    }
  }
  return best;
}

type Aged = { reading: Reading; age: number };
