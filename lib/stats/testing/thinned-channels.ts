/** Thins the videos of a public data set and measures how near estimates come to what all of them say. For tests and figures only. */
import { readDataSet } from "#testing/data-set.ts";
import { createSeededRandom, shuffleIndices } from "../seeded-random.ts";
import { shrinkMeans } from "../shrinkage.ts";

const DRAWS = 100;

/**
 * Error of shrunk over raw channel means of ln(1 + likes) - ln(1 + views), when `kept` videos of each channel are known and
 * its other videos say the truth. Channels of youtube_us_trending.csv with `least` videos or more.
 */
export function compareThinnedChannels({ kept, least }: { kept: number; least: number }): number {
  const channels = new Map<string, Map<string, number>>();
  for (const row of readDataSet("youtube_us_trending.csv")) {
    const value = Math.log1p(Number(row.likes)) - Math.log1p(Number(row.views));
    const channel = channels.get(row.channel_title ?? "") ?? new Map<string, number>();
    channel.set(row.video_id ?? "", value);
    channels.set(row.channel_title ?? "", channel);
  }
  const rich = [...channels.values()].map(videos => [...videos.values()]).filter(values => values.length >= least);
  const random = createSeededRandom(1);
  const error = { shrunk: 0, raw: 0 };
  for (let draw = 0; draw < DRAWS; draw++) {
    const split = rich.map(values => {
      const order = [...shuffleIndices(values.length, random)].map(index => values[index] as number);
      const rest = order.slice(kept);
      return { values: order.slice(0, kept), truth: rest.reduce((sum, value) => sum + value, 0) / rest.length };
    });
    shrinkMeans(split).groups.forEach(({ estimate, raw }, c) => {
      const truth = split[c]?.truth as number;
      error.shrunk += (estimate - truth) ** 2;
      error.raw += (raw - truth) ** 2;
    });
  }
  return Math.sqrt(error.shrunk / error.raw);
}
