/** Owns the sealing of credentials at rest: AES-256-GCM under the installation's keys, bound to the place a secret is kept for. */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { AppError } from "./errors.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const VERSION = "v1";

export type Vault = {
  /**
   * A secret as text that only this installation can open, and only for the same place.
   * @param place what it is kept for, like `connections/<workspace>/telegram`: sealed text moved elsewhere does not open
   * @throws AppError `unavailable` when the installation has no key
   */
  seal(plain: string, place: string): string;
  /** Opens what `seal` made for this place. Throws an AppError `unavailable` that says which key is missing. */
  open(sealed: string, place: string): string;
  /**
   * A digest by which two equal texts are recognised and from which nobody without the key can guess what was in them. Without
   * a key, a plain SHA-256. As 64 hexadecimal digits.
   */
  fingerprint(text: string): string;
  /** False when no key is set: then nothing can be sealed. */
  hasKey: boolean;
};

/**
 * A vault over one key for sealing and older ones for opening, so that a key can be changed: set the new one first in the list.
 * @param keys 32 bytes each, as base64 or base64url text
 */
export function createVault(keys: readonly string[]): Vault {
  const ring = keys.map(readKey);
  const [current] = ring;
  return {
    hasKey: current !== undefined,
    fingerprint: text =>
      (current === undefined ? createHash("sha256") : createHmac("sha256", current.bytes)).update(text).digest("hex"),
    seal(plain, place) {
      if (current === undefined) throw refuseWithoutKey();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.bytes, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, current.id, nonce.toString("base64url"), sealed.toString("base64url")].join(".");
    },
    open(sealed, place) {
      const [version, id, nonce = "", body = ""] = sealed.split(".");
      const key = ring.find(candidate => candidate.id === id);
      if (current === undefined) throw refuseWithoutKey();
      if (version !== VERSION || key === undefined) {
        throw new AppError(
          "unavailable",
          `a stored credential was sealed with the key ${id ?? "?"}, which CREDENTIALS_KEY and CREDENTIALS_KEY_PREVIOUS do not hold: add it, or connect again`,
        );
      }
      const bytes = Buffer.from(body, "base64url");
      try {
        const decipher = createDecipheriv(CIPHER, key.bytes, Buffer.from(nonce, "base64url"))
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(-16));
        return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new AppError("unavailable", "a stored credential does not open: it was changed; connect again", {
          cause,
        });
      }
    },
  };
}

/** Throws an Error that names the variable when a key is not 32 bytes; never repeats it. */
function readKey(text: string): { id: string; bytes: Buffer } {
  const bytes = Buffer.from(text.trim(), "base64");
  if (bytes.length !== KEY_BYTES) {
    throw new Error("CREDENTIALS_KEY must be 32 random bytes as base64: make one with `openssl rand -base64 32`");
  }
  return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 8), bytes };
}

function refuseWithoutKey(): AppError {
  return new AppError(
    "unavailable",
    "this installation cannot keep credentials yet: set CREDENTIALS_KEY to 32 random bytes as base64",
  );
}
