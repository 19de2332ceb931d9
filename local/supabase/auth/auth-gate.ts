/** Stands before the library's auth API: limits attempts, tells nobody which addresses have an account, and adds what the library lacks. */
import { randomUUID } from "node:crypto";
import bcrypt from "bcryptjs";
import pg from "pg";
import type { GatewaySettings } from "../environment.ts";
import type { MailQueue } from "../mail/queue.ts";
import { AdminApi } from "./admin.ts";
import { Attempts } from "./attempts.ts";
import { AuthRefusal, answerJson, refuseAuth } from "./auth-error.ts";
import { EmailChange, readEmail } from "./email-change.ts";
import { MailFlow, makeTicket } from "./mail-flow.ts";
import { type PasswordThread, startPasswordThread } from "./password-thread.ts";
import { readClaims, Sessions } from "./sessions.ts";
import { tidyAuth } from "./tidying.ts";
import { Turns } from "./turns.ts";
import { type Ask, describeNewcomer, describeUser, endSessions, findUser } from "./users.ts";
import { Verification } from "./verification.ts";

const MINUTE_MS = 60_000;
const TIDY_INTERVAL_MS = 15 * MINUTE_MS;
/** An answer about an address takes at least this long, whether there is an account or not. */
const EVEN_ANSWER_MS = 250;
const OVERRUN_SECONDS = 10;

/** The library's own shape; it answers anything else as a malformed request. */
const REFRESH_TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Body = Record<string, unknown>;
type Library = (request: Request) => Promise<Response>;

export type AuthGateOptions = {
  settings: GatewaySettings;
  queue: MailQueue;
  externalUrl: () => string;
};

export class AuthGate {
  readonly #settings: GatewaySettings;
  readonly #pool: pg.Pool;
  readonly #mails: MailFlow;
  readonly #sessions: Sessions;
  readonly #verification: Verification;
  readonly #emailChange: EmailChange;
  readonly #admin: AdminApi;
  readonly #failedSignIns = new Attempts(10, 5 * MINUTE_MS);
  readonly #failedCodes = new Attempts(10, 15 * MINUTE_MS);
  readonly #mailsByMinute = new Attempts(1, MINUTE_MS);
  readonly #mailsByHour = new Attempts(10, 60 * MINUTE_MS);
  /** One refresh of a token, one guess about an address at a time: the next sees what came of it. */
  readonly #turns = new Turns();
  readonly #tidying: NodeJS.Timeout;
  readonly #passwords: PasswordThread = startPasswordThread();
  #library: Library = () => Promise.reject(new Error("the auth library is not connected"));
  /** Compared with when there is no account, so that the answer takes as long. Made at the first need. */
  #nobodysHash: Promise<string> | undefined;

