/** Owns the reading of creators and posts from a market research service that speaks our interface. Makes no effect of any kind. */
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { type Clock, systemClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { type Connector, type ConnectorFactory, defineConnector, type House } from "#lib/kernel/connector.ts";
import type { Capability } from "#lib/kernel/effects.ts";
import type { Page } from "#lib/kernel/readings.ts";
import { readAddress, readNeeded } from "../environment.ts";
import { createHttpClient } from "../http-client.ts";
import { parseJson } from "../http-exchange.ts";
import { refuseToAct } from "../payload.ts";
import { Account, CreatorPage, PostPage, toCreatorReading, toPostReading } from "./contract.ts";

const NAME = "market-research";
const TITLE = "Market research";
const EXAMPLE_URL = "https://research.example.com";
const CALL_TIMEOUT_MS = 15_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 250;
const PAGE_SIZE = 100;
const LARGEST_PAGE_BYTES = 8_000_000;
const capabilities: readonly Capability[] = ["market-research"];

export type MarketResearchOptions = { url: string; key: string; house: House; clock?: Clock };

export function createMarketResearchConnector({
  url,
  key,
  house,
  clock = systemClock,
}: MarketResearchOptions): Connector {
  const client = createHttpClient({
    title: TITLE,
    baseUrl: url,
    addressVariable: "MARKET_RESEARCH_URL",
    credentialVariables: ["MARKET_RESEARCH_KEY"],
    secrets: [key],
    headers: { authorization: `Bearer ${key}` },
    timeoutMs: CALL_TIMEOUT_MS,
    maximumBytes: LARGEST_PAGE_BYTES,
    clock,
    house,
  });
  /** Nothing is asked before this: the last answer said that nothing is left until then. */
  let heldUntilMs = 0;

  async function readOnce<T>(path: string, query: Query, answer: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const now = clock.now().getTime();
    if (heldUntilMs > now) throw client.toError({ end: "limited", until: new Date(heldUntilMs) });
    const end = await client.send({ path, query, signal });
    if (end.end !== "answered" || end.status < 200 || end.status > 299) throw client.toError(end);
    heldUntilMs = readHoldMs(end.headers.ratelimit, now);
    const parsed = answer.safeParse(parseJson(end.body));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const problem = `${issue?.path.join(".") || "answer"}: ${issue?.message}`;
    throw client.toError({ end: "unreadable", status: end.status, problem });
  }

  /** A reading makes no effect, so one that met trouble on the way is simply asked again, twice at most. */
  async function read<T>(path: string, query: Query, answer: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await readOnce(path, query, answer, signal);
      } catch (error) {
        const mayPass = error instanceof AppError && (error.code === "unavailable" || error.code === "timeout");
        if (!mayPass || attempt === ATTEMPTS || signal.aborted) throw error;
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal }).catch(() => {
          throw error;
        });
      }
    }
  }

  async function readPage<W, T>(
    path: string,
    { platform, niche, cursor }: { platform: string; niche: string; cursor: string | null },
    page: z.ZodType<{ data: W[]; next_cursor: string | null }>,
    toReading: (wire: W) => T,
    signal: AbortSignal,
  ): Promise<Page<T>> {
    const query = { platform, niche, limit: String(PAGE_SIZE), cursor: cursor ?? undefined };
    const { data, next_cursor } = await read(path, query, page, signal);
    return { items: data.map(toReading), nextCursor: next_cursor };
  }

  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `market-research:${new URL(url).host}`,
    label: new URL(url).host,
    isLocal: false,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: false,
    async execute(effect) {
      return refuseToAct(effect, capabilities, TITLE);
    },
    chargesForReading: capabilities,
    reads: {
      "market-research": {
        listCreators: (query, { signal }) => readPage("/v1/creators", query, CreatorPage, toCreatorReading, signal),
        listPosts: (query, { signal }) => readPage("/v1/posts", query, PostPage, toPostReading, signal),
      },
    },
    check: ({ signal }) =>
      client.probe({
        path: "/v1/account",
        signal,
        answer: Account,
        describe: ({ account }) => ({
          isHealthy: true,
          message: client.redact(`${TITLE} answers for ${account}.`),
          label: client.redact(account),
        }),
      }),
  });
}

type Query = Readonly<Record<string, string | undefined>>;

const variables = [
  {
    name: "MARKET_RESEARCH_URL",
    purpose: "Where the service is; the guide on market research describes what it must answer.",
    findAt: "From whoever runs the service.",
    example: EXAMPLE_URL,
    isSecret: false,
  },
  {
    name: "MARKET_RESEARCH_KEY",
    purpose: "The key that the service gave you.",
    findAt: "From whoever runs the service.",
    example: "mr_live_0123456789",
    isSecret: true,
  },
] as const;

export const marketResearchFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Reads figures about markets and competitors from your research service.",
  capabilities,
  variables,
  create(environment, house) {
    const values = readNeeded(environment, variables);
    if (values === null) return null;
    const url = readAddress(environment, "MARKET_RESEARCH_URL", EXAMPLE_URL);
    return createMarketResearchConnector({ url, key: values.MARKET_RESEARCH_KEY, house });
  },
};

/**
 * When calls may go on after an answer, in milliseconds since 1970, from a `RateLimit` header such as `"default";r=0;t=30`: what is
 * left (r) and for how many seconds (t). 0 where something is left or nothing is said.
 */
function readHoldMs(header: string | string[] | undefined, nowMs: number): number {
  const text = Array.isArray(header) ? header.join(",") : (header ?? "");
  const used = text.split(",").filter(policy => /;\s*r=0(;|\s|$)/.test(policy));
  const seconds = used.map(policy => Number(/;\s*t=(\d{1,6})(;|\s|$)/.exec(policy)?.[1] ?? 0));
  const longest = Math.max(0, ...seconds);
  return longest === 0 ? 0 : nowMs + longest * 1_000;
}
