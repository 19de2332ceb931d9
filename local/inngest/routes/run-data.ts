/** Owns what the SDK fetches of a large run (`/v0/runs/:runId/…`), and the runs of an event for the tests' harness. */
import { findRunsOfEvent, readRunEvents, readRunSteps } from "../run-data.ts";
import { type Reply, type Route, refuse } from "./route.ts";

export const runDataRoutes: Route[] = [
  {
    method: "GET",
    path: "/v0/runs/:runId/actions",
    access: "signing-key",
    answer: async ({ engine, parameters }) => answerText(await readRunSteps(engine, parameters.runId ?? "")),
  },
  {
    method: "GET",
    path: "/v0/runs/:runId/batch",
    access: "signing-key",
    answer: async ({ engine, parameters }) => answerText(await readRunEvents(engine, parameters.runId ?? "")),
  },
  {
    method: "GET",
    path: "/local/runs",
    access: "signing-key",
    answer: async ({ engine, url }) => ({
      status: 200,
      body: { runs: await findRunsOfEvent(engine, url.searchParams.get("event_id") ?? "") },
    }),
  },
];

function answerText(text: string | undefined): Reply {
  return text === undefined ? refuse(404, "no such run") : { status: 200, body: text };
}
