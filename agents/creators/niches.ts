/** Owns which niches a run reads, and how the run says where its creators are from. */
import { writeCount } from "#lib/core/count.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { findNiches, type Watched } from "./observations.ts";
import type { Findings } from "./research.ts";
import type { CreatorsSettings } from "./settings.ts";

const NICHES_BY_DEFAULT = 5;
const MOST_NICHES_COMPARED = 200;

type Context = TaskContext<CreatorsSettings>;

/** What was asked for; else what settings name; else what posts, trends and creators are about. */
export async function chooseNiches(ctx: Context, { platform, niche }: Partial<Watched>): Promise<Watched[]> {
  if (platform !== undefined && niche !== undefined) return [{ platform, niche }];
  const isWanted = (one: Watched) =>
    (platform === undefined || one.platform === platform) &&
    (niche === undefined || one.niche.toLowerCase() === niche.toLowerCase());
  const named = ctx.settings.watch.filter(isWanted);
  if (named.length > 0) return named;
  const seen = await ctx.query(session => findNiches(session, MOST_NICHES_COMPARED));
  return seen.filter(isWanted).slice(0, NICHES_BY_DEFAULT);
}

/** Where the creators of a run are from, as the run says it. */
export function describeOrigin(
  isConnected: boolean,
  watched: readonly Watched[],
  { pages, niches, posts }: Findings,
): string {
  if (!isConnected) {
    return "No market research is connected: creators are those that were imported, and the accounts seen in imported posts.";
  }
  if (watched.length === 0) {
    return "Market research is connected, but no niche is named in the settings and none is known from posts: creators are those already here.";
  }
  const names = niches.slice(0, 5).map(({ niche, platform, creators }) => `${niche} on ${platform} (${creators})`);
  return `Read ${writeCount(pages, "page")} of market research on ${names.join(", ")}: creators, and ${writeCount(posts.length, "post")} of theirs.`;
}
