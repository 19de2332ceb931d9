/** Owns the identifiers the engine gives out: time-ordered ULIDs, also derived from a sender's seed so that its retries repeat them. */
import { createHash, randomFillSync } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const entropyBytes = 10;
/** Random bytes drawn ahead, since asking the system costs as much for ten as for thousands; none is handed out twice. */
const pool = Buffer.alloc(entropyBytes * 400);
let used = pool.length;

function drawEntropy(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += entropyBytes;
  return pool.subarray(used - entropyBytes, used);
}

/** A ULID (Crockford base 32, 48 bits of milliseconds, 80 random bits); `entropy` needs at least ten bytes. */
export function createUlid(atMs: number = Date.now(), entropy: Uint8Array = drawEntropy()): string {
  let time = "";
  let rest = atMs;
  for (let index = 0; index < 10; index++) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let random = "";
  let buffered = 0;
  let bits = 0;
  for (let index = 0; index < 10; index++) {
    buffered = (buffered << 8) | (entropy[index] ?? 0);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      random += alphabet.charAt((buffered >>> bits) & 31);
    }
    buffered &= (1 << bits) - 1;
  }
  return time + random;
}

/** The id of the `index`-th event of a request; the seed header is `millis,base64` and the same seed gives the same ids. */
export function deriveEventId(seed: string | undefined, index: number): string {
  const [millis, entropy] = seed?.split(",") ?? [];
  const atMs = Number(millis);
  if (!entropy || !Number.isSafeInteger(atMs) || atMs < 0) return createUlid();
  return createUlid(atMs, createHash("sha256").update(`${entropy}:${index}`).digest());
}

/** The text itself, or its digest where it would be too long for an index key. */
export function shorten(text: string): string {
  return text.length <= 200 ? text : `sha256 ${digest(text)}`;
}

/** A short stable name for a longer text. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}
