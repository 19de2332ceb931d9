/** A scheduler's interface on a real local HTTP server, and a connector that speaks to it: publishes posts and tells their numbers. For tests only. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { AppError } from "#lib/core/errors.ts";
import type { PostMetricsReading } from "#lib/kernel/readings.ts";
import { createRecordingVendor, type RecordingVendor } from "#lib/kernel/testing/recording-vendor.ts";

export type Numbers = Partial<Omit<PostMetricsReading, "vendorId">>;

export type PostingVendor = RecordingVendor & {
  /** What the server tells of a post from now on; by the text that was posted. */
  setNumbers(text: string, numbers: Numbers): void;
  /** The status that the server answers readings with from now on. */
  failWith(status: number): void;
  /** Readings that the server was asked for. */
  asked: string[];
  stop(): Promise<void>;
};

/** Starts the server and connects it under a name. */
export async function openPostingVendor(name = "blotato"): Promise<PostingVendor> {
  const posts = new Map<string, string>();
  const numbers = new Map<string, Numbers>();
  const asked: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://local");
      response.setHeader("content-type", "application/json");
      if (request.method === "POST") {
        const { text } = JSON.parse(await readBody(request)) as { text: string };
        const id = `post-${posts.size + 1}`;
        posts.set(id, text);
        response.end(JSON.stringify({ id }));
        return;
      }
      const ids = url.searchParams.getAll("id");
      asked.push(...ids);
      response.statusCode = status;
      if (status === 429) response.setHeader("retry-after", "120");
      const found = ids.flatMap(id => {
        const told = numbers.get(posts.get(id) ?? "");
        return told === undefined ? [] : [{ id, ...told }];
      });
      response.end(JSON.stringify({ metrics: status === 200 ? found : [] }));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const vendor = createRecordingVendor({ capabilities: ["post"], account: `${name}:test` });
  return Object.assign(vendor, {
    name,
    title: name,
    asked,
    async execute(effect: Parameters<RecordingVendor["execute"]>[0]) {
      const answer = await fetch(`${base}/posts`, { method: "POST", body: JSON.stringify(effect.payload) });
      const { id } = (await answer.json()) as { id: string };
      return { outcome: "accepted", vendorId: id } as const;
    },
    reads: {
      post: {
        async readMetrics(ids: readonly string[], { signal }: { signal: AbortSignal }): Promise<PostMetricsReading[]> {
          const query = ids.map(id => `id=${encodeURIComponent(id)}`).join("&");
          const answer = await fetch(`${base}/metrics?${query}`, { signal });
          const retryAfter = Number(answer.headers.get("retry-after") ?? 0);
          if (answer.status === 429) {
            throw new AppError("limit-reached", "too many requests", { details: { retryAfterMs: retryAfter * 1_000 } });
          }
          if (!answer.ok) throw new AppError("unavailable", `it answered ${answer.status}`);
          const { metrics } = (await answer.json()) as { metrics: ({ id: string } & Numbers)[] };
          const unknown = { impressions: null, likes: null, replies: null, shares: null, clicks: null };
          return metrics.map(({ id, ...told }) => ({ vendorId: id, ...unknown, ...told }));
        },
      },
    },
    setNumbers: (text: string, told: Numbers) => void numbers.set(text, told),
    failWith(next: number) {
      status = next;
    },
    async stop() {
      server.close();
      await once(server, "close");
    },
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
