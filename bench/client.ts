/** Owns the bench's way into the product: keyed HTTP calls over kept connections, and the moment a task has ended. */
import http from "node:http";
import pg from "pg";

export type BenchClient = {
  call<T>(method: "GET" | "POST", apiPath: string, body?: unknown): Promise<{ status: number; body: T }>;
  /** Resolves when a task is no longer open. */
  waitForEnd(taskId: string): Promise<void>;
  close(): Promise<void>;
};

/** A client for one product. Ends of tasks are seen by one connection that asks for all open ones together. */
export async function openBenchClient(url: string, key: string, adminUrl: string): Promise<BenchClient> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 128 });
  const database = new pg.Client({ connectionString: adminUrl });
  await database.connect();
  const waiting = new Map<string, () => void>();
  let isPolling = false;

  async function poll(): Promise<void> {
    if (isPolling) return;
    isPolling = true;
    while (waiting.size > 0) {
      const { rows } = await database.query({
        name: "ended",
        text: "select id from tasks where id = any($1::uuid[]) and status not in ('queued', 'planning', 'running')",
        values: [[...waiting.keys()]],
      });
      for (const { id } of rows) {
        waiting.get(id)?.();
        waiting.delete(id);
      }
      // Asking often tells a single latency exactly; asking often under load would be the load.
      if (waiting.size > 0) await new Promise(resolve => setTimeout(resolve, waiting.size > 1 ? 5 : 1));
    }
    isPolling = false;
  }

  return {
    call: (method, apiPath, body) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? undefined : JSON.stringify(body);
        const request = http.request(
          `${url}/api/v1${apiPath}`,
          {
            method,
            agent,
            headers: {
              authorization: `Bearer ${key}`,
              ...(text === undefined
                ? {}
                : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
            },
          },
          response => {
            const chunks: Buffer[] = [];
            response.on("data", chunk => chunks.push(chunk));
            response.on("end", () =>
              resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) }),
            );
          },
        );
        request.on("error", reject);
        request.end(text);
      }),
    waitForEnd: taskId =>
      new Promise(resolve => {
        waiting.set(taskId, resolve);
        void poll();
      }),
    async close() {
      agent.destroy();
      await database.end();
    },
  };
}
