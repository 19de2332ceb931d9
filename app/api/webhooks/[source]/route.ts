/** Where programs from outside call in: one address for each webhook source. */

import { getCentre } from "#centre.ts";
import { createWebhookHandler } from "#lib/operations/surfaces/webhook-handler.ts";
import { createReceiver } from "#lib/operations/webhooks/receive.ts";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

let handler: ((request: Request) => Promise<Response>) | null = null;

function handle(request: Request): Promise<Response> {
  if (handler === null) {
    // Opened by the first call, because a build has neither keys nor a database.
    const { kernel, log } = getCentre();
    handler = createWebhookHandler({ receiver: createReceiver(kernel), log });
  }
  return handler(request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
