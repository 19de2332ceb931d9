/** Serves Scalar's own bundle from the installed package, compressed once: nothing of the page comes from elsewhere. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

type Encoding = "br" | "gzip" | "identity";
const kept = new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>();

export async function GET(request: Request): Promise<Response> {
  const accepted = request.headers.get("accept-encoding") ?? "";
  const encoding: Encoding = /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : "identity";
  const reading = kept.get(encoding) ?? readBundle(encoding);
  kept.set(encoding, reading);
  const bytes = await reading.catch((error: unknown) => {
    kept.delete(encoding);
    throw error;
  });
  return new Response(bytes, {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
      ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
    },
  });
}

async function readBundle(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const file = path.join(process.cwd(), "node_modules", "@scalar", "api-reference", "dist", "browser", "standalone.js");
  const source = await readFile(file);
  if (encoding === "identity") return new Uint8Array(source);
  if (encoding === "gzip") return new Uint8Array(await promisify(gzip)(source));
  // The best quality takes seconds for four megabytes; five is within a tenth of its size.
  return new Uint8Array(await promisify(brotliCompress)(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
}
