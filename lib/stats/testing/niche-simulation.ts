/** Plants the true performance of niches and measures how near estimates come to it, shrunk against raw. For tests and figures only. */
import { createNormalSource } from "../normal-draw.ts";
import { createSeededRandom } from "../seeded-random.ts";
import { shrinkMeans, shrinkRates } from "../shrinkage.ts";

const NICHES = 12;

/** Error of shrunk means over that of raw ones; truths spread by .3, posts by 1, and niches have 1 to 2·posts - 1 posts. */
export function compareMeansToRaw({ posts, worlds, seed }: { posts: number; worlds: number; seed: number }): number {
  const random = createSeededRandom(seed);
  const normal = createNormalSource(random);
  const error = { shrunk: 0, raw: 0 };
  for (let world = 0; world < worlds; world++) {
    const truths = Array.from({ length: NICHES }, () => 0.3 * normal());
    const samples = truths.map(truth => ({
      values: Array.from({ length: 1 + Math.floor(random() * (2 * posts - 1)) }, () => truth + normal()),
    }));
    shrinkMeans(samples).groups.forEach(({ estimate, raw }, n) => {
      error.shrunk += (estimate - (truths[n] as number)) ** 2;
      error.raw += (raw - (truths[n] as number)) ** 2;
    });
  }
  return Math.sqrt(error.shrunk / error.raw);
}

/** Error of shrunk rates over that of raw ones; true rates lie around .5 with a standard deviation near .1. */
export function compareRatesToRaw({ trials, worlds, seed }: { trials: number; worlds: number; seed: number }): number {
  const random = createSeededRandom(seed);
  const normal = createNormalSource(random);
  const error = { shrunk: 0, raw: 0 };
  for (let world = 0; world < worlds; world++) {
    const truths = Array.from({ length: NICHES }, () => 1 / (1 + Math.exp(-0.4 * normal())));
    const tallies = truths.map(truth => {
      const count = 1 + Math.floor(random() * (2 * trials - 1));
      let successes = 0;
      for (let i = 0; i < count; i++) if (random() < truth) successes += 1;
      return { successes, trials: count };
    });
    shrinkRates(tallies).groups.forEach(({ estimate, raw }, n) => {
      error.shrunk += (estimate - (truths[n] as number)) ** 2;
      error.raw += ((raw ?? 0) - (truths[n] as number)) ** 2;
    });
  }
  return Math.sqrt(error.shrunk / error.raw);
}
