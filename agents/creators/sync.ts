/** Owns the task that brings creators and their posts up to date and says who leads. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { explainCreator, nameCreator, writeRanking } from "./finding.ts";
import { keepFindings } from "./keeping.ts";
import { chooseNiches, describeOrigin } from "./niches.ts";
import { readObserved } from "./observations.ts";
import { type ObservedCreator, rankCreators } from "./ranking.ts";
import { type Findings, openResearcher, readNiches } from "./research.ts";
import { addFindings, describeSelection } from "./selection.ts";
import { CreatorsSettings } from "./settings.ts";

const Params = z.strictObject({
  platform: z.string().trim().toLowerCase().min(1).max(40).optional().describe("Only this platform"),
  niche: z.string().trim().min(1).max(200).optional().describe("Only this niche"),
});

const Result = z.object({
  source: z.enum(["market-research", "workspace"]).describe("Which source the creators come out of"),
  pages: z.int().describe("Pages read from the research service"),
  niches: z.array(
    z.object({ platform: z.string(), niche: z.string(), creators: z.int(), posts: z.int(), end: z.string() }),
  ),
  creators: z.int().describe("Creators that could be ranked"),
  new_creators: z.int().describe("Accounts seen in posts that were not known as creators"),
  posts: z.int().describe("Creators' posts that were read"),
  top: z.array(z.object({ handle: z.string(), platform: z.string(), typical: z.number(), posts: z.int() })),
  is_complete: z.boolean().describe("False when a limit ended the reading early"),
  reason: z.string().nullable().describe("Why there is nothing, or less than there could be"),
});

export const sync = defineTask({
  name: "sync",
  title: "Update creators",
  purpose: "Brings the top creators and posts of each niche and platform up to date, and says who leads.",
  settings: CreatorsSettings,
  params: Params,
  result: Result,
  takes: { creator: { platform: "platform", niche: "niche" } },
  isStepwise: true,
  timeoutMs: 600_000,
  promises: { outputs: result => (result.creators > 0 ? 1 : 0) },

  async run(ctx, params) {
    const watched = await ctx.step("niches", () => chooseNiches(ctx, params));
    const reader = await openResearcher(ctx);
    const isConnected = reader !== null;
    const found = reader === null || watched.length === 0 ? nothingFound : await readNiches(ctx, reader, watched);
    const origin = describeOrigin(isConnected, watched, found);
    ctx.decide("plan", origin, { data: { is_connected: isConnected, niches: watched, pages: found.pages } });

    const selection = {
      ...params,
      minPosts: ctx.settings.min_posts,
      postsPerCreator: ctx.settings.posts_per_creator,
    };
    const known = await ctx.query(session => readObserved(session, selection));
    const observed = addFindings(known, found, ctx.settings.posts_per_creator);
    const ranking = rankCreators(observed);
    const seen = known.filter(creator => !creator.isKnown);
    const readAt = ctx.clock.now();
    ctx.apply(session => keepFindings(session, ctx.workspace.id, readAt, found, seen));

    const about = describeSelection(params);
    const top = ranking.creators[0];
    const reason = [isConnected ? null : origin, found.cut, ranking.creators.length > 0 ? null : describeLack(observed)]
      .filter(part => part !== null)
      .join(" ");
    if (top === undefined) ctx.decide("complete", `No creator can be ranked. ${reason}`, { confidence: 1 });
    else {
      ctx.output(writeRanking(ranking, about, origin));
      ctx.decide(
        "complete",
        `Ranked ${writeCount(ranking.creators.length, "creator")}. First is ${nameCreator(top)}: ${explainCreator(top)}.`,
        { data: { creators: ranking.creators.length, unranked: ranking.unranked, usual: ranking.usual } },
      );
    }
    return {
      source: isConnected ? ("market-research" as const) : ("workspace" as const),
      pages: found.pages,
      niches: found.niches,
      creators: ranking.creators.length,
      new_creators: seen.length,
      posts: found.posts.length,
      top: ranking.creators
        .slice(0, 10)
        .map(({ handle, platform, typical, posts }) => ({ handle, platform, typical, posts })),
      is_complete: found.cut === null,
      reason: reason === "" ? null : reason,
    };
  },
});

const nothingFound: Findings = { creators: [], posts: [], pages: 0, niches: [], cut: null };

function describeLack(observed: readonly ObservedCreator[]): string {
  return observed.length === 0
    ? "Import creators, or posts that name their account, or connect market research."
    : `${writeCount(observed.length, "creator is", "creators are")} known, but without posts and without an engagement rate.`;
}
