/**
 * Owns who may see the run browser: sessions in memory, opened by a ticket that is good once, and the checks that keep
 * other web pages and other hosts' names out. Everything ends with the process.
 */
import { createHash, randomBytes } from "node:crypto";
import type http from "node:http";
import { isSameSecret } from "../signature.ts";
import { readTicket } from "./ticket.ts";

const sessionLifeMs = 12 * 3_600_000;
const maxSessions = 50;
const cookieName = "quarterdeck_runs";

export interface Session {
  /** Goes into every form and must come back with it. */
  formToken: string;
  expiresMs: number;
}

export class Sessions {
  readonly #signingKey: string;
  readonly #startedMs: number;
  #sessions = new Map<string, Session>();
  #usedNonces = new Map<string, number>();

  constructor(signingKey: string, startedMs: number = Date.now()) {
    this.#signingKey = signingKey;
    this.#startedMs = startedMs;
  }

  /** Opens a session for a ticket and returns its cookie; undefined when the ticket is not good, or was used before. */
  enter(ticketText: string, nowMs: number = Date.now()): string | undefined {
    for (const [nonce, expiresMs] of this.#usedNonces) if (expiresMs <= nowMs) this.#usedNonces.delete(nonce);
    const ticket = readTicket(ticketText, this.#signingKey, nowMs);
    // What was made before this process began could have been used before it, which nobody remembers.
    if (!ticket || ticket.createdMs < this.#startedMs || this.#usedNonces.has(ticket.nonce)) return undefined;
    this.#usedNonces.set(ticket.nonce, ticket.expiresMs);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= maxSessions && oldest !== undefined) this.#sessions.delete(oldest);
    const secret = randomBytes(32).toString("base64url");
    this.#sessions.set(hash(secret), {
      formToken: randomBytes(24).toString("base64url"),
      expiresMs: nowMs + sessionLifeMs,
    });
    return `${cookieName}=${secret}; Path=/runs; HttpOnly; SameSite=Strict; Max-Age=${sessionLifeMs / 1000}`;
  }

  find(request: http.IncomingMessage, nowMs: number = Date.now()): Session | undefined {
    const key = hash(readCookie(request));
    const session = this.#sessions.get(key);
    if (session && session.expiresMs > nowMs) return session;
    this.#sessions.delete(key);
    return undefined;
  }

  /** Ends a session; returns the cookie that takes it from the browser. */
  leave(request: http.IncomingMessage): string {
    this.#sessions.delete(hash(readCookie(request)));
    return `${cookieName}=; Path=/runs; HttpOnly; SameSite=Strict; Max-Age=0`;
  }
}

function readCookie(request: http.IncomingMessage): string {
  const cookies = (request.headers.cookie ?? "").split(";").map(cookie => cookie.trim());
  return cookies.find(cookie => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1) ?? "";
}

/** The map's key, so that a look-up tells nothing about the secret by its duration. */
function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Whether the address that the browser was told is this machine; a page that rebinds its own name to it has another. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host ?? "");
}

/** Whether a form was sent by one of our own pages. */
export function isOwnForm(request: http.IncomingMessage, form: URLSearchParams, session: Session): boolean {
  const { origin, host, "sec-fetch-site": site } = request.headers;
  if (origin === undefined && site === undefined) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  if (site !== undefined && site !== "same-origin") return false;
  return isSameSecret(form.get("token") ?? "", session.formToken);
}
