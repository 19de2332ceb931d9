/** Owns `POST /v1/signals`, which wakes the run that waits for a signal; says 404 when none does. */
import { wrap } from "../api/envelope.ts";
import { isStorableName } from "../events.ts";
import type { SignalRequest } from "../requests.ts";
import { createChanges } from "../rows.ts";
import { type Call, type Reply, type Route, readJson, refuse } from "./route.ts";

export const signalRoutes: Route[] = [
  { method: "POST", path: "/v1/signals", access: "signing-key", answer: takeSignal },
];

async function takeSignal({ engine, request }: Call): Promise<Reply> {
  const { signal, data } = ((await readJson(request)) ?? {}) as { signal?: unknown; data?: unknown };
  if (typeof signal !== "string" || signal === "" || !isStorableName(signal))
    return refuse(400, "`signal` must be a text of 1 to 500 ordinary characters");
  const sent: SignalRequest = { kind: "signal", signal, data };
  await engine.submit({ ...createChanges(), requests: [sent] });
  return sent.runId === undefined ? refuse(404, "No signal found") : wrap({ run_id: sent.runId });
}
