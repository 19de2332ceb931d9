/** Owns the form in which the REST API v1 answers: the data with when it was read, and identifiers it refuses. */
import { type Reply, refuse } from "../routes/route.ts";

/** The one environment there is; hosted answers name theirs by a UUID. */
export const environmentId = "00000000-0000-0000-0000-000000000000";

/** An answer with data; `cacheSeconds` tells the caller how long asking again gives nothing new. */
export function wrap(data: unknown, cacheSeconds = 0): Reply {
  const now = Date.now();
  const metadata: Record<string, string> = { fetched_at: new Date(now).toISOString() };
  if (cacheSeconds === 0) return { status: 200, body: { data, metadata } };
  metadata.cached_until = new Date(now + cacheSeconds * 1000).toISOString();
  return {
    status: 200,
    body: { data, metadata },
    headers: { "cache-control": `private, max-age=${cacheSeconds}` },
  };
}

/** The refusal of an id that cannot be a run's, or undefined when it can be one. */
export function refuseRunId(runId: string): Reply | undefined {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(runId) ? undefined : refuse(400, `Invalid run ID: ${runId}`);
}
