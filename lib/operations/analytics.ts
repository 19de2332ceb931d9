/** Owns the operations on analytics: what the agents achieved, the rows behind each number, and both as a file. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { refuseFields } from "#lib/core/fields.ts";
import { addDays, dayOf, listDays, startOf } from "#lib/db/daily-metrics.ts";
import { countMeasuredRows, listMeasuredRows, listRejectionReasons, type MeasureFilter } from "#lib/db/metric-rows.ts";
import { addUp, addUpAgents, addUpDays, compareShares } from "./analytics/add-up.ts";
import { readDays } from "./analytics/read-days.ts";
import { csvTables, writeCsv } from "./analytics/write-csv.ts";
import { defineQuery, type OperationContext } from "./define.ts";
import { decodeKeyCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Analytics, Measure, MeasuredRow, UtcDay } from "./shapes/analytics.ts";
import { toMoment } from "./shapes/fields.ts";
import type { FileAnswer as File } from "./shapes/file-answer.ts";
import { FileAnswer } from "./shapes/file-answer.ts";

const mostDays = 366;
const mostReasons = 50;
/** Rows behind a number are counted up to this many. */
const mostCounted = 10_000;

const AnalyticsInput = z.object({
  days: z.coerce
    .number("give a number of days from 1 to 366")
    .int()
    .min(1, "give at least 1 day")
    .max(mostDays, `give at most ${mostDays} days`)
    .default(30)
    .describe("How many days up to today, where from is not given"),
  from: UtcDay.optional().describe("The first day (UTC), like 2026-11-01"),
  to: UtcDay.optional().describe("The last day (UTC); today unless given"),
  domain: z.string().max(63).optional().describe("Only this agent"),
  task: z
    .string()
    .max(130)
    .regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, "name a task as domain.task, like outreach.draft")
    .optional()
    .describe("Only this task, as domain.task"),
  effect_kind: z
    .string()
    .max(63)
    .optional()
    .describe("Only this kind of effect, like email.send; leaves tasks and cost out"),
});
type AnalyticsInput = z.infer<typeof AnalyticsInput>;

/** What a number of the analytics counts, narrowed as they were. */
type Narrowed = { from: string; to: string; domain?: string; task?: string; effectKind?: string };

export const analyticsGet = defineQuery({
  name: "analytics.get",
  title: "Show analytics",
  summary:
    "Success, approvals, edits, rejections with reasons, responses, time to decision and model cost: per day, per agent and in all, with intervals and the period before.",
  scope: "activity:read",
  role: "viewer",
  path: "/analytics",
  input: AnalyticsInput,
  output: Analytics,
  run: readAnalytics,
});

async function readAnalytics(context: OperationContext, input: AnalyticsInput): Promise<Analytics> {
  const { session, workspaceId, clock } = context;
  const now = clock.now();
  const today = dayOf(now);
  const filter = narrow(input, now);
  const days = listDays(filter.from, filter.to);
  const before = { from: addDays(filter.from, -days.length), to: addDays(filter.from, -1) };
  const read = await readDays(session, workspaceId, { from: before.from, to: filter.to }, filter, now);
  const rows = read.rows.filter(row => row.day >= filter.from);
  const totals = addUp(rows, today);
  const earlier = addUp(
    read.rows.filter(row => row.day < filter.from),
    today,
  );
  // As the figures: from after the days that are still to be counted.
  const lastUncounted = [...read.uncounted].sort().at(-1);
  const counted = lastUncounted === undefined || lastUncounted < filter.from ? filter.from : addDays(lastUncounted, 1);
  const reasons = await listRejectionReasons(session, workspaceId, { ...filter, from: counted }, mostReasons);
  return {
    range: {
      ...{ from: filter.from, to: filter.to, days: days.length, before_from: before.from, before_to: before.to },
      time_zone: "UTC",
      uncounted_days: [...read.uncounted].sort(),
      is_capped: read.isCapped,
    },
    totals,
    before: earlier,
    changes: {
      success: compareShares(earlier.success, totals.success),
      approval: compareShares(earlier.approval, totals.approval),
      edited: compareShares(earlier.edited, totals.edited),
      response: compareShares(earlier.response, totals.response),
    },
    days: addUpDays(rows, days, { today, live: read.live, uncounted: read.uncounted }),
    agents: addUpAgents(rows, days, today),
    reasons: reasons.map(row => ({ ...row, latest_at: toMoment(row.latest_at) })),
    choices: {
      tasks: listTexts(read.choices.filter(row => row.task !== "").map(row => `${row.domain}.${row.task}`)),
      effect_kinds: listTexts(read.choices.map(row => row.effect_kind).filter(kind => kind !== "")),
    },
  };
}

