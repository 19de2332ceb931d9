/**
 * Owns the handing over of posts and chat messages to a web address of the workspace's own, signed by Standard Webhooks. Calls
 * public addresses only, follows no redirect, and promises nothing about what the receiver makes of a repetition.
 */
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { type Clock, systemClock } from "#lib/core/clock.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { type Connector, type ConnectorFactory, defineConnector, type House } from "#lib/kernel/connector.ts";
import { type Capability, findEffect } from "#lib/kernel/effects.ts";
import { readNeeded } from "../environment.ts";
import { createHttpClient } from "../http-client.ts";
import { checkEffect } from "../payload.ts";
import type { Resolve } from "../public-address.ts";

const NAME = "webhook-out";
const TITLE = "Webhook";
const CALL_TIMEOUT_MS = 20_000;
const TEST_TYPE = "connection.test";
const capabilities: readonly Capability[] = ["chat-alert", "post"];

/** What a receiver answers with is its own affair: any 2xx means that it took the message. */
const Taken = z.unknown();

export type WebhookOutOptions = {
  url: URL;
  secret: string;
  house: House;
  clock?: Clock;
  resolve?: Resolve;
};

export function createWebhookOutConnector(options: WebhookOutOptions): Connector {
  const { url, secret, house, clock = systemClock } = options;
  const webhook = new Webhook(secret);
  const client = createHttpClient({
    title: url.host,
    baseUrl: url.origin,
    addressVariable: "WEBHOOK_OUT_URL",
    credentialVariables: ["WEBHOOK_OUT_SECRET"],
    secrets: [secret, secret.replace(/^whsec_/, ""), url.search.slice(1)],
    timeoutMs: CALL_TIMEOUT_MS,
    clock,
    house,
    resolve: options.resolve,
  });
  const compose = (id: string, message: { type: string; data: object }) => {
    const now = clock.now();
    const body = JSON.stringify({ type: message.type, timestamp: now.toISOString(), data: message.data });
    return {
      method: "POST",
      path: `${url.pathname}${url.search}`,
      body,
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
        "webhook-signature": webhook.sign(id, now, body),
      },
      answer: Taken,
    };
  };
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `webhook-out:${url.origin}${url.pathname}`,
    label: `${url.host}${url.pathname.replace(/\/$/, "")}`,
    isLocal: false,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: false,
    async execute(effect, { idempotencyKey, signal }) {
      const refusal = checkEffect(effect, capabilities);
      if (refusal !== null) return refusal;
      const payload = findEffect(effect.kind)?.payload.parse(effect.payload);
      const call = compose(idempotencyKey, { type: effect.kind, data: { recipient: effect.recipient, payload } });
      const taken = await client.act({ ...call, signal });
      if ("outcome" in taken) return taken;
      return { outcome: "accepted", vendorId: idempotencyKey, evidence: { receiver: url.host } };
    },
    // The only way to learn whether the receiver accepts the signature is a message; its type says that it means nothing.
    check({ signal }) {
      const call = compose(`test_${clock.now().getTime()}`, { type: TEST_TYPE, data: {} });
      return client.probe({
        ...call,
        signal,
        describe: () => `${url.host} took a signed test message.`,
      });
    },
  });
}

const variables = [
  {
    name: "WEBHOOK_OUT_URL",
    purpose: "The web address that takes what was approved.",
    findAt: "The address at which your own program listens.",
    example: "https://hooks.example.com/quarterdeck",
    isSecret: false,
  },
  {
    name: "WEBHOOK_OUT_SECRET",
    purpose: "The secret with which each message is signed (Standard Webhooks), known to the receiver too.",
    findAt: "Make one up with: echo whsec_$(openssl rand -base64 32), and give the same to the receiver.",
    example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    isSecret: true,
  },
] as const;

export const webhookOutFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Hands what was approved to a program of your own, signed, as it happens.",
  capabilities,
  variables,
  create(environment, house) {
    const needed = readNeeded(environment, variables);
    if (needed === null) return null;
    const url = readReceiver(needed.WEBHOOK_OUT_URL);
    const secret = needed.WEBHOOK_OUT_SECRET;
    if (!/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(secret)) {
      const message = "give whsec_ and 24 to 64 random bytes as base64, like the one that the receiver shows";
      throw refuseFields([{ path: "WEBHOOK_OUT_SECRET", message }]);
    }
    return createWebhookOutConnector({ url, secret, house });
  },
};

/** Whether it may be called is decided with each call, since a name can lead elsewhere by then. */
function readReceiver(text: string): URL {
  const url = URL.parse(text);
  const refuse = (message: string) => refuseFields([{ path: "WEBHOOK_OUT_URL", message }]);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw refuse("write it like https://hooks.example.com/quarterdeck");
  if (url.username !== "" || url.password !== "") throw refuse("leave out user name and password: messages are signed");
  return url;
}
