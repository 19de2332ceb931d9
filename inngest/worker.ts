/** The worker: a plain Node server that serves the functions, so that an agent that computes never makes a page wait. */
import http from "node:http";
import { serve } from "inngest/node";
import { getCentre } from "#centre.ts";
import { prepareWorkspaces } from "#lib/kernel/upkeep.ts";
import { listFunctions } from "./functions/list.ts";

const flushEveryMs = 2_000;

// The SDK copies the whole environment several times a call: from a plain object that costs a tenth of asking the system.
process.env = { ...process.env };

const centre = getCentre();
const { env, kernel, log } = centre;
// An address that reaches this worker from outside is read by the library itself, from INNGEST_SERVE_ORIGIN.
const origin = `http://127.0.0.1:${env.WORKER_PORT}`;
const handle = serve({
  client: centre.inngest,
  functions: listFunctions(centre),
  ...(env.INNGEST_SERVE_ORIGIN === undefined ? { serveOrigin: origin } : {}),
});

const server = http.createServer((request, response) => {
  const path = new URL(request.url ?? "/", origin).pathname;
  if (path === "/api/inngest") return handle(request, response);
  response.writeHead(path === "/health" ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify({ status: path === "/health" ? "ok" : "not-found" }));
});

/** What a crash between commit and send left behind must not wait for the minute's upkeep. */
const flusher = setInterval(() => {
  kernel
    .flushOutbox(flushEveryMs)
    .catch(error => log.warn({ error }, "the outbox could not be flushed; the next turn tries again"));
}, flushEveryMs);

async function stop(): Promise<void> {
  clearInterval(flusher);
  server.close();
  server.closeIdleConnections();
  await centre.close();
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    stop().then(
      () => process.exit(0),
      error => {
        log.error({ error }, "the worker did not stop cleanly");
        process.exit(1);
      },
    );
  });
}

await prepareWorkspaces(kernel);
server.listen(env.WORKER_PORT, env.WORKER_HOST, () =>
  log.info({ host: env.WORKER_HOST, port: env.WORKER_PORT }, "the worker is ready"),
);
