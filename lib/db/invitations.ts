/** Owns the queries over invitations. The hash of a token is written and never read. */
import { type Insertable, type Selectable, sql } from "kysely";
import type { Session } from "./database.ts";
import type { Invitations } from "./types.gen.ts";

export type InvitationRow = Omit<Selectable<Invitations>, "token_hash">;

const columns = [
  "id",
  "workspace_id",
  "email",
  "role",
  "invited_by",
  "created_at",
  "expires_at",
  "accepted_at",
] as const;

/** The invitations that nobody has accepted, newest first; those that have expired are among them. */
export function listOpenInvitations(session: Session, workspaceId: string): Promise<InvitationRow[]> {
  return session
    .selectFrom("invitations")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .where("accepted_at", "is", null)
    .orderBy("id", "desc")
    .limit(500)
    .execute();
}

/** One that nobody has accepted. */
export function findOpenInvitation(
  session: Session,
  workspaceId: string,
  id: string,
): Promise<InvitationRow | undefined> {
  return session
    .selectFrom("invitations")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .where("accepted_at", "is", null)
    .executeTakeFirst();
}

export async function insertInvitation(session: Session, row: Insertable<Invitations>): Promise<void> {
  await session.insertInto("invitations").values(row).execute();
}

/** Gives an open invitation another token and another end: the old token opens nothing from then on. */
export async function renewInvitation(
  session: Session,
  workspaceId: string,
  id: string,
  values: { token_hash: Buffer; expires_at: Date },
): Promise<boolean> {
  const result = await session
    .updateTable("invitations")
    .set(values)
    .where("workspace_id", "=", workspaceId)
    .where("id", "=", id)
    .where("accepted_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Takes open invitations back: one, those for an address in any case, or those that a person made. Returns how many. */
export async function deleteOpenInvitations(
  session: Session,
  workspaceId: string,
  which: { id: string } | { email: string } | { invitedBy: string },
): Promise<number> {
  const result = await session
    .deleteFrom("invitations")
    .where("workspace_id", "=", workspaceId)
    .where("accepted_at", "is", null)
    .$if("id" in which, query => query.where("id", "=", (which as { id: string }).id))
    .$if("email" in which, query =>
      query.where(sql<string>`lower(email)`, "=", (which as { email: string }).email.toLowerCase()),
    )
    .$if("invitedBy" in which, query => query.where("invited_by", "=", (which as { invitedBy: string }).invitedBy))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
