/** Owns the tickets that let a person into the run browser: short-lived, signed with a key that derives from the signing key. */
import { createHmac, randomBytes } from "node:crypto";
import { isSameSecret } from "../signature.ts";

export const ticketLifeMs = 60_000;

export interface Ticket {
  nonce: string;
  createdMs: number;
  expiresMs: number;
}

/** A ticket for whoever knows the signing key. */
export function createTicket(signingKey: string, nowMs: number = Date.now()): string {
  const content = `${nowMs + ticketLifeMs}.${randomBytes(16).toString("base64url")}`;
  return `${content}.${sign(content, signingKey)}`;
}

/** What a ticket says, or undefined when it is forged, malformed or past its time. Whether it was used before is the caller's to know. */
export function readTicket(text: string, signingKey: string, nowMs: number = Date.now()): Ticket | undefined {
  const [expires = "", nonce = "", signature = "", ...rest] = text.split(".");
  if (rest.length > 0 || !isSameSecret(signature, sign(`${expires}.${nonce}`, signingKey))) return undefined;
  const expiresMs = Number(expires);
  if (!(expiresMs > nowMs && expiresMs <= nowMs + ticketLifeMs)) return undefined;
  return { nonce, createdMs: expiresMs - ticketLifeMs, expiresMs };
}

function sign(content: string, signingKey: string): string {
  const key = createHmac("sha256", signingKey).update("ticket of the run browser").digest();
  return createHmac("sha256", key).update(content).digest("base64url");
}
