/** Owns the answer about health: alive, and ready when the database answers in time. Names no version, address or cause. */
import type { Log } from "#lib/kernel/kernel.ts";

const patienceMs = 2_000;

/** 200 when ready, 503 when the database does not answer within two seconds; with `?live`, always 200. */
export async function checkHealth(request: Request, ping: () => Promise<void>, log: Log): Promise<Response> {
  if (new URL(request.url).searchParams.has("live")) return write(200, { status: "alive" });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    await Promise.race([ping(), tooLate]);
    return write(200, { status: "ready", checks: { database: "ok" } });
  } catch (error) {
    log.warn({ error }, "the database does not answer the health check");
    return write(503, { status: "unavailable", checks: { database: "does not answer" } });
  } finally {
    clearTimeout(timer);
  }
}

function write(status: number, body: object): Response {
  return Response.json(body, {
    status,
    headers: { "cache-control": "no-store", ...(status === 503 ? { "retry-after": "2" } : {}) },
  });
}
