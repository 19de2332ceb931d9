/** Owns how a file reads over HTTP: whole or in part, with what keeps a browser from ever running it. */
import type { FileAnswer } from "../shapes/file-answer.ts";
import { HttpRefusal } from "./body.ts";

/** What a browser may show in place; anything else it is told to save. */
const shown = /^(video|audio)\/|^image\/(png|jpeg|webp|gif|avif)$|^text\/(vtt|plain)$/;

/** The response for a file: 200, 206 or 304. Throws a 416 that says how long the file is. */
export function writeFile(file: FileAnswer, headers: Record<string, string>): Response {
  const total = file.byte_count;
  if (file.kind === "unsatisfiable") {
    throw new HttpRefusal(416, `the file has ${total} bytes: ask for some of them`, {
      "content-range": `bytes */${total}`,
    });
  }
  const common = {
    ...headers,
    etag: file.etag,
    "accept-ranges": "bytes",
    // Asked about again each time: who was signed out meanwhile gets nothing from a cache.
    "cache-control": "private, no-cache",
  };
  if (file.kind === "unchanged") return new Response(null, { status: 304, headers: common });
  return new Response(file.bytes as Uint8Array<ArrayBuffer>, {
    status: file.kind === "part" ? 206 : 200,
    headers: {
      ...common,
      "content-type": file.mime_type.startsWith("text/") ? `${file.mime_type}; charset=utf-8` : file.mime_type,
      "content-length": String(file.bytes.byteLength),
      "content-disposition": `${shown.test(file.mime_type) ? "inline" : "attachment"}; filename="${file.name}"`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cross-origin-resource-policy": "same-origin",
      ...(file.kind === "part"
        ? { "content-range": `bytes ${file.from}-${file.from + file.bytes.byteLength - 1}/${total}` }
        : {}),
    },
  });
}
