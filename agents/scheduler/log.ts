/** Owns reading and writing the posting log and its windows; refuses to change an entry. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { EngagedPostRow } from "#lib/db/engaged-posts.ts";
import { Learned, type Recorded, type WindowRow } from "./entries.ts";

export type LogState = { id: string; learned: Learned; createdAt: Date; recorded: Recorded[] };

/** The newest learning and the results since that it could not know; null when nothing was learned yet. */
export async function readLog(session: Session): Promise<LogState | null> {
  const entry = await session
    .selectFrom("posting_log")
    .select(["id", "data", "created_at"])
    .where("kind", "=", "learned")
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (entry === undefined) return null;
  const { rows } = await sql<Recorded>`
    select platform, coalesce(account, '') as account, day_of_week - 1 as day, hour, lift
    from posting_log
    where kind = 'recorded' and data->>'learned_id' = ${entry.id} and (data->>'is_counted')::boolean
    order by created_at, id`.execute(session);
  return { id: entry.id, learned: Learned.parse(entry.data), createdAt: entry.created_at, recorded: rows };
}

/** Results that people gave by hand, as posts that no import knows. */
export async function readHandResults(session: Session, measure: string, timeZone: string): Promise<EngagedPostRow[]> {
  const { rows } = await sql<EngagedPostRow>`
    select id, platform, coalesce(account, '') as account, floor(extract(epoch from slot_at) * 1000)::float8 as "atMs",
      (extract(isodow from slot_at at time zone ${timeZone}) - 1)::int as day,
      extract(hour from slot_at at time zone ${timeZone})::int as hour,
      (data->>'engagement')::float8 as engagement, true as "isOwn"
    from posting_log
    where kind = 'recorded' and post_id is null and data->>'measure' = ${measure}
    order by slot_at, id`.execute(session);
  return rows;
}

type Origin = { workspaceId: string; taskId: string };

export type LogEntry = {
  id: string;
  kind: "learned" | "suggested" | "recorded";
  platform?: string;
  account?: string | null;
  slotAt?: Date;
  /** 0 = Monday. */
  day?: number;
  hour?: number;
  propensity?: number;
  lift?: number;
  answers?: string;
  postId?: string | null;
  data: object;
};

export async function appendToLog(session: Session, entries: readonly LogEntry[], origin: Origin): Promise<void> {
  await session
    .insertInto("posting_log")
    .values(
      entries.map(entry => ({
        id: entry.id,
        workspace_id: origin.workspaceId,
        kind: entry.kind,
        platform: entry.platform ?? null,
        account: entry.account ?? null,
        slot_at: entry.slotAt ?? null,
        day_of_week: entry.day === undefined ? null : entry.day + 1,
        hour: entry.hour ?? null,
        propensity: entry.propensity ?? null,
        lift: entry.lift ?? null,
        answers: entry.answers ?? null,
        post_id: entry.postId ?? null,
        data: JSON.stringify(entry.data),
        task_id: origin.taskId,
      })),
    )
    .execute();
}

/** Replaces the windows by those that follow from the log up to an entry. */
export async function replaceWindows(
  session: Session,
  windows: readonly WindowRow[],
  source: { logId: string; timeZone: string; asOf: string },
  origin: Origin,
): Promise<void> {
  await session.deleteFrom("posting_windows").where("workspace_id", "=", origin.workspaceId).execute();
  await sql`
    insert into posting_windows (workspace_id, platform, day_of_week, hour, lift, lift_sd, best_share, posts, weight, time_zone,
      as_of, log_id, task_id)
    select ${origin.workspaceId}, platform, day_of_week, hour, lift, lift_sd, best_share, posts, weight, ${source.timeZone},
      ${source.asOf}, ${source.logId}, ${origin.taskId}
    from jsonb_to_recordset(${JSON.stringify(windows)}::jsonb) as w(platform text, day_of_week smallint, hour smallint,
      lift double precision, lift_sd double precision, best_share double precision, posts integer, weight double precision)`.execute(
    session,
  );
}

/** Suggested times on a platform that lie ahead and have no result. */
export async function readOpenSlots(session: Session, platform: string, now: Date): Promise<Date[]> {
  const { rows } = await sql<{ slot_at: Date }>`
    select slot_at from posting_log s
    where kind = 'suggested' and platform = ${platform} and slot_at > ${now}
      and not exists (select from posting_log r where r.answers = s.id)
    order by slot_at`.execute(session);
  return rows.map(row => row.slot_at);
}
