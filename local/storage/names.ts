/** What a bucket and an object may be called: the same characters as on the hosted service, and no way out of a folder. */
import { refuse } from "./errors.ts";

const MAX_KEY_BYTES = 1024;
const SAFE = /^[\w/!\-.*'() &$@=;:+,?]+$/;
const SAFE_BUCKET = /^[\w!\-.*'() &$@=;:+,?]+$/;

/** Throws InvalidBucketName. */
export function checkBucketName(name: unknown): string {
  if (typeof name !== "string" || name.length > 100 || !SAFE_BUCKET.test(name) || name.trim() !== name) {
    throw refuse.invalidBucketName();
  }
  if (name === "." || name === "..") throw refuse.invalidBucketName();
  return name;
}

/** Throws InvalidKey: for an empty name or segment, a dot segment, a foreign character, or more than 1,024 bytes. */
export function checkKey(key: unknown): string {
  if (typeof key !== "string" || key.length > MAX_KEY_BYTES || !SAFE.test(key)) throw refuse.invalidKey(String(key));
  const segments = key.split("/");
  if (segments.some(segment => segment === "" || segment === "." || segment === "..")) throw refuse.invalidKey(key);
  return key;
}
