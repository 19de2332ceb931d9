/** Owns keeping pending approvals bound to the connection and policy that hold now, so that what is read is what would be sent. */
import type { JsonValue } from "#lib/core/json.ts";
import type { Session } from "#lib/db/database.ts";
import { noteChange } from "./aftermath.ts";
import { chooseForEffect } from "./connections.ts";
import { bindEffect } from "./digest.ts";
import { findEffect } from "./effects.ts";
import type { Kernel } from "./kernel.ts";

/** Gives pending approvals of a workspace whose account or policy version is no longer current a new digest. Returns how many. */
export async function rebindPending(kernel: Kernel, session: Session, workspaceId: string): Promise<number> {
  const { policy_version: policyVersion } = await session
    .selectFrom("workspaces")
    .select("policy_version")
    .where("id", "=", workspaceId)
    .executeTakeFirstOrThrow();
  const pending = await session
    .selectFrom("approvals")
    .select(["id", "effect_kind", "account", "recipient", "payload", "policy_version"])
    .where("workspace_id", "=", workspaceId)
    .where("status", "=", "pending")
    .forUpdate()
    .execute();
  if (pending.length === 0) return 0;
  const links = await kernel.connectors.listLinks(session, workspaceId);
  let rebound = 0;
  for (const approval of pending) {
    const effect = findEffect(approval.effect_kind);
    if (effect === undefined) continue;
    const account = chooseForEffect(links, effect, approval.payload)?.account ?? "none";
    if (account === approval.account && policyVersion === approval.policy_version) continue;
    const payload = approval.payload as JsonValue;
    await session
      .updateTable("approvals")
      .set({
        account,
        policy_version: policyVersion,
        digest: bindEffect({ kind: effect.kind, account, recipient: approval.recipient, payload, policyVersion }),
      })
      .where("id", "=", approval.id)
      .where("workspace_id", "=", workspaceId)
      .execute();
    noteChange(session, "approval", approval.id);
    rebound += 1;
  }
  return rebound;
}
