/** Owns the task that proposes the next posting times, and logs with which probability each was chosen. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { runOnThread } from "../thread-pool.ts";
import { listMoments } from "./calendar.ts";
import { type Choice, type ChoosingWork, chooseMoments, LEARNING_MODULE } from "./learning.ts";
import { appendToLog, readLog, readOpenSlots } from "./log.ts";
import { SchedulerSettings } from "./settings.ts";
import { describeBasis, Slot, toEntry, toSlot, writeSlot } from "./suggestion.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const Params = z.strictObject({
  platform: z.string().trim().min(1, "name a platform").max(40).describe("Where to post, such as x"),
  account: z.string().trim().min(1).max(200).optional().describe("Which account; left out, any on the platform"),
  count: z.int().min(1).max(21).default(3).describe("How many times to propose"),
  within_days: z.int().min(1).max(7).default(7).describe("How many days ahead to look"),
});

const Result = z.object({
  platform: z.string(),
  time_zone: z.string(),
  slots: z.array(Slot),
  reason: z.string().describe("What the times rest on"),
});

export const suggest = defineTask({
  name: "suggest",
  title: "Suggest posting times",
  purpose: "Proposes the next times to post on a platform, good ones mostly and now and then one to learn from.",
  settings: SchedulerSettings,
  params: Params,
  result: Result,
  takes: { "posting-window": { platform: "platform" }, post: { platform: "platform" } },
  promises: { outputs: result => (result.slots.length > 0 ? 1 : 0) },

  async run(ctx, { platform, account = null, count, within_days }) {
    const { settings } = ctx;
    const timeZone = ctx.workspace.timeZone;
    const now = ctx.clock.now();
    const found = await ctx.query(readLog);
    // Hours that were learned in another zone say nothing about this one's.
    const log = found?.learned.time_zone === timeZone ? found : null;
    const taken = await ctx.query(session => readOpenSlots(session, platform, now));
    const from = new Date(now.getTime() + settings.lead_minutes * MINUTE_MS);
    const to = new Date(now.getTime() + within_days * 24 * HOUR_MS);
    const seed = Math.floor(ctx.clock.random() * 2 ** 31);
    const input: ChoosingWork = {
      kind: "choose",
      learned: log?.learned ?? null,
      recorded: log?.recorded ?? [],
      platform,
      account,
      count,
      seed,
      gapMs: settings.gap_hours * HOUR_MS,
      moments: listMoments(from, to, timeZone),
      taken: taken.map(slot => slot.getTime()),
    };
    const reason = describeBasis(platform, found, log, timeZone);
    ctx.decide(
      "plan",
      `Propose ${writeCount(count, "time")} on ${platform} within ${writeCount(within_days, "day")}. ${reason}`,
      {
        data: { seed, learned_id: log?.id ?? null, open_hours: input.moments.length, taken: taken.length },
      },
    );
    const choices = await runOnThread<ChoosingWork, Choice[]>(LEARNING_MODULE, input, {
      signal: ctx.signal,
      inline: chooseMoments,
    });
    const drawn = choices.map(choice => toSlot(choice, timeZone));
    const frame = {
      platform,
      account,
      data: {
        seed,
        learned_id: log?.id ?? null,
        count,
        from: from.toISOString(),
        to: to.toISOString(),
        gap_hours: settings.gap_hours,
        taken: taken.map(slot => slot.toISOString()),
      },
    };
    const entries = choices.map((choice, position) => toEntry(choice, drawn[position] as Slot, position, frame));
    const origin = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    if (entries.length > 0) ctx.apply(session => appendToLog(session, entries, origin));
    const slots = drawn.toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const lines = slots.map(writeSlot);
    const missing =
      slots.length < count
        ? ` Only ${slots.length} of ${count} fit with ${settings.gap_hours} hours between them.`
        : "";
    if (slots.length > 0) {
      ctx.output({
        kind: "brief",
        title: `${writeCount(slots.length, "time")} to post on ${platform}, from ${slots[0]?.local}`,
        content: {
          format: "markdown",
          text: [`${reason}${missing}`, "", ...lines.map(line => `- ${line}`)].join("\n"),
        },
        author: { kind: "engine", name: "Thompson sampling" },
      });
    }
    ctx.decide("complete", `${lines[0] === undefined ? "No time is free." : `First: ${lines[0]}.`}${missing}`, {
      confidence: slots[0]?.better_chance,
    });
    return {
      platform,
      time_zone: timeZone,
      slots,
      reason: `${reason}${missing}`,
    };
  },
});
