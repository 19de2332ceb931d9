/** Measures how near shrunk niche performance comes to the truth: planted, and on real channels of which little is shown. */
import { compareMeansToRaw, compareRatesToRaw } from "#lib/stats/testing/niche-simulation.ts";
import { compareThinnedChannels } from "#lib/stats/testing/thinned-channels.ts";
import type { QualityFigure, QualityPart } from "./figure.ts";

export const contentMix: QualityPart = {
  name: "content-mix",
  dataSets: [],
  *measure(): Iterable<QualityFigure> {
    yield {
      name: "content_mix_rmse_over_raw",
      value: compareMeansToRaw({ posts: 3, worlds: 1000, seed: 1 }),
      reference: 1,
      relation: "at-most",
      note: "12 niches with 1 to 5 posts each, planted truth, 1,000 worlds",
    };
    yield {
      name: "content_mix_rmse_over_raw_rich",
      value: compareMeansToRaw({ posts: 30, worlds: 1000, seed: 2 }),
      reference: 1,
      relation: "at-most",
      note: "the same with 1 to 59 posts each",
    };
    yield {
      name: "content_mix_rate_rmse_over_raw",
      value: compareRatesToRaw({ trials: 10, worlds: 500, seed: 3 }),
      reference: 1,
      relation: "at-most",
      note: "rates of 12 niches with 1 to 19 posts each, planted truth, 500 worlds",
    };
  },
};

export const thinnedChannels: QualityPart = {
  name: "thinned-channels",
  dataSets: ["youtube_us_trending.csv"],
  *measure(): Iterable<QualityFigure> {
    yield {
      name: "content_mix_rmse_over_raw_youtube",
      value: compareThinnedChannels({ kept: 2, least: 6 }),
      reference: 1,
      relation: "at-most",
      note: "likes per view of channels with 6 videos or more, two of them shown, the others the truth",
    };
  },
};
