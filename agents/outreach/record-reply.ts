/** Owns the task that takes in what a contact wrote back and says what comes next. */
import { sql } from "kysely";
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { deriveId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { readContact } from "./due-list.ts";
import { type ReplyReading, readReply } from "./reply-reading.ts";
import { OutreachSettings } from "./settings.ts";

const Params = z.strictObject({
  contact_id: z.uuid("give the id of a contact").describe("Who wrote"),
  text: z
    .string()
    .trim()
    .min(1, "paste what they wrote")
    .max(50_000, "shorten the text to 50,000 characters")
    .describe("What they wrote"),
  received_at: z.iso
    .datetime({ offset: true, error: "give a time like 2026-01-31T12:00:00Z" })
    .optional()
    .describe("When it came; left out, now"),
  is_opt_out: z.boolean().default(false).describe("They asked not to be written to again"),
});

const Result = z.object({
  contact_id: z.string(),
  reading: z.enum(["opt-out", "automatic", "declined", "interested", "question", "other"]),
  is_opt_out: z.boolean(),
  next_step: z.string(),
});

const NEXT_STEPS: Record<ReplyReading, string> = {
  "opt-out": "Nobody writes to this person again; what waits for a decision will be refused.",
  automatic: "An automatic answer: nothing changes, the next message keeps its date.",
  declined: "They decline: thank them, or leave it there. Outreach drafts nothing more than an answer.",
  interested: "They are interested: answer within a day. The next queue has an answer first.",
  question: "They ask something: answer it within a day. The next queue has an answer first.",
  other: "They wrote back: read it and answer. The next queue has an answer first.",
};

export const recordReply = defineTask({
  name: "record-reply",
  title: "Record a reply",
  purpose: "Keeps what a contact wrote back, honours an opt-out at once, and says what comes next.",
  settings: OutreachSettings,
  params: Params,
  result: Result,

  async run(ctx, params) {
    const contact = await ctx.query(session => readContact(session, params.contact_id));
    if (contact === undefined)
      throw new AppError("not-found", `there is no contact ${params.contact_id} in this workspace`);
    const now = ctx.clock.now();
    const receivedAt = params.received_at === undefined ? now : new Date(params.received_at);
    if (receivedAt > now) {
      throw new AppError("invalid", "received_at: a reply cannot have come in the future", {
        details: { errors: [{ path: "params.received_at", message: "give a time that has passed" }] },
      });
    }
    const reading = params.is_opt_out ? "opt-out" : readReply(params.text);
    const nextStep = NEXT_STEPS[reading];
    // A reply with a stated time is the same reply when it is recorded twice.
    const id = deriveId(ctx.workspace.id, contact.id, params.received_at ?? ctx.task.id, params.text);
    const reply = { id, contactId: contact.id, reading, text: params.text, receivedAt };
    ctx.apply(session => keepReply(session, ctx.workspace.id, reply));
    ctx.decide(
      "complete",
      `${contact.name} wrote back after ${contact.unanswered} unanswered messages. Read as "${reading}"${params.is_opt_out ? ", as stated" : " by its words"}. ${nextStep}`,
      {
        confidence: params.is_opt_out ? 1 : reading === "other" ? 0.5 : 0.9,
        data: { reading, contact_id: contact.id },
      },
    );
    ctx.send({
      type: "notification",
      topic: "contact.replied",
      body: `${contact.name} replied (${reading}). ${nextStep}`,
      payload: { contact_id: contact.id, reading },
      priority: reading === "automatic" ? 2 : 8,
      isUntrusted: true,
    });
    return { contact_id: contact.id, reading, is_opt_out: reading === "opt-out", next_step: nextStep };
  },
});

type KeptReply = { id: string; contactId: string; reading: ReplyReading; text: string; receivedAt: Date };

async function keepReply(session: Session, workspaceId: string, reply: KeptReply): Promise<void> {
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
