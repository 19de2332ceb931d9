/**
 * Owns how the analytics look in answers. `analytics.get` answers, in short:
 *
 *   { range: { from, to, days, … }, totals: Figures, before: Figures, changes, days: DayFigures[],
 *     agents: [{ domain, …Figures, series: { tasks: number[], failed: number[], approved: number[], rejected: number[],
 *                delivered: number[], answered: number[], cost_micros: number[] } }], reasons, choices }
 *
 * Each series has one number per day of `days`, oldest first.
 */
import { z } from "zod";
import { metricNames } from "#lib/db/daily-metrics.ts";
import { measureNames } from "#lib/db/metric-rows.ts";
import { Moment } from "./fields.ts";

export const Measure = z.enum(measureNames);
export type MeasureName = z.infer<typeof Measure>;

const Count = z.number().int();
export const UtcDay = z.iso.date({ error: "give a day like 2026-11-20" });

/** A share of counted things: nothing is rounded, and no interval is said of nothing. */
export const Share = z
  .object({
    part: Count,
    whole: Count,
    rate: z.number().nullable().describe("part / whole, 0 to 1; null for a whole of none"),
    low: z.number().nullable().describe("Lower end of the 95 % interval (Wilson 1927)"),
    high: z.number().nullable(),
    is_few: z.boolean().describe("True below ten: show the counts, not a rate"),
  })
  .meta({ id: "Share" });
export type Share = z.infer<typeof Share>;

export const CostPerOutcome = z
  .object({
    outcomes: Count,
    micros: z.number().nullable().describe("Cost divided by outcomes, in millionths of a US dollar; null for none"),
    low_micros: z
      .number()
      .nullable()
      .describe("95 % interval over the days (Fieller 1954); null where none is bounded"),
    high_micros: z.number().nullable(),
    is_few: z.boolean(),
  })
  .meta({ id: "CostPerOutcome" });
export type CostPerOutcome = z.infer<typeof CostPerOutcome>;

export const DecisionTime = z
  .object({
    decisions: Count,
    median_seconds: z.number().describe("Within one percent of the true median"),
    low_seconds: z.number().describe("95 % interval of the median, by ranks"),
    high_seconds: z.number(),
    p90_seconds: z.number(),
    is_few: z.boolean(),
  })
  .meta({ id: "DecisionTime" });
export type DecisionTime = z.infer<typeof DecisionTime>;

export const Counts = z.object(
  Object.fromEntries(metricNames.map(name => [name, Count])) as Record<(typeof metricNames)[number], typeof Count>,
);
export type Counts = z.infer<typeof Counts>;

export const Figures = z
  .object({
    counts: Counts,
    success: Share.describe("Tasks that ended with their result, of those that ended; cancelled ones are left out"),
    approval: Share.describe("Approved, edited and approved, or done by hand, of what people decided"),
    edited: Share.describe("Approved after an edit, of what people approved"),
    response: Share.describe("Answered, of the deliveries whose fourteen days have passed"),
    responses_open: z
      .object({
        addressed: Count.describe("Deliveries that can still be answered"),
        answered: Count,
        from: UtcDay.nullable(),
      })
      .describe("The days not over yet: they count in no rate"),
    decision: DecisionTime.nullable(),
    cost_per_approved: CostPerOutcome,
    cost_per_delivered: CostPerOutcome,
    cost_per_answer: CostPerOutcome,
  })
  .meta({ id: "AnalyticsFigures" });
export type Figures = z.infer<typeof Figures>;

export const DayFigures = z
  .object({
    day: UtcDay,
    ...Counts.shape,
    median_seconds: z.number().nullable(),
    p90_seconds: z.number().nullable(),
    is_live: z.boolean().describe("Counted at this moment from the rows; other days were counted when they had ended"),
    is_counted: z.boolean().describe("False for a past day that is still to be counted"),
    are_answers_open: z.boolean().describe("True until fourteen days after"),
  })
  .meta({ id: "AnalyticsDay" });
export type DayFigures = z.infer<typeof DayFigures>;

const Numbers = z.array(Count);
export const AgentAnalytics = Figures.extend({
  domain: z.string(),
  series: z
    .object({
      tasks: Numbers,
      failed: Numbers,
      approved: Numbers,
      rejected: Numbers,
      delivered: Numbers,
      answered: Numbers,
      cost_micros: Numbers,
    })
    .describe("One number per day, oldest first"),
}).meta({ id: "AgentAnalytics" });
export type AgentAnalytics = z.infer<typeof AgentAnalytics>;

export const Difference = z
  .object({ difference: z.number(), low: z.number(), high: z.number() })
  .meta({ id: "ShareDifference" });
export type Difference = z.infer<typeof Difference>;

export const Reason = z.object({ reason: z.string(), count: Count, latest_at: Moment }).meta({ id: "RejectionReason" });
export type Reason = z.infer<typeof Reason>;

export const Analytics = z
  .object({
    range: z.object({
      from: UtcDay,
      to: UtcDay,
      days: Count,
      before_from: UtcDay,
      before_to: UtcDay,
      time_zone: z.literal("UTC"),
      uncounted_days: z
        .array(UtcDay)
        .describe("Past days still to be counted, which takes some minutes: not in any figure"),
      is_capped: z.boolean().describe("True when a running day has more tasks than are looked at before it has ended"),
    }),
    totals: Figures,
    before: Figures.describe("The same for as many days before"),
    changes: z
      .object({
        success: Difference.nullable(),
        approval: Difference.nullable(),
        edited: Difference.nullable(),
        response: Difference.nullable(),
      })
      .describe("How much higher each share is than before, with its 95 % interval (Newcombe 1998)"),
    days: z.array(DayFigures),
    agents: z.array(AgentAnalytics).describe("Those that did anything, most active first"),
    reasons: z.array(Reason).describe("Why people rejected, in their own words, most frequent first"),
    choices: z.object({ tasks: z.array(z.string()), effect_kinds: z.array(z.string()) }),
  })
  .meta({ id: "Analytics" });
export type Analytics = z.infer<typeof Analytics>;

export const MeasuredRow = z
  .object({
    kind: z.enum(["task", "approval", "delivery", "model-call"]),
    id: z.string(),
    at: Moment.describe("When it counts: ended, decided, made"),
    domain: z.string(),
    task: z.string(),
    effect_kind: z.string().nullable(),
    task_id: z.string().nullable(),
    approval_id: z.string().nullable(),
    about: z.string().nullable().describe("Whom it went to, or the model that was asked"),
    status: z.string().nullable(),
    note: z.string().nullable().describe("A rejection's reason, an error, what a model was asked for"),
    seconds: z.number().nullable().describe("How long a decision took"),
    amount_micros: Count.nullable(),
  })
  .meta({ id: "MeasuredRow" });
export type MeasuredRow = z.infer<typeof MeasuredRow>;
