/** Owns a simulator of an OpenAI-compatible server on loopback, for tests: it speaks the wire format and says of itself what it is. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Usage = { prompt_tokens: number; completion_tokens: number };

/** What one request is answered with. */
export type Reply =
  /** A finished chat completion with this text. `usage: null` leaves the token counts out, as some servers do. */
  | { kind: "answer"; text: string; usage?: Usage | null; finishReason?: "stop" | "length" | "content_filter" }
  /** An HTTP failure in the vendor's shape. */
  | { kind: "error"; status: number; message?: string; code?: string; headers?: Record<string, string> }
  /** A 200 with a body that is no chat completion. */
  | { kind: "garbage"; body: string }
  /** The connection ends without an answer. */
  | { kind: "cut" }
  /** No answer, ever. */
  | { kind: "silence" };

export type ReceivedRequest = {
  path: string;
  authorization: string | undefined;
  body: {
    model?: string;
    messages?: { role: string; content: unknown }[];
    max_tokens?: number;
    max_completion_tokens?: number;
    response_format?: { type: string; json_schema?: { schema: Record<string, unknown> } };
  };
};

export type OpenAiServer = { url: string; requests: ReceivedRequest[]; close(): Promise<void> };

/** Starts it on a free port. Replies are used in order; the last one again and again. */
export async function startOpenAiServer(replies: readonly [Reply, ...Reply[]]): Promise<OpenAiServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    response.setHeader("server", "simulated-openai (a test double: no model is behind it)");
    response.setHeader("content-type", "application/json");
    const body = await readJson(request);
    const reply = replies[Math.min(requests.length, replies.length - 1)] ?? replies[0];
    requests.push({ path: request.url ?? "", authorization: request.headers.authorization, body });
    if (reply.kind === "silence") return;
    if (reply.kind === "cut") return request.socket.destroy();
    if (reply.kind === "garbage") return response.end(reply.body);
    if (reply.kind === "error") {
      response.writeHead(reply.status, reply.headers);
      const { message = "simulated failure", code = null } = reply;
      return response.end(JSON.stringify({ error: { message, type: "simulated", code, param: null } }));
    }
    response.end(JSON.stringify(toCompletion(reply, body.model ?? "", requests.length)));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise(done => server.close(() => done()));
    },
  };
}

function toCompletion(reply: Extract<Reply, { kind: "answer" }>, model: string, number: number) {
  const usage = reply.usage === undefined ? { prompt_tokens: 100, completion_tokens: 20 } : reply.usage;
  return {
    id: `chatcmpl-simulated-${number}`,
    object: "chat.completion",
    created: 1_700_000_000,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: reply.text },
        finish_reason: reply.finishReason ?? "stop",
        logprobs: null,
      },
    ],
    ...(usage === null ? {} : { usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } }),
  };
}

async function readJson(request: IncomingMessage): Promise<ReceivedRequest["body"]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as ReceivedRequest["body"]);
}
