/** Owns who may come in and how often: a caller from the request, counted by key or person, failures counted by address. */
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "#lib/core/errors.ts";
import type { Caller } from "../define.ts";

export type GateLimits = {
  /** Requests a minute for one key or one person. */
  requestsPerMinute: number;
  /** Failed sign-ins a minute for one address; more are answered 429. */
  failuresPerMinute: number;
};

export const defaultGateLimits: GateLimits = { requestsPerMinute: 600, failuresPerMinute: 60 };

export type Gate = {
  /**
   * The caller of a request. Throws `unauthenticated`, or `limit-reached` with the time to wait.
   * `headers` is filled with the RateLimit fields also when it throws.
   */
  admit(request: Request, headers: Record<string, string>): Promise<Caller>;
};

/** A gate over a way to recognise callers. Counts live in this process's memory. */
export function createGate(authenticate: (request: Request) => Promise<Caller>, limits: GateLimits): Gate {
  const requests = new RateLimiterMemory({ points: limits.requestsPerMinute, duration: 60 });
  const failures = new RateLimiterMemory({ points: limits.failuresPerMinute, duration: 60 });

  return {
    async admit(request, headers) {
      const caller = await authenticate(request).catch(async (error: unknown) => {
        // Only failures are counted and refused: who holds a valid key is not locked out by a neighbour behind the same address.
        if (error instanceof AppError && error.code === "unauthenticated") {
          const address = readAddress(request);
          const failed = await failures.penalty(address);
          if (failed.consumedPoints > limits.failuresPerMinute) {
            throw refuseRate(`too many failed sign-ins from ${address}`, failed.msBeforeNext);
          }
        }
        throw error;
      });
      await count(requests, limits.requestsPerMinute, caller.apiKey?.id ?? caller.userId, headers);
      return caller;
    },
  };
}

async function count(
  limiter: RateLimiterMemory,
  points: number,
  who: string,
  headers: Record<string, string>,
): Promise<void> {
  headers["ratelimit-policy"] = `"default";q=${points};w=60`;
  const result = await limiter.consume(who).catch((refused: unknown) => {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    headers.ratelimit = `"default";r=0;t=${Math.ceil(refused.msBeforeNext / 1_000)}`;
    throw refuseRate(`more than ${points} requests in a minute`, refused.msBeforeNext);
  });
  headers.ratelimit = `"default";r=${result.remainingPoints};t=${Math.ceil(result.msBeforeNext / 1_000)}`;
}

function refuseRate(what: string, waitMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new AppError("limit-reached", `${what}: try again in ${seconds} s`, {
    details: { retryAfterMs: seconds * 1_000 },
  });
}

/** The address nearest to us that a proxy vouches for: the last one it appended. */
function readAddress(request: Request): string {
  return request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "an unknown address";
}
