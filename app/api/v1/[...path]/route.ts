/** The one route of the API: every operation answers here. */

import { openPorts } from "#app/api/ports.ts";
import { readCaller } from "#app/api/read-caller.ts";
import { getCentre } from "#centre.ts";
import { createApiHandler } from "#lib/operations/surfaces/api-handler.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

let handler: ((request: Request) => Promise<Response>) | null = null;

function handle(request: Request): Promise<Response> {
  // Opened by the first request, because a build has neither keys nor a database.
  handler ??= createApiHandler(openPorts(current => readCaller(getCentre(), current)));
  return handler(request);
}

export { handle as DELETE, handle as GET, handle as HEAD, handle as PATCH, handle as POST, handle as PUT };
