/** Owns e-mail by SendGrid's v3 interface: plain text as approved, links untouched, marked with the delivery it belongs to. */
import addressparser from "nodemailer/lib/addressparser";
import { z } from "zod";
import type { Clock } from "#lib/core/clock.ts";
import { refuseFields } from "#lib/core/fields.ts";
import {
  type Connector,
  type ConnectorFactory,
  defineConnector,
  type Effect,
  type House,
  type Refusal,
} from "#lib/kernel/connector.ts";
import type { Capability } from "#lib/kernel/effects.ts";
import { readAddress, readNeeded, readVariable } from "../environment.ts";
import { createHttpClient, readResetMs } from "../http-client.ts";
import { type Letter, writeLetter } from "../letter.ts";
import { checkEffect } from "../payload.ts";

const NAME = "sendgrid";
const TITLE = "SendGrid";
const USUAL_URL = "https://api.sendgrid.com";
const CALL_TIMEOUT_MS = 20_000;
const SEND_SCOPE = "mail.send";
const capabilities: readonly Capability[] = ["email"];

/** A message that was taken is answered with an empty body; its id is in the headers. */
const Taken = z.unknown();
const Scopes = z.object({ scopes: z.array(z.string()) });

export type SendgridOptions = {
  key: string;
  from: { name: string; address: string };
  /** The group whose unsubscribe link SendGrid adds; null adds none. */
  unsubscribeGroup: number | null;
  url: string;
  house: House;
  clock?: Clock;
};

export function createSendgridConnector({
  key,
  from,
  unsubscribeGroup,
  url,
  house,
  clock,
}: SendgridOptions): Connector {
  const client = createHttpClient({
    title: TITLE,
    baseUrl: url,
    addressVariable: "SENDGRID_API_URL",
    credentialVariables: ["SENDGRID_API_KEY"],
    secrets: [key],
    headers: { authorization: `Bearer ${key}` },
    timeoutMs: CALL_TIMEOUT_MS,
    clock,
    house,
    readWaitMs: ({ headers }, now) => readResetMs(headers, "x-ratelimit-reset", now),
  });
  const sender = from.name === "" ? { email: from.address } : { email: from.address, name: from.name };
  const additions =
    unsubscribeGroup === null
      ? []
      : [`Below the text SendGrid adds the unsubscribe link of its group ${unsubscribeGroup}.`];
  const compose = (effect: Effect): Letter | Refusal =>
    checkEffect(effect, capabilities) ?? writeLetter(effect, from, additions);
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `sendgrid:${from.address}`,
    label: from.address,
    isLocal: false,
    timeoutMs: CALL_TIMEOUT_MS,
    isIdempotent: false,
    compose,
    async execute(effect, { idempotencyKey, signal }) {
      const letter = compose(effect);
      if ("outcome" in letter) return letter;
      const { to, subject, text, reply_to: replyTo } = letter;
      const body = {
        personalizations: [{ to: [{ email: to }] }],
        from: sender,
        reply_to: replyTo === null ? undefined : { email: replyTo },
        subject,
        content: [{ type: "text/plain", value: text }],
        custom_args: { quarterdeck_delivery: idempotencyKey },
        asm: unsubscribeGroup === null ? undefined : { group_id: unsubscribeGroup },
        // What was approved is what arrives: SendGrid would otherwise rewrite the links.
        tracking_settings: { click_tracking: { enable: false, enable_text: false } },
      };
      const taken = await client.act({ method: "POST", path: "/v3/mail/send", body, signal, answer: Taken });
      if ("outcome" in taken) return taken;
      const messageId = taken.headers["x-message-id"];
      if (typeof messageId === "string" && messageId !== "") return { outcome: "accepted", vendorId: messageId };
      return client.judge({ end: "unreadable", status: 202, problem: "it gave no message id" });
    },
    check: ({ signal }) =>
      client.probe({
        path: "/v3/scopes",
        signal,
        answer: Scopes,
        lane: "scopes",
        describe: ({ scopes }) =>
          scopes.includes(SEND_SCOPE)
            ? `SendGrid is ready to send as ${from.address}.`
            : { isHealthy: false, message: "The key may not send: give SENDGRID_API_KEY the permission Mail Send." },
      }),
  });
}

const variables = [
  {
    name: "SENDGRID_API_KEY",
    purpose: "A key with the permission Mail Send.",
    findAt: "In SendGrid under Settings, API Keys: Create API Key, Restricted Access, Mail Send.",
    example: "SG.example-key",
    isSecret: true,
  },
  {
    name: "SENDGRID_FROM",
    purpose: "The sender people see; SendGrid must have verified it.",
    findAt: "In SendGrid under Settings, Sender Authentication.",
    example: "Ada Lovelace <ada@example.com>",
    isSecret: false,
  },
  {
    name: "SENDGRID_UNSUBSCRIBE_GROUP",
    purpose: "The number of the unsubscribe group whose link SendGrid adds; without it, none is added.",
    example: "12345",
    isSecret: false,
    isOptional: true,
  },
  {
    name: "SENDGRID_API_URL",
    purpose: `Another region, instead of ${USUAL_URL}.`,
    example: "https://api.eu.sendgrid.com",
    isSecret: false,
    isOptional: true,
  },
] as const;

export const sendgridFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Sends e-mail through SendGrid, and tells afterwards which arrived.",
  limits: "What your SendGrid plan allows; beyond it SendGrid says when it takes more.",
  capabilities,
  variables,
  create(environment, house) {
    const needed = readNeeded(environment, variables);
    if (needed === null) return null;
    const group = readVariable(environment, "SENDGRID_UNSUBSCRIBE_GROUP");
    if (group !== undefined && !/^[1-9]\d{0,8}$/.test(group)) {
      throw refuseFields([{ path: "SENDGRID_UNSUBSCRIBE_GROUP", message: "give the group's number, like 12345" }]);
    }
    return createSendgridConnector({
      key: needed.SENDGRID_API_KEY,
      from: readSender(needed.SENDGRID_FROM),
      unsubscribeGroup: group === undefined ? null : Number(group),
      url: readAddress(environment, "SENDGRID_API_URL", USUAL_URL),
      house,
    });
  },
};

function readSender(text: string): { name: string; address: string } {
  const senders = addressparser(text, { flatten: true });
  const [sender] = senders;
  if (senders.length !== 1 || sender === undefined || !z.email().safeParse(sender.address).success) {
    throw refuseFields([{ path: "SENDGRID_FROM", message: "give one sender, like Ada Lovelace <ada@example.com>" }]);
  }
  return { name: sender.name, address: sender.address };
}
