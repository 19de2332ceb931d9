/** Owns digests over values: canonical JSON (RFC 8785), so that the same value has the same digest on every machine. */
import { createHash } from "node:crypto";
import { canonicalize } from "json-canonicalize";

/** SHA-256 over the canonical JSON of a value, as 64 hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(writeCanonical(value)).digest("hex");
}

/** The canonical JSON of a value: the same text for equal values. */
export function writeCanonical(value: unknown): string {
  return canonicalize(value);
}

/** SHA-256 of a secret, for keeping instead of it. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
