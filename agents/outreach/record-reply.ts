/** Owns the task that takes in what a contact wrote back and says what comes next. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { AppError } from "#lib/core/errors.ts";
import { deriveId } from "#lib/core/ids.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { readContact } from "./due-list.ts";
import { countOpen } from "./queue.ts";
import { keepReply } from "./reply-keeping.ts";
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
  stopped: z
    .int()
    .describe("Messages to this person that were planned, drafted or waited for a decision, and are stopped"),
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
  takes: { contact: { contact_id: "id" } },

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
    const open = await ctx.query(session => countOpen(session, contact.id));
    const stopped = reading === "automatic" ? 0 : open;
    const stop =
      stopped === 0
        ? ""
        : ` ${writeCount(stopped, "message")} to them that did not know of it ${stopped === 1 ? "is" : "are"} stopped.`;
    ctx.decide(
      "complete",
      `${contact.name} wrote back after ${contact.unanswered} unanswered messages. Read as "${reading}"${params.is_opt_out ? ", as stated" : " by its words"}. ${nextStep}${stop}`,
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
    return { contact_id: contact.id, reading, is_opt_out: reading === "opt-out", stopped, next_step: nextStep };
  },
});
