/**
 * Owns the calls to one vendor's HTTP interface: acting, reading and testing, each judged by how far it came. Keeps a vendor's
 * limit by not calling before it ends; says no secret. Refuses to guess: what is not known is `ambiguous`.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import { type Clock, systemClock } from "#lib/core/clock.ts";
import type { AppError } from "#lib/core/errors.ts";
import type { ConnectorHealth, EffectOutcome, House } from "#lib/kernel/connector.ts";
import { exchange, type HttpAnswer, type HttpEnd, parseJson } from "./http-exchange.ts";
import { describeHealth, judgeEffect, toReadError, type Unreadable } from "./http-judgement.ts";
import { createAddressGuard, type Resolve, readHost } from "./public-address.ts";

export type Vendor = {
  /** As a person knows it: "Telegram". */
  title: string;
  /** Where its interface is, without a slash at the end. */
  baseUrl: string;
  /** The variable that holds `baseUrl`, for what to correct. */
  addressVariable: string;
  /** The variables with which it is signed in to, for what to correct. */
  credentialVariables: readonly string[];
  /** What must never be said, in any form. */
  secrets: readonly string[];
  headers?: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** 1 MB unless given. */
  maximumBytes?: number;
  clock?: Clock;
  /** Without leave for private addresses, calls go to public ones only, and encrypted. */
  house: House;
  resolve?: Resolve;
  /** How long a limit lasts, where the vendor says it otherwise than by Retry-After; null when this answer does not say. */
  readWaitMs?(answer: HttpAnswer, now: Date): number | null;
};

export type Call = {
  method?: string;
  /** Below the base address, beginning with a slash. */
  path: string;
  query?: Readonly<Record<string, string | undefined>>;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  signal: AbortSignal;
  /** Limits hold for all calls of one lane; "all" unless given. */
  lane?: string;
};

/** The vendor's limit is reached: nothing was made, and nothing is asked of it before `until`. */
export type Limited = { end: "limited"; until: Date };
export type ClientEnd = HttpEnd | Limited;

/** What a schema read from a successful answer, with the headers. */
export type Done<T> = { end: "done"; data: T; headers: IncomingHttpHeaders };

const defaultWaitMs = 60_000;
const longestWaitMs = 24 * 3_600_000;
const defaultMaximumBytes = 1_000_000;

export type HttpClient = {
  /** One call as it ended, limits kept. Never throws. */
  send(call: Call): Promise<ClientEnd>;
  /** One call that makes an effect: what it answered, or the outcome that ends it. Never throws. */
  act<T>(call: Call & { answer: z.ZodType<T> }): Promise<Done<T> | EffectOutcome>;
  /** One call that reads. Throws an AppError as `lib/kernel/readings.ts` says. */
  read<T>(call: Call & { answer: z.ZodType<T> }): Promise<T>;
  /** One call that reads, as the answer to "would it act now?". Never throws. */
  probe<T>(
    call: Call & { answer: z.ZodType<T>; describe(data: T): ConnectorHealth | string },
  ): Promise<ConnectorHealth>;
  /** The outcome of an effect whose call ended without success. */
  judge(end: ClientEnd | Unreadable): EffectOutcome;
  /** The error of a reading whose call ended without success. */
  toError(end: ClientEnd | Unreadable): AppError;
  /** Why a connection whose call ended without success does not work, and what to do. */
  explain(end: ClientEnd | Unreadable): string;
  /** A text without any form of a secret, at most 300 characters. */
  redact(text: string): string;
};

export function createHttpClient(vendor: Vendor): HttpClient {
  const clock = vendor.clock ?? systemClock;
  const heldUntilMs = new Map<string, number>();
  const guard = createAddressGuard(vendor.house, vendor.resolve);
  const redact = (text: string) => hideSecrets(text, vendor.secrets).slice(0, 300);
  const words = { ...vendor, redact };

  async function send(call: Call): Promise<ClientEnd> {
    const lane = call.lane ?? "all";
    const heldMs = heldUntilMs.get(lane) ?? 0;
    if (heldMs > clock.now().getTime()) return { end: "limited", until: new Date(heldMs) };
    const url = buildUrl(vendor.baseUrl, call);
    if (guard?.mayConnectTo(readHost(url)) && url.protocol === "http:")
      return { end: "unreached", code: "UNENCRYPTED" };
    const isText = typeof call.body === "string";
    const end = await exchange({
      method: call.method ?? "GET",
      url,
      headers: {
        accept: "application/json",
        ...(call.body === undefined ? {} : { "content-type": isText ? "text/plain" : "application/json" }),
        ...vendor.headers,
        ...call.headers,
      },
      body: call.body === undefined ? undefined : isText ? String(call.body) : JSON.stringify(call.body),
      signal: call.signal,
      timeoutMs: vendor.timeoutMs,
      maximumBytes: vendor.maximumBytes ?? defaultMaximumBytes,
      guard,
    });
    if (end.end !== "answered" || end.status !== 429) return end;
    const now = clock.now();
    const waitMs = vendor.readWaitMs?.(end, now) ?? readRetryAfterMs(end.headers, now) ?? defaultWaitMs;
    const until = new Date(now.getTime() + Math.min(Math.max(waitMs, 1_000), longestWaitMs));
    heldUntilMs.set(lane, until.getTime());
    return { end: "limited", until };
  }

  async function sendAndParse<T>(call: Call, answer: z.ZodType<T>): Promise<Done<T> | ClientEnd | Unreadable> {
    const end = await send(call);
    if (end.end !== "answered" || end.status < 200 || end.status > 299) return end;
    const parsed = answer.safeParse(parseJson(end.body));
    if (parsed.success) return { end: "done", data: parsed.data, headers: end.headers };
    const issue = parsed.error.issues[0];
    return {
      end: "unreadable",
      status: end.status,
      problem: `${issue?.path.join(".") || "answer"}: ${issue?.message}`,
    };
  }

  return {
    send,
    redact,
    judge: end => judgeEffect(end, words),
    explain: end => describeHealth(end, words),
    toError: end => toReadError(end, words, clock.now()),
    async act({ answer, ...call }) {
      const end = await sendAndParse(call, answer);
      return end.end === "done" ? end : judgeEffect(end, words);
    },
    async read({ answer, ...call }) {
      const end = await sendAndParse(call, answer);
      if (end.end === "done") return end.data;
      throw toReadError(end, words, clock.now());
    },
    async probe({ answer, describe, ...call }) {
      const end = await sendAndParse(call, answer);
      if (end.end === "done") {
        const found = describe(end.data);
        return typeof found === "string" ? { isHealthy: true, message: redact(found) } : found;
      }
      return { isHealthy: false, message: describeHealth(end, words) };
    },
  };
}

/** The address of a call, with its query. */
export function buildUrl(baseUrl: string, { path, query = {} }: Pick<Call, "path" | "query">): URL {
  const url = new URL(`${baseUrl}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** RFC 9110 10.2.3: seconds or a date. */
function readRetryAfterMs(headers: IncomingHttpHeaders, now: Date): number | null {
  const text = headers["retry-after"];
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isFinite(ms) ? ms : null;
}

/** A header that holds the second of the epoch at which a limit ends. */
export function readResetMs(headers: IncomingHttpHeaders, name: string, now: Date): number | null {
  const seconds = Number(headers[name]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 - now.getTime() : null;
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter(secret => secret !== "")
    .flatMap(secret => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]);
  return forms.reduce((hidden, form) => hidden.replaceAll(form, "[hidden]"), text);
}
