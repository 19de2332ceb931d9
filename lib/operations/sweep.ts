/** Owns the sweep: every due agent is started once, and one that cannot start is skipped with the reason. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { findSweepSummary } from "#lib/db/sweep-summaries.ts";
import { listSweeps } from "#lib/db/tasks.ts";
import { startSweep } from "#lib/kernel/sweep.ts";
import { defineCommand, defineQuery } from "./define.ts";
import { decodeIdCursor, PageInput, pageOf, toPage } from "./page.ts";
import { Id } from "./shapes/fields.ts";
import { describeSweepSummary, SweepSummary } from "./shapes/sweep-summary.ts";
import { describeSweep, Sweep } from "./shapes/task.ts";

export const sweepRun = defineCommand({
  name: "sweep.run",
  title: "Run the sweep",
  summary: "Starts every agent that has daily work, all at once. Paused agents are skipped, with the reason.",
  scope: "tasks:write",
  role: "member",
  method: "POST",
  status: 202,
  path: "/sweeps",
  input: z.object({}),
  output: Sweep,
  async run({ kernel, session, workspaceId, actor }) {
    const id = await startSweep(kernel, session, { workspaceId, actor });
    if (id === null) throw new AppError("conflict", "this sweep was started before");
    const [row] = await listSweeps(session, workspaceId, { limit: 1, id });
    if (row === undefined) throw new AppError("not-found", "the sweep is not there");
    return describeSweep(row);
  },
});

export const sweepGet = defineQuery({
  name: "sweep.get",
  title: "Show a sweep",
  summary: "How far a sweep has come, counted from its tasks.",
  scope: "tasks:read",
  role: "viewer",
  path: "/sweeps/{id}",
  input: z.object({ id: Id.describe("The sweep's id") }),
  output: Sweep,
  async run({ session, workspaceId }, { id }) {
    const [row] = await listSweeps(session, workspaceId, { limit: 1, id });
    if (row === undefined) throw new AppError("not-found", "there is no such sweep in this workspace");
    return describeSweep(row);
  },
});

export const sweepList = defineQuery({
  name: "sweep.list",
  title: "List sweeps",
  summary: "Sweeps, newest first, each with its progress.",
  scope: "tasks:read",
  role: "viewer",
  path: "/sweeps",
  input: PageInput,
  output: pageOf(Sweep),
  async run({ session, workspaceId }, { limit, cursor }) {
    const rows = await listSweeps(session, workspaceId, { limit: limit + 1, beforeId: decodeIdCursor(cursor) });
    return toPage(rows, limit, row => [row.id], describeSweep);
  },
});

export const sweepReport = defineQuery({
  name: "sweep.report",
  title: "Report on a sweep",
  summary: "One line for each agent of a sweep. A number names the claim that stands for it, which can be verified.",
  scope: "tasks:read",
  role: "viewer",
  path: "/sweeps/{id}/summary",
  input: z.object({ id: Id.describe("The sweep's id") }),
  output: SweepSummary,
  async run({ kernel, session, workspaceId, clock }, { id }) {
    const row = await findSweepSummary(session, workspaceId, id);
    if (row === undefined) throw new AppError("not-found", "there is no such sweep in this workspace");
    const summary = describeSweepSummary(row, clock.now());
    const hasReporter = kernel.registry.list().some(agent => agent.sweepSummary !== undefined);
    return summary.state === "waiting" && !hasReporter ? { ...summary, state: "none" as const } : summary;
  },
});
