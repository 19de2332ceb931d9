import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { findDueSweep, findSweepMoment } from "./sweep-moment.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

describe("The moment of a day's sweep", () => {
  it.each([
    ["an ordinary day in UTC", "2026-11-20", "UTC", "05:00", "2026-11-20T05:00:00Z"],
    ["an ordinary day west of Greenwich", "2026-07-01", "America/New_York", "05:00:00", "2026-07-01T09:00:00Z"],
    [
      "the hour that spring skips: the first moment after the gap",
      "2026-03-29",
      "Europe/Berlin",
      "02:30",
      "2026-03-29T01:00:00Z",
    ],
    [
      "the hour that autumn repeats: the first of the two",
      "2026-10-25",
      "Europe/Berlin",
      "02:30",
      "2026-10-25T00:30:00Z",
    ],
    ["a midnight that is skipped", "2026-09-06", "America/Santiago", "00:00", "2026-09-06T04:00:00Z"],
    ["half an hour skipped", "2026-10-04", "Australia/Lord_Howe", "02:15", "2026-10-03T15:30:00Z"],
    ["a zone that does not exist, as UTC", "2026-11-20", "Moon/Tycho", "05:00", "2026-11-20T05:00:00Z"],
  ])("is right for %s", (_what, day, zone, sweepAt, expected) => {
    expect(findSweepMoment(day, zone, sweepAt)).toEqual({ day, at: new Date(expected) });
  });
});

const always = { timeZone: "UTC", sweepAt: "05:00", createdAt: new Date(0) };
const at = (iso: string) => new Date(iso);

describe("The sweep that is due", () => {
  it("is today's once its moment has come, and none before or after it has run", () => {
    const workspace = { ...always, lastDay: "2026-11-19" };
    expect(findDueSweep(at("2026-11-20T04:59:59Z"), workspace)).toBeNull();
    expect(findDueSweep(at("2026-11-20T05:00:00Z"), workspace)?.day).toBe("2026-11-20");
    expect(findDueSweep(at("2026-11-20T05:01:00Z"), { ...always, lastDay: "2026-11-20" })).toBeNull();
  });

  it("is caught up once after days of downtime: the latest only, never one for each missed day", () => {
    const back = at("2026-11-20T07:00:00Z");
    expect(findDueSweep(back, { ...always, lastDay: "2026-11-12" })?.day).toBe("2026-11-20");
    expect(findDueSweep(back, { ...always, lastDay: "2026-11-20" })).toBeNull();
  });

  it("is still caught up after midnight, and is then yesterday's", () => {
    const late = { ...always, sweepAt: "23:30", lastDay: "2026-11-18" };
    expect(findDueSweep(at("2026-11-20T00:30:00Z"), late)?.day).toBe("2026-11-19");
    expect(findDueSweep(at("2026-11-20T23:30:00Z"), { ...late, lastDay: "2026-11-19" })?.day).toBe("2026-11-20");
  });

  it("is given up when the next one is less than six hours away", () => {
    const workspace = { ...always, lastDay: "2026-11-18" };
    expect(findDueSweep(at("2026-11-19T23:00:00Z"), workspace)?.day).toBe("2026-11-19");
    expect(findDueSweep(at("2026-11-19T23:01:00Z"), workspace)).toBeNull();
    expect(findDueSweep(at("2026-11-20T05:00:00Z"), workspace)?.day).toBe("2026-11-20");
  });

  it("is none for a day whose moment had passed before the workspace was made", () => {
    const young = { ...always, createdAt: at("2026-11-20T06:00:00Z"), lastDay: null };
    expect(findDueSweep(at("2026-11-20T06:01:00Z"), young)).toBeNull();
    expect(findDueSweep(at("2026-11-21T05:00:00Z"), young)?.day).toBe("2026-11-21");
  });

  it("is not repeated when somebody moves the time or the zone after it has run", () => {
    const ran = { createdAt: new Date(0), lastDay: "2026-11-20" };
    expect(findDueSweep(at("2026-11-20T09:00:00Z"), { ...ran, timeZone: "UTC", sweepAt: "08:00" })).toBeNull();
    expect(
      findDueSweep(at("2026-11-20T18:00:00Z"), { ...ran, timeZone: "Pacific/Honolulu", sweepAt: "05:00" }),
    ).toBeNull();
  });
});

/** Sweep times chosen to fall into gaps and doubled hours of their zones. */
const places = [
  ["UTC", "05:00"],
  ["Europe/Berlin", "02:30"],
  ["America/New_York", "02:30"],
  ["America/New_York", "01:30"],
  ["America/Santiago", "00:00"],
  ["Australia/Lord_Howe", "02:15"],
  ["Asia/Kathmandu", "05:00"],
  ["Africa/Casablanca", "02:30"],
  ["Pacific/Chatham", "02:50"],
  ["Asia/Beirut", "00:00"],
  ["Pacific/Apia", "05:00"],
] as const;

describe("Simulated years", () => {
  it.each(places)(
    "in %s at %s start one sweep on every day, as soon as the clock shows that time or a later one",
    (timeZone, sweepAt) => {
      const startMs = Date.parse("2026-01-01T00:00:00Z");
      const endMs = startMs + 365 * dayMs;
      const createdAt = new Date(startMs - 3 * dayMs);
      let lastDay: string | null = null;
      const started = new Map<string, number>();
      const expected = new Map<string, number>();
      // Every five minutes within a day of a clock change, where mistakes hide; every hour elsewhere.
      for (let ms = startMs; ms < endMs; ms += hasChangeNear(timeZone, ms) ? 5 * minuteMs : hourMs) {
        const local = DateTime.fromMillis(ms, { zone: timeZone });
        const day = local.toISODate() ?? "";
        if (!expected.has(day) && local.toFormat("HH:mm") >= sweepAt) expected.set(day, ms);
        const due = findDueSweep(new Date(ms), { timeZone, sweepAt, createdAt, lastDay });
        if (due === null) continue;
        expect(started.has(due.day)).toBe(false);
        started.set(due.day, ms);
        lastDay = due.day;
      }
      const [first, ...days] = [...expected];
      expect(days.length).toBeGreaterThanOrEqual(364);
      // The first day of the simulation may have begun before it.
      for (const [day, ms] of days) expect([day, started.get(day)]).toEqual([day, ms]);
      expect(started.size - (first !== undefined && started.has(first[0]) ? 1 : 0)).toBeGreaterThanOrEqual(days.length);
    },
    120_000,
  );
});

const changes = new Map<string, boolean>();

function hasChangeNear(timeZone: string, ms: number): boolean {
  const day = Math.floor(ms / dayMs);
  const key = `${timeZone} ${day}`;
  const known = changes.get(key);
  if (known !== undefined) return known;
  const offsetAt = (days: number) => DateTime.fromMillis((day + days) * dayMs, { zone: timeZone }).offset;
  const isNear = offsetAt(-1) !== offsetAt(2);
  changes.set(key, isNear);
  return isNear;
}
