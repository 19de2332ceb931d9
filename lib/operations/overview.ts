/** Owns what the first page asks: what needs a person, what the agents do, what happened in the last day. */
import { z } from "zod";
import { listActivity } from "#lib/db/activity.ts";
import { countWaiting } from "#lib/db/approvals.ts";
import { countDeliveriesByStatus } from "#lib/db/deliveries.ts";
import { listSpendOfDay } from "#lib/db/spend-days.ts";
import { countTasksByStatus, listSweeps } from "#lib/db/tasks.ts";
import { findWorkspace } from "#lib/db/workspaces.ts";
import { readAgents } from "./agent.ts";
import { defineQuery } from "./define.ts";
import { ActivityEntry, describeActivity } from "./shapes/activity.ts";
import { Agent } from "./shapes/agent.ts";
import { DeliveryStatusSchema, Moment, TaskStatusSchema, toMomentOrNull } from "./shapes/fields.ts";
import { describeSweep, Sweep } from "./shapes/task.ts";
import { describeWorkspace } from "./shapes/workspace.ts";
import { readNextSweep } from "./workspace.ts";

/** Figures of the last day look at no more than this many of the newest rows, and say so when they met the limit. */
const dayLimit = 20_000;
const dayMs = 24 * 60 * 60 * 1000;

const Overview = z
  .object({
    waiting_approvals: z.number().int(),
    next_expires_at: Moment.nullable().describe("When the first of them expires"),
    agents: z.array(Agent),
    last_sweep: Sweep.nullable(),
    next_sweep_at: Moment.nullable().describe("When the daily sweep begins next; null when it does not run by itself"),
    tasks_last_day: z.object({
      by_status: z.partialRecord(TaskStatusSchema, z.number().int()),
      is_capped: z.boolean().describe("True when there were more than these counts looked at"),
    }),
    deliveries_last_day: z.object({
      by_status: z.partialRecord(DeliveryStatusSchema, z.number().int()),
      is_capped: z.boolean(),
    }),
    spend_today: z.object({
      spent_micros: z.number().int(),
      reserved_micros: z.number().int(),
      budget_micros: z.number().int(),
    }),
    activity: z.array(ActivityEntry).describe("The latest 20 entries"),
  })
  .meta({ id: "Overview" });

export const overviewGet = defineQuery({
  name: "overview.get",
  title: "Show the overview",
  summary:
    "What waits for a person, the agents' states, the last sweep, and the tasks, sends and costs of the last day.",
  scope: "activity:read",
  role: "viewer",
  path: "/overview",
  input: z.object({}),
  output: Overview,
  async run(context) {
    const { session, workspaceId, clock, caller } = context;
    const now = clock.now();
    const day = { since: new Date(now.getTime() - dayMs), limit: dayLimit };
    const waiting = await countWaiting(session, workspaceId);
    const agents = await readAgents(context);
    const [sweep] = await listSweeps(session, workspaceId, { limit: 1 });
    const tasks = await countTasksByStatus(session, workspaceId, day);
    const deliveries = await countDeliveriesByStatus(session, workspaceId, day);
    const activity = await listActivity(session, workspaceId, {}, { limit: 20 });
    const spend = await listSpendOfDay(session, workspaceId, now);
    const workspace = await findWorkspace(session, workspaceId, caller.userId);
    const whole = spend.find(row => row.domain === "");
    return {
      waiting_approvals: waiting.count,
      next_expires_at: toMomentOrNull(waiting.next_expires_at),
      agents,
      last_sweep: sweep === undefined ? null : describeSweep(sweep),
      next_sweep_at: workspace === undefined ? null : await readNextSweep(context, describeWorkspace(workspace)),
      tasks_last_day: summarise(tasks),
      deliveries_last_day: summarise(deliveries),
      spend_today: {
        spent_micros: whole?.spent_micros ?? 0,
        reserved_micros: whole?.reserved_micros ?? 0,
        budget_micros: workspace?.daily_budget_micros ?? 0,
      },
      activity: activity.map(describeActivity),
    };
  },
});

function summarise<S extends string>(
  rows: readonly { status: S; count: number }[],
): { by_status: Partial<Record<S, number>>; is_capped: boolean } {
  const by_status: Partial<Record<S, number>> = {};
  let total = 0;
  for (const { status, count } of rows) {
    by_status[status] = count;
    total += count;
  }
  return { by_status, is_capped: total >= dayLimit };
}
