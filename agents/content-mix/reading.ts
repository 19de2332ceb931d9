/** Owns which posts of which period are compared, and the keeping of what came of it. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import { type EngagementMeasure, readEngagedPosts } from "#lib/db/engaged-posts.ts";
import type { NicheRow } from "./performance.ts";

const DAY_MS = 86_400_000;
const HISTORICAL_DAYS = 30;
/** Fewer posts than these say too little: then the newest of all time are taken. */
const THIN_POSTS = 30;
const WIDENED_POSTS = 1000;

export type PeriodQuery = {
  measure: EngagementMeasure;
  timeZone: string;
  days: number;
  now: Date;
  settleHours: number;
  maxPosts: number;
};
export type Period = {
  posts: string;
  count: number;
  unmeasured: number;
  until: Date;
  isHistorical: boolean;
  reason: string;
};

/**
 * The posts of the last days; of those up to the newest post when the data is historical; of the newest thousand when that is
 * hardly anything. Null without any post.
 */
export async function readPeriod(session: Session, query: PeriodQuery): Promise<Period | null> {
  const { measure, timeZone, days, now, settleHours, maxPosts } = query;
  const settled = new Date(now.getTime() - settleHours * 3_600_000);
  const { newest } = await session
    .selectFrom("posts")
    .select(eb => eb.fn.max("posted_at").as("newest"))
    .where("posted_at", "<=", settled)
    .executeTakeFirstOrThrow();
  if (newest === null) return null;
  const isHistorical = now.getTime() - newest.getTime() > HISTORICAL_DAYS * DAY_MS;
  const until = isHistorical ? newest : settled;
  const from = new Date(until.getTime() - days * DAY_MS);
  const shared = { measure, timeZone, until, hasText: true };
  const read = await readEngagedPosts(session, { ...shared, from, maxPosts });
  const when = isHistorical
    ? `The newest post is from ${newest.toISOString().slice(0, 10)}, so the data is historical: the ${days} days up to then are compared.`
    : `The last ${days} days are compared.`;
  if (read.count >= THIN_POSTS) return { ...read, until, isHistorical, reason: when };
  const wider = await readEngagedPosts(session, { ...shared, maxPosts: Math.min(maxPosts, WIDENED_POSTS) });
  if (wider.count <= read.count) return { ...read, until, isHistorical, reason: when };
  const reason = `${isHistorical ? "The data is historical. " : ""}${days} days hold only ${read.count} posts with numbers, so the newest ${wider.count} of all were taken.`;
  return { ...wider, until, isHistorical, reason };
}

export type Origin = { workspaceId: string; taskId: string };

/** Keeps the performance of a period; that of the same last day is replaced. */
export async function keepPerformance(
  session: Session,
  niches: readonly NicheRow[],
  period: { start: string; end: string },
  origin: Origin,
): Promise<void> {
  await session
    .deleteFrom("niche_performance")
    .where("workspace_id", "=", origin.workspaceId)
    .where(sql<boolean>`period_end = ${period.end}::date`)
    .execute();
  await sql`
    insert into niche_performance (workspace_id, period_end, niche, period_start, is_discovered, posts, engagement, raw_lift,
      lift, lift_low, lift_high, kept, above_usual, task_id)
    select ${origin.workspaceId}, ${period.end}::date, niche, ${period.start}::date, is_discovered, posts, engagement, raw_lift,
      lift, lift_low, lift_high, kept, above_usual, ${origin.taskId}
    from jsonb_to_recordset(${JSON.stringify(niches)}::jsonb) as n(niche text, is_discovered boolean, posts integer,
      engagement bigint, raw_lift double precision, lift double precision, lift_low double precision,
      lift_high double precision, kept double precision, above_usual double precision)`.execute(session);
}

export type KeptPlanRow = {
  niche: string;
  posts: number;
  explore_posts: number;
  current_share: number;
  reason: string;
};

/** Keeps the plan of a week in place of an earlier one for it. */
export async function keepPlan(
  session: Session,
  rows: readonly KeptPlanRow[],
  weekStart: string,
  origin: Origin,
): Promise<void> {
  await session
    .deleteFrom("content_plans")
    .where("workspace_id", "=", origin.workspaceId)
    .where(sql<boolean>`week_start = ${weekStart}::date`)
    .execute();
  await sql`
    insert into content_plans (workspace_id, week_start, niche, posts, explore_posts, current_share, reason, task_id)
    select ${origin.workspaceId}, ${weekStart}::date, niche, posts, explore_posts, current_share, reason, ${origin.taskId}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(niche text, posts integer, explore_posts integer,
      current_share double precision, reason text)`.execute(session);
}
