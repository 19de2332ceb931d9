/** Owns what follows when people are known to have opted out: agents see it, and what has not left yet is taken back. */
import { createId } from "#lib/core/ids.ts";
import { insertTouches } from "#lib/db/contact-ledger.ts";
import { listIntendedToOptedOut } from "#lib/db/deliveries.ts";
import { recallDelivery } from "#lib/kernel/delivery.ts";
import { withdrawFromOptedOut } from "#lib/kernel/governor.ts";
import type { Hand } from "./webhooks/hand.ts";

/** Notes the opt-out of contacts whose consent was just denied, and takes back what waits for a decision or to leave. */
export async function optOut(context: Hand, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const { session, workspaceId, kernel, clock } = context;
  const happenedAt = clock.now().toISOString();
  const touches = contactIds.map(id => ({
    id: createId(),
    contact_id: id,
    channel: "email",
    kind: "opt-out",
    body: null,
    is_untrusted: false,
    happened_at: happenedAt,
  }));
  await insertTouches(session, workspaceId, touches);
  for (const id of await listIntendedToOptedOut(session, workspaceId)) {
    await recallDelivery(kernel, session, context, id);
    context.changed("delivery", id);
  }
  // After the recalls: what is recalled waits for a decision again, which nobody should be asked for.
  await withdrawFromOptedOut(session, workspaceId, clock.now());
}
