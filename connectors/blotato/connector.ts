/**
 * Owns posts by Blotato, which publishes on many platforms at once or at a given time. Refuses what no account was named for.
 * Offers no numbers: Blotato counts by the id of a published post, which it tells of no submission. Offers no lookup: asked about a
 * submission it does not know, it answers as if it were under way.
 */
import { z } from "zod";
import type { Clock } from "#lib/core/clock.ts";
import type { JsonObject } from "#lib/core/json.ts";
import {
  type Connector,
  type ConnectorFactory,
  defineConnector,
  type Effect,
  type House,
  type Leaving,
  type Refusal,
} from "#lib/kernel/connector.ts";
import { type Capability, PostPayload } from "#lib/kernel/effects.ts";
import { readAddress, readNeeded, readVariable } from "../environment.ts";
import { createHttpClient } from "../http-client.ts";
import { checkEffect } from "../payload.ts";
import {
  type Accounts,
  describeAccount,
  nameAccount,
  readAccounts,
  readTargets,
  type Targets,
  toBlotatoPlatform,
} from "./accounts.ts";

const NAME = "blotato";
const TITLE = "Blotato";
const USUAL_URL = "https://backend.blotato.com";
const CALL_TIMEOUT_MS = 30_000;
const MAX_TITLE_LENGTH = 100;
const capabilities: readonly Capability[] = ["post"];

const Submitted = z.object({ postSubmissionId: z.string().min(1), scheduledTime: z.string().optional() });
const ConnectedAccounts = z.object({ items: z.array(z.object({ id: z.coerce.string(), platform: z.string() })) });

export type BlotatoOptions = {
  key: string;
  accounts: Accounts;
  targets: Targets;
  url: string;
  house: House;
  clock?: Clock;
};

export function createBlotatoConnector({ key, accounts, targets, url, house, clock }: BlotatoOptions): Connector {
  const client = createHttpClient({
    title: TITLE,
    baseUrl: url,
    addressVariable: "BLOTATO_API_URL",
    credentialVariables: ["BLOTATO_API_KEY"],
    secrets: [key],
    headers: { "blotato-api-key": key },
    timeoutMs: CALL_TIMEOUT_MS,
    clock,
    house,
  });
  const ids = [...new Set(accounts.values())].sort();
  const compose = (effect: Effect): Extract<Leaving, { format: "post" }> | Refusal => {
    const refusal = checkEffect(effect, capabilities);
    if (refusal !== null) return refusal;
    const { platform, text, mediaUrls, scheduledAt } = PostPayload.parse(effect.payload);
    if (!accounts.has(nameAccount(platform, effect.recipient))) {
      return {
        outcome: "refused",
        reason: `No Blotato account is set for ${effect.recipient} on ${platform}.`,
        fix: `Add "${platform} ${effect.recipient}=ID" to BLOTATO_ACCOUNTS under Connections.`,
      };
    }
    const targetType = toBlotatoPlatform(platform);
    const given = targets[targetType]?.title;
    const title = typeof given === "string" ? given : targetType === "youtube" ? readTitle(text) : null;
    return {
      format: "post",
      account: effect.recipient,
      platform: targetType,
      title,
      text,
      media_urls: mediaUrls,
      publish_at: scheduledAt === undefined ? null : new Date(scheduledAt).toISOString(),
    };
  };
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `blotato:${ids.join("+")}`,
    label: [...accounts.keys()].map(describeAccount).join(", ").slice(0, 300),
    isLocal: false,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: false,
    compose,
    async execute(effect, { signal }) {
      const post = compose(effect);
      if ("outcome" in post) return post;
      const { platform: targetType, text, title, media_urls: mediaUrls, publish_at: publishAt } = post;
      const titled = title === null ? {} : { title };
      const body = {
        post: {
          accountId: accounts.get(nameAccount(readPlatform(effect), effect.recipient)),
          content: { text, mediaUrls, platform: targetType },
          target: { ...targets[targetType], ...titled, targetType },
        },
        // At the root and in UTC: inside `post` it would be ignored and the post would go out at once.
        scheduledTime: publishAt ?? undefined,
      };
      const submitted = await client.act({ method: "POST", path: "/v2/posts", body, signal, answer: Submitted });
      if ("outcome" in submitted) return submitted;
      const { postSubmissionId, scheduledTime } = submitted.data;
      const evidence: JsonObject = scheduledTime === undefined ? {} : { scheduledTime };
      return { outcome: "accepted", vendorId: postSubmissionId, evidence };
    },
    check: ({ signal }) =>
      client.probe({
        path: "/v2/users/me/accounts",
        signal,
        answer: ConnectedAccounts,
        lane: "accounts",
        describe: ({ items }) => {
          const gone = ids.filter(id => !items.some(item => item.id === id));
          if (gone.length === 0)
            return `Blotato publishes for ${ids.length === 1 ? "1 account" : `${ids.length} accounts`}.`;
          return {
            isHealthy: false,
            message: `Blotato has no account ${gone.join(", ")}: correct BLOTATO_ACCOUNTS. It has ${describeItems(items)}.`,
          };
        },
      }),
  });
}

const variables = [
  {
    name: "BLOTATO_API_KEY",
    purpose: "The key from Blotato's settings.",
    findAt: "In Blotato under Settings, API.",
    example: "blt_example-key",
    isSecret: true,
  },
  {
    name: "BLOTATO_ACCOUNTS",
    purpose: "Which of Blotato's account numbers posts for which account, on which platform.",
    findAt: "In Blotato under Settings, Social accounts: each account shows its number.",
    example: "x @yourbrand=98432, linkedin yourbrand=98433",
    isSecret: false,
  },
  {
    name: "BLOTATO_TARGETS",
    purpose: "What some platforms want to be told besides, as JSON by platform, like a page or who may see a video.",
    example: '{"facebook":{"pageId":"123456789"},"tiktok":{"privacyLevel":"PUBLIC_TO_EVERYONE"}}',
    isSecret: false,
    isOptional: true,
  },
  {
    name: "BLOTATO_API_URL",
    purpose: `Another address of the interface, instead of ${USUAL_URL}.`,
    example: USUAL_URL,
    isSecret: false,
    isOptional: true,
  },
] as const;

export const blotatoFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Publishes on many platforms at once, at the time an agent has chosen.",
  limits: "What your Blotato plan allows, per platform.",
  capabilities,
  variables,
  create(environment, house) {
    const needed = readNeeded(environment, variables);
    if (needed === null) return null;
    return createBlotatoConnector({
      key: needed.BLOTATO_API_KEY,
      accounts: readAccounts(needed.BLOTATO_ACCOUNTS),
      targets: readTargets(readVariable(environment, "BLOTATO_TARGETS")),
      url: readAddress(environment, "BLOTATO_API_URL", USUAL_URL),
      house,
    });
  },
};

function readPlatform(effect: Effect): string {
  return PostPayload.parse(effect.payload).platform;
}

/** A video needs a title: the first line of what was approved, unless BLOTATO_TARGETS gives one. */
function readTitle(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, MAX_TITLE_LENGTH);
}

function describeItems(items: { id: string; platform: string }[]): string {
  return items.length === 0 ? "none" : items.map(({ id, platform }) => `${id} (${platform})`).join(", ");
}
