/** Owns signing and verifying on both directions: HMAC of calls to the app, bearer and event keys of calls from the SDK. */
import { createHash, createHmac, hash, timingSafeEqual } from "node:crypto";

const prefixPattern = /^signkey-\w+-/;

/** Signs a canonical body the way the SDK verifies it: `t=<unix seconds>&s=<hex HMAC-SHA256 of body + t>`. */
export function signBody(canonicalBody: string, signingKey: string, atMs: number = Date.now()): string {
  const seconds = Math.floor(atMs / 1000).toString();
  const key = signingKey.replace(prefixPattern, "");
  return `t=${seconds}&s=${createHmac("sha256", key)
    .update(canonicalBody + seconds)
    .digest("hex")}`;
}

/** The form in which the SDK presents the signing key: its prefix, then SHA-256 of the hexadecimal part's bytes. */
export function hashSigningKey(signingKey: string): string {
  const prefix = prefixPattern.exec(signingKey)?.[0] ?? "";
  const hexadecimal = signingKey.slice(prefix.length);
  return prefix + createHash("sha256").update(Buffer.from(hexadecimal, "hex")).digest("hex");
}

/** Throws unless the key has the form whose hash both sides compute alike. */
export function assertSigningKey(signingKey: string): void {
  if (!/^(signkey-\w+-)?([0-9a-f]{2}){8,}$/.test(signingKey)) {
    throw new Error(
      "INNGEST_SIGNING_KEY must be `signkey-<name>-` followed by at least 16 lower-case hexadecimal digits",
    );
  }
}

/** Compares two secrets without telling by its duration where they differ. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", expected, "buffer"));
}
