/** Owns reading the SDK's durations (`1d2h3m4s`, `500ms`) and dates; refuses any other text. */

const unitMs: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of a duration such as `1d12h`; undefined when the text is none. The empty text is zero, as the SDK writes it. */
export function parseDuration(text: string): number | undefined {
  if (text === "") return 0;
  if (!/^(\d+(?:\.\d+)?(?:ms|w|d|h|m|s))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|w|d|h|m|s)/g)) {
    totalMs += Number(count) * (unitMs[unit ?? ""] ?? 0);
  }
  return totalMs;
}

/** The moment (epoch milliseconds) that a duration from `fromMs`, or an ISO date, means. */
export function parseMoment(text: string, fromMs: number): number | undefined {
  const duration = parseDuration(text);
  if (duration !== undefined) return fromMs + duration;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

/** Milliseconds to wait that a `Retry-After` value (seconds or date) asks for. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
