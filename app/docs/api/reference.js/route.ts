/** Serves Scalar's own bundle from the installed package: nothing of the page comes from elsewhere. */
import { readFile } from "node:fs/promises";
import path from "node:path";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

let reading: Promise<string> | null = null;

export async function GET(): Promise<Response> {
  reading ??= readFile(
    path.join(process.cwd(), "node_modules/@scalar/api-reference/dist/browser/standalone.js"),
    "utf8",
  );
  const source = await reading.catch((error: unknown) => {
    reading = null;
    throw error;
  });
  // Sent as it is: Next removes the Content-Encoding of a route's answer, and compresses where it is configured to.
  return new Response(source, {
    headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "public, max-age=86400" },
  });
}
