/** Owns the word that something waits for a decision: an event for whoever asks people where they are. Sends nothing by itself. */
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { stageEvents } from "./aftermath.ts";

/** The event after which linked members are asked. */
export const approvalsRequested = "approval/requested";

/**
 * Stages the event in this transaction. A worker first looks whether anybody is linked, so that a workspace without chats pays
 * for one look only; a person's role cannot see others' links and does without.
 */
export async function announcePending(
  session: Session,
  workspaceId: string,
  approvalIds: readonly string[],
  role: "worker" | "person",
): Promise<void> {
  if (approvalIds.length === 0) return;
  if (role === "worker") {
    const linked = await session
      .selectFrom("chat_links")
      .select("id")
      .where("workspace_id", "=", workspaceId)
      .where("linked_at", "is not", null)
      .where("wants_approvals", "=", true)
      .limit(1)
      .executeTakeFirst();
    if (linked === undefined) return;
  }
  const data = { workspaceId, approvalIds: [...approvalIds] };
  await stageEvents(session, workspaceId, [{ id: createId(), name: approvalsRequested, data }]);
}
