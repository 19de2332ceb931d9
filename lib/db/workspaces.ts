/** Owns the queries over workspaces. */
import { type Selectable, sql, type Updateable } from "kysely";
import type { Session } from "./database.ts";
import type { MemberRole, Workspaces } from "./types.gen.ts";

export type WorkspaceRow = Selectable<Workspaces>;

/** Creates a workspace with the caller as its owner and returns its id. */
export async function createWorkspace(
  session: Session,
  values: { name: string; isSample: boolean; email: string },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select create_workspace(${values.name}, ${values.isSample}, ${values.email}) as id`.execute(session);
  return (rows[0] as { id: string }).id;
}

/** The workspaces a person belongs to, oldest first, each with that person's role. */
export function listWorkspacesOf(session: Session, userId: string): Promise<(WorkspaceRow & { role: MemberRole })[]> {
  return session
    .selectFrom("workspaces")
    .innerJoin("members", "members.workspace_id", "workspaces.id")
    .selectAll("workspaces")
    .select("members.role")
    .where("members.user_id", "=", userId)
    .orderBy("workspaces.created_at")
    .orderBy("workspaces.id")
    .limit(200)
    .execute();
}

/** One workspace with the role a person has in it. */
export function findWorkspace(
  session: Session,
  workspaceId: string,
  userId: string,
): Promise<(WorkspaceRow & { role: MemberRole }) | undefined> {
  return session
    .selectFrom("workspaces")
    .innerJoin("members", "members.workspace_id", "workspaces.id")
    .selectAll("workspaces")
    .select("members.role")
    .where("workspaces.id", "=", workspaceId)
    .where("members.user_id", "=", userId)
    .executeTakeFirst();
}

/** Changes a workspace's settings; a change that could decide an effect differently also raises the policy's version. */
export async function updateWorkspace(
  session: Session,
  workspaceId: string,
  values: Updateable<Workspaces>,
  options: { raisesPolicy: boolean },
): Promise<boolean> {
  const set = options.raisesPolicy ? { ...values, policy_version: sql<number>`policy_version + 1` } : values;
  if (Object.keys(set).length === 0) return true;
  const result = await session.updateTable("workspaces").set(set).where("id", "=", workspaceId).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The latest day of the workspace whose daily sweep was started, as `2026-11-20`; null when none was. */
export async function findLastSweptDay(session: Session, workspaceId: string): Promise<string | null> {
  const row = await session
    .selectFrom("sweeps")
    .select(sql<string | null>`max(scheduled_day)::text`.as("day"))
    .where("workspace_id", "=", workspaceId)
    .executeTakeFirst();
  return row?.day ?? null;
}

/**
 * Locks a workspace and what is about to leave it, and tells how many effects are being sent at this moment. While the lock is
 * held nothing new comes in and nothing begins to leave.
 */
export async function lockWorkspace(session: Session, workspaceId: string): Promise<{ sending: number } | undefined> {
  const workspace = await session
    .selectFrom("workspaces")
    .select("id")
    .where("id", "=", workspaceId)
    .forUpdate()
    .executeTakeFirst();
  if (workspace === undefined) return undefined;
  const leaving = await session
    .selectFrom("deliveries")
    .select("status")
    .where("workspace_id", "=", workspaceId)
    .where("status", "in", ["intended", "sending"])
    .forUpdate()
    .execute();
  return { sending: leaving.filter(delivery => delivery.status === "sending").length };
}

/** Deletes a workspace with every row that belongs to it. False when the policies do not let the caller. */
export async function deleteWorkspace(session: Session, workspaceId: string): Promise<boolean> {
  const result = await session.deleteFrom("workspaces").where("id", "=", workspaceId).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
