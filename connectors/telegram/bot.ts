/** Owns the calls to one Telegram bot: grammY's interface over our own HTTP client. The token is in every address, and is never said. */
import type { Api } from "grammy";
import { z } from "zod";
import type { Clock } from "#lib/core/clock.ts";
import type { ConnectorHealth, EffectOutcome, House } from "#lib/kernel/connector.ts";
import { type ClientEnd, createHttpClient, type HttpClient } from "../http-client.ts";
import { parseJson } from "../http-exchange.ts";
import type { Unreadable } from "../http-judgement.ts";

export const CALL_TIMEOUT_MS = 15_000;

export type BotOptions = { token: string; apiRoot: string; house: House; clock?: Clock };

type Run<T> = (api: Api) => Promise<T>;

export type TelegramBot = {
  /** The bot's own id: the public part of its token. */
  id: string;
  /** Runs one call of the bot's interface. Throws an AppError as `lib/kernel/readings.ts` says. */
  call<T>(run: Run<T>, options: { signal: AbortSignal }): Promise<T>;
  /** Runs one call that makes an effect: what a schema read from its result, or the outcome that ends it. Never throws. */
  act<T>(
    run: Run<unknown>,
    options: { signal: AbortSignal; result: z.ZodType<T> },
  ): Promise<{ end: "done"; data: T } | EffectOutcome>;
  /** Runs one call that reads, as the answer to "would it act now?". Never throws. */
  probe<T>(
    run: Run<unknown>,
    options: { signal: AbortSignal; result: z.ZodType<T>; describe(data: T): string },
  ): Promise<ConnectorHealth>;
};

type FailedEnd = ClientEnd | Unreadable;

/** Carries an end without success through grammY, which knows only answers and errors. */
class Unanswered extends Error {
  readonly end: FailedEnd;
  constructor(end: FailedEnd) {
    super("the call did not succeed");
    this.end = end;
  }
}

const Limit = z.object({ parameters: z.object({ retry_after: z.number().nonnegative() }) });

export function createTelegramBot({ token, apiRoot, house, clock }: BotOptions): TelegramBot {
  const client = createHttpClient({
    title: "Telegram",
    baseUrl: apiRoot,
    addressVariable: "TELEGRAM_API_ROOT",
    credentialVariables: ["TELEGRAM_BOT_TOKEN"],
    secrets: [token],
    timeoutMs: CALL_TIMEOUT_MS,
    clock,
    house,
    readWaitMs(answer) {
      const limit = Limit.safeParse(parseJson(answer.body));
      return limit.success ? limit.data.parameters.retry_after * 1_000 : null;
    },
  });
  async function settle<T>(run: Run<T>, signal: AbortSignal): Promise<{ end: "done"; data: T } | FailedEnd> {
    // Loaded by the first call: most processes never speak to Telegram.
    const grammy = await import("grammy");
    // Each call has its own interface, since grammY hands over a signal of another make than ours.
    const api = new grammy.Api(token, { apiRoot, fetch: createFetch(client, apiRoot, signal) });
    try {
      return { end: "done", data: await run(api) };
    } catch (error) {
      return readEnd(error, grammy);
    }
  }
  async function settleAs<T>(run: Run<unknown>, { signal, result }: { signal: AbortSignal; result: z.ZodType<T> }) {
    const end = await settle(run, signal);
    if (end.end !== "done") return end;
    const parsed = result.safeParse(end.data);
    if (parsed.success) return { end: "done" as const, data: parsed.data };
    return { end: "unreadable" as const, status: 200, problem: "the result is not what was asked for" };
  }
  return {
    id: token.slice(0, token.indexOf(":")),
    async call(run, { signal }) {
      const end = await settle(run, signal);
      if (end.end === "done") return end.data;
      throw client.toError(end);
    },
    async act(run, options) {
      const end = await settleAs(run, options);
      return end.end === "done" ? end : client.judge(end);
    },
    async probe(run, options) {
      const end = await settleAs(run, options);
      if (end.end !== "done") return { isHealthy: false, message: client.explain(end) };
      return { isHealthy: true, message: options.describe(end.data) };
    },
  };
}

function createFetch(client: HttpClient, apiRoot: string, signal: AbortSignal): typeof fetch {
  return async (address, init) => {
    const url = new URL(String(address));
    const body = init?.body;
    if (typeof body !== "string") throw new Error("only JSON is sent to Telegram");
    const path = url.href.slice(apiRoot.length);
    const headers = { "content-type": "application/json" };
    const end = await client.send({ method: "POST", path, headers, body, signal });
    if (end.end !== "answered" || end.status < 200 || end.status > 299) throw new Unanswered(end);
    return new Response(new Uint8Array(end.body), { status: end.status });
  };
}

/** What grammY threw, as the end it came from; anything that is none of its errors is a bug and goes on. */
function readEnd(error: unknown, { HttpError, GrammyError }: typeof import("grammy")): FailedEnd {
  if (error instanceof HttpError && error.error instanceof Unanswered) return error.error.end;
  if (error instanceof HttpError) return { end: "unreadable", status: 200, problem: "the answer is not JSON" };
  if (error instanceof GrammyError) return { end: "unreadable", status: 200, problem: "the answer has no result" };
  throw error;
}
