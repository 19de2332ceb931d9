/** Owns the proof that a call comes from who it says: signatures and tokens, compared in constant time. Reads nothing of what is said. */
import { createHash, createPublicKey, type KeyObject, randomBytes, timingSafeEqual, verify } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { AppError } from "#lib/core/errors.ts";

export const sourceKinds = ["standard", "sendgrid", "telegram"] as const;
export type SourceKind = (typeof sourceKinds)[number];

export type Call = {
  headers: Headers;
  /** The body as it was received: what was signed. */
  body: string;
  now: Date;
};

/** How far a Standard Webhooks timestamp may be from our clock, in seconds, as the specification recommends. */
const standardToleranceSeconds = 300;
/** SendGrid repeats a call it could not deliver for 24 hours; what it repeats is recognised by its event ids. */
const sendgridToleranceSeconds = 25 * 3_600;
/** The most signatures one call is checked against. */
const maxSignatures = 10;

/**
 * Proves a call by any of the secrets that are valid now. Returns the sender's own id for it where the proof covers one.
 * Throws `unauthenticated` with what is wrong, never with what would have been right.
 */
export function proveCall(kind: SourceKind, secrets: readonly string[], call: Call): { id: string | null } {
  if (kind === "standard") return proveStandard(secrets, call);
  if (kind === "sendgrid") return proveSendgrid(secrets, call);
  return proveTelegram(secrets, call);
}

/** Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, base64, one or more in `webhook-signature`. */
function proveStandard(secrets: readonly string[], { headers, body, now }: Call): { id: string } {
  const id = requireHeader(headers, "webhook-id");
  if (!/^[\x21-\x7e]{1,255}$/.test(id)) throw refuse("webhook-id must be 1 to 255 visible ASCII characters");
  const seconds = requireFresh(requireHeader(headers, "webhook-timestamp"), now, standardToleranceSeconds);
  const given = requireHeader(headers, "webhook-signature").split(" ").slice(0, maxSignatures);
  const isProved = secrets.some(secret => {
    const expected = new Webhook(secret).sign(id, new Date(seconds * 1_000), body);
    return given.some(signature => isSame(signature, expected));
  });
  if (!isProved) throw refuse("webhook-signature is not of this body by this source's secret");
  return { id };
}

/** SendGrid's signed event webhook: ECDSA with P-256 and SHA-256 over the timestamp and the raw body. */
function proveSendgrid(secrets: readonly string[], { headers, body, now }: Call): { id: null } {
  const timestamp = requireHeader(headers, "x-twilio-email-event-webhook-timestamp");
  requireFresh(timestamp, now, sendgridToleranceSeconds);
  const signature = Buffer.from(requireHeader(headers, "x-twilio-email-event-webhook-signature"), "base64");
  const isProved = secrets.some(secret =>
    verify("sha256", Buffer.from(timestamp + body), readPublicKey(secret), signature),
  );
  if (!isProved) throw refuse("the signature is not of this body by this source's verification key");
  return { id: null };
}

/** Telegram sends back the token that it was given with setWebhook. */
function proveTelegram(secrets: readonly string[], { headers }: Call): { id: null } {
  const token = requireHeader(headers, "x-telegram-bot-api-secret-token");
  if (!secrets.some(secret => isSame(token, secret))) throw refuse("the secret token is not this source's");
  return { id: null };
}

/** A P-256 verification key as SendGrid shows it: base64 of its DER form. Throws an Error when it is something else. */
export function readPublicKey(text: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
  if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") throw new Error("not a P-256 key");
  return key;
}

/** A new secret of the kind that we choose ourselves. */
export function createSecret(kind: Exclude<SourceKind, "sendgrid">): string {
  return kind === "standard" ? `whsec_${randomBytes(32).toString("base64")}` : randomBytes(32).toString("base64url");
}

function requireHeader(headers: Headers, name: string): string {
  const value = headers.get(name)?.trim() ?? "";
  if (value === "") throw refuse(`the header ${name} is missing`);
  if (value.length > 4_096) throw refuse(`the header ${name} is too long`);
  return value;
}

function requireFresh(timestamp: string, now: Date, toleranceSeconds: number): number {
  if (!/^\d{1,12}$/.test(timestamp)) throw refuse("the timestamp is not seconds since 1970");
  const seconds = Number(timestamp);
  const ageSeconds = Math.floor(now.getTime() / 1_000) - seconds;
  if (ageSeconds > toleranceSeconds) throw refuse("the timestamp is too old: sign each attempt anew");
  if (ageSeconds < -standardToleranceSeconds) throw refuse("the timestamp is in the future: check the sender's clock");
  return seconds;
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function refuse(reason: string): AppError {
  return new AppError("unauthenticated", reason);
}
