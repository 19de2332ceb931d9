/** Sends an object: whole or one range of it, with its validators; what a browser could run on this origin goes out as plain text. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { refuse } from "./errors.ts";
import type { FileStore } from "./file-store.ts";
import type { ObjectRow } from "./objects.ts";

export type DownloadWish = {
  /** From the address: present but empty for the object's own name. */
  downloadAs: string | null;
};

/** Throws NoSuchKey when the file is gone. Nothing has been answered then. */
export async function sendObject(
  files: FileStore,
  row: ObjectRow,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  wish: DownloadWish,
): Promise<void> {
  const { metadata } = row;
  const etag = metadata?.eTag ?? `"${row.version}"`;
  const modifiedAt = new Date(metadata?.lastModified ?? row.updated_at);
  const headers: Record<string, string> = {
    "content-type": protectType(metadata?.mimetype ?? "application/octet-stream"),
    "cache-control": metadata?.cacheControl ?? "no-cache",
    etag,
    "last-modified": modifiedAt.toUTCString(),
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
  };
  if (wish.downloadAs !== null) headers["content-disposition"] = describeAttachment(wish.downloadAs, row.name);
  if (isUnchanged(incoming, etag, modifiedAt)) {
    outgoing.writeHead(304, headers).end();
    return;
  }
  const file = await files.read(row.version ?? "").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? refuse.noSuchKey() : error;
  });
  try {
    const { size } = await file.stat();
    const range = readRange(incoming, etag, size);
    if (range === "unsatisfiable") {
      outgoing.writeHead(416, { "content-range": `bytes */${size}` }).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    headers["content-length"] = String(end - start + 1);
    if (range) headers["content-range"] = `bytes ${start}-${end}/${size}`;
    outgoing.writeHead(range ? 206 : 200, headers);
    if (incoming.method === "HEAD" || size === 0) {
      outgoing.end();
      return;
    }
    await pipeline(file.createReadStream({ start, end, autoClose: false }), outgoing);
  } catch (error) {
    // A reader who leaves in the middle is no failure.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  } finally {
    await file.close();
  }
}

/** As the hosted service does: a page served from the address of the data must not run there. */
function protectType(type: string): string {
  return /^\s*(text\/html|application\/xhtml\+xml|image\/svg\+xml|(text|application)\/xml)\b/i.test(type)
    ? "text/plain; charset=utf-8"
    : type;
}

function describeAttachment(wanted: string, key: string): string {
  if (wanted === "") return "attachment";
  const name = wanted.replaceAll(/[\p{Cc}"\\/]/gu, "_").slice(0, 255) || (key.split("/").at(-1) ?? "file");
  const plain = name.replaceAll(/[^\x20-\x7e]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

function isUnchanged(incoming: IncomingMessage, etag: string, modifiedAt: Date): boolean {
  const known = incoming.headers["if-none-match"];
  if (known !== undefined) return known.split(",").some(tag => ["*", etag].includes(tag.trim().replace(/^W\//, "")));
  const since = Date.parse(incoming.headers["if-modified-since"] ?? "");
  return Number.isFinite(since) && Math.floor(modifiedAt.getTime() / 1000) * 1000 <= since;
}

/** One range; several, or one for another version, mean the whole. */
function readRange(
  incoming: IncomingMessage,
  etag: string,
  size: number,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const condition = incoming.headers["if-range"];
  if (condition !== undefined && condition !== etag) return undefined;
  const found = /^bytes=(\d*)-(\d*)$/.exec(incoming.headers.range?.trim() ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return undefined;
  if (found[1] === "") {
    const length = Math.min(Number(found[2]), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size - 1 };
  }
  const start = Number(found[1]);
  const end = found[2] === "" ? size - 1 : Math.min(Number(found[2]), size - 1);
  if (found[2] !== "" && Number(found[2]) < start) return undefined;
  return start >= size ? "unsatisfiable" : { start, end };
}
