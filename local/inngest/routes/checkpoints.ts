/** Owns `POST /v1/checkpoint/:runId/async`: steps that a call in flight reports; a superseded call is told 409. */
import { saveCheckpoint } from "../checkpoint.ts";
import type { JsonObject } from "../rows.ts";
import { type Call, type Reply, type Route, readJson, refuse } from "./route.ts";

export const checkpointRoutes: Route[] = [
  { method: "POST", path: "/v1/checkpoint/:runId/async", access: "signing-key", answer: checkpoint },
];

async function checkpoint({ engine, request, parameters }: Call): Promise<Reply> {
  const body = (await readJson(request)) as JsonObject;
  const port = { queue: engine.queue, runs: engine.runs, submit: engine.submit.bind(engine) };
  const outcome = await saveCheckpoint(port, parameters.runId ?? "", body);
  if (outcome === "saved") return { status: 200, body: "{}" };
  if (outcome === "too-large") return refuse(413, "the run's steps are larger than the engine keeps");
  return refuse(409, "this call was taken over by another one");
}
