/** Owns which stretch of time is looked at; refuses to leave unsaid that data is historical. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";

const HOUR_MS = 3_600_000;
/** A newest window with fewer posts gives way to a busiest one with ten times as many. */
const THIN_POSTS = 100;

type WindowChoice = "now" | "newest" | "busiest" | "given";
export type PostCount = { hourMs: number; posts: number };
export type TrendWindow = { asOf: Date; choice: WindowChoice; reason: string };

/** Posts per hour up to now, oldest first. */
export async function readPostCounts(
  session: Session,
  platforms: readonly string[],
  now: Date,
): Promise<{ counts: PostCount[]; newest: Date | null }> {
  const { rows } = await sql<{ hour_ms: string; posts: number; newest: Date }>`
    select extract(epoch from date_trunc('hour', posted_at)) * 1000 as hour_ms, count(*) as posts,
      max(posted_at) as newest
    from posts
    where posted_at <= ${now} and (${platforms.length === 0} or platform = any(${[...platforms]}))
    group by date_trunc('hour', posted_at) order by 1`.execute(session);
  const counts = rows.map(row => ({ hourMs: Number(row.hour_ms), posts: row.posts }));
  return { counts, newest: rows.at(-1)?.newest ?? null };
}

/**
 * Chooses where the window ends: as given; now when posts are that recent; else at the newest post, unless hardly
 * anything is there and another stretch of the same length is far busier.
 */
export function chooseWindow(
  counts: readonly PostCount[],
  { now, newest, windowMs, until }: { now: Date; newest: Date; windowMs: number; until: Date | null },
): TrendWindow {
  if (until !== null) return { asOf: until, choice: "given", reason: "The end of the window was given." };
  if (newest.getTime() > now.getTime() - windowMs) return { asOf: now, choice: "now", reason: "Posts are recent." };
  const historical = `The newest post is from ${newest.toISOString().slice(0, 16)}Z, so the data is historical`;
  const busiest = findBusiest(counts, windowMs);
  const newestPosts = countBetween(counts, newest.getTime() - windowMs, newest.getTime());
  if (newestPosts < THIN_POSTS && busiest.posts >= 10 * Math.max(1, newestPosts)) {
    const hours = Math.round(windowMs / HOUR_MS);
    return {
      asOf: new Date(Math.min(busiest.endMs, newest.getTime())),
      choice: "busiest",
      reason: `${historical}. Its last ${hours} hours hold only ${newestPosts} posts, so the busiest ${hours} hours were taken: ${busiest.posts} posts.`,
    };
  }
  return { asOf: newest, choice: "newest", reason: `${historical} and the window ends there.` };
}

function countBetween(counts: readonly PostCount[], fromMs: number, toMs: number): number {
  return counts.reduce((sum, { hourMs, posts }) => (hourMs > fromMs && hourMs <= toMs ? sum + posts : sum), 0);
}

/** The stretch of windowMs with the most posts; the earliest of equals, ending with the hour of its last post. Whole hours. */
export function findBusiest(counts: readonly PostCount[], windowMs: number): { endMs: number; posts: number } {
  let best = { endMs: 0, posts: 0 };
  let inside = 0;
  let from = 0;
  for (const { hourMs, posts } of counts) {
    inside += posts;
    while (from < counts.length && (counts[from] as PostCount).hourMs < hourMs + HOUR_MS - windowMs) {
      inside -= (counts[from] as PostCount).posts;
      from++;
    }
    if (inside > best.posts) best = { endMs: hourMs + HOUR_MS, posts: inside };
  }
  return best;
}
