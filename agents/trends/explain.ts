/** Owns the task that says why a niche is as strong as it is. */

import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { AppError } from "#lib/core/errors.ts";
import { defineTask } from "#lib/kernel/define.ts";
import type { TrendRow } from "./detection.ts";
import { writeBurst, writeParts, writePlatforms, writeTime } from "./finding.ts";
import { TrendsSettings } from "./settings.ts";

const Params = z.strictObject({
  niche: z.string().trim().min(1, "name a niche").max(200).describe("The niche as the trends list names it"),
});

const Result = z.object({
  niche: z.string(),
  strength: z.number(),
  parts: z.record(z.string(), z.number()).describe("Points by part; they add up to the strength"),
  posts: z.int(),
  platforms: z.array(z.string()),
  bursts: z.array(z.object({ from: z.string(), to: z.string(), posts: z.number(), expected: z.number() })),
  as_of: z.string(),
  explanation: z.string(),
});

export const explain = defineTask({
  name: "explain",
  title: "Explain a trend",
  purpose: "Says why a niche is as strong as it is: its parts, its bursts and its most noticed posts.",
  settings: TrendsSettings,
  params: Params,
  result: Result,
  takes: { trend: { niche: "niche" } },
  promises: { outputs: () => 1 },

  async run(ctx, { niche }) {
    const all = await ctx.query(session =>
      session.selectFrom("cross_platform_trends").selectAll().orderBy("trend_strength", "desc").execute(),
    );
    const wanted = foldNiche(niche);
    const trend = all.find(row => foldNiche(row.niche) === wanted);
    if (trend === undefined)
      throw refuseNiche(
        niche,
        all.map(row => row.niche),
      );
    const parts = trend.parts as Record<string, number>;
    const bursts = trend.bursts as unknown as TrendRow["bursts"];
    const topPosts = trend.top_posts as unknown as TrendRow["top_posts"];
    const rank = all.indexOf(trend) + 1;
    const explanation = `${trend.niche} is number ${rank} of ${all.length} with strength ${trend.trend_strength.toFixed(1)} (${writeParts(parts)}), from ${writeCount(trend.post_count, "post")} ${writePlatforms(trend.platforms)} as of ${writeTime(trend.detected_at.toISOString())} UTC.`;
    ctx.decide("tool-call", explanation, { data: { parts, rank, bursts: bursts.length } });

    const burstLines =
      bursts.length === 0
        ? ["No stretch stands out: the posts are spread evenly."]
        : bursts.map(b => `- ${writeBurst(b)}`);
    // A quote block with every line marked, so that a post cannot pose as our own text.
    const postLines = topPosts.flatMap(post => [
      `${post.platform}${post.account === null ? "" : `, ${post.account}`}, ${writeTime(post.posted_at)} UTC, ${post.engagement} reactions:`,
      "",
      ...post.body.split(/\r?\n/).map(line => `> ${line}`),
      "",
    ]);
    ctx.output({
      kind: "report",
      title: `Why ${trend.niche} is at ${trend.trend_strength.toFixed(1)}`,
      content: {
        format: "markdown",
        text: [explanation, "", "**Bursts**", "", ...burstLines, "", "**Most noticed posts**", "", ...postLines].join(
          "\n",
        ),
        sources: topPosts.map(post => ({ label: `post on ${post.platform}`, entity: "post", id: post.id })),
      },
      author: { kind: "engine", name: "trend detection" },
      isUntrusted: true,
    });
    return {
      niche: trend.niche,
      strength: trend.trend_strength,
      parts,
      posts: trend.post_count,
      platforms: trend.platforms,
      bursts: bursts.map(({ from, to, posts, expected }) => ({ from, to, posts, expected })),
      as_of: trend.detected_at.toISOString(),
      explanation,
    };
  },
});

function foldNiche(niche: string): string {
  return niche.replace(/^#/, "").trim().toLowerCase();
}

function refuseNiche(niche: string, known: readonly string[]): AppError {
  const nearest = known.toSorted(
    (a, b) => distance(foldNiche(a), foldNiche(niche)) - distance(foldNiche(b), foldNiche(niche)),
  );
  const hint =
    known.length === 0 ? "run trends.detect first" : `known niches like it: ${nearest.slice(0, 3).join(", ")}`;
  return new AppError("not-found", `there is no trend "${niche}": ${hint}`, {
    details: { errors: [{ path: "params.niche", message: hint }] },
  });
}
