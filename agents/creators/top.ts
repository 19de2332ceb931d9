/** Owns the task that names the top creators of a niche, with reasons and what they post. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { discoverTerms } from "#lib/stats/terms.ts";
import { explainCreator, nameCreator, writeProfiles } from "./finding.ts";
import { type ObservedPost, readObserved, readPostsOf } from "./observations.ts";
import { rankCreators } from "./ranking.ts";
import { describeSelection } from "./selection.ts";
import { CreatorsSettings } from "./settings.ts";

const BEST_POSTS = 2;
const THEMES = 5;

const Params = z.strictObject({
  niche: z.string().trim().min(1).max(200).optional().describe("Only this niche; left out, all"),
  platform: z.string().trim().toLowerCase().min(1).max(40).optional().describe("Only this platform; left out, all"),
  limit: z.int().min(1).max(50).default(5).describe("How many creators to name"),
});

const Result = z.object({
  ranked: z.int().describe("Creators that were compared"),
  top: z.array(
    z.object({
      handle: z.string(),
      platform: z.string(),
      typical: z.number().describe("Reactions a post typically gets, pulled towards the usual of the platform"),
      times_usual: z.number(),
      posts: z.int(),
      themes: z.array(z.string()),
      why: z.string(),
    }),
  ),
  reason: z.string().nullable().describe("Why there is nobody to name"),
});

export const top = defineTask({
  name: "top",
  title: "Top creators",
  purpose: "Names the top creators of a niche by what their posts typically get, with reasons and what they post.",
  settings: CreatorsSettings,
  params: Params,
  result: Result,
  takes: {
    creator: { platform: "platform", niche: "niche" },
    trend: { niche: "niche" },
    "content-plan": { niche: "niche" },
  },
  promises: { outputs: result => (result.top.length > 0 ? 1 : 0) },

  async run(ctx, { limit, ...wanted }) {
    const selection = {
      ...wanted,
      minPosts: ctx.settings.min_posts,
      postsPerCreator: ctx.settings.posts_per_creator,
    };
    const about = describeSelection(wanted);
    const ranking = rankCreators(await ctx.query(session => readObserved(session, selection)));
    const chosen = ranking.creators.slice(0, limit);
    if (chosen.length === 0) {
      const reason = `No creator ${about} has posts or an engagement rate here: import creators or their posts, or connect market research and update.`;
      ctx.decide("complete", `Nobody to name. ${reason}`, { confidence: 1 });
      return { ranked: 0, top: [], reason };
    }
    ctx.decide(
      "plan",
      `Compare ${writeCount(ranking.creators.length, "creator")} ${about} by the reactions that their posts typically get, each within its platform.`,
      { data: { creators: ranking.creators.length, unranked: ranking.unranked, usual: ranking.usual } },
    );
    const posts = await ctx.query(session => readPostsOf(session, chosen, selection));
    const profiles = chosen.map(creator => {
      const own = posts.filter(post => post.platform === creator.platform && post.key === creator.key);
      return { creator, themes: findThemes(own, posts), best: own.slice(0, BEST_POSTS) };
    });
    ctx.output(writeProfiles(profiles, ranking, about));
    for (const { creator } of profiles.slice(0, 3))
      ctx.decide("tool-call", `${nameCreator(creator)}: ${explainCreator(creator)}.`, { confidence: creator.trust });
    return {
      ranked: ranking.creators.length,
      top: profiles.map(({ creator, themes }) => ({
        handle: creator.handle,
        platform: creator.platform,
        typical: creator.typical,
        times_usual: creator.timesUsual,
        posts: creator.posts,
        themes,
        why: explainCreator(creator),
      })),
      reason: null,
    };
  },
});

/** The subjects of one creator's posts, before all those that the others have not: their posts stand where older ones usually do. */
function findThemes(own: readonly ObservedPost[], all: readonly ObservedPost[]): string[] {
  const isOwn = new Set(own.map(post => post.id));
  const texts = all.map(post => ({ text: post.body, atMs: isOwn.has(post.id) ? 1 : 0 }));
  const terms = discoverTerms(texts, 1, { maxTerms: 50 });
  return terms
    .filter(term => term.recentPosts >= 3)
    .slice(0, THEMES)
    .map(term => term.label);
}
