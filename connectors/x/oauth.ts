/** Owns the signing of a call in a user's name by OAuth 1.0a (RFC 5849), whose tokens do not expire and need not be renewed. */
import { createHmac, randomBytes } from "node:crypto";

export type OauthKeys = { apiKey: string; apiSecret: string; accessToken: string; accessSecret: string };

export type SignedCall = { method: string; url: URL; now: Date; nonce?: string };

/** The Authorization header of a call whose body is no form: only the address and its query are signed (RFC 5849 3.4.1.3). */
export function signCall({ method, url, now, nonce = randomBytes(16).toString("hex") }: SignedCall, keys: OauthKeys) {
  const oauth: [string, string][] = [
    ["oauth_consumer_key", keys.apiKey],
    ["oauth_nonce", nonce],
    ["oauth_signature_method", "HMAC-SHA1"],
    ["oauth_timestamp", String(Math.floor(now.getTime() / 1_000))],
    ["oauth_token", keys.accessToken],
    ["oauth_version", "1.0"],
  ];
  const parameters = [...url.searchParams, ...oauth]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(pair => pair.join("="))
    .join("&");
  const base = [method.toUpperCase(), encode(`${url.origin}${url.pathname}`), encode(parameters)].join("&");
  const signature = createHmac("sha1", `${encode(keys.apiSecret)}&${encode(keys.accessSecret)}`)
    .update(base)
    .digest("base64");
  const fields = [...oauth, ["oauth_signature", signature] as const];
  return `OAuth ${fields.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(", ")}`;
}

/** RFC 3986: everything but letters, digits, "-", ".", "_" and "~". */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
