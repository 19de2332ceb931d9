/** Owns the way between hours of the week and moments in a zone; refuses hours that the clocks skip. */
import { DateTime } from "luxon";

/**
 * The full hours from `from` to `to`, at most a week apart, with their hour of the week (day × 24 + hour, 0 is Monday
 * 00:00). Of an hour that the clocks repeat the first counts; one that they skip is absent.
 */
export function listMoments(from: Date, to: Date, timeZone: string): { arm: number; atMs: number }[] {
  const moments = new Map<number, number>();
  const first = DateTime.fromJSDate(from, { zone: timeZone });
  const start = first.startOf("hour");
  for (let at = start < first ? start.plus({ hours: 1 }) : start; at.toJSDate() <= to; at = at.plus({ hours: 1 })) {
    const arm = (at.weekday - 1) * 24 + at.hour;
    if (!moments.has(arm)) moments.set(arm, at.toMillis());
  }
  return [...moments].map(([arm, atMs]) => ({ arm, atMs }));
}

/** "Tue 24 Nov 2026, 18:00" in the zone. */
export function writeMoment(at: Date, timeZone: string): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).setLocale("en").toFormat("ccc d LLL yyyy, HH:mm");
}