  constructor({ settings, queue, externalUrl }: AuthGateOptions) {
    this.#settings = settings;
    this.#pool = new pg.Pool({ connectionString: settings.databaseUrl, max: 3, idleTimeoutMillis: 60_000 });
    this.#pool.on("error", error => console.error("auth: a database connection was lost:", error.message));
    const db: Ask = this.#pool;
    this.#mails = new MailFlow({ db, externalUrl, siteUrl: settings.siteUrl, accept: mail => queue.accept(mail) });
    const callLibrary = (path: string, body: unknown) => this.#call("POST", path, body);
    this.#sessions = new Sessions({ db, jwtSecret: settings.jwtSecret, externalUrl, callLibrary });
    this.#emailChange = new EmailChange(db, this.#mails);
    this.#verification = new Verification({
      db,
      mails: this.#mails,
      sessions: this.#sessions,
      emailChange: this.#emailChange,
      callLibrary,
    });
    this.#admin = new AdminApi(db, this.#mails);
    this.#tidying = setInterval(() => {
      tidyAuth(db).catch(error => console.error("auth: tidying failed and will be tried again:", error));
    }, TIDY_INTERVAL_MS);
    this.#tidying.unref();
  }

  /** What the library sends its mails with. */
  get driver(): MailFlow {
    return this.#mails;
  }

  connect(library: Library): void {
    this.#library = library;
  }

  async close(): Promise<void> {
    clearInterval(this.#tidying);
    await this.#passwords.close();
    await this.#pool.end();
  }

  /** Answers a request to /auth/v1; what it does not know goes on to the library. */
  async handle(request: Request, isService: (request: Request) => boolean): Promise<Response> {
    try {
      return await this.#route(request, isService);
    } catch (error) {
      if (error instanceof AuthRefusal) return error.toResponse();
      throw error;
    }
  }

  async #route(request: Request, isService: (request: Request) => boolean): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/auth\/v1/, "");
    const { method } = request;
    if (method === "GET" && path === "/verify") return this.#verification.follow(url.searchParams);
    if (method !== "POST" && method !== "PUT" && !path.startsWith("/admin/")) return this.#library(request);
    const body = await readBody(request.clone());
    if (path.startsWith("/admin/") || path === "/invite") {
      if (!isService(request)) throw refuseAuth.notAdmin();
      const wish = { redirectTo: readRedirect(url, body), codeChallenge: null, codeChallengeMethod: null };
      const answer = await this.#mails.during(wish, () => this.#admin.answer(method, path, url.searchParams, body));
      return answer ?? this.#library(request);
    }
    const wish = {
      redirectTo: readRedirect(url, body),
      codeChallenge: readText(body.code_challenge),
      codeChallengeMethod: readText(body.code_challenge_method),
    };
    return this.#mails.during(wish, () => this.#routeByPath(request, method, path, url, body));
  }

  async #routeByPath(request: Request, method: string, path: string, url: URL, body: Body): Promise<Response> {
    if (body.password !== undefined && this.#passwords.isOverrun()) throw refuseAuth.tooMany(OVERRUN_SECONDS);
    if (method === "PUT") return path === "/user" ? this.#changeUser(request, body) : this.#library(request);
    switch (path) {
      case "/token":
        return this.#token(request, url.searchParams.get("grant_type") ?? "", body);
      case "/signup":
        return this.#signUp(request, body);
      case "/otp":
      case "/magiclink":
      case "/recover":
      case "/resend":
        return takeEvenly(() => this.#mail(request, path, body));
      case "/verify":
        return this.#verify(body);
      default:
        return this.#library(request);
    }
  }

  async #token(request: Request, grant: string, body: Body): Promise<Response> {
    if (grant === "password") {
      const email = String(body.email ?? "").toLowerCase();
      return this.#turns.take(`sign in ${email}`, () => this.#signIn(request, email, body));
    }
    if (grant === "refresh_token") {
      const token = String(body.refresh_token ?? "");
      if (token !== "" && !REFRESH_TOKEN.test(token)) throw refuseAuth.unknownRefreshToken();
      return this.#turns.take(`refresh ${token}`, () => this.#complete(request, null));
    }
    return this.#complete(request, grant === "pkce" ? "otp" : null);
  }

  async #signIn(request: Request, email: string, body: Body): Promise<Response> {
    const waitMs = this.#failedSignIns.waitMs(email);
    if (waitMs > 0) throw refuseAuth.tooMany(waitMs / 1000);
    const user = await findUser(this.#pool, "email", email);
    if (!user?.encrypted_password) {
      this.#nobodysHash ??= bcrypt.hash(randomUUID(), 10);
      await bcrypt.compare(String(body.password ?? ""), await this.#nobodysHash);
    }
    const response = await this.#complete(request, "password");
    if (response.ok) this.#failedSignIns.forget(email);
    else if (response.status < 500) this.#failedSignIns.note(email);
    return response;
  }

  /** Passes the request on and completes the session that comes back; ends it at once for somebody banned. */
  async #complete(request: Request, method: string | null): Promise<Response> {
    const response = await this.#library(request);
    if (!response.ok || !response.headers.get("content-type")?.includes("json")) return response;
    const session = await response.json();
    if (typeof session.access_token !== "string") return answerJson(response.status, session);
    const user = await findUser(this.#pool, "id", session.user.id);
    if (user?.banned_until && user.banned_until.getTime() > Date.now()) {
      await endSessions(this.#pool, user.id);
      throw refuseAuth.banned();
    }
    return answerJson(response.status, await this.#sessions.complete(session, method));
  }

  /** With confirmation on, an address that has an account gets the same answer as a new one. */
  async #signUp(request: Request, body: Body): Promise<Response> {
    if (!this.#settings.mustConfirmEmail || !body.email) return this.#complete(request, "password");
    const email = readEmail(body.email);
    return takeEvenly(async () => {
      this.#limitMails(email);
      const known = await findUser(this.#pool, "email", email);
      if (known === undefined) {
        const response = await this.#library(request);
        if (!response.ok) return response;
      } else if (!known.email_confirmed_at) await this.#sendConfirmation(known.id, email);
      const created = known ? undefined : await findUser(this.#pool, "email", email);
      return answerJson(200, describeNewcomer(created?.id ?? randomUUID(), email, body.data));
    });
  }

  async #mail(request: Request, path: string, body: Body): Promise<Response> {
    const email = readEmail(body.email);
    this.#limitMails(email);
    const user = await findUser(this.#pool, "email", email);
    if (path === "/resend") {
      if (body.type === "signup" && user && !user.email_confirmed_at) await this.#sendConfirmation(user.id, email);
      if (body.type === "email_change" && user?.email_change) await this.#emailChange.request(user, user.email_change);
      return answerJson(200, {});
    }
    const isNew = user === undefined && path !== "/recover";
    // Whether somebody has an account is nobody's business: an unknown address gets the same answer and no mail.
    if (isNew && body.create_user === false) return answerJson(200, {});
    const response = await this.#library(request);
    // The library signs a new address in before anybody has opened the link.
    if (isNew && response.ok) {
      const created = await findUser(this.#pool, "email", email);
      if (created) await endSessions(this.#pool, created.id);
      if (created && this.#settings.mustConfirmEmail) {
        await this.#pool.query("update auth.users set email_confirmed_at = null where id = $1", [created.id]);
      }
    }
    return response.ok ? answerJson(200, {}) : response;
  }

  #verify(body: Body): Promise<Response> {
    const name = String(body.email ?? "").toLowerCase();
    // A hash out of a link cannot be guessed; a code of six digits can.
    if (name === "") return this.#verification.answer(body);
    return this.#turns.take(`verify ${name}`, () => this.#verifyCode(name, body));
  }

  async #verifyCode(name: string, body: Body): Promise<Response> {
    const waitMs = this.#failedCodes.waitMs(name);
    if (waitMs > 0) throw refuseAuth.tooMany(waitMs / 1000);
    try {
      return await this.#verification.answer(body);
    } catch (error) {
      if (error instanceof AuthRefusal) this.#failedCodes.note(name);
      throw error;
    }
  }

  /** The address is changed by two mails, here; the rest by the library. A new password ends the other sessions. */
  async #changeUser(request: Request, body: Body): Promise<Response> {
    const { email, ...rest } = body;
    const inner = new Request(request.url, { method: "PUT", headers: request.headers, body: JSON.stringify(rest) });
    const response = await this.#library(inner);
    if (!response.ok) return response;
    const shown = await response.json();
    const user = await findUser(this.#pool, "id", shown.id);
    if (user === undefined) return answerJson(200, shown);
    const token = request.headers.get("authorization")?.slice("Bearer ".length) ?? "";
    if (rest.password !== undefined) await endSessions(this.#pool, user.id, String(readClaims(token).session_id));
    if (email !== undefined && email !== "") {
      this.#limitMails(readEmail(email));
      await this.#emailChange.request(user, email);
    }
    return answerJson(200, await describeUser(this.#pool, (await findUser(this.#pool, "id", user.id)) ?? user));
  }

  async #sendConfirmation(userId: string, email: string): Promise<void> {
    const ticket = makeTicket(email);
    await this.#pool.query(
      "update auth.users set confirmation_token = $2, confirmation_sent_at = now() where id = $1",
      [userId, ticket.hash],
    );
    await this.#mails.write("signup", email, ticket);
  }

  /** Counts by address whether it has an account or not. */
  #limitMails(email: string): void {
    const waitMs = Math.max(this.#mailsByMinute.waitMs(email), this.#mailsByHour.waitMs(email));
    if (waitMs > 0) throw refuseAuth.tooManyMails(waitMs / 1000);
    this.#mailsByMinute.note(email);
    this.#mailsByHour.note(email);
  }

  #call(method: string, path: string, body: unknown): Promise<Response> {
    const headers = { "content-type": "application/json", apikey: this.#settings.publishableKey };
    return this.#library(
      new Request(`http://127.0.0.1/auth/v1${path}`, { method, headers, body: JSON.stringify(body) }),
    );
  }
}

async function readBody(request: Request): Promise<Body> {
  const text = await request.text();
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : {};
  } catch {
    // The library names what is wrong with it.
    return {};
  }
}

function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function readRedirect(url: URL, body: Body): string | null {
  return readText(url.searchParams.get("redirect_to")) ?? readText(body.redirect_to);
}

async function takeEvenly(work: () => Promise<Response>): Promise<Response> {
  const [result] = await Promise.allSettled([work(), new Promise(resolve => setTimeout(resolve, EVEN_ANSWER_MS))]);
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
