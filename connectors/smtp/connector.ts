/** Owns e-mail over SMTP: one connection per message, an outcome that never claims more than the server said. */
import MailComposer from "nodemailer/lib/mail-composer";
import { type Clock, systemClock } from "#lib/core/clock.ts";
import { refuseFields } from "#lib/core/fields.ts";
import { deriveId } from "#lib/core/ids.ts";
import type { JsonObject } from "#lib/core/json.ts";
import {
  type Connector,
  type ConnectorFactory,
  defineConnector,
  type Effect,
  type House,
  type Refusal,
} from "#lib/kernel/connector.ts";
import { type Capability, EmailPayload } from "#lib/kernel/effects.ts";
import { readVariable } from "../environment.ts";
import { type Letter, writeLetter } from "../letter.ts";
import { checkEffect } from "../payload.ts";
import { createAddressGuard, type Resolve } from "../public-address.ts";
import { converse, type SmtpTimeouts } from "./conversation.ts";
import { explainFailure, judgeFailure, nameServer } from "./outcome.ts";
import { readSmtpSettings, type SmtpSettings } from "./settings.ts";

const NAME = "smtp";
const TITLE = "E-mail (SMTP)";
const capabilities: readonly Capability[] = ["email"];
const defaultTimeouts: SmtpTimeouts = { connectMs: 10_000, greetingMs: 10_000, socketMs: 20_000 };

/** A connector to one mail server. Throws an AppError that names SMTP_URL or SMTP_FROM when one of them cannot work. */
export function createSmtpConnector(options: {
  url: string;
  from: string;
  house: House;
  resolve?: Resolve;
  timeouts?: Partial<SmtpTimeouts>;
  clock?: Clock;
}): Connector {
  const settings = readSmtpSettings(options);
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const clock = options.clock ?? systemClock;
  const guard = createAddressGuard(options.house, options.resolve);
  const timeoutMs = timeouts.connectMs + timeouts.greetingMs + timeouts.socketMs;
  const compose = (effect: Effect): Letter | Refusal =>
    checkEffect(effect, capabilities) ?? checkSubject(effect.payload) ?? writeLetter(effect, settings.from);
  const limit = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return defineConnector({
    name: NAME,
    title: TITLE,
    capabilities,
    account: `smtp:${settings.from.address} via ${nameServer(settings)}`,
    label: `${settings.from.address} via ${settings.host}`,
    isLocal: false,
    timeoutMs,
    isIdempotent: false,
    compose,
    async execute(effect, { idempotencyKey, signal }) {
      const letter = compose(effect);
      if ("outcome" in letter) return letter;
      const messageId = deriveMessageId(idempotencyKey, settings);
      const bytes = await composeMessage(settings, {
        letter,
        messageId,
        idempotencyKey,
        sentAt: clock.now(),
      });
      const mail = { recipient: effect.recipient, bytes };
      const end = await converse(settings, { mail, guard, timeouts, signal: limit(signal) });
      if (end.end === "failed") return judgeFailure(end.failure, settings, clock.now());
      const evidence: JsonObject = { messageId, response: end.response, server: nameServer(settings) };
      if (end.serverMessageId !== null) evidence.serverMessageId = end.serverMessageId;
      return { outcome: "accepted", vendorId: messageId, evidence };
    },
    async check({ signal }) {
      const end = await converse(settings, { mail: null, guard, timeouts, signal: limit(signal) });
      if (end.end === "done") return { isHealthy: true, message: `${nameServer(settings)} is ready to send.` };
      const { reason, fix } = explainFailure(end.failure, settings);
      return { isHealthy: false, message: `${reason} ${fix.replace("Nothing was sent. ", "")}` };
    },
  });
}

export const smtpFactory: ConnectorFactory = {
  name: NAME,
  title: TITLE,
  about: "Sends e-mail through the mail server you have already, in your own name.",
  limits: "Your provider decides how many mails a day it takes; what it refuses for now is tried again.",
  capabilities,
  variables: [
    {
      name: "SMTP_URL",
      purpose: "The mail server, with the user name and password your provider gave you.",
      findAt: `In your mail provider's help under "SMTP": server, port, user name and password, written as one address. Many want an app password.`,
      example: "smtps://user:password@mail.example.com:465",
      isSecret: true,
    },
    {
      name: "SMTP_FROM",
      purpose: "The sender people see.",
      findAt: "An address of your own that this mail server may send for.",
      example: "Ada Lovelace <ada@example.com>",
      isSecret: false,
    },
  ],
  create(environment, house) {
    const url = readVariable(environment, "SMTP_URL");
    const from = readVariable(environment, "SMTP_FROM");
    if (url === undefined && from === undefined) return null;
    if (url === undefined)
      throw refuseFields([{ path: "SMTP_URL", message: "set the mail server, or remove SMTP_FROM" }]);
    if (from === undefined) throw refuseFields([{ path: "SMTP_FROM", message: "set the sender, or remove SMTP_URL" }]);
    return createSmtpConnector({ url, from, house });
  },
};

/** The same key gives the same Message-ID, by which a receiving server can drop a second copy. */
function deriveMessageId(idempotencyKey: string, settings: SmtpSettings): string {
  const domain = settings.from.address.slice(settings.from.address.lastIndexOf("@") + 1);
  return `<${deriveId("email", idempotencyKey)}@${domain}>`;
}

/** A line break in a subject would be read as another header, or leave as something else than was approved. */
function checkSubject(payload: unknown): Refusal | null {
  const { subject } = EmailPayload.parse(payload);
  if (!/\p{Cc}/u.test(subject)) return null;
  return {
    outcome: "refused",
    reason: "The subject contains a line break or a control character.",
    fix: "Write the subject on one line and approve it again.",
  };
}

function composeMessage(
  settings: SmtpSettings,
  message: { letter: Letter; messageId: string; idempotencyKey: string; sentAt: Date },
): Promise<Buffer> {
  const { to, subject, text, reply_to: replyTo } = message.letter;
  return new MailComposer({
    from: settings.from,
    to: { name: "", address: to },
    replyTo: replyTo ?? undefined,
    subject,
    text,
    messageId: message.messageId,
    date: message.sentAt,
    headers: { "X-Quarterdeck-Delivery": message.idempotencyKey },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
