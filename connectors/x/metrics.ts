/** Owns the reading of what posts on X have reached: private numbers where X shows them, public ones where it does not. */
import { z } from "zod";
import type { PostMetricsReader, PostMetricsReading } from "#lib/kernel/readings.ts";
import type { Call } from "../http-client.ts";

const Count = z.number().int().nonnegative();

const Tweets = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        public_metrics: z.object({
          retweet_count: Count,
          reply_count: Count,
          like_count: Count,
          quote_count: Count,
          impression_count: Count.optional(),
        }),
        non_public_metrics: z
          .object({ impression_count: Count.optional(), url_link_clicks: Count.optional() })
          .optional(),
      }),
    )
    .default([]),
  errors: z.array(z.object({ title: z.string() })).optional(),
});
type Tweets = z.infer<typeof Tweets>;

/** Reads by calls that are signed and sent elsewhere. */
export function createMetricsReader(
  read: (call: Call & { answer: typeof Tweets }) => Promise<Tweets>,
): PostMetricsReader {
  return {
    async readMetrics(vendorIds, { signal }) {
      const ids = vendorIds.filter(id => /^\d{1,19}$/.test(id));
      if (ids.length === 0) return [];
      const ask = async (asked: readonly string[], fields: string) => {
        const query = { ids: asked.join(), "tweet.fields": fields };
        return (await read({ path: "/2/tweets", query, signal, answer: Tweets })).data;
      };
      const full = await ask(ids, "public_metrics,non_public_metrics,created_at");
      // X leaves out a post whose private numbers it does not show, such as one older than 30 days.
      const missing = ids.filter(id => !full.some(tweet => tweet.id === id));
      const others = missing.length === 0 ? [] : await ask(missing, "public_metrics,created_at");
      return [...full, ...others].map(toReading);
    },
  };
}

function toReading({ id, public_metrics: shown, non_public_metrics: own }: Tweets["data"][number]): PostMetricsReading {
  return {
    vendorId: id,
    impressions: own?.impression_count ?? shown.impression_count ?? null,
    likes: shown.like_count,
    replies: shown.reply_count,
    shares: shown.retweet_count + shown.quote_count,
    clicks: own?.url_link_clicks ?? null,
  };
}
