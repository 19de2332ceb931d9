/** Owns the task that takes in what a suggested time brought. */
import { z } from "zod";
import { createId } from "#lib/core/ids.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { runOnThread } from "../thread-pool.ts";
import { rebuildWindows, toPosterior, type WindowRow } from "./entries.ts";
import { estimateLift, writeHour, writePercent, writeWindow } from "./finding.ts";
import { LEARNING_MODULE, type RebuildingWork } from "./learning.ts";
import { appendToLog, readLog, replaceWindows } from "./log.ts";
import { findBusiestAccount, findPost, findSlot, findUsual, readFigure } from "./results.ts";
import { SchedulerSettings } from "./settings.ts";

const figure = (name: string) => z.int().min(0).max(1e12).optional().describe(`${name} it got, unless a post is named`);

const Params = z.strictObject({
  suggestion_id: z
    .uuid("give the id of a suggested time")
    .describe("The suggested time, as scheduler.suggest named it"),
  post_id: z.uuid("give the id of a post").optional().describe("The post that went out then, whose numbers are read"),
  likes: figure("Likes"),
  replies: figure("Replies"),
  shares: figure("Shares"),
  views: figure("Views"),
});

const Result = z.object({
  platform: z.string(),
  slot: z.string().describe("The hour it counts for"),
  engagement: z.number().describe("What counted: engagement or views, by the setting"),
  percent: z.number().nullable().describe("Percent over usual; null while nothing is usual there yet"),
  is_counted: z.boolean().describe("False when the learning knew this post already"),
  before: z.number().nullable().describe("Expected percent over usual of that hour, before this result"),
  after: z.number().nullable(),
});

export const record = defineTask({
  name: "record",
  title: "Record a result",
  purpose: "Takes in what a post at a suggested time brought, and brings the windows up to date.",
  settings: SchedulerSettings,
  params: Params,
  result: Result,

  async run(ctx, params) {
    const { measure } = ctx.settings;
    const slot = await ctx.query(session => findSlot(session, params.suggestion_id, ctx.clock.now()));
    const postId = params.post_id;
    const post = postId === undefined ? null : await ctx.query(session => findPost(session, postId));
    const engagement = readFigure(measure, post ?? params, post !== null);
    const log = await ctx.query(readLog);
    const account = slot.account ?? post?.account ?? findBusiestAccount(log?.learned, slot.platform);
    const usual = log === null ? null : findUsual(log.learned, slot.platform, account);
    const lift = Math.log1p(engagement) - (usual ?? 0);
    const isKnown =
      post !== null &&
      log !== null &&
      post.posted_at <= new Date(log.learned.read_until) &&
      post.created_at <= log.createdAt;
    const isCounted = log !== null && log.learned.measure === measure && !isKnown;
    const id = createId();
    const origin = { workspaceId: ctx.workspace.id, taskId: ctx.task.id };
    const entry = {
      id,
      kind: "recorded" as const,
      platform: slot.platform,
      account,
      slotAt: slot.slot_at,
      day: slot.day_of_week - 1,
      hour: slot.hour,
      propensity: slot.propensity,
      lift,
      answers: slot.id,
      postId: postId ?? null,
      data: { engagement, measure, usual, is_counted: isCounted, learned_id: log?.id ?? null },
    };
    const hour = writeHour(slot.day_of_week, slot.hour);
    const percent = usual === null ? null : estimateLift(lift, 0).percent;
    ctx.decide(
      "tool-call",
      `The post on ${slot.platform}, ${hour}, brought ${engagement.toLocaleString("en")} (${measure})${percent === null ? "; nothing is usual there yet" : `, ${writePercent(percent)}`}.`,
      { data: { lift, usual, propensity: slot.propensity } },
    );
    const done = { platform: slot.platform, slot: hour, engagement, percent, is_counted: isCounted };
    if (log === null || !isCounted) {
      const why = log === null ? "scheduler.optimize will learn from it" : "the windows know this post already";
      ctx.apply(session => appendToLog(session, [entry], origin));
      ctx.decide("complete", `Recorded; ${why}.`, { confidence: 1 });
      return { ...done, before: null, after: null };
    }
    const recorded = [
      ...log.recorded,
      { platform: slot.platform, account: account ?? "", day: slot.day_of_week - 1, hour: slot.hour, lift },
    ];
    const input: RebuildingWork = { kind: "rebuild", learned: log.learned, recorded };
    const windows = await runOnThread<RebuildingWork, WindowRow[]>(LEARNING_MODULE, input, {
      signal: ctx.signal,
      inline: () => rebuildWindows(log.learned, recorded),
    });
    const logged = { ...entry, data: { ...entry.data, posterior: toPosterior(windows) } };
    ctx.apply(session => appendToLog(session, [logged], origin));
    const { time_zone: timeZone, as_of: asOf } = log.learned;
    ctx.apply(session => replaceWindows(session, windows, { logId: id, timeZone, asOf }, origin));
    const isHere = (row: { platform: string; day_of_week: number; hour: number }) =>
      row.platform === slot.platform && row.day_of_week === slot.day_of_week && row.hour === slot.hour;
    const after = windows.find(isHere);
    const before = await ctx.query(session => session.selectFrom("posting_windows").selectAll().execute());
    const old = before.find(isHere);
    ctx.decide("complete", after === undefined ? "Recorded." : `Now ${slot.platform}, ${writeWindow(after)}.`, {
      confidence: after === undefined ? undefined : estimateLift(after.lift, after.lift_sd).better_chance,
    });
    return {
      ...done,
      before: old === undefined ? null : estimateLift(old.lift, 0).percent,
      after: after === undefined ? null : estimateLift(after.lift, 0).percent,
    };
  },
});
