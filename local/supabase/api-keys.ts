/** Reads what a request shows for itself: its API key and its token; refuses tokens that the library would overlook. */
import { type Claims, type RealtimeKeys, resolveClaims, TokenError } from "../realtime/claims.ts";
import { answerJson } from "./auth/auth-error.ts";

const BROWSER = /^\s*Mozilla\s*\/\s*5\s*\.\s*0/i;
const AUDIENCE = "authenticated";
const ROLES: readonly string[] = ["anon", "authenticated", "service_role"];
const MAX_SKEW_MS = 30_000;

export type KeyKind = "publishable" | "secret" | "unknown";

export function readKeyKind(request: Request, keys: RealtimeKeys): KeyKind {
  const key = request.headers.get("apikey") ?? new URL(request.url).searchParams.get("apikey");
  if (key === keys.publishableKey) return "publishable";
  return key === keys.secretKey ? "secret" : "unknown";
}

/** The token, unless a key stands in its place. */
export function readToken(request: Request): string | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  return token?.startsWith("sb_") ? undefined : token;
}

/** Whether the request comes from a server that holds the secret key; a browser never counts as one. */
export function isService(request: Request, keys: RealtimeKeys): boolean {
  const kind = readKeyKind(request, keys);
  if (kind === "unknown" || BROWSER.test(request.headers.get("user-agent") ?? "")) return false;
  const token = readToken(request);
  if (token === undefined) return kind === "secret";
  return readClaims(token, keys)?.role === "service_role";
}

function readClaims(token: string, keys: RealtimeKeys): Claims | undefined {
  try {
    return resolveClaims(token, token, keys, Date.now());
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}

/** What a token asks for, whoever signed it. */
function readRole(token: string): string | undefined {
  try {
    const { role } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof role === "string" ? role.replaceAll(/[^\w-]/g, "") : undefined;
  } catch {
    // Not even JSON: the library says what is wrong with it.
    return undefined;
  }
}

/** For another audience a token was never meant, whoever signed it. */
export function isForAnotherAudience(claims: Record<string, unknown>): boolean {
  const { aud } = claims;
  if (aud === undefined || aud === null) return false;
  return Array.isArray(aud) ? !aud.includes(AUDIENCE) : aud !== AUDIENCE;
}

/** The refusal of a token that the library would take for no token, or would not look at closely enough. */
export function refuseToken(request: Request, keys: RealtimeKeys): Response | undefined {
  const token = readToken(request);
  if (token === undefined) return undefined;
  const isRest = new URL(request.url).pathname.startsWith("/rest/v1");
  const refuse = (code: string, message: string) =>
    isRest
      ? answerJson(
          401,
          { code, details: null, hint: null, message },
          { "www-authenticate": `Bearer error="invalid_token", error_description="${message}"` },
        )
      : answerJson(403, { code: 403, error_code: "bad_jwt", msg: `invalid JWT: ${message}` });
  const parts = token.split(".").filter(part => part !== "").length;
  if (parts !== 3) return refuse("PGRST301", `Expected 3 parts in JWT; got ${parts}`);
  const role = readRole(token);
  // The login may take roles of the platform too; a token never does.
  if (role !== undefined && !ROLES.includes(role)) return refuse("42501", `permission denied to set role "${role}"`);
  const claims = readClaims(token, keys);
  if (claims === undefined) return undefined;
  const isFromTheFuture = typeof claims.iat === "number" && claims.iat * 1000 > Date.now() + MAX_SKEW_MS;
  if (isFromTheFuture) return refuse("PGRST303", "JWT issued at future");
  return isForAnotherAudience(claims) ? refuse("PGRST303", "JWT not in audience") : undefined;
}