const listTexts = (texts: readonly string[]) => [...new Set(texts)].sort();

export const analyticsListRows = defineQuery({
  name: "analytics.list-rows",
  title: "List the rows behind a number",
  summary: "The tasks, approvals, deliveries or model calls that a number of the analytics counts, latest first.",
  scope: "activity:read",
  role: "viewer",
  path: "/analytics/rows",
  input: AnalyticsInput.extend({
    ...PageInput.shape,
    measure: Measure.describe("Which number"),
    reason: z.string().max(2_000).optional().describe("For rejected: only those with this reason"),
  }),
  output: pageOf(MeasuredRow).extend({
    total: z.number().int().describe("How many rows there are in all, counted up to 10,000"),
    is_capped: z.boolean().describe("True when there are more than were counted"),
  }),
  async run({ session, workspaceId, clock }, { limit, cursor, measure, reason, ...input }) {
    if (reason !== undefined && measure !== "rejected") {
      throw refuseFields([{ path: "reason", message: "reasons belong to rejections: set measure to rejected" }]);
    }
    const filter: MeasureFilter = { ...narrow(input, clock.now()), measure, reason };
    const after = decodeKeyCursor(cursor);
    const rows = await listMeasuredRows(session, workspaceId, filter, { limit: limit + 1, after });
    const count = await countMeasuredRows(session, workspaceId, filter, mostCounted + 1);
    return {
      ...toPage(
        rows,
        limit,
        row => [row.at_key, row.id],
        ({ at_key: _, at, ...row }) => ({ ...row, at: toMoment(at) }),
      ),
      total: Math.min(count, mostCounted),
      is_capped: count > mostCounted,
    };
  },
});

export const analyticsExport = defineQuery({
  name: "analytics.export",
  title: "Export analytics",
  summary:
    "The analytics as CSV: per day the counts; per agent also the rates with their intervals and the costs; or the reasons. Amounts are millionths of a US dollar, days are UTC.",
  scope: "activity:read",
  role: "viewer",
  path: "/analytics/export",
  isTool: false,
  isFile: true,
  input: AnalyticsInput.extend({ per: z.enum(csvTables).default("day").describe("What a row stands for") }),
  output: FileAnswer,
  async run(context, { per, ...input }): Promise<File> {
    const analytics = await readAnalytics(context, input);
    const bytes = new Uint8Array(Buffer.from(writeCsv(analytics, per), "utf8"));
    const { from, to } = analytics.range;
    return {
      kind: "whole",
      name: `analytics-per-${per}-${from}-to-${to}.csv`,
      mime_type: "text/csv",
      byte_count: bytes.byteLength,
      etag: `"${createHash("sha256").update(bytes).digest("base64url")}"`,
      from: 0,
      bytes,
    };
  },
});

/** The days and the filter that an input means. Throws `invalid` with the field when they cannot be. */
function narrow({ days, from, to, domain, task, effect_kind: effectKind }: AnalyticsInput, now: Date): Narrowed {
  const last = to ?? dayOf(now);
  const first = from ?? addDays(last, 1 - days);
  if (first > last) throw refuseFields([{ path: "from", message: `choose a day that is not after ${last}` }]);
  if (startOf(last).getTime() - startOf(first).getTime() >= mostDays * 86_400_000) {
    throw refuseFields([{ path: "from", message: `choose at most ${mostDays} days` }]);
  }
  const [taskDomain, taskName] = task?.split(".") ?? [];
  if (domain !== undefined && taskDomain !== undefined && domain !== taskDomain) {
    throw refuseFields([{ path: "task", message: `choose a task of ${domain}, or leave the agent out` }]);
  }
  return { from: first, to: last, domain: domain ?? taskDomain, task: taskName, effectKind };
}
