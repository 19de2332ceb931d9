/** Owns what SendGrid's events mean here: bounces and opt-outs in the contact ledger, the rest as evidence at the delivery. */
import { sql } from "kysely";
import { z } from "zod";
import { deriveId } from "#lib/core/ids.ts";
import type { JsonValue } from "#lib/core/json.ts";
import { findContactsByKeys, updateContact } from "#lib/db/contacts.ts";
import { recordActivity } from "#lib/kernel/activity.ts";
import { settleTouch } from "#lib/kernel/governor.ts";
import { settleTask } from "#lib/kernel/settle-task.ts";
import { optOut } from "../opt-out.ts";
import type { Hand } from "./hand.ts";

/** Without what a column cannot hold: a vendor repeats what a stranger's mail server has said. */
const Text = z.string().transform(text => text.toWellFormed().replaceAll("\u0000", ""));

const MailEvent = z.object({
  event: Text.pipe(z.string().max(60)),
  email: Text.pipe(z.string().max(254)).default(""),
  timestamp: z.number().positive().max(32_503_680_000).optional(),
  sg_message_id: Text.default(""),
  reason: Text.transform(text => text.slice(0, 2_000).toWellFormed()).optional(),
  /** The key that our own delivery was sent with: SendGrid repeats custom arguments in every event. */
  quarterdeck_delivery: Text.optional(),
});
type MailEvent = z.infer<typeof MailEvent>;

const refusals = new Set(["unsubscribe", "group_unsubscribe", "spamreport"]);
const bounces = new Set(["bounce", "dropped"]);

/** Takes note of one event. Returns what was noted, or null when it is about nobody and nothing we know. Repeating it changes nothing. */
export async function noteMailEvent(hand: Hand, payload: JsonValue, dedupeKey: string): Promise<string | null> {
  const parsed = MailEvent.safeParse(payload);
  if (!parsed.success) return null;
  const event = parsed.data;
  const { session, workspaceId } = hand;
  const at = event.timestamp === undefined ? hand.clock.now() : new Date(event.timestamp * 1_000);
  const address = event.email.trim().toLowerCase();
  const [contact] = await findContactsByKeys(session, workspaceId, {
    emails: address === "" ? [] : [address],
    externalIds: [],
  });
  const notes: string[] = [];
  if (contact !== undefined && refusals.has(event.event)) {
    if (contact.email_consent !== "denied") {
      await updateContact(session, workspaceId, contact.id, { email_consent: "denied" });
      await optOut(hand, [contact.id]);
      await tell(hand, contact.id, "contact.opted-out", `${address} asked not to be written to (${event.event})`);
    }
    notes.push("opt-out noted");
  }
  if (contact !== undefined && bounces.has(event.event)) {
    const isNew = await noteBounce(hand, contact.id, event, at, deriveId("mail-event", workspaceId, dedupeKey));
    if (isNew)
      await tell(
        hand,
        contact.id,
        "contact.bounced",
        `a message to ${address} came back: ${event.reason ?? "no reason given"}`,
      );
    notes.push("bounce noted");
  }
  if (await noteEvidence(hand, contact?.id ?? null, event, at)) notes.push("noted at its delivery");
  return notes.length === 0 ? null : notes.join(", ");
}

async function noteBounce(hand: Hand, contactId: string, event: MailEvent, at: Date, id: string): Promise<boolean> {
  const inserted = await hand.session
    .insertInto("contact_ledger")
    .values({
      id,
      workspace_id: hand.workspaceId,
      contact_id: contactId,
      channel: "email",
      kind: "bounce",
      status: "made",
      body: event.reason ?? null,
      is_untrusted: true,
      happened_at: at,
    })
    .onConflict(conflict => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  hand.changed("contact", contactId);
  return inserted !== undefined;
}

/** Adds what the event says to the delivery it is about. One whose end nobody had seen is confirmed when the vendor says it arrived. */
async function noteEvidence(hand: Hand, contactId: string | null, event: MailEvent, at: Date): Promise<boolean> {
  const { session, workspaceId, clock } = hand;
  const vendorId = event.sg_message_id.split(".")[0] ?? "";
  if (event.quarterdeck_delivery === undefined && (contactId === null || vendorId === "")) return false;
  const said = JSON.stringify({ [event.event]: at.toISOString(), ...(event.reason ? { reason: event.reason } : {}) });
  const delivery = await session
    .updateTable("deliveries")
    .set({
      evidence: sql`coalesce(evidence, '{}') || jsonb_build_object('sendgrid', coalesce(evidence -> 'sendgrid', '{}') || ${said}::jsonb)`,
    })
    .where("workspace_id", "=", workspaceId)
    .$if(event.quarterdeck_delivery !== undefined, query =>
      query.where("idempotency_key", "=", event.quarterdeck_delivery as string),
    )
    .$if(event.quarterdeck_delivery === undefined, query =>
      query.where("contact_id", "=", contactId).where("vendor_id", "=", vendorId),
    )
    .returning(["id", "status", "approval_id", "task_id", "recipient"])
    .executeTakeFirst();
  if (delivery === undefined) return false;
  if (delivery.status === "unknown" && event.event === "delivered" && event.quarterdeck_delivery !== undefined) {
    await session
      .updateTable("deliveries")
      .set({ status: "confirmed", finished_at: clock.now() })
      .where("workspace_id", "=", workspaceId)
      .where("id", "=", delivery.id)
      .where("status", "=", "unknown")
      .execute();
    await settleTouch(session, delivery.approval_id, "made");
    await recordActivity(session, workspaceId, hand.actor, [
      {
        verb: "delivery.resolved",
        entity: "delivery",
        entityId: delivery.id,
        taskId: delivery.task_id,
        summary: `learned from SendGrid that the message to ${delivery.recipient} arrived`,
      },
    ]);
    await settleTask(session, workspaceId, delivery.task_id, clock.now());
  }
  hand.changed("delivery", delivery.id);
  return true;
}

async function tell(hand: Hand, contactId: string, verb: `${string}.${string}`, summary: string): Promise<void> {
  await recordActivity(hand.session, hand.workspaceId, hand.actor, [
    { verb, entity: "contact", entityId: contactId, summary },
  ]);
  hand.changed("contact", contactId);
}
