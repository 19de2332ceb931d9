/** Owns the refusal of changes that another site makes a signed-in browser send. */
import { AppError } from "#lib/core/errors.ts";

/** Throws `forbidden` unless the browser says, or its Origin shows, that our own page sent the request. */
export function requireSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site === "same-origin") return;
  const origin = request.headers.get("origin");
  if (site === null && origin !== null && readHost(origin) === readOwnHost(request)) return;
  throw new AppError(
    "forbidden",
    "a change with a session cookie must come from this product's own pages: use an API key elsewhere",
  );
}

function readHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function readOwnHost(request: Request): string {
  return request.headers.get("host") ?? new URL(request.url).host;
}
