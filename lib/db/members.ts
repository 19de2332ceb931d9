/** Owns the queries over members. */
import { type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { MemberRole, Members } from "./types.gen.ts";

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

export function findMember(session: Session, workspaceId: string, userId: string): Promise<MemberRow | undefined> {
  return session
    .selectFrom("members")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
}

/** The member with this address, in any case; undefined when nobody has it. */
export function findMemberByEmail(
  session: Session,
  workspaceId: string,
  email: string,
): Promise<MemberRow | undefined> {
  return session
    .selectFrom("members")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where(sql<string>`lower(email)`, "=", email.toLowerCase())
    .executeTakeFirst();
}

/** False when the policies do not let the caller change this member. The last owner's role cannot be lowered. */
export async function updateRole(
  session: Session,
  workspaceId: string,
  userId: string,
  role: MemberRole,
): Promise<boolean> {
  const result = await session
    .updateTable("members")
    .set({ role })
    .where("workspace_id", "=", workspaceId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** False when the policies do not let the caller remove this member. The last owner cannot be removed. */
export async function deleteMember(session: Session, workspaceId: string, userId: string): Promise<boolean> {
  const result = await session
    .deleteFrom("members")
    .where("workspace_id", "=", workspaceId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Notes, at most every five minutes, that the caller has a page of the workspace open. */
export async function noteSeen(session: Session, workspaceId: string): Promise<void> {
  await sql`select note_seen(${workspaceId})`.execute(session);
}
