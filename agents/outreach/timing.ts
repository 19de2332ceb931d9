/** Owns when a contact is best written to, in that person's own time; refuses a zone that does not exist. */
import { sql } from "kysely";
import { DateTime, IANAZone } from "luxon";
import type { Session } from "#lib/db/database.ts";
import { findNextWindowMs, rankSendWindows, type SendObservation, type SendWindow } from "#lib/stats/send-window.ts";

const HOUR_MS = 3_600_000;
const HORIZON_MS = 72 * HOUR_MS;
const WEEK_HOURS = 168;
const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export type BestTime = { send_at: string; local: string; zone: string; basis: "observed" | "prior" };

/** Past messages and whether they were answered within a week, by the hour at which the person received them. */
export async function readSendObservations(session: Session, fallbackZone: string): Promise<SendObservation[]> {
  const { rows } = await sql<{ happened_at: Date; time_zone: string | null; replied: boolean }>`
    select l.happened_at, c.time_zone, exists (
      select from contact_ledger r where r.contact_id = l.contact_id and r.kind = 'reply'
        and r.happened_at > l.happened_at and r.happened_at <= l.happened_at + interval '7 days') as replied
    from contact_ledger l join contacts c on c.id = l.contact_id
    where l.kind = 'outbound' and l.status = 'made' and l.channel = 'email'
    order by l.happened_at desc limit 5000`.execute(session);
  const cells = new Map<number, SendObservation>();
  for (const { happened_at, time_zone, replied } of rows) {
    const local = DateTime.fromJSDate(happened_at, { zone: chooseZone(time_zone, fallbackZone) });
    const hourOfWeek = (local.weekday - 1) * 24 + local.hour;
    const cell = cells.get(hourOfWeek) ?? { hourOfWeek, sent: 0, replied: 0 };
    cells.set(hourOfWeek, { hourOfWeek, sent: cell.sent + 1, replied: cell.replied + (replied ? 1 : 0) });
  }
  return [...cells.values()];
}

/** A function that finds, for a zone, the best hour within the next three days. */
export function createTiming(
  observations: readonly SendObservation[],
  fallbackZone: string,
  now: Date,
): (zone: string | null) => BestTime {
  const windows = rankSendWindows(observations);
  const cache = new Map<string, BestTime>();
  return wanted => {
    const zone = chooseZone(wanted, fallbackZone);
    const known = cache.get(zone);
    if (known !== undefined) return known;
    const found = findBestTime(windows, zone, now);
    cache.set(zone, found);
    return found;
  };
}

function findBestTime(windows: readonly SendWindow[], zone: string, now: Date): BestTime {
  const offsetAt = (ms: number) => DateTime.fromMillis(ms, { zone }).offset;
  for (const window of windows) {
    const roughMs = findNextWindowMs(now.getTime(), window.hourOfWeek, offsetAt(now.getTime()));
    // Clocks may change before then: the offset that holds at the result decides.
    const atMs = findNextWindowMs(now.getTime(), window.hourOfWeek, offsetAt(roughMs));
    if (atMs - now.getTime() > HORIZON_MS) continue;
    const hour = String(window.hour).padStart(2, "0");
    const local = `${WEEKDAYS[window.weekday]} ${hour}:00 (${zone})`;
    return { send_at: new Date(atMs).toISOString(), local, zone, basis: window.basis };
  }
  throw new RangeError(`no hour of the ${WEEK_HOURS} of a week lies within three days`);
}

function chooseZone(zone: string | null, fallback: string): string {
  if (zone !== null && IANAZone.isValidZone(zone)) return zone;
  return IANAZone.isValidZone(fallback) ? fallback : "UTC";
}
