/** Owns the task that starts a test: two posts of the same content proposed, and the plan they are compared by. */
import { z } from "zod";
import { createId } from "#lib/core/ids.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { PostPayload } from "#lib/kernel/effects.ts";
import { metrics, writeMetric } from "./metric.ts";
import {
  byHand,
  findAccount,
  keepTest,
  nameWays,
  proposeWay,
  refuseParam,
  type TestPlan,
  type Way,
} from "./proposing.ts";
import { AbTesterSettings } from "./settings.ts";
import { listWakeUps } from "./wake-up.ts";

const way = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, `name a connection, like blotato, or write ${byHand}`)
  .max(63);

const Params = z.strictObject({
  text: PostPayload.shape.text.describe("The content that both ways post"),
  text_b: z.string().trim().max(20_000).default("").describe("Another text for the second way; left out, the same"),
  hypothesis: z.string().trim().max(500).default("").describe("What you expect, for those who read the result"),
  platform: PostPayload.shape.platform.default("x").describe("Where it is posted"),
  account: z.string().trim().max(200).default("").describe("The account that posts; left out, your only one there"),
  via_a: way.default("blotato").describe(`First way: a connection's name, or ${byHand}`),
  via_b: way.default(byHand).describe(`Second way: a connection's name, or ${byHand} for a browser`),
  metric: z.enum(metrics).default("click-rate").describe("What decides, per impression"),
  planned_impressions: z
    .int()
    .min(100)
    .max(10_000_000)
    .optional()
    .describe("Impressions planned for each way; left out, as the settings say"),
  audience: z
    .enum(["split", "platform"])
    .default("split")
    .describe("split: you divide the audience, and an uneven division stops the decision; platform: it decides alone"),
  share_a: z.number().min(0.05).max(0.95).default(0.5).describe("The first way's share of a split audience"),
});

const Result = z.object({
  test_id: z.string(),
  hypothesis: z.string(),
  ways: z.array(z.string()),
  metric: z.string(),
  planned_impressions: z.int().describe("For each way"),
  looks_at_hours: z.array(z.int()),
});

export const start = defineTask({
  name: "start",
  title: "Start an A/B test",
  purpose: "Proposes the same content through two ways of posting, and plans when and by what they are compared.",
  settings: AbTesterSettings,
  params: Params,
  result: Result,
  takes: { post: { text: "body", platform: "platform" } },
  effects: ["post.publish"],
  promises: { proposals: () => 2, outputs: () => 2 },

  async run(ctx, params) {
    const now = ctx.clock.now();
    const texts = [params.text, params.text_b === "" ? params.text : params.text_b] as const;
    const vias = [params.via_a, params.via_b] as const;
    if (vias[0] === vias[1] && texts[0] === texts[1])
      throw refuseParam("via_b", "choose another way or give another text: nothing differs");
    const labels = nameWays(vias);
    const metric = writeMetric(params.metric);
    const hours = [...new Set(ctx.settings.checkback_hours)].sort((a, b) => a - b);
    const test: TestPlan = {
      id: createId(),
      hypothesis: params.hypothesis || `${labels[0]} and ${labels[1]} differ in ${metric}`,
      metric: params.metric,
      platform: params.platform,
      account: params.account || (await ctx.query(session => findAccount(session, params.platform))),
      plannedPerArm: params.planned_impressions ?? ctx.settings.planned_impressions,
      plannedShare: params.audience === "split" ? params.share_a : null,
      checkbackHours: hours,
      createdAt: now,
    };
    ctx.decide(
      "plan",
      `Compare ${metric} of ${labels.join(" and ")} on ${test.platform} at ${hours.join(", ")} hours after both are out, ${test.plannedPerArm.toLocaleString("en")} impressions planned for each. A false winner is named in at most ${Number((100 * ctx.settings.alpha).toFixed(1))} % of tests, over all looks together.`,
      { data: { test_id: test.id, planned_impressions: test.plannedPerArm, alpha: ctx.settings.alpha } },
    );
    const ways = labels.map((label, index): Way & { outputId: string } => {
      const via = vias[index] === byHand ? null : (vias[index] ?? null);
      const way = { label, via, text: texts[index] ?? params.text };
      return { ...way, outputId: proposeWay(ctx, test, way) };
    });
    keepTest(ctx, test, ways);
    const state = { testId: test.id, createdAt: now, publishedAt: [null, null], checkbackHours: hours, retryAt: null };
    for (const wakeUp of listWakeUps(state, now)) ctx.later(wakeUp);
    return {
      test_id: test.id,
      hypothesis: test.hypothesis,
      ways: [...labels],
      metric: params.metric,
      planned_impressions: test.plannedPerArm,
      looks_at_hours: hours,
    };
  },
});
