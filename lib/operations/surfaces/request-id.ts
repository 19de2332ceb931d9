/** Owns the id of a request: the caller's own when it is harmless, a new one otherwise. */
import { createId } from "#lib/core/ids.ts";

export function readRequestId(headers: Headers): string {
  const offered = headers.get("x-request-id") ?? "";
  return /^[A-Za-z0-9_-]{8,64}$/.test(offered) ? offered : createId();
}
