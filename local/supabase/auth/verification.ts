/** Spends the links and codes of mails: answers with a session, or leads a PKCE client back to its site with a code. */
import { randomUUID } from "node:crypto";
import { AuthRefusal, answerJson, refuseAuth } from "./auth-error.ts";
import type { EmailChange } from "./email-change.ts";
import { hashTicket, type MailFlow } from "./mail-flow.ts";
import { readClaims, type SessionBody, type Sessions } from "./sessions.ts";
import type { Ask } from "./users.ts";

export type VerificationOptions = {
  db: Ask;
  mails: MailFlow;
  sessions: Sessions;
  emailChange: EmailChange;
  callLibrary: (path: string, body: unknown) => Promise<Response>;
};

const PKCE = "pkce_";
const FIRST_OF_TWO = "Confirmation link accepted. Please proceed to confirm link sent to the other email";
/** The names of the client, and under which of them the library knows the same link. */
const LIBRARY_TYPES: Record<string, string> = {
  signup: "signup",
  invite: "signup",
  email: "magiclink",
  magiclink: "magiclink",
  recovery: "recovery",
  reauthentication: "reauthentication",
};

export class Verification {
  readonly #options: VerificationOptions;

  constructor(options: VerificationOptions) {
    this.#options = options;
  }

  /** POST /verify: a code with its address, or the hash out of a link. */
  async answer(body: Record<string, unknown>): Promise<Response> {
    const type = String(body.type ?? "");
    const isHash = typeof body.token_hash === "string" && body.token_hash !== "";
    const hash = isHash
      ? String(body.token_hash).replace(PKCE, "")
      : hashTicket(String(body.email ?? ""), String(body.token ?? ""));
    const session = await this.#spend(type, hash);
    if (session === null) return answerJson(200, { msg: FIRST_OF_TWO, code: "200" });
    return answerJson(200, session);
  }

  /** GET /verify: the link itself. Always leads to the site, with what came of it. */
  async follow(query: URLSearchParams): Promise<Response> {
    const { mails } = this.#options;
    const target = new URL(mails.chooseRedirect(query.get("redirect_to")));
    const type = query.get("type") ?? "";
    const token = query.get("token") ?? query.get("token_hash") ?? "";
    const isPkce = token.startsWith(PKCE);
    try {
      const session = await this.#spend(type, token.replace(PKCE, ""));
      if (session === null) {
        target.hash = new URLSearchParams({ message: FIRST_OF_TWO }).toString();
      } else if (isPkce) {
        target.searchParams.set("code", await this.#issueCode(session, type));
      } else {
        const { access_token, refresh_token, expires_in, expires_at, token_type } = session;
        const parts = {
          access_token,
          refresh_token,
          expires_in: `${expires_in}`,
          expires_at: `${expires_at}`,
          token_type,
          type,
        };
        target.hash = new URLSearchParams(parts).toString();
      }
    } catch (error) {
      if (!(error instanceof AuthRefusal)) throw error;
      const parts = { error: "access_denied", error_code: error.code, error_description: error.message };
      if (isPkce) for (const [name, value] of Object.entries(parts)) target.searchParams.set(name, value);
      target.hash = new URLSearchParams(parts).toString();
    }
    return new Response(null, { status: 303, headers: { location: target.href, "cache-control": "no-store" } });
  }

  async #spend(type: string, hash: string): Promise<SessionBody | null> {
    const { emailChange, sessions, callLibrary } = this.#options;
    if (type === "email_change") {
      const user = await emailChange.confirm(hash);
      return user && sessions.start(user.id, "otp");
    }
    const known = LIBRARY_TYPES[type];
    if (known === undefined) throw refuseAuth.invalid("Verify requires a verification type");
    if (hash === "") throw refuseAuth.invalid("Verify requires a token or a token hash");
    const response = await callLibrary("/verify", { type: known, token_hash: hash });
    if (response.status >= 500) throw new Error(`the link could not be verified: ${await response.text()}`);
    if (!response.ok) throw refuseAuth.expired();
    return sessions.complete(await response.json(), "otp");
  }

  /** The session the link has opened is closed again: the client gets its own for the code and the verifier. */
  async #issueCode(session: SessionBody, type: string): Promise<string> {
    const { db } = this.#options;
    await db.query("delete from auth.sessions where id = $1", [readClaims(session.access_token).session_id]);
    const code = randomUUID();
    const { rowCount } = await db.query(
      `update auth.flow_state set auth_code = $3, auth_code_issued_at = now(), created_at = now()
       where id = (select id from auth.flow_state
         where user_id = $1 and authentication_method = $2 and auth_code is null order by created_at desc limit 1)`,
      [session.user.id, type, code],
    );
    if (rowCount !== 1) throw refuseAuth.expired();
    return code;
  }
}
