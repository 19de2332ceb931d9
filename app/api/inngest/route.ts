/** Serves the functions where there is only Next. Where workers run, the executor is not told of this address. */
import { serve } from "inngest/next";
import { getCentre } from "#centre.ts";
import { listFunctions } from "#inngest/functions/list.ts";

/** The longest time limit of a task, in seconds: a host that runs functions ends them after it. Next reads only a literal here. */
export const maxDuration = 600;

type Handlers = ReturnType<typeof serve>;
let handlers: Handlers | undefined;

function getHandlers(): Handlers {
  const centre = getCentre();
  handlers ??= serve({ client: centre.inngest, functions: listFunctions(centre) });
  return handlers;
}

export const GET: Handlers["GET"] = (request, context) => getHandlers().GET(request, context);
export const POST: Handlers["POST"] = (request, context) => getHandlers().POST(request, context);
export const PUT: Handlers["PUT"] = (request, context) => getHandlers().PUT(request, context);
