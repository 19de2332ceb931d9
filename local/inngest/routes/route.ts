/** Owns what a route of the engine is: whom it lets in, what it is given, what it answers; and reading a request's body. */
import type http from "node:http";
import type { Engine } from "../engine.ts";

const maxBodyBytes = 64 * 1024 * 1024;

/** One request, on its way through the route that its address names. */
export interface Call {
  engine: Engine;
  request: http.IncomingMessage;
  url: URL;
  /** The decoded values of the path's `:name` parts. */
  parameters: Record<string, string>;
}

export interface Reply {
  status: number;
  /** Sent as it is when a text, as JSON otherwise. */
  body: unknown;
  /** Besides the length; the type is JSON unless it is said here. */
  headers?: Record<string, string | string[]>;
}

export interface Route {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Parts that begin with a colon match anything, such as `/v1/runs/:runId`. */
  path: string;
  /**
   * `signing-key`: the hashed signing key as bearer, as the SDK sends it; `api-key`: that, or the key itself, as the
   * hosted REST API takes it; `open`: everybody, or whom the handler itself lets in.
   */
  access: "open" | "signing-key" | "api-key";
  answer: (call: Call) => Reply | Promise<Reply>;
}

/** A body that is too large or cannot be read; becomes a 400. */
export class BodyRefused extends Error {}

/** An answer of the kind that hosted Inngest and the SDK understand as an error. */
export function refuse(status: number, error: string): Reply {
  return { status, body: { error, status } };
}

export async function readText(request: http.IncomingMessage, limitBytes: number = maxBodyBytes): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new BodyRefused(`the body is larger than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyRefused("the body is not JSON");
  }
}
