/** Owns the task that drafts one message to one contact. */
import { z } from "zod";
import { defineTask } from "#lib/kernel/define.ts";
import { composeDraft, describePlanned, proposeDraft } from "./drafting.ts";
import { learnFromFeedback, readFeedback } from "./guidance.ts";
import { keepByHand } from "./queue.ts";
import { requireReachable } from "./reachable.ts";
import { addWords, draftRevises, readRequest, requireOther } from "./revising.ts";
import { OutreachSettings } from "./settings.ts";
import { createTiming, readSendObservations } from "./timing.ts";

const Params = z.strictObject({
  contact_id: z.uuid("give the id of a contact").describe("Whom to write to"),
  note: z
    .string()
    .trim()
    .max(1_000, "shorten the note to 1,000 characters")
    .default("")
    .describe("What the message should say besides, in your own words"),
});

const Result = z.object({
  contact_id: z.string(),
  recipient: z.string(),
  situation: z.string(),
  subject: z.string(),
  text: z.string(),
  written_by: z.string(),
});

export const draft = defineTask({
  name: "draft",
  title: "Draft a message",
  purpose: "Drafts one message to one contact and proposes to send it.",
  settings: OutreachSettings,
  params: Params,
  result: Result,
  takes: { contact: { contact_id: "id" }, "planned-message": { contact_id: "contact_id" } },
  effects: ["email.send"],
  promises: { proposals: () => 1, outputs: () => 1 },
  timeoutMs: 120_000,
  revises: draftRevises,

  async run(ctx, { contact_id, note }) {
    const contact = await requireReachable(ctx, contact_id);
    const feedback = await ctx.query(session => readFeedback(session, ctx.settings.feedback_to_read));
    const { revision } = ctx;
    const guidance = learnFromFeedback(revision === null ? feedback : [readRequest(revision), ...feedback]);
    if (guidance.lessons.length > 0) ctx.decide("plan", `Learned from feedback: ${guidance.lessons.join(" ")}`);
    const observations = await ctx.query(session => readSendObservations(session, ctx.workspace.timeZone));
    const words = revision === null ? note : addWords(note, revision.feedback);
    const written = await composeDraft(ctx, contact, { guidance, note: words });
    if (revision !== null) requireOther(revision, { subject: written.subject, text: written.text });
    const bestTime = createTiming(observations, ctx.workspace.timeZone, ctx.clock.now())(contact.time_zone);
    const outputId = proposeDraft(ctx, written, bestTime);
    const place = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    ctx.apply(session => keepByHand(session, place, { ...describePlanned(contact, bestTime), outputId }));
    ctx.decide(
      "propose",
      `Draft to ${contact.name} (${contact.situation}), written by ${written.author.kind} (${written.author.name}).`,
      { data: { contact_id, situation: contact.situation } },
    );
    return {
      contact_id,
      recipient: contact.email,
      situation: contact.situation,
      subject: written.subject,
      text: written.text,
      written_by: `${written.author.kind}: ${written.author.name}`,
    };
  },
});
