/** Owns the task that lists who is due for a message, without writing any. */
import { z } from "zod";
import { defineTask } from "#lib/kernel/define.ts";
import { listDue } from "./due-list.ts";
import { findStage, readPlanned } from "./queue.ts";
import { OutreachSettings } from "./settings.ts";
import { createTiming, readSendObservations } from "./timing.ts";

const Params = z.strictObject({
  limit: z.int().min(1).max(500).default(25).describe("How many people to list at most"),
});

export const SkippedReason = z.object({ reason: z.string(), count: z.int() });

const Result = z.object({
  due: z.int().describe("How many people are due in all"),
  contacts: z.array(
    z.object({
      contact_id: z.string(),
      name: z.string(),
      situation: z.string(),
      stage: z.string().describe("Where they stand: answer, first-touch, reconnect or follow-up"),
      step: z.int().describe("Which message it would be since they last answered"),
      is_planned: z.boolean().describe("Whether the queue holds a message to them"),
      score: z.number().nullable(),
      reply_chance: z.number().describe("Expected chance of an answer, 0 to 1"),
      send_at: z.string().describe("Best moment within three days"),
      local_time: z.string(),
    }),
  ),
  skipped: z.array(SkippedReason).describe("Why everybody else is not due"),
});

export const due = defineTask({
  name: "due",
  title: "Who is due",
  purpose: "Lists who is due for a message, in which order and when, and why everybody else is not.",
  settings: OutreachSettings,
  params: Params,
  result: Result,

  async run(ctx, { limit }) {
    const now = ctx.clock.now();
    const list = await ctx.query(session => listDue(session, ctx.settings, now));
    const observations = await ctx.query(session => readSendObservations(session, ctx.workspace.timeZone));
    const chooseTime = createTiming(observations, ctx.workspace.timeZone, now);
    const planned = await ctx.query(readPlanned);
    const contacts = list.due.slice(0, limit).map(contact => {
      const best = chooseTime(contact.time_zone);
      return {
        contact_id: contact.id,
        name: contact.name,
        situation: contact.situation,
        stage: findStage(contact),
        step: contact.unanswered + 1,
        is_planned: planned.has(contact.id),
        score: contact.score,
        reply_chance: Math.round(contact.replyChance * 1000) / 1000,
        send_at: best.send_at,
        local_time: best.local,
      };
    });
    ctx.decide(
      "complete",
      `${list.due.length} people are due, ${planned.size} of them in the queue. ${describeSkipped(list.skipped)}`,
      {
        data: { due: list.due.length, skipped: list.skipped, sent_hours_known: observations.length },
      },
    );
    return { due: list.due.length, contacts, skipped: list.skipped };
  },
});

/** "Not due: 41,188 no e-mail address, 3 score below 50." */
export function describeSkipped(skipped: readonly { reason: string; count: number }[]): string {
  if (skipped.length === 0) return "Nobody was passed over.";
  return `Not due: ${skipped.map(({ reason, count }) => `${count.toLocaleString("en")} ${reason}`).join("; ")}.`;
}
