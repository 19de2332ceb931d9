/** The MCP endpoint: the same operations as tools, for API keys only. */

import { openPorts } from "#app/api/ports.ts";
import { readKeyCaller } from "#app/api/read-caller.ts";
import { getCentre } from "#centre.ts";
import { createMcpEndpoint } from "#lib/operations/surfaces/mcp-handler.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

let handler: ((request: Request) => Promise<Response>) | null = null;

function handle(request: Request): Promise<Response> {
  // Opened by the first request, because a build has neither keys nor a database.
  handler ??= createMcpEndpoint(openPorts(current => readKeyCaller(getCentre(), current.headers)));
  return handler(request);
}

export { handle as DELETE, handle as GET, handle as POST };
