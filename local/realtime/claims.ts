/** Turns an API key or a signed token into the claims of a database session; refuses what is unsigned, foreign or expired. */
import { createHmac, timingSafeEqual } from "node:crypto";

export type Claims = { role: RequestRole; sub?: string; exp?: number } & Record<string, unknown>;
export type RequestRole = "anon" | "authenticated" | "service_role";
export type RealtimeKeys = { jwtSecret: string; publishableKey: string; secretKey: string };

/** Why a token was refused, in the hosted service's words; the code stands before them in the answer to a join. */
export class TokenError extends Error {
  override name = "TokenError";
  readonly code: string;
  readonly reason: string;

  constructor(code: string, reason: string, options?: ErrorOptions) {
    super(`${code}: ${reason}`, options);
    this.code = code;
    this.reason = reason;
  }
}

const refuseMalformed = (options?: ErrorOptions) =>
  new TokenError("MalformedJWT", "The token provided is not a valid JWT", options);
const refuseSignature = () => new TokenError("JwtSignatureError", "Failed to validate JWT signature");
const refuseClaims = (reason: string) => new TokenError("InvalidJWTToken", reason);

const ROLES: readonly string[] = ["anon", "authenticated", "service_role"];

function isEqualSecret(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The claims behind a token; no token means the rights of the API key. Throws TokenError. */
export function resolveClaims(token: string | undefined, apiKey: string, keys: RealtimeKeys, nowMs: number): Claims {
  // A key in the place of a token stands for no token, as on the hosted service.
  const credential = !token || token.startsWith("sb_") ? apiKey : token;
  if (isEqualSecret(credential, keys.secretKey)) return { role: "service_role" };
  if (isEqualSecret(credential, keys.publishableKey)) return { role: "anon" };
  return verifyToken(credential, keys.jwtSecret, nowMs);
}

function parsePart(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw refuseMalformed({ cause });
  }
  throw refuseMalformed();
}

function verifyToken(token: string, secret: string, nowMs: number): Claims {
  const [header, body, signature, ...rest] = token.split(".");
  if (!header || !body || !signature || rest.length > 0) throw refuseMalformed();
  if (parsePart(header).alg !== "HS256") throw refuseSignature();
  const expected = createHmac("sha256", secret).update(`${header}.${body}`).digest("base64url");
  if (!isEqualSecret(signature, expected)) throw refuseSignature();
  const claims = parsePart(body);
  if (typeof claims.exp !== "number" || typeof claims.role !== "string") {
    throw refuseClaims("Fields `role` and `exp` are required in JWT");
  }
  const nowSeconds = Math.floor(nowMs / 1000);
  if (claims.exp <= nowSeconds) throw refuseClaims(describeExpiry(claims.exp, nowMs));
  if (!ROLES.includes(claims.role)) throw refuseClaims("The token names no known role");
  return claims as Claims;
}

export function describeExpiry(exp: number, nowMs: number): string {
  return `Token has expired ${Math.max(0, Math.floor(nowMs / 1000 - exp))} seconds ago`;
}
