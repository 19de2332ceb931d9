/** Owns the queries over members. */
import type { Selectable } from "kysely";
import type { Session } from "./database.ts";
import type { Members } from "./types.gen.ts";

export type MemberRow = Selectable<Members>;

/** Everyone who belongs to a workspace, first comer first. */
export function listMembers(session: Session, workspaceId: string): Promise<MemberRow[]> {
  return session
    .selectFrom("members")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .orderBy("created_at")
    .orderBy("user_id")
    .limit(1000)
    .execute();
}
