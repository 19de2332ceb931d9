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
