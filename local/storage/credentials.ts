/** Who asks for an object: the session in the request, else its API key; refuses forged tokens, and the secret key from a browser. */
import type { IncomingMessage } from "node:http";
import { type Claims, type RealtimeKeys, resolveClaims, TokenError } from "../realtime/claims.ts";
import { isForAnotherAudience } from "../supabase/api-keys.ts";
import { refuse, StorageError } from "./errors.ts";

export type StorageKeys = RealtimeKeys;

const BROWSER = /^\s*Mozilla\s*\/\s*5\s*\.\s*0/i;

/** Throws a StorageError: no credential at all, one that is not ours, or one that has expired. */
export function readCaller(incoming: IncomingMessage, query: URLSearchParams, keys: StorageKeys): Claims {
  const apiKey = readHeader(incoming.headers.apikey) ?? query.get("apikey") ?? undefined;
  const bearer = /^Bearer\s+(\S+)$/i.exec(incoming.headers.authorization ?? "")?.[1];
  // A key in place of a session says no more than the key itself.
  const token = bearer?.startsWith("sb_") ? undefined : bearer;
  const credential = token ?? apiKey ?? bearer;
  if (credential === undefined) {
    throw new StorageError(400, "InvalidRequest", "headers must have required property 'authorization'", "Error");
  }
  let claims: Claims;
  try {
    claims = resolveClaims(credential, credential, keys, Date.now());
  } catch (error) {
    if (error instanceof TokenError) throw refuse.invalidToken(error.reason);
    throw error;
  }
  if (isForAnotherAudience(claims)) throw refuse.invalidToken("JWT not in audience");
  const isSecretKey = claims.role === "service_role" && token === undefined;
  if (isSecretKey && BROWSER.test(incoming.headers["user-agent"] ?? "")) {
    throw refuse.accessDeniedTo("Forbidden use of secret API key in browser");
  }
  return claims;
}

function readHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
