/** What an upload sends, either as the body itself or as a form: its bytes as a stream, and what the sender says about them. */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { refuse } from "./errors.ts";
import { readBoundary, readForm } from "./multipart.ts";

const DEFAULT_TYPE = "application/octet-stream";
const MAX_METADATA_BYTES = 1024 * 1024;

export type UploadBody = {
  content: Readable;
  contentType: string;
  cacheControl: string;
  userMetadata: Record<string, unknown> | null;
  /** The length that the request declares; a form is somewhat longer than its file. */
  declaredBytes: number | undefined;
  isForm: boolean;
};

export async function openUploadBody(incoming: IncomingMessage): Promise<UploadBody> {
  const header = (name: string) => {
    const value = incoming.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const contentType = header("content-type") ?? DEFAULT_TYPE;
  const declared = Number(header("content-length") ?? Number.NaN);
  const declaredBytes = Number.isFinite(declared) ? declared : undefined;
  const boundary = readBoundary(contentType);
  if (boundary === undefined) {
    return {
      content: incoming,
      contentType,
      cacheControl: header("cache-control") ?? "no-cache",
      userMetadata: parseMetadata(decodeBase64(header("x-metadata"))),
      declaredBytes,
      isForm: false,
    };
  }
  const { fields, file } = await readForm(incoming, boundary);
  return {
    content: file.content,
    contentType: fields.contentType ?? file.contentType ?? DEFAULT_TYPE,
    cacheControl: readCacheControl(fields.cacheControl),
    userMetadata: parseMetadata(fields.metadata),
    declaredBytes,
    isForm: true,
  };
}

function readCacheControl(field: string | undefined): string {
  if (field === undefined) return "no-cache";
  return /^\d+$/.test(field) ? `max-age=${field}` : field;
}

function decodeBase64(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, "base64").toString("utf8");
}

function parseMetadata(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined || text === "") return null;
  if (text.length > MAX_METADATA_BYTES) throw refuse.tooLarge();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    throw refuse.invalidRequest("The metadata is not valid JSON");
  }
  throw refuse.invalidRequest("The metadata is not a JSON object");
}
