/** Sessions of the auth API: asks the library for them, and completes their access tokens with the claims of hosted ones. */
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { Ask } from "./users.ts";

export type SessionBody = {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  expires_at: number;
  token_type: string;
  user: { id: string; email?: string; app_metadata?: unknown; user_metadata?: unknown };
};

export type SessionsOptions = {
  db: Ask;
  jwtSecret: string;
  externalUrl: () => string;
  callLibrary: (path: string, body: unknown) => Promise<Response>;
};

export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** A new session for a person whose proof was checked by the caller. */
  async start(userId: string, method: string): Promise<SessionBody> {
    const [code, verifier] = [randomUUID(), randomBytes(48).toString("base64url")];
    await this.#options.db.query(
      `insert into auth.flow_state (id, user_id, auth_code, authentication_method, code_challenge_method, code_challenge, provider_type, auth_code_issued_at)
       values ($1, $2, $3, $4, 'plain', $5, 'email', now())`,
      [randomUUID(), userId, code, method, verifier],
    );
    const response = await this.#options.callLibrary("/token?grant_type=pkce", {
      auth_code: code,
      code_verifier: verifier,
    });
    if (!response.ok) throw new Error(`no session came about: ${response.status} ${await response.text()}`);
    return this.complete(await response.json(), method);
  }

  /** Adds what hosted access tokens also say; `method` is how the person proved who they are, null for a refresh. */
  async complete(session: SessionBody, method: string | null): Promise<SessionBody> {
    const issued = readClaims(session.access_token);
    const sessionId = String(issued.session_id);
    const proof = await this.#rememberMethod(sessionId, method);
    const claims = {
      ...issued,
      iss: `${this.#options.externalUrl()}/auth/v1`,
      phone: "",
      app_metadata: session.user.app_metadata ?? {},
      user_metadata: session.user.user_metadata ?? {},
      aal: "aal1",
      amr: [{ method: proof.method, timestamp: proof.at }],
      is_anonymous: false,
    };
    return { ...session, access_token: signClaims(claims, this.#options.jwtSecret) };
  }

  /** The session's own column for a label keeps the method, since the library has no table for it. */
  async #rememberMethod(sessionId: string, method: string | null): Promise<{ method: string; at: number }> {
    const { rows } = await this.#options.db.query<{ tag: string | null; at: number }>(
      `update auth.sessions set tag = coalesce($2, tag) where id = $1
       returning tag, extract(epoch from created_at)::int as at`,
      [sessionId, method],
    );
    return { method: rows[0]?.tag ?? "password", at: rows[0]?.at ?? Math.floor(Date.now() / 1000) };
  }
}

/** The claims of a token that has been verified, or was made a moment ago. */
export function readClaims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

function signClaims(claims: Record<string, unknown>, secret: string): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
