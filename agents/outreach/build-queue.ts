/** Owns the task that drafts today's messages and proposes each. */

import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { composeDraft, type Draft, describePlanned, proposeDraft } from "./drafting.ts";
import { describeSkipped, SkippedReason } from "./due.ts";
import { listDue } from "./due-list.ts";
import { learnFromFeedback, readFeedback } from "./guidance.ts";
import { markDrafted, planMessages, readPlanned, stopUndue } from "./queue.ts";
import { OutreachSettings } from "./settings.ts";
import { createTiming, readSendObservations } from "./timing.ts";

const AT_ONCE = 4;

const Params = z.strictObject({
  limit: z.int().min(1).max(100).default(12).describe("How many messages to draft at most"),
});

const Result = z.object({
  queued: z.int().describe("Messages proposed"),
  planned: z.int().describe("People whose message is planned and written on a later day"),
  due: z.int().describe("People who are due in all"),
  messages: z.array(
    z.object({
      contact_id: z.string(),
      name: z.string(),
      situation: z.string(),
      subject: z.string(),
      written_by: z.string(),
    }),
  ),
  lessons: z.array(z.string()).describe("What earlier rejections and edits changed in these drafts"),
  skipped: z.array(SkippedReason),
  reason: z.string().nullable().describe("Why nothing was drafted"),
});

export const buildQueue = defineTask({
  name: "build-queue",
  title: "Draft today's messages",
  purpose: "Drafts a message to each of the people most worth writing to now, and proposes to send it.",
  settings: OutreachSettings,
  params: Params,
  result: Result,
  effects: ["email.send"],
  promises: { proposals: result => result.queued, outputs: result => result.queued },
  timeoutMs: 300_000,

  async run(ctx, { limit }) {
    const now = ctx.clock.now();
    const { due, skipped } = await ctx.query(session => listDue(session, ctx.settings, now));
    const earlier = await ctx.query(readPlanned);
    const dueIds = new Set(due.map(contact => contact.id));
    const undue = [...earlier.values()].filter(row => !dueIds.has(row.contact_id));
    if (undue.length > 0) ctx.apply(session => stopUndue(session, undue));
    if (due.length === 0) {
      const reason = `Nobody is due for a message. ${describeSkipped(skipped)}`;
      ctx.decide("complete", reason, { confidence: 1, data: { skipped } });
      return { queued: 0, planned: 0, due: 0, messages: [], lessons: [], skipped, reason };
    }
    const planned = due.slice(0, Math.max(limit, ctx.settings.queue_size));
    const chosen = planned.slice(0, limit);
    const offer = ctx.settings.offer === "" ? " The settings name no offer, so the messages mention none." : "";
    const plan = `${due.length} people are due; ${planned.length} are in the queue, draft for the ${chosen.length} most worth it.${offer}`;
    ctx.decide("plan", `${plan} ${describeSkipped(skipped)}`, { data: { due: due.length, limit, skipped } });
    const feedback = await ctx.query(session => readFeedback(session, ctx.settings.feedback_to_read));
    const guidance = learnFromFeedback(feedback);
    if (guidance.lessons.length > 0) {
      const lessons = `Learned from ${writeCount(feedback.length, "rejection or edit", "rejections and edits")}: ${guidance.lessons.join(" ")}`;
      ctx.decide("plan", lessons, { data: { lessons: guidance.lessons } });
    }
    const observations = await ctx.query(session => readSendObservations(session, ctx.workspace.timeZone));
    const chooseTime = createTiming(observations, ctx.workspace.timeZone, now);

    const drafts: Draft[] = [];
    for (let at = 0; at < chosen.length; at += AT_ONCE) {
      ctx.signal.throwIfAborted();
      const group = chosen.slice(at, at + AT_ONCE);
      drafts.push(...(await Promise.all(group.map(contact => composeDraft(ctx, contact, { guidance })))));
    }
    const place = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    ctx.apply(session =>
      planMessages(
        session,
        place,
        planned.map(contact => describePlanned(contact, chooseTime(contact.time_zone))),
      ),
    );
    for (const draft of drafts) {
      const outputId = proposeDraft(ctx, draft, chooseTime(draft.contact.time_zone));
      ctx.apply(session => markDrafted(session, place, { contactId: draft.contact.id, outputId }));
      ctx.decide(
        "propose",
        `${draft.contact.name}: ${draft.contact.situation}, ${(draft.contact.replyChance * 100).toFixed(1)} % chance of an answer, worth $${draft.contact.expectedValueUsd.toFixed(2)}. Written by ${draft.author.kind} (${draft.author.name}).`,
        {
          data: { contact_id: draft.contact.id, situation: draft.contact.situation },
        },
      );
    }
    ctx.decide("complete", `Proposed ${writeCount(drafts.length, "message")}.`, { data: { queued: drafts.length } });
    return {
      queued: drafts.length,
      planned: planned.length - drafts.length,
      due: due.length,
      messages: drafts.map(({ contact, subject, author }) => ({
        contact_id: contact.id,
        name: contact.name,
        situation: contact.situation,
        subject,
        written_by: `${author.kind}: ${author.name}`,
      })),
      lessons: guidance.lessons,
      skipped,
      reason: null,
    };
  },
});
