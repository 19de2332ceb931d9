import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { createSecret, proveCall, readPublicKey, type SourceKind } from "./proof.ts";

const now = new Date("2026-11-20T12:00:00Z");
const seconds = Math.floor(now.getTime() / 1_000);
const body = '{"type":"lead.created","data":{"name":"Zoë"}}';

function isRefused(kind: SourceKind, secrets: string[], headers: Record<string, string>, text = body): string {
  try {
    proveCall(kind, secrets, { headers: new Headers(headers), body: text, now });
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return error.message;
    throw error;
  }
  return "accepted";
}

describe("A Standard Webhooks signature", () => {
  const secret = createSecret("standard");
  const signed = (by = secret, at = seconds, id = "msg_1", text = body) => ({
    "webhook-id": id,
    "webhook-timestamp": String(at),
    "webhook-signature": new Webhook(by).sign(id, new Date(at * 1_000), text),
  });

  it("made by the reference library proves a call and its id", () => {
    expect(proveCall("standard", [secret], { headers: new Headers(signed()), body, now })).toEqual({ id: "msg_1" });
  });

  it("is found among several, of other keys and other versions", () => {
    const { "webhook-signature": right, ...rest } = signed();
    const other = signed(createSecret("standard"))["webhook-signature"];
    const several = { ...rest, "webhook-signature": `v1a,${"A".repeat(80)} ${other} ${right}` };
    expect(isRefused("standard", [secret], several)).toBe("accepted");
  });

  it("by the secret before the rotation is good while that secret is given", () => {
    const next = createSecret("standard");
    expect(isRefused("standard", [next, secret], signed())).toBe("accepted");
    expect(isRefused("standard", [next], signed())).toContain("webhook-signature");
  });

  it("is refused for another body, id or time than was signed", () => {
    expect(isRefused("standard", [secret], signed(), body.replace("Zoë", "Zoe"))).toContain("webhook-signature");
    expect(isRefused("standard", [secret], { ...signed(), "webhook-id": "msg_2" })).toContain("webhook-signature");
    expect(isRefused("standard", [secret], { ...signed(), "webhook-timestamp": String(seconds - 1) })).toContain(
      "webhook-signature",
    );
  });

  it("counts for 300 seconds in both directions and no longer", () => {
    expect(isRefused("standard", [secret], signed(secret, seconds - 300))).toBe("accepted");
    expect(isRefused("standard", [secret], signed(secret, seconds + 300))).toBe("accepted");
    expect(isRefused("standard", [secret], signed(secret, seconds - 301))).toContain("too old");
    expect(isRefused("standard", [secret], signed(secret, seconds + 301))).toContain("future");
    expect(isRefused("standard", [secret], { ...signed(), "webhook-timestamp": `${seconds}x` })).toContain("timestamp");
  });

  it("is refused when a header is missing, and never says what would have been right", () => {
    for (const name of Object.keys(signed())) {
      const headers = Object.fromEntries(Object.entries(signed()).filter(([key]) => key !== name));
      expect(isRefused("standard", [secret], headers)).toContain(name);
    }
    const { "webhook-signature": right } = signed();
    const message = isRefused("standard", [secret], { ...signed(), "webhook-signature": "v1,wrong" });
    expect(message).not.toContain(right.slice(3));
  });
});

describe("SendGrid's signature", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const signed = (at = seconds, text = body, by = privateKey) => ({
    "x-twilio-email-event-webhook-timestamp": String(at),
    "x-twilio-email-event-webhook-signature": sign("sha256", Buffer.from(`${at}${text}`), by).toString("base64"),
  });

  it("over timestamp and body proves a call, also one that is repeated hours later", () => {
    expect(isRefused("sendgrid", [key], signed())).toBe("accepted");
    expect(isRefused("sendgrid", [key], signed(seconds - 24 * 3_600))).toBe("accepted");
  });

  it("is refused for another body, another key, nonsense, and after more than a day", () => {
    const stranger = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
    expect(isRefused("sendgrid", [key], signed(), `${body} `)).toContain("signature");
    expect(isRefused("sendgrid", [key], signed(seconds, body, stranger))).toContain("signature");
    expect(isRefused("sendgrid", [key], { ...signed(), "x-twilio-email-event-webhook-signature": "AAAA" })).toContain(
      "signature",
    );
    expect(isRefused("sendgrid", [key], signed(seconds - 26 * 3_600))).toContain("too old");
  });

  it("needs a key on the curve that SendGrid uses", () => {
    const other = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).publicKey;
    expect(() => readPublicKey(other.export({ format: "der", type: "spki" }).toString("base64"))).toThrow();
    expect(() => readPublicKey(createHash("sha256").digest("base64"))).toThrow();
  });
});

describe("Telegram's token", () => {
  it("proves a call when it is the one that was given, and not otherwise", () => {
    const token = createSecret("telegram");
    expect(token).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    const name = "x-telegram-bot-api-secret-token";
    expect(isRefused("telegram", [token], { [name]: token })).toBe("accepted");
    expect(isRefused("telegram", [token], { [name]: `${token}a` })).toContain("token");
    expect(isRefused("telegram", [token], {})).toContain("missing");
  });
});
