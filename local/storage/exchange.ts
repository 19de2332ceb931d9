/** One request to the storage API and its answer: what every route needs of them. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Claims } from "../realtime/claims.ts";
import { readCaller, type StorageKeys } from "./credentials.ts";
import { refuse } from "./errors.ts";

const MAX_JSON_BYTES = 1024 * 1024;

export class Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly method: string;
  readonly query: URLSearchParams;
  /** The path behind /storage/v1, still encoded. */
  readonly path: string;
  readonly #keys: StorageKeys;
  #caller: Claims | undefined;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, keys: StorageKeys) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.method = incoming.method ?? "GET";
    const [path = "", query = ""] = (incoming.url ?? "").split("?", 2);
    this.path = path.replace(/^\/storage\/v1/, "");
    this.query = new URLSearchParams(query);
    this.#keys = keys;
  }

  /** Who asks; checked at the first need, so that public and signed addresses go without a key. */
  get caller(): Claims {
    this.#caller ??= readCaller(this.incoming, this.query, this.#keys);
    return this.#caller;
  }

  /** The person, for the owner of what they upload. */
  get owner(): string | null {
    return this.caller.sub ?? null;
  }

  get isUpsert(): boolean {
    return this.incoming.headers["x-upsert"] === "true";
  }

  async readJson(): Promise<Record<string, unknown>> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.incoming) {
      bytes += chunk.length;
      if (bytes > MAX_JSON_BYTES) throw refuse.tooLarge();
      chunks.push(chunk);
    }
    if (bytes === 0) return {};
    try {
      const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      throw refuse.invalidRequest("The body is not valid JSON");
    }
    throw refuse.invalidRequest("The body is not a JSON object");
  }

  answer(status: number, body: unknown): void {
    const text = JSON.stringify(body);
    this.outgoing.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    this.outgoing.end(this.method === "HEAD" ? undefined : text);
  }
}

/** Decodes a path's segment or the rest of a path. Throws InvalidKey for broken encodings. */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse.invalidKey(text);
  }
}
