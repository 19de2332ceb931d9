/** Owns the values that rows of many tables share. */
import { createHash } from "node:crypto";

export const domain = "outreach";
export const later = "2099-01-01T00:00:00Z";

export function digestText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
