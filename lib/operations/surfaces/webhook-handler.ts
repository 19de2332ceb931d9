/** Owns /api/webhooks/<source>: a call from outside is proved, stored and answered. Never signs anybody in, never throws. */
import { RateLimiterMemory } from "rate-limiter-flexible";
import { AppError, toAppError } from "#lib/core/errors.ts";
import type { Log } from "#lib/kernel/kernel.ts";
import type { Receiver } from "../webhooks/receive.ts";
import { writeProblem } from "./api-handler.ts";
import { HttpRefusal, readTextBody } from "./body.ts";
import { readRequestId } from "./request-id.ts";

export const webhookRoot = "/api/webhooks";

export type WebhookLimits = {
  bodyBytes: number;
  /** Refused calls a minute to one address; more are answered 429. */
  refusalsPerMinute: number;
};

const defaultLimits: WebhookLimits = { bodyBytes: 4 * 1024 * 1024, refusalsPerMinute: 60 };
/** Refused calls to addresses that do not exist are counted together. */
const nowhere = "nowhere";

export type WebhookPorts = { receiver: Receiver; log: Log; limits?: Partial<WebhookLimits> };

/** The handler of every call below /api/webhooks. */
export function createWebhookHandler(ports: WebhookPorts): (request: Request) => Promise<Response> {
  const limits = { ...defaultLimits, ...ports.limits };
  const refusals = new RateLimiterMemory({ points: limits.refusalsPerMinute, duration: 60 });

  async function answer(request: Request, publicId: string): Promise<Response> {
    if (request.method !== "POST") throw new HttpRefusal(405, "webhooks are sent with POST", { allow: "POST" });
    const body = await readTextBody(request, limits.bodyBytes);
    if (body.includes("\u0000")) throw new HttpRefusal(400, "the body holds NUL characters");
    try {
      const { received, repeated } = await ports.receiver.receive(publicId, { headers: request.headers, body });
      return new Response(JSON.stringify({ received, repeated }), {
        status: 200,
        headers: { "content-type": "application/json", "cache-control": "no-store" },
      });
    } catch (error) {
      // Only refused calls are counted and put off: whoever can prove a call is not locked out by those who cannot.
      const { code } = toAppError(error);
      const counted = code === "not-found" ? nowhere : code === "unauthenticated" ? publicId : null;
      if (counted === null) throw error;
      const state = await refusals.penalty(counted);
      if (state.consumedPoints <= limits.refusalsPerMinute) throw error;
      throw new AppError("limit-reached", "too many refused calls: wait a minute, then check address and secret", {
        details: { retryAfterMs: state.msBeforeNext },
      });
    }
  }

  return async request => {
    const { pathname } = new URL(request.url);
    const requestId = readRequestId(request.headers);
    try {
      const response = await answer(request, decodeURIComponent(pathname.slice(webhookRoot.length + 1)));
      response.headers.set("x-request-id", requestId);
      return response;
    } catch (thrown) {
      const error =
        thrown instanceof URIError ? new AppError("not-found", "nothing listens at this address") : toAppError(thrown);
      if (error.code === "internal") ports.log.error({ error: error.cause ?? error, requestId }, "a webhook failed");
      const response = writeProblem(error, webhookRoot, requestId, {});
      // Nobody signs in here: what proves a call is its signature.
      response.headers.delete("www-authenticate");
      return response;
    }
  };
}
