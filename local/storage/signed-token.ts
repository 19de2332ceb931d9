/** Signs and checks the tokens inside signed addresses, with a key of their own: none of them signs anybody in, and no session opens a file. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { refuse } from "./errors.ts";

export type SignedGrant = {
  /** `bucket/name`. */
  url: string;
  intent: "download" | "upload";
  /** Who asked for an upload address: the owner of what arrives. */
  owner?: string;
  upsert?: boolean;
  iat: number;
  exp: number;
};

const HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

export class AddressSigner {
  readonly #key: Buffer;

  constructor(jwtSecret: string) {
    this.#key = createHmac("sha256", jwtSecret).update("storage: signed addresses").digest();
  }

  sign(grant: Omit<SignedGrant, "iat" | "exp">, expiresInSeconds: number): string {
    const iat = Math.floor(Date.now() / 1000);
    const body = Buffer.from(JSON.stringify({ ...grant, iat, exp: iat + expiresInSeconds })).toString("base64url");
    return `${HEADER}.${body}.${this.#seal(`${HEADER}.${body}`)}`;
  }

  /** Throws when the token is not ours, has expired, or grants something else than `url` and `intent`. */
  verify(token: string, url: string, intent: SignedGrant["intent"]): SignedGrant {
    const [header, body, seal, ...rest] = token.split(".");
    if (header !== HEADER || !body || !seal || rest.length > 0) throw refuse.invalidSignature();
    const [given, expected] = [Buffer.from(seal), Buffer.from(this.#seal(`${header}.${body}`))];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refuse.invalidSignature();
    const grant: SignedGrant = JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
    if (grant.url !== url || grant.intent !== intent) throw refuse.invalidSignature();
    if (grant.exp * 1000 <= Date.now()) throw refuse.expiredSignature();
    return grant;
  }

  #seal(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}
