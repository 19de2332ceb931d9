/** Turns an API key or a signed token into the claims of a database session; refuses what is unsigned, foreign or expired. */
import { createHmac, timingSafeEqual } from "node:crypto";

export type Claims = { role: RequestRole; sub?: string; exp?: number } & Record<string, unknown>;
export type RequestRole = "anon" | "authenticated" | "service_role";
export type RealtimeKeys = { jwtSecret: string; publishableKey: string; secretKey: string };

/** Why a token was refused; the message is meant for the client. */
export class TokenError extends Error {
  override name = "TokenError";
}

const ROLES: readonly string[] = ["anon", "authenticated", "service_role"];

function isEqualSecret(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether a connection may be opened with this API key. */
export function isKnownKey(key: string, keys: RealtimeKeys): boolean {
  return isEqualSecret(key, keys.publishableKey) || isEqualSecret(key, keys.secretKey);
}

/** The claims behind a token; no token means the rights of the API key. Throws TokenError. */
export function resolveClaims(token: string | undefined, apiKey: string, keys: RealtimeKeys, nowMs: number): Claims {
  const credential = token || apiKey;
  if (isEqualSecret(credential, keys.secretKey)) return { role: "service_role" };
  if (isEqualSecret(credential, keys.publishableKey)) return { role: "anon" };
  return verifyToken(credential, keys.jwtSecret, nowMs);
}

function parsePart(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new TokenError("InvalidJWTToken: The token is malformed", { cause });
  }
  throw new TokenError("InvalidJWTToken: The token is malformed");
}

function verifyToken(token: string, secret: string, nowMs: number): Claims {
  const [header, body, signature, ...rest] = token.split(".");
  if (!header || !body || !signature || rest.length > 0)
    throw new TokenError("InvalidJWTToken: The token is malformed");
  if (parsePart(header).alg !== "HS256") throw new TokenError("InvalidJWTToken: The token is not signed with HS256");
  const expected = createHmac("sha256", secret).update(`${header}.${body}`).digest("base64url");
  if (!isEqualSecret(signature, expected)) throw new TokenError("InvalidJWTToken: The signature is wrong");
  const claims = parsePart(body);
  if (typeof claims.exp !== "number") throw new TokenError("InvalidJWTToken: The token has no expiry");
  if (claims.exp * 1000 <= nowMs) throw new TokenError("InvalidJWTToken: Token has expired");
  if (typeof claims.role !== "string" || !ROLES.includes(claims.role)) {
    throw new TokenError("InvalidJWTToken: The token names no known role");
  }
  return claims as Claims;
}
