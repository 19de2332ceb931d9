/** Owns the count of YouTube's daily units, which start anew at midnight Pacific time. Refuses to spend more than the day allows. */
import { DateTime } from "luxon";

const ZONE = "America/Los_Angeles";

/** The next midnight Pacific time, daylight saving and all. */
export function findQuotaReset(now: Date): Date {
  return DateTime.fromJSDate(now, { zone: ZONE }).plus({ days: 1 }).startOf("day").toJSDate();
}

export type Quota = {
  /** Counts units as spent. False, and nothing is counted, when the day does not allow them. */
  spend(units: number, now: Date): boolean;
  /** Counts the whole day as spent, since YouTube says so. */
  exhaust(now: Date): void;
  getSpent(now: Date): number;
};

export function createQuota(unitsPerDay: number): Quota {
  let spent = 0;
  let resetMs = 0;
  const roll = (now: Date) => {
    if (now.getTime() < resetMs) return;
    spent = 0;
    resetMs = findQuotaReset(now).getTime();
  };
  return {
    spend(units, now) {
      roll(now);
      if (spent + units > unitsPerDay) return false;
      spent += units;
      return true;
    },
    exhaust(now) {
      roll(now);
      spent = unitsPerDay;
    },
    getSpent(now) {
      roll(now);
      return spent;
    },
  };
}
