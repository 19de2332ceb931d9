/** Owns the keeping of a reply in the shared ledger; the same reply recorded twice is kept once, and an opt-out denies consent. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { ReplyReading } from "./reply-reading.ts";

export type KeptReply = { id: string; contactId: string; reading: ReplyReading; text: string; receivedAt: Date };

/** Writes a reply once, and what follows from it for the person. */
export async function keepReply(session: Session, workspaceId: string, reply: KeptReply): Promise<void> {
  const kinds = { "opt-out": "opt-out", automatic: "note" } as const;
  const kind = reply.reading in kinds ? kinds[reply.reading as keyof typeof kinds] : "reply";
  const kept = await session
    .insertInto("contact_ledger")
    .values({
      id: reply.id,
      workspace_id: workspaceId,
      contact_id: reply.contactId,
      channel: "email",
      kind,
      domain: "outreach",
      body: reply.text,
      is_untrusted: true,
      happened_at: reply.receivedAt,
    })
    .onConflict(conflict => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (kept === undefined || kind === "note") return;
  await sql`
    update contacts set interactions = interactions + 1,
      last_interaction_at = greatest(last_interaction_at, ${reply.receivedAt}),
      email_consent = case when ${kind === "opt-out"} then 'denied'::consent else email_consent end
    where id = ${reply.contactId}`.execute(session);
}
