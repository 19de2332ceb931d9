/** Owns getting the numbers of a test's posts: read from their connections, or entered by people. Says what could not be had; invents nothing. */
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import type { TaskContext } from "#lib/kernel/define.ts";
import { explainUnfit, type Metric, type Reading } from "./metric.ts";
import type { AbTesterSettings } from "./settings.ts";

/** A post that is out, and the connection that may tell how it does. */
export type LivePost = {
  postId: string;
  label: string;
  via: string | null;
  vendorId: string | null;
  publishedAt: Date;
};

/** Numbers that a person has read off a post. */
export type EnteredNumbers = Omit<Reading, "id" | "measuredAt" | "source">;

export type Collected = {
  /** By post, oldest first. */
  readings: ReadonlyMap<string, readonly Reading[]>;
  /** What could not be had, in words. */
  troubles: string[];
  /** When a vendor that did not answer may be asked again. */
  retryAt: Date | null;
};

type Ctx = TaskContext<AbTesterSettings>;
const RETRY_MS = 15 * 60_000;

/**
 * What is known of posts: everything stored, what a person enters with this run, and with `isFresh` what their connections tell
 * now. Whatever is new is stored.
 */
export async function collectReadings(
  ctx: Ctx,
  posts: readonly LivePost[],
  metric: Metric,
  { isFresh, entered }: { isFresh: boolean; entered: { postId: string; numbers: EnteredNumbers } | null },
): Promise<Collected> {
  const stored = await ctx.query(session => listReadings(session, posts));
  const troubles: string[] = [];
  let retryAt: Date | null = null;
  const keep = (postId: string, reading: Reading) => {
    stored.get(postId)?.push(reading);
    ctx.apply(session => keepReading(session, ctx.workspace.id, postId, reading));
  };
  if (entered !== null)
    keep(entered.postId, { id: createId(), measuredAt: ctx.clock.now(), source: "hand", ...entered.numbers });
  for (const post of isFresh ? posts : []) {
    const { via } = post;
    if (via === null) continue;
    const told = await askVendor(ctx, { ...post, via });
    if ("trouble" in told) {
      troubles.push(told.trouble);
      if (told.retryAt !== null && (retryAt === null || told.retryAt > retryAt)) retryAt = told.retryAt;
      continue;
    }
    const { reading } = told;
    const unfit = explainUnfit(metric, reading);
    if (unfit !== null) troubles.push(`${post.label}: ${reading.source} tells ${unfit}`);
    keep(post.postId, reading);
  }
  for (const post of posts) {
    const isKnown = stored.get(post.postId)?.some(reading => explainUnfit(metric, reading) === null) === true;
    if (!isKnown && post.via === null)
      troubles.push(`${post.label} was posted by hand and nobody has entered its numbers yet`);
  }
  return { readings: stored, troubles, retryAt };
}

type Told = { reading: Reading } | { trouble: string; retryAt: Date | null };

async function askVendor(ctx: Ctx, { label, via, vendorId }: LivePost & { via: string }): Promise<Told> {
  const silent = (trouble: string, retryAt: Date | null = null) => ({ trouble: `${label}: ${trouble}`, retryAt });
  if (vendorId === null) return silent(`${via} gave no reference to its post, so enter its numbers by hand`);
  const reader = await ctx.capability("post", { via });
  if (reader === null) return silent(`${via} is not connected or tells no numbers; enter them by hand or import them`);
  try {
    const told = await reader.readMetrics([vendorId], { signal: ctx.signal });
    const found = told.find(reading => reading.vendorId === vendorId);
    if (found === undefined) return silent(`${via} does not know its post yet`, laterBy(ctx, RETRY_MS));
    const { impressions, likes, replies, shares, clicks } = found;
    const numbers = { impressions, likes, replies, shares, clicks };
    if (Object.values(numbers).every(number => number === null)) return silent(`${via} tells no numbers of it`);
    return { reading: { id: createId(), measuredAt: ctx.clock.now(), source: via, ...numbers } };
  } catch (error) {
    // A vendor that fails is a fact about one post: the other tests are looked at all the same.
    if (!(error instanceof AppError) || error.code === "internal" || ctx.signal.aborted) throw error;
    const retryAt =
      error.code === "forbidden" ? null : laterBy(ctx, Math.max(RETRY_MS, error.details.retryAfterMs ?? 0));
    return silent(`${via} could not be read (${error.message})`, retryAt);
  }
}

function laterBy(ctx: Ctx, ms: number): Date {
  return new Date(ctx.clock.now().getTime() + ms);
}

async function listReadings(session: Session, posts: readonly LivePost[]): Promise<Map<string, Reading[]>> {
  const byPost = new Map<string, Reading[]>(posts.map(post => [post.postId, []]));
  if (posts.length === 0) return byPost;
  const rows = await session
    .selectFrom("post_metrics")
    .select(["id", "post_id", "measured_at", "source", "impressions", "likes", "replies", "shares", "clicks"])
    .where("post_id", "in", [...byPost.keys()])
    .orderBy("measured_at")
    .execute();
  for (const { post_id, measured_at, ...row } of rows) byPost.get(post_id)?.push({ ...row, measuredAt: measured_at });
  return byPost;
}

async function keepReading(session: Session, workspaceId: string, postId: string, reading: Reading): Promise<void> {
  const { id, measuredAt, source, ...numbers } = reading;
  await session
    .insertInto("post_metrics")
    .values({ id, workspace_id: workspaceId, post_id: postId, measured_at: measuredAt, source, ...numbers })
    .execute();
  await session
    .updateTable("posts")
    .set(eb => ({
      likes: eb.fn.coalesce(eb.val(numbers.likes), "likes"),
      replies: eb.fn.coalesce(eb.val(numbers.replies), "replies"),
      shares: eb.fn.coalesce(eb.val(numbers.shares), "shares"),
      views: eb.fn.coalesce(eb.val(numbers.impressions), "views"),
    }))
    .where("id", "=", postId)
    .where("is_own", "=", true)
    .execute();
}
