/** Owns the reading of a niche from the research service, page by durable page, within a limit of pages. Invents nothing. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { type BulkCreator, type BulkCreatorPost, foldHandle } from "#lib/db/creators.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import type { Watched } from "./observations.ts";
import type { CreatorsSettings } from "./settings.ts";

type Context = TaskContext<CreatorsSettings>;
export type Researcher = NonNullable<Awaited<ReturnType<typeof openResearcher>>>;

export type Findings = {
  creators: BulkCreator[];
  posts: BulkCreatorPost[];
  pages: number;
  /** Niches that were read to the end, to the limit of pages, or that the service does not know. */
  niches: (Watched & { creators: number; posts: number; end: "complete" | "page-limit" | "unknown" })[];
  /** Why reading ended before every niche was read. */
  cut: string | null;
};

const LONGEST_BODY = 2_000;

/** What lets creators be read, or null when nothing is connected. */
export function openResearcher(ctx: Context) {
  return ctx.capability("market-research");
}

/** Reads each niche: first its creators, then its posts. Ends early, with what it has, when the service's limit is reached. */
export async function readNiches(ctx: Context, reader: Researcher, watched: readonly Watched[]): Promise<Findings> {
  const findings: Findings = { creators: [], posts: [], pages: 0, niches: [], cut: null };
  for (const niche of watched) {
    const counted = { creators: findings.creators.length, posts: findings.posts.length };
    const ends = [
      await readPages(ctx, findings, `creators ${niche.platform} ${niche.niche}`, findings.creators, async cursor => {
        const page = await reader.listCreators({ ...niche, cursor }, { signal: ctx.signal });
        return { rows: page.items.map(toCreator), nextCursor: page.nextCursor };
      }),
      await readPages(ctx, findings, `posts ${niche.platform} ${niche.niche}`, findings.posts, async cursor => {
        const page = await reader.listPosts({ ...niche, cursor }, { signal: ctx.signal });
        return { rows: page.items.map(toPost), nextCursor: page.nextCursor };
      }),
    ];
    findings.niches.push({
      ...niche,
      creators: findings.creators.length - counted.creators,
      posts: findings.posts.length - counted.posts,
      end: ends.find(end => end !== "complete") ?? "complete",
    });
    if (findings.cut !== null) break;
  }
  return findings;
}

type PageOf<T> = { rows: T[]; nextCursor: string | null };
type Read<T> = PageOf<T> | { refusal: "unknown" | "limited" };

async function readPages<T extends BulkCreator | BulkCreatorPost>(
  ctx: Context,
  findings: Findings,
  name: string,
  into: T[],
  read: (cursor: string | null) => Promise<PageOf<T>>,
): Promise<"complete" | "page-limit" | "unknown"> {
  let cursor: string | null = null;
  for (let page = 1; page <= ctx.settings.pages_per_niche; page++) {
    if (findings.cut !== null) return "page-limit";
    if (findings.pages >= ctx.settings.pages_per_run) {
      findings.cut = `The limit of ${ctx.settings.pages_per_run} pages for one run was reached.`;
      return "page-limit";
    }
    const mayEnd = findings.pages > 0;
    const from = cursor;
    const got = (await ctx.step(`${name} ${page}`, () => readOnce(() => read(from), mayEnd))) as Read<T>;
    findings.pages += 1;
    if ("refusal" in got) {
      if (got.refusal === "limited") findings.cut = "The service's own limit was reached.";
      return got.refusal === "limited" ? "page-limit" : "unknown";
    }
    into.push(...got.rows);
    cursor = got.nextCursor;
    if (cursor === null) return "complete";
  }
  return "page-limit";
}

/**
 * One page. A limit that is reached after other pages ends the reading with what there is; on the very first page it is thrown, so
 * that the run is taken up again when the limit resets.
 */
async function readOnce<T>(read: () => Promise<PageOf<T>>, mayEnd: boolean): Promise<Read<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") return { refusal: "unknown" };
    if (error instanceof AppError && error.code === "limit-reached" && mayEnd) return { refusal: "limited" };
    throw error;
  }
}

type CreatorReading = Awaited<ReturnType<Researcher["listCreators"]>>["items"][number];
type PostReading = Awaited<ReturnType<Researcher["listPosts"]>>["items"][number];

function toCreator(reading: CreatorReading): BulkCreator {
  return {
    id: createId(),
    platform: reading.platform,
    handle: reading.handle,
    external_id: reading.externalId,
    name: reading.name,
    niche: reading.niche,
    followers: reading.followers,
    engagement_rate: reading.engagementRate,
    url: reading.url,
  };
}

function toPost(reading: PostReading): BulkCreatorPost {
  return {
    id: createId(),
    platform: reading.platform,
    external_id: reading.externalId,
    handle: null,
    creator_external_id: reading.creatorId,
    niche: reading.niche,
    body: reading.body.slice(0, LONGEST_BODY).toWellFormed(),
    posted_at: reading.postedAt.toISOString(),
    likes: reading.likes,
    replies: reading.replies,
    shares: reading.shares,
    views: reading.views,
    url: reading.url,
  };
}

/** The last of those that are the same by platform and handle, or by platform and id: a statement names each row once. */
export function keepLast<T extends BulkCreator | BulkCreatorPost>(rows: readonly T[]): T[] {
  const keyOf = (row: T) =>
    `${row.platform} ${"body" in row ? row.external_id : foldHandle((row as BulkCreator).handle)}`;
  return [...new Map(rows.map(row => [keyOf(row), row])).values()];
}
