/** Owns identifiers: time-ordered ids for rows, and ids derived from content so that a repetition meets itself. */
import { createHash, randomFillSync } from "node:crypto";

const bytes = Buffer.alloc(16);
let lastMs = 0;
let sequence = 0;

/**
 * A UUID version 7 (RFC 9562): 48 bits of milliseconds, then a counter so that ids of one process are strictly increasing,
 * then random bits.
 */
export function createId(nowMs: number = Date.now()): string {
  randomFillSync(bytes);
  if (nowMs <= lastMs) {
    sequence += 1;
    if (sequence > 0xfff) {
      lastMs += 1;
      sequence = 0;
    }
  } else {
    lastMs = nowMs;
    sequence = 0;
  }
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes[6] = 0x70 | (sequence >> 8);
  bytes[7] = sequence & 0xff;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return formatUuid(bytes);
}

/** A UUID made of the digest of its parts (version 8): the same parts give the same id. */
export function deriveId(...parts: string[]): string {
  const digest = createHash("sha256").update(parts.join("\u0000")).digest().subarray(0, 16);
  digest[6] = 0x80 | ((digest[6] ?? 0) & 0x0f);
  digest[8] = 0x80 | ((digest[8] ?? 0) & 0x3f);
  return formatUuid(digest);
}

/** Whether a text is a UUID of any version. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

function formatUuid(source: Uint8Array): string {
  const hex = Buffer.from(source).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
