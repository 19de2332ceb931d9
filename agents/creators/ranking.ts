/** Owns the ranking of creators by what a post of theirs typically gets; refuses to be impressed by a few lucky posts. */
import { shrinkMeans } from "#lib/stats/shrinkage.ts";

export type ObservedCreator = {
  platform: string;
  /** The handle as it is compared. */
  key: string;
  handle: string;
  name: string;
  niches: readonly string[];
  followers: number | null;
  engagementRate: number | null;
  source: string;
  /** False for an account that so far was only seen in posts. */
  isKnown: boolean;
  /** Reactions of each post that was looked at. */
  reactions: readonly number[];
};

export type RankedCreator = Omit<ObservedCreator, "reactions"> & {
  /** How many posts the figure rests on; 0 when it rests on the rate that the source gives. */
  posts: number;
  /** Reactions that a typical post gets, as measured and as pulled towards the others on the platform. */
  rawTypical: number;
  typical: number;
  /** 90 % interval of `typical`. */
  low: number;
  high: number;
  /** `typical` over what is usual among the creators of the platform. */
  timesUsual: number;
  /** Share of the distance from the usual that its own posts were trusted with, 0 to 1. */
  trust: number;
};

export type PlatformUsual = { platform: string; creators: number; typical: number };
export type Ranking = { creators: RankedCreator[]; usual: PlatformUsual[]; unranked: number };

/**
 * Creators by how many times the usual of their platform a typical post gets. Reactions are compared as logarithms, since a few posts
 * go far; each creator's mean is pulled towards the platform's by as much as its own posts leave open (empirical Bayes). A rate and
 * a number of followers count as one post of rate × followers reactions. Those with neither cannot be ranked and are counted.
 */
export function rankCreators(observed: readonly ObservedCreator[]): Ranking {
  const creators: RankedCreator[] = [];
  const usual: PlatformUsual[] = [];
  let unranked = 0;
  for (const [platform, group] of Map.groupBy(observed, creator => creator.platform)) {
    const measured = group.flatMap(creator => {
      const values = listValues(creator);
      return values.length === 0 ? [] : [{ creator, values }];
    });
    unranked += group.length - measured.length;
    if (measured.length === 0) continue;
    const shrunk = shrinkMeans(measured);
    usual.push({ platform, creators: measured.length, typical: Math.expm1(shrunk.commonMean) });
    measured.forEach(({ creator: { reactions, ...creator } }, at) => {
      const mean = shrunk.groups[at];
      if (mean === undefined) return;
      creators.push({
        ...creator,
        posts: reactions.length,
        rawTypical: Math.expm1(mean.raw),
        typical: Math.expm1(mean.estimate),
        low: Math.max(0, Math.expm1(mean.interval.low)),
        high: Math.expm1(mean.interval.high),
        timesUsual: Math.exp(mean.estimate - shrunk.commonMean),
        trust: mean.kept,
      });
    });
  }
  creators.sort((a, b) => b.timesUsual - a.timesUsual || b.typical - a.typical || (a.key < b.key ? -1 : 1));
  usual.sort((a, b) => b.creators - a.creators || (a.platform < b.platform ? -1 : 1));
  return { creators, usual, unranked };
}

function listValues({ reactions, followers, engagementRate }: ObservedCreator): number[] {
  if (reactions.length > 0) return reactions.map(Math.log1p);
  if (followers === null || engagementRate === null) return [];
  return [Math.log1p(followers * engagementRate)];
}
