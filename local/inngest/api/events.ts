/** Owns `GET /v1/events/:eventId` and the runs it started, as hosted Inngest answers them. */
import type { Engine } from "../engine.ts";
import { type Reply, type Route, refuse } from "../routes/route.ts";
import type { JsonObject } from "../rows.ts";
import { isStartedByEvent } from "../run-data.ts";
import { environmentId, wrap } from "./envelope.ts";
import { readRunsOfEvent } from "./run-answer.ts";

export const apiEventRoutes: Route[] = [
  {
    method: "GET",
    path: "/v1/events/:eventId",
    access: "api-key",
    answer: ({ engine, parameters }) => answerEvent(engine, parameters.eventId ?? ""),
  },
  {
    method: "GET",
    path: "/v1/events/:eventId/runs",
    access: "api-key",
    answer: async ({ engine, parameters }) => wrap(await readRunsOfEvent(engine, parameters.eventId ?? "")),
  },
];

interface EventRow {
  id: string;
  name: string;
  received_at: Date;
  events: string | null;
}

/** The content is kept with the runs of an event: of one that started none, `data` is null. */
async function answerEvent(engine: Engine, eventId: string): Promise<Reply> {
  const found = await engine.database.reader.query<EventRow>(
    `select e.id, e.name, e.received_at,
       (select r.events from inngest_local.runs r where ${isStartedByEvent} order by r.id limit 1) as events
     from inngest_local.events e where e.id = $1`,
    [eventId],
  );
  const row = found.rows[0];
  if (!row) return refuse(404, "Event not found");
  const body = row.events === null ? undefined : findEvent(row.events, row.id);
  return wrap({
    internal_id: row.id,
    environment_id: environmentId,
    source: "",
    source_id: null,
    received_at: row.received_at.toISOString(),
    id: row.id,
    name: row.name,
    data: body?.data ?? null,
    ...(body?.user === undefined ? {} : { user: body.user }),
    ...(body?.ts === undefined ? {} : { ts: body.ts }),
    ...(body?.v === undefined ? {} : { v: body.v }),
  });
}

function findEvent(events: string, eventId: string): JsonObject | undefined {
  return (JSON.parse(events) as JsonObject[]).find(event => event.id === eventId);
}
