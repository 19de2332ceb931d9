/** Owns posts on X by its v2 interface, in the name of one account, and the numbers they reached. Publishes text, and at once. */
import { z } from "zod";
import { type Clock, systemClock } from "#lib/core/clock.ts";
import { refuseFields } from "#lib/core/fields.ts";
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
import { readAddress, readNeeded } from "../environment.ts";
import { buildUrl, type Call, createHttpClient, readResetMs } from "../http-client.ts";
import { checkEffect } from "../payload.ts";
import { createMetricsReader } from "./metrics.ts";
import { type OauthKeys, signCall } from "./oauth.ts";

const NAME = "x";
const TITLE = "X";
const USUAL_URL = "https://api.x.com";
const CALL_TIMEOUT_MS = 20_000;
const capabilities: readonly Capability[] = ["post"];

const Created = z.object({ data: z.object({ id: z.string().regex(/^\d{1,19}$/) }) });
const Me = z.object({ data: z.object({ id: z.string(), username: z.string() }) });

export type XOptions = {
  keys: OauthKeys;
  /** The account that posts, without "@". */
  account: string;
  url: string;
  house: House;
  clock?: Clock;
};

export function createXConnector({ keys, account, url, house, clock = systemClock }: XOptions): Connector {
  const client = createHttpClient({
    title: TITLE,
    baseUrl: url,
    addressVariable: "X_API_URL",
    credentialVariables: ["X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET"],
    secrets: [keys.apiSecret, keys.accessSecret, keys.apiKey, keys.accessToken],
    timeoutMs: CALL_TIMEOUT_MS,
    clock,
    house,
    // A day's allowance is counted apart from the quarter of an hour's; the one that is used up ends last.
    readWaitMs({ headers }, now) {
      const windows = ["x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour"]
        .filter(window => headers[`${window}-remaining`] === "0")
        .map(window => readResetMs(headers, `${window}-reset`, now) ?? 0);
      return windows.length > 0 ? Math.max(...windows) : readResetMs(headers, "x-rate-limit-reset", now);
    },
  });
  const sign = <C extends Call>(call: C): C => {
    const method = call.method ?? "GET";
    return {
      ...call,
      headers: { authorization: signCall({ method, url: buildUrl(url, call), now: clock.now() }, keys) },
    };
  };
  const compose = (effect: Effect): Extract<Leaving, { format: "post" }> | Refusal => {
    const refusal = checkEffect(effect, capabilities) ?? checkPost(effect, account);
    if (refusal !== null) return refusal;
    const { text } = PostPayload.parse(effect.payload);
    const bare = { title: null, media_urls: [], publish_at: null };
    return { format: "post", account: `@${account}`, platform: "x", text, ...bare };
  };
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `x:@${account}`,
    label: `@${account}`,
    isLocal: false,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: false,
    compose,
    async execute(effect, { signal }) {
      const post = compose(effect);
      if ("outcome" in post) return post;
      const { text } = post;
      const call = { method: "POST", path: "/2/tweets", body: { text }, signal, lane: "post", answer: Created };
      const created = await client.act(sign(call));
      if ("outcome" in created) return created;
      const { id } = created.data.data;
      return { outcome: "accepted", vendorId: id, evidence: { url: `https://x.com/${account}/status/${id}` } };
    },
    chargesForReading: ["post"],
    reads: { post: createMetricsReader(call => client.read(sign({ ...call, lane: "metrics" }))) },
    check: ({ signal }) =>
      client.probe({
        ...sign({ path: "/2/users/me", signal, lane: "me" }),
        answer: Me,
        describe: ({ data }) =>
          data.username.toLowerCase() === account.toLowerCase()
            ? `X lets @${data.username} post.`
            : { isHealthy: false, message: `The tokens belong to @${data.username}: correct X_ACCOUNT or the tokens.` },
      }),
  });
}

const variables = [
  {
    name: "X_ACCOUNT",
    purpose: "The account that posts.",
    findAt: "The handle on the account's profile.",
    example: "@yourbrand",
    isSecret: false,
  },
  {
    name: "X_API_KEY",
    purpose: "The app's API key (consumer key).",
    findAt: "In X's developer portal: your app, Keys and tokens, Consumer keys.",
    example: "xvz1evFS4wEEPTGEFPHBog",
    isSecret: true,
  },
  {
    name: "X_API_SECRET",
    purpose: "The app's API key secret.",
    findAt: "Shown once beside the API key; regenerate both if it is lost.",
    example: "L8qq9PZyRg6ieKGEKhZolGC0vJWLw8iEJ88DRdyOg",
    isSecret: true,
  },
  {
    name: "X_ACCESS_TOKEN",
    purpose: "The account's access token for that app, with read and write permission.",
    findAt: "On the same page under Authentication tokens. Set the app to read and write before you make it.",
    example: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    isSecret: true,
  },
  {
    name: "X_ACCESS_SECRET",
    purpose: "The secret of that access token.",
    findAt: "Shown once beside the access token.",
    example: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    isSecret: true,
  },
  {
    name: "X_API_URL",
    purpose: `Another address of the interface, instead of ${USUAL_URL}.`,
    example: USUAL_URL,
    isSecret: false,
    isOptional: true,
  },
] as const;

export const xFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Publishes posts on X in the name of one account, and reads what they reached.",
  limits: "X counts posts per account and month; text only.",
  capabilities,
  variables,
  create(environment, house) {
    const needed = readNeeded(environment, variables);
    if (needed === null) return null;
    const account = dropAt(needed.X_ACCOUNT);
    if (!/^\w{1,15}$/.test(account)) {
      throw refuseFields([{ path: "X_ACCOUNT", message: "give the account's handle, like @yourbrand" }]);
    }
    return createXConnector({
      account,
      keys: {
        apiKey: needed.X_API_KEY,
        apiSecret: needed.X_API_SECRET,
        accessToken: needed.X_ACCESS_TOKEN,
        accessSecret: needed.X_ACCESS_SECRET,
      },
      url: readAddress(environment, "X_API_URL", USUAL_URL),
      house,
    });
  },
};

/** What X or this connection cannot do is refused before X is asked, rather than done in part. */
function checkPost({ recipient, payload }: { recipient: string; payload: unknown }, account: string): Refusal | null {
  const { platform, mediaUrls, scheduledAt } = PostPayload.parse(payload);
  const refuse = (reason: string, fix: string): Refusal => ({ outcome: "refused", reason, fix });
  if (platform !== "x" && platform !== "twitter") {
    return refuse(`X cannot publish on ${platform}.`, `Choose a connection that publishes on ${platform}.`);
  }
  if (dropAt(recipient).toLowerCase() !== account.toLowerCase()) {
    return refuse(`This connection posts as @${account}.`, `Post as @${account}, or connect the account ${recipient}.`);
  }
  if (mediaUrls.length > 0) {
    return refuse("This connection to X publishes text only.", "Leave the files out, or choose another connection.");
  }
  if (scheduledAt !== undefined) {
    return refuse("X publishes at once and keeps no schedule.", "Leave the time out, or choose another connection.");
  }
  return null;
}

function dropAt(handle: string): string {
  return handle.trim().replace(/^@/, "");
}
