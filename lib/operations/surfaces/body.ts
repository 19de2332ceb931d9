/** Owns the reading of a request's JSON body: bounded before and while it is read, so that a huge file costs no memory. */
import { AppError } from "#lib/core/errors.ts";
import { findJsonFault } from "./json-position.ts";

/** An answer that only HTTP tells apart from its error's usual status. */
export class HttpRefusal extends AppError {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super("invalid", message);
    this.status = status;
    this.headers = headers;
  }
}

/**
 * The JSON value of a body, or undefined when there is none.
 * Throws `too-large` above the limit, a 415 for another media type, a 400 naming line and column for broken JSON.
 */
export async function readJsonBody(request: Request, limitBytes: number): Promise<unknown> {
  const text = (await readTextBody(request, limitBytes)).replace(/^\uFEFF/, "");
  if (text.trim() === "") return undefined;
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType !== "application/json" && !/^application\/[\w.+-]+\+json$/.test(mediaType)) {
    throw new HttpRefusal(
      415,
      `send the body as application/json, not ${mediaType === "" ? "without a Content-Type" : mediaType}`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = findJsonFault(text);
    throw new HttpRefusal(400, `the body is not JSON: line ${line}, column ${column} cannot be read`);
  }
}

/** The text of a body, byte for byte; empty when there is none. Throws `too-large`, or a 400 when it is not UTF-8. */
export async function readTextBody(request: Request, limitBytes: number): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > limitBytes) throw refuseSize(limitBytes);
  return request.body === null ? "" : readText(request.body, limitBytes);
}

async function readText(body: ReadableStream<Uint8Array>, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  const reader = body.getReader();
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    total += value.byteLength;
    if (total > limitBytes) {
      // Left unread, not cancelled: cancelling resets the connection before the sender has read why.
      reader.releaseLock();
      throw refuseSize(limitBytes);
    }
    chunks.push(value);
  }
  const bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HttpRefusal(400, "the body is not UTF-8 text");
  }
}

function refuseSize(limitBytes: number): AppError {
  const limit = `${Math.floor(limitBytes / 1024 / 1024)} MB`;
  return new AppError("too-large", `the body is larger than ${limit}: split it and send the parts one after the other`);
}
