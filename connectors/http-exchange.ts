/** Owns one HTTP exchange with a vendor and the knowledge of how far it came. Follows no redirect, repeats nothing, never throws. */
import http from "node:http";
import https from "node:https";
import { type AddressGuard, readHost } from "./public-address.ts";

export type HttpRequest = {
  method: string;
  url: URL;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  signal: AbortSignal;
  /** The longest the whole exchange may take. */
  timeoutMs: number;
  /** The most that is read of an answer. */
  maximumBytes: number;
  /** Decides which addresses may be spoken to; every one unless given. */
  guard?: AddressGuard | null;
};

export type HttpAnswer = { end: "answered"; status: number; headers: http.IncomingHttpHeaders; body: Buffer };

/** Why there is no answer: the system's or TLS's own code, or ours (`TIMEOUT`, `STOPPED`, `TOO_LARGE`, `PRIVATE_ADDRESS`). */
type Cause = { code: string };

export type HttpEnd =
  | HttpAnswer
  /** No connection came about: the vendor cannot have acted. */
  | ({ end: "unreached" } & Cause)
  /** The request was under way and no whole answer came: nobody can tell what the vendor did. */
  | ({ end: "lost" } & Cause);

/** Sends one request over a connection of its own, so that a failure to connect is never mistaken for a lost answer. */
export function exchange(request: HttpRequest): Promise<HttpEnd> {
  const { promise, resolve } = Promise.withResolvers<HttpEnd>();
  const isEncrypted = request.url.protocol === "https:";
  let isConnected = false;
  const fail = (code: string) => resolve({ end: isConnected ? "lost" : "unreached", code });
  if (request.signal.aborted) {
    fail("STOPPED");
    return promise;
  }
  if (request.guard?.mayConnectTo(readHost(request.url)) === false) {
    fail("PRIVATE_ADDRESS");
    return promise;
  }
  const call = (isEncrypted ? https : http).request(request.url, {
    method: request.method,
    headers: describeBody(request),
    agent: false,
    lookup: request.guard?.lookup,
  });
  const giveUp = (code: string) => {
    fail(code);
    call.destroy();
  };
  const onAbort = () => giveUp("STOPPED");
  const timer = setTimeout(() => giveUp("TIMEOUT"), request.timeoutMs);
  request.signal.addEventListener("abort", onAbort, { once: true });
  call.on("socket", socket => socket.once(isEncrypted ? "secureConnect" : "connect", () => (isConnected = true)));
  call.on("error", error => fail(readCode(error)));
  call.on("response", answer => {
    const chunks: Buffer[] = [];
    let size = 0;
    answer.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > request.maximumBytes) giveUp("TOO_LARGE");
      else chunks.push(chunk);
    });
    answer.on("error", error => fail(readCode(error)));
    answer.on("end", () => {
      const { statusCode: status = 0, headers } = answer;
      resolve({ end: "answered", status, headers, body: Buffer.concat(chunks) });
    });
  });
  call.end(request.body);
  return promise.finally(() => {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", onAbort);
  });
}

/** A body as JSON, or undefined when it is none: a schema then refuses it. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function describeBody({ headers, body }: HttpRequest): Record<string, string> {
  const all: Record<string, string> = { ...headers, "user-agent": "Quarterdeck" };
  if (body !== undefined) all["content-length"] = String(Buffer.byteLength(body));
  return all;
}

/** Several addresses tried in vain come as one error with theirs inside. */
function readCode(error: Error & { code?: string; errors?: (Error & { code?: string })[] }): string {
  return error.code ?? error.errors?.find(inner => inner.code !== undefined)?.code ?? "FAILED";
}
