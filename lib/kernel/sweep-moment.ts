/** Owns when a workspace's daily sweep is due, in its own zone and across clock changes. Pure: refuses to read a clock. */
import { IANAZone } from "luxon";

export type SweepMoment = {
  /** The workspace's day whose sweep this is, as `2026-11-20`. */
  day: string;
  at: Date;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A late sweep still runs while the next one is at least this far away: two in quick succession would tell nothing new. */
const restMs = 6 * 3_600_000;

/**
 * The sweep that should have begun by `now` and has not: the latest moment that has passed, never an earlier one as well, so
 * that downtime is caught up once. Null when that day was swept (`lastDay` is the latest day that was), when the workspace is
 * younger than the moment, or when the next moment is less than six hours away.
 */
export function findDueSweep(
  now: Date,
  workspace: { timeZone: string; sweepAt: string; createdAt: Date; lastDay: string | null },
): SweepMoment | null {
  const { timeZone, sweepAt, createdAt, lastDay } = workspace;
  const today = findLocalDay(now, timeZone);
  if (lastDay !== null && lastDay >= today) return null;
  const momentOf = (days: number) => findSweepMoment(shiftDay(today, days), timeZone, sweepAt);
  const candidates = [momentOf(-1), momentOf(0), momentOf(1)];
  const passed = candidates.findLast(moment => moment.at <= now);
  const next = candidates.find(moment => moment.at > now);
  if (passed === undefined || createdAt >= passed.at) return null;
  if (lastDay !== null && lastDay >= passed.day) return null;
  if (next !== undefined && next.at.getTime() - now.getTime() < restMs) return null;
  return passed;
}

/**
 * When the next daily sweep begins: `now` for one that is due already, else the next moment of a day that was not swept.
 * Takes the same facts as findDueSweep.
 */
export function findNextSweep(now: Date, workspace: Parameters<typeof findDueSweep>[1]): Date {
  if (findDueSweep(now, workspace) !== null) return now;
  const today = findLocalDay(now, workspace.timeZone);
  const coming = [0, 1, 2].map(days => findSweepMoment(shiftDay(today, days), workspace.timeZone, workspace.sweepAt));
  const next = coming.find(({ at, day }) => at > now && (workspace.lastDay === null || day > workspace.lastDay));
  return (next ?? (coming[2] as SweepMoment)).at;
}

/**
 * When the clocks of a zone show a time on a day: the first of two such moments where they are set back over it, and the first
 * moment after the gap where they are set forward over it. A zone that does not exist counts as UTC.
 * @param day `2026-11-20`
 * @param sweepAt `05:00` or `05:00:00`
 */
export function findSweepMoment(day: string, timeZone: string, sweepAt: string): SweepMoment {
  const zone = openZone(timeZone);
  const [hour = 0, minute = 0] = sweepAt.split(":").map(Number);
  const wallMs = Date.parse(`${day}T00:00:00Z`) + (hour * 60 + minute) * minuteMs;
  const before = zone.offset(wallMs - dayMs) * minuteMs;
  const after = zone.offset(wallMs + dayMs) * minuteMs;
  const matches = [wallMs - before, wallMs - after].filter(ms => ms + zone.offset(ms) * minuteMs === wallMs);
  if (matches.length > 0) return { day, at: new Date(Math.min(...matches)) };
  return { day, at: new Date(findChange(zone, wallMs - after, wallMs - before)) };
}

/** The first millisecond at which the zone's offset is the one of `toMs`, searched by halving. */
function findChange(zone: IANAZone, fromMs: number, toMs: number): number {
  const last = zone.offset(toMs);
  let early = fromMs;
  let late = toMs;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (zone.offset(middle) === last) late = middle;
    else early = middle;
  }
  return late;
}

function findLocalDay(now: Date, timeZone: string): string {
  const localMs = now.getTime() + openZone(timeZone).offset(now.getTime()) * minuteMs;
  return new Date(localMs).toISOString().slice(0, 10);
}

function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

function openZone(timeZone: string): IANAZone {
  return IANAZone.create(IANAZone.isValidZone(timeZone) ? timeZone : "UTC");
}
