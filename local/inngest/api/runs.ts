/** Owns `/v1/runs/:runId`: reading a run, its queued jobs, and cancelling it, as hosted Inngest does. */

import { type Call, type Reply, type Route, refuse } from "../routes/route.ts";
import { createChanges } from "../rows.ts";
import { refuseRunId, wrap } from "./envelope.ts";
import { readRun } from "./run-answer.ts";

export const apiRunRoutes: Route[] = [
  { method: "GET", path: "/v1/runs/:runId", access: "api-key", answer: answerRun },
  { method: "DELETE", path: "/v1/runs/:runId", access: "api-key", answer: cancelRun },
  { method: "GET", path: "/v1/runs/:runId/jobs", access: "api-key", answer: answerJobs },
];

async function answerRun({ engine, parameters: { runId = "" } }: Call): Promise<Reply> {
  const refused = refuseRunId(runId);
  if (refused) return refused;
  const run = await readRun(engine, runId);
  return run ? wrap(run) : refuseUnknown(runId);
}

/** Cancelling what has ended changes nothing and is no error, so that a caller may repeat it. */
async function cancelRun({ engine, parameters: { runId = "" } }: Call): Promise<Reply> {
  const refused = refuseRunId(runId);
  if (refused) return refused;
  if (!(await readRun(engine, runId))) return refuseUnknown(runId);
  const reason = "the run was cancelled through the API";
  await engine.submit({ ...createChanges(), cancels: [{ run_id: runId, reason }] });
  return { status: 200, body: "" };
}

interface JobRow {
  key: string;
  kind: "discover" | "step" | "sleep" | "wait" | "invoke";
  attempt: number;
  at: Date;
  position: number;
}

const hostedKinds = { discover: "start", step: "edge", sleep: "sleep", wait: "pause", invoke: "pause" } as const;

async function answerJobs({ engine, parameters: { runId = "" } }: Call): Promise<Reply> {
  const refused = refuseRunId(runId);
  if (refused) return refused;
  if (!(await readRun(engine, runId))) return refuseUnknown(runId);
  const found = await engine.database.reader.query<JobRow>(
    `select j.key, j.kind, j.attempt, coalesce(j.due_at, now()) as at,
       case when j.is_ready
         then (select count(*)::integer from inngest_local.jobs o where o.is_ready and o.lane = j.lane and o.score < j.score)
         else 0 end as position
     from inngest_local.jobs j where j.run_id = $1 order by j.due_at nulls first, j.key limit 100`,
    [runId],
  );
  return wrap(
    found.rows.map(row => ({
      JobID: `${runId}:${row.key}`,
      at: row.at.toISOString(),
      position: row.position,
      kind: row.kind === "discover" && row.key !== "d0" ? "edge" : hostedKinds[row.kind],
      attempt: row.attempt,
      Raw: null,
    })),
  );
}

function refuseUnknown(runId: string): Reply {
  return refuse(404, `Unable to load function run: ${runId}`);
}
