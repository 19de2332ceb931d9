/** Owns the reading of what to post when: the learned hours of each platform's week, and the recommended mix of niches. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { PostingWindows } from "./types.gen.ts";

export type PostingWindowRow = Selectable<PostingWindows>;
/** The place of an hour in the list. */
export type WindowKey = readonly [platform: string, dayOfWeek: number, hour: number];

/** Hours by platform, day and hour. */
export function listPostingWindows(
  session: Session,
  workspaceId: string,
  filter: { platform?: string },
  page: { limit: number; after?: WindowKey },
): Promise<PostingWindowRow[]> {
  return session
    .selectFrom("posting_windows")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .$if(filter.platform !== undefined, query => query.where("platform", "=", filter.platform as string))
    .$if(page.after !== undefined, query => {
      const [platform, day, hour] = page.after as WindowKey;
      return query.where(
        sql<boolean>`(platform, day_of_week, hour) > (${platform}, ${day}::smallint, ${hour}::smallint)`,
      );
    })
    .orderBy("platform")
    .orderBy("day_of_week")
    .orderBy("hour")
    .limit(page.limit)
    .execute();
}

/** The plan of the latest week there is one for, most posts first. Dates come as texts. */
export function readLatestPlan(session: Session, workspaceId: string, limit: number) {
  return session
    .selectFrom("content_plans")
    .select(["niche", "posts", "explore_posts", "current_share", "reason", "task_id", "updated_at"])
    .select(sql<string>`to_char(week_start, 'YYYY-MM-DD')`.as("week_start"))
    .where("workspace_id", "=", workspaceId)
    .where("week_start", "=", ({ selectFrom }) =>
      selectFrom("content_plans")
        .select(({ fn }) => fn.max("week_start").as("latest"))
        .where("workspace_id", "=", workspaceId),
    )
    .orderBy("posts", "desc")
    .orderBy("niche")
    .limit(limit)
    .execute();
}

/** How niches did in the latest period that was measured, best first. Dates come as texts. */
export function readLatestPerformance(session: Session, workspaceId: string, limit: number) {
  return session
    .selectFrom("niche_performance")
    .select(["niche", "is_discovered", "posts", "engagement", "raw_lift", "lift", "lift_low", "lift_high"])
    .select(["kept", "above_usual", "task_id", "updated_at"])
    .select(sql<string>`to_char(period_start, 'YYYY-MM-DD')`.as("period_start"))
    .select(sql<string>`to_char(period_end, 'YYYY-MM-DD')`.as("period_end"))
    .where("workspace_id", "=", workspaceId)
    .where("period_end", "=", ({ selectFrom }) =>
      selectFrom("niche_performance")
        .select(({ fn }) => fn.max("period_end").as("latest"))
        .where("workspace_id", "=", workspaceId),
    )
    .orderBy("lift", "desc")
    .orderBy("niche")
    .limit(limit)
    .execute();
}
