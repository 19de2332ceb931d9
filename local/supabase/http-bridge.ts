/** Carries Node's HTTP requests to a fetch handler and its answers back; refuses bodies above a fixed size. */
import type { IncomingMessage, ServerResponse } from "node:http";

const MAX_BODY_BYTES = 10 * 1024 * 1024;

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers one request through `handle`. A failure of the handler becomes a 500 without details. */
export async function bridgeRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const body = await readBody(incoming);
  if (!body) {
    outgoing.writeHead(413, { "content-type": "application/json", connection: "close" });
    outgoing.end(JSON.stringify({ message: `The body is larger than ${MAX_BODY_BYTES} bytes.` }));
    return;
  }
  const method = incoming.method ?? "GET";
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  const mayHaveBody = method !== "GET" && method !== "HEAD";
  const request = new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host ?? "127.0.0.1"}`), {
    method,
    headers,
    body: mayHaveBody && body.length > 0 ? body : undefined,
  });
  const response = await handle(request);
  const cookies = response.headers.getSetCookie();
  const plain = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  outgoing.writeHead(response.status, cookies.length > 0 ? { ...plain, "set-cookie": cookies } : plain);
  outgoing.end(method === "HEAD" ? undefined : Buffer.from(await response.arrayBuffer()));
}
