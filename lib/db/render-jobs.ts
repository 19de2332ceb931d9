/** Owns the reading of videos in production. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import { comesAfter, readMomentKey, writeMomentKey } from "./keyset.ts";
import type { RenderJobs, RenderStatus } from "./types.gen.ts";

export type RenderJobRow = Selectable<RenderJobs>;

/** Jobs, newest first; `created_key` leads to the next page, with the id. */
export function listRenderJobs(
  session: Session,
  workspaceId: string,
  filter: { status?: RenderStatus },
  page: { limit: number; after?: readonly [createdKey: number, id: string] },
): Promise<(RenderJobRow & { created_key: number })[]> {
  return session
    .selectFrom("render_jobs")
    .selectAll()
    .select(writeMomentKey("created_at").as("created_key"))
    .where("workspace_id", "=", workspaceId)
    .$if(filter.status !== undefined, query => query.where("status", "=", filter.status as RenderStatus))
    .$if(page.after !== undefined, query => {
      const [key, id] = page.after as readonly [number, string];
      return query.where(comesAfter("created_at", readMomentKey(key), id));
    })
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

export function findRenderJob(session: Session, workspaceId: string, id: string): Promise<RenderJobRow | undefined> {
  return session
    .selectFrom("render_jobs")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .executeTakeFirst();
}
