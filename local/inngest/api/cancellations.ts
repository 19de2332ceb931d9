/** Owns `POST /v1/cancellations`: cancelling many runs of a function by when they started and what their event says. */
import type { Engine } from "../engine.ts";
import { assertExpression, isMatch } from "../expressions.ts";
import { createUlid } from "../identifiers.ts";
import { type Call, type Reply, type Route, readJson, refuse } from "../routes/route.ts";
import { createChanges, type JsonObject } from "../rows.ts";
import { environmentId, wrap } from "./envelope.ts";

export const apiCancellationRoutes: Route[] = [
  { method: "POST", path: "/v1/cancellations", access: "api-key", answer: createCancellation },
];

const pageSize = 500;
/** How far ahead of ours a caller's clock may be. */
const clockSkewMs = 5000;

interface Cancellation {
  functionId: string;
  afterMs: number;
  beforeMs: number;
  expression: string | undefined;
}

async function createCancellation({ engine, request }: Call): Promise<Reply> {
  const body = (await readJson(request)) as JsonObject | null;
  if (body === null || typeof body !== "object") return refuse(400, "Invalid cancellation request");
  const cancellation = readCancellation(engine, body);
  if ("status" in cancellation) return cancellation;
  await cancelRuns(engine, cancellation);
  return wrap({
    created_at: new Date().toISOString(),
    id: createUlid(),
    environment_id: environmentId,
    app_id: body.app_id,
    function_id: cancellation.functionId,
    started_after: body.started_after ?? null,
    started_before: body.started_before,
    ...(cancellation.expression === undefined ? {} : { if: cancellation.expression }),
  });
}

function readCancellation(engine: Engine, body: JsonObject): Cancellation | Reply {
  const { app_id: appId, function_id: given, started_after: after, started_before: before } = body;
  if (typeof appId !== "string" || appId === "") return refuse(400, "app_id is required");
  if (typeof given !== "string" || given === "") return refuse(400, "function_id is required");
  const beforeMs = typeof before === "string" ? Date.parse(before) : Number.NaN;
  if (Number.isNaN(beforeMs))
    return refuse(400, "started_before is required: give a date such as 2026-01-31T12:00:00Z");
  if (beforeMs > Date.now() + clockSkewMs) return refuse(400, "started_before must be in the past");
  const afterMs = after == null ? 0 : Date.parse(String(after));
  if (Number.isNaN(afterMs)) return refuse(400, "started_after must be a date such as 2026-01-31T12:00:00Z");
  if (afterMs > beforeMs) return refuse(400, "started_after must be before started_before");
  const functionId = [`${appId}-${given}`, given].find(id => engine.registry.functions.get(id)?.appId === appId);
  if (functionId === undefined) return refuse(404, "function not found");
  const expression = typeof body.if === "string" && body.if !== "" ? body.if : undefined;
  try {
    if (expression) assertExpression(expression, "if");
  } catch (error) {
    return refuse(400, `invalid expression: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { functionId, afterMs, beforeMs, expression };
}

/** Goes through the running runs of the span in pages of their ids, which begin with the moment of their start. */
async function cancelRuns(engine: Engine, { functionId, afterMs, beforeMs, expression }: Cancellation): Promise<void> {
  const reason = "the run was cancelled in bulk through the API";
  const end = createUlid(beforeMs, new Uint8Array(10).fill(255));
  let after = createUlid(Math.max(0, afterMs), new Uint8Array(10));
  for (;;) {
    const page = await engine.database.reader.query<{ id: string; events: string }>(
      `select id, events from inngest_local.runs
       where id > $1 and id <= $2 and status = 'running' and function_id = $3 order by id limit ${pageSize}`,
      [after, end, functionId],
    );
    const chosen = page.rows.filter(row => matchesFirstEvent(row.events, expression));
    const cancels = chosen.map(({ id }) => ({ run_id: id, reason }));
    if (cancels.length > 0) await engine.submit({ ...createChanges(), cancels });
    const last = page.rows.at(-1);
    if (!last || page.rows.length < pageSize) return;
    after = last.id;
  }
}

function matchesFirstEvent(events: string, expression: string | undefined): boolean {
  return isMatch(expression, { event: (JSON.parse(events) as JsonObject[])[0] ?? {} });
}
