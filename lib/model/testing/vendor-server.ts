/** Owns a simulator of the two vendors' own protocols on loopback, Anthropic's Messages and OpenAI's Responses; no model is behind it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type VendorRequest = {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
};

export type VendorServer = { origin: string; requests: VendorRequest[]; close(): Promise<void> };

/** Starts it on a free port; every request is answered with this text, 11 input and 7 output tokens. */
export async function startVendorServer(text: string): Promise<VendorServer> {
  const requests: VendorRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? "";
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
    requests.push({ path, headers: request.headers, body });
    response.setHeader("server", "simulated-vendor (a test double: no model is behind it)");
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify(path.endsWith("/messages") ? toMessage(text, body.model) : toResponse(text, body.model)),
    );
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise(done => server.close(() => done()));
    },
  };
}

function toMessage(text: string, model: unknown) {
  return {
    id: "msg_simulated",
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 11, output_tokens: 7 },
  };
}

function toResponse(text: string, model: unknown) {
  return {
    id: "resp_simulated",
    object: "response",
    created_at: 1_700_000_000,
    status: "completed",
    model,
    output: [
      {
        id: "msg_simulated",
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text, annotations: [] }],
      },
    ],
    usage: {
      input_tokens: 11,
      output_tokens: 7,
      total_tokens: 18,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    },
    error: null,
    incomplete_details: null,
  };
}
