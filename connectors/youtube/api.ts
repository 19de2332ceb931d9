/** Owns the calls to YouTube's Data API: Google's client over our own HTTP client, units counted, limits kept. The key is never said. */
import { setTimeout as sleep } from "node:timers/promises";
import type { youtube_v3 } from "@googleapis/youtube";
import type { z } from "zod";
import { type Clock, systemClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import type { ConnectorHealth, House } from "#lib/kernel/connector.ts";
import { type ClientEnd, createHttpClient, type HttpClient } from "../http-client.ts";
import { type HttpAnswer, parseJson } from "../http-exchange.ts";
import type { Unreadable } from "../http-judgement.ts";
import { Refusal } from "./answers.ts";
import { createQuota, findQuotaReset } from "./quota.ts";

export const CALL_TIMEOUT_MS = 20_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 250;
const BRIEF_HOLD_MS = 60_000;
const LARGEST_PAGE_BYTES = 8_000_000;
const DAILY_REASONS = ["quotaExceeded", "dailyLimitExceeded"];
const BRIEF_REASONS = ["rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded"];
const KEY_REASONS = ["API_KEY_INVALID", "API_KEY_EXPIRED", "keyInvalid", "keyExpired"];

export type YouTubeOptions = { key: string; baseUrl: string; dailyUnits: number; house: House; clock?: Clock };

/** A list call costs one unit. */
type Run = (api: youtube_v3.Youtube) => Promise<{ data: unknown }>;
type Asked<T> = { signal: AbortSignal; answer: z.ZodType<T> };
type FailedEnd = ClientEnd | Unreadable | { end: "bad-key" };

export type YouTubeApi = {
  /** One call that reads, tried again where that may help. Throws an AppError as `lib/kernel/readings.ts` says. */
  read<T>(run: Run, asked: Asked<T>): Promise<T>;
  /** The same, as the answer to "would it answer now?". Never throws. */
  probe<T>(run: Run, asked: Asked<T>): Promise<ConnectorHealth>;
};

export function createYouTubeApi({ key, baseUrl, dailyUnits, house, clock = systemClock }: YouTubeOptions): YouTubeApi {
  const client = createHttpClient({
    title: "YouTube",
    baseUrl,
    addressVariable: "YOUTUBE_BASE_URL",
    credentialVariables: ["YOUTUBE_API_KEY"],
    secrets: [key],
    headers: { "x-goog-api-key": key },
    timeoutMs: CALL_TIMEOUT_MS,
    maximumBytes: LARGEST_PAGE_BYTES,
    clock,
    house,
    readWaitMs: (answer, now) =>
      hasReason(answer, DAILY_REASONS) ? findQuotaReset(now).getTime() - now.getTime() : null,
  });
  const quota = createQuota(dailyUnits);
  let heldUntilMs = 0;

  /** A 403 can be a limit and a 400 a refused key: the reason decides, not the status. */
  function reconsider(end: ClientEnd): FailedEnd {
    if (end.end !== "answered") return end;
    const now = clock.now();
    if (hasReason(end, KEY_REASONS)) return { end: "bad-key" };
    if (hasReason(end, DAILY_REASONS)) {
      quota.exhaust(now);
      return { end: "limited", until: findQuotaReset(now) };
    }
    if (!hasReason(end, BRIEF_REASONS)) return end;
    heldUntilMs = now.getTime() + BRIEF_HOLD_MS;
    return { end: "limited", until: new Date(heldUntilMs) };
  }

  async function ask<T>(run: Run, { signal, answer }: Asked<T>): Promise<{ end: "done"; data: T } | FailedEnd> {
    const now = clock.now();
    if (heldUntilMs > now.getTime()) return { end: "limited", until: new Date(heldUntilMs) };
    if (!quota.spend(1, now)) return { end: "limited", until: findQuotaReset(now) };
    // Loaded by the first call: most processes never speak to YouTube.
    const { youtube } = await import("@googleapis/youtube");
    let failed: ClientEnd | undefined;
    const fetchImplementation = createFetch(client, signal, end => {
      failed = end;
    });
    try {
      const { data } = await run(youtube({ version: "v3", rootUrl: baseUrl, fetchImplementation, retry: false }));
      const parsed = answer.safeParse(data);
      if (parsed.success) return { end: "done", data: parsed.data };
      const issue = parsed.error.issues[0];
      return { end: "unreadable", status: 200, problem: `${issue?.path.join(".") || "answer"}: ${issue?.message}` };
    } catch (error) {
      if (failed !== undefined) return reconsider(failed);
      if (error instanceof SyntaxError) return { end: "unreadable", status: 200, problem: "the answer is not JSON" };
      throw error;
    }
  }

  const toError = (end: FailedEnd) =>
    end.end === "bad-key" ? new AppError("forbidden", BAD_KEY) : client.toError(end);

  return {
    async read(run, asked) {
      for (let attempt = 1; ; attempt += 1) {
        const end = await ask(run, asked);
        if (end.end === "done") return end.data;
        const error = toError(end);
        const mayPass = error.code === "unavailable" || error.code === "timeout";
        if (!mayPass || attempt === ATTEMPTS || asked.signal.aborted) throw error;
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal: asked.signal }).catch(() => {
          throw error;
        });
      }
    },
    async probe(run, asked) {
      const end = await ask(run, asked);
      if (end.end === "bad-key") return { isHealthy: false, message: BAD_KEY };
      if (end.end !== "done") return { isHealthy: false, message: client.explain(end) };
      const spent = quota.getSpent(clock.now());
      return { isHealthy: true, message: `YouTube answers; ${spent} of ${dailyUnits} units of the day are spent.` };
    },
  };
}

const BAD_KEY = "YouTube does not accept the key. Check YOUTUBE_API_KEY under Connections.";

function createFetch(client: HttpClient, signal: AbortSignal, onFailure: (end: ClientEnd) => void): typeof fetch {
  return async address => {
    const url = new URL(String(address));
    const end = await client.send({ path: `${url.pathname}${url.search}`, signal });
    if (end.end === "answered" && end.status >= 200 && end.status <= 299) {
      const headers = { "content-type": end.headers["content-type"] ?? "application/json" };
      return new Response(new Uint8Array(end.body), { status: end.status, headers });
    }
    onFailure(end);
    throw new Error("the call did not succeed");
  };
}

function hasReason(answer: HttpAnswer, reasons: readonly string[]): boolean {
  const refusal = Refusal.safeParse(parseJson(answer.body));
  if (!refusal.success) return false;
  const { errors, details } = refusal.data.error;
  return [...errors, ...details].some(({ reason }) => reason !== undefined && reasons.includes(reason));
}
