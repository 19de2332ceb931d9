/** Owns the proof that a schedule fires once per occurrence, over daylight saving and over downtime. */
import { Cron } from "croner";
import { expect, test } from "vitest";
import { computeJitterMs, findLatestDue, findNextDue } from "./schedules.ts";
import {
  awaitRegistration,
  createClient,
  serveApp,
  startEngine,
  startPostgres,
  takePort,
  waitUntil,
} from "./testing/harness.ts";

const zones = [
  "UTC",
  "Europe/Paris",
  "Europe/Dublin",
  "America/New_York",
  "America/St_Johns",
  "America/Santiago",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
];
const minute = 60_000;
const quarter = 15 * minute;
const day = 86_400_000;

interface Span {
  fromMs: number;
  untilMs: number;
}

const years: Span = { fromMs: Date.parse("2025-01-01T12:00:00Z"), untilMs: Date.parse("2028-01-01T12:00:00Z") };

/** The local wall clock as if it were UTC, for each quarter of an hour; offsets change at quarters only. */
function readWallClock(timezone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
  });
  const offsets = new Map<number, number>();
  return atMs => {
    const start = Math.floor(atMs / quarter) * quarter;
    let offset = offsets.get(start);
    if (offset === undefined) {
      const part = Object.fromEntries(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 0, day = 0, hour = 0, minute: min = 0 } = part;
      offset = Date.UTC(year, month - 1, day, hour, min) - start;
      offsets.set(start, offset);
    }
    return atMs + offset;
  };
}

/** The days around every change of the clocks within the years; any days where there is none. */
function listClockChanges(wallClock: (atMs: number) => number): Span[] {
  const spans: Span[] = [];
  for (let atMs = years.fromMs; atMs < years.untilMs; atMs += quarter) {
    if (wallClock(atMs + quarter) - wallClock(atMs) !== quarter)
      spans.push({ fromMs: atMs - day, untilMs: atMs + day });
  }
  return spans.length > 0 ? spans : [{ fromMs: years.fromMs, untilMs: years.fromMs + 2 * day }];
}

/** Every minute whose local minute is a multiple of `step`, hours that the clocks repeat included. */
function listEvery(step: number, { fromMs, untilMs }: Span, wallClock: (atMs: number) => number): number[] {
  const list: number[] = [];
  for (let atMs = fromMs + minute; atMs <= untilMs; atMs += minute) {
    if ((wallClock(atMs) / minute) % step === 0) list.push(atMs);
  }
  return list;
}

/** For each local day that counts, the first minute at or after a local time: an hour that is left out or repeated has one. */
function listDaily(
  minuteOfDay: number,
  isCounted: (local: Date) => boolean,
  wallClock: (atMs: number) => number,
): number[] {
  const list: number[] = [];
  let lastDay = 0;
  for (let atMs = years.fromMs - 2 * day; atMs <= years.untilMs; atMs += minute) {
    const localMs = wallClock(atMs);
    const localDay = Math.floor(localMs / day);
    if (localDay === lastDay || (localMs % day) / minute < minuteOfDay) continue;
    lastDay = localDay;
    if (isCounted(new Date(localMs)) && atMs > years.fromMs) list.push(atMs);
  }
  return list;
}

/** A repeatable sequence of numbers from 0 to 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Lets simulated time pass; the engine wakes late, and with a downtime is now and then away for up to a day and a half. */
function simulate(
  cron: Cron,
  { fromMs, untilMs }: Span,
  random: () => number,
  downtimeShare: number,
  check?: (nowMs: number, lastMs: number) => void,
): number[] {
  const fired: number[] = [];
  let lastMs = fromMs;
  for (let nowMs = fromMs; ; ) {
    const nextMs = findNextDue(cron, lastMs);
    if (nextMs === undefined) break;
    nowMs = Math.max(nowMs, nextMs) + Math.floor(random() * 5000);
    if (random() < downtimeShare) nowMs += Math.floor(random() * 36 * 60 * minute);
    if (nowMs > untilMs) break;
    const dueMs = findLatestDue(cron, lastMs, nowMs);
    if (dueMs === undefined) throw new Error(`nothing is due at ${new Date(nowMs).toISOString()}`);
    fired.push(dueMs);
    lastMs = dueMs;
    check?.(nowMs, lastMs);
  }
  return fired;
}

function expectEachOnce(pattern: string, zone: string, span: Span, expected: number[]): void {
  const cron = new Cron(pattern, { paused: true, mode: "5-part", timezone: zone });
  const fired = simulate(cron, span, createRandom(1), 0);
  const lastMs = fired.at(-1) ?? 0;
  // The very last occurrence may be met too late to be within the span.
  expect(lastMs, pattern).toBeGreaterThanOrEqual(expected.at(-2) ?? 0);
  expect(fired, pattern).toEqual(expected.filter(atMs => atMs <= lastMs));

  let next = 0;
  const withDowntime = simulate(cron, span, createRandom(2), 0.05, (nowMs, latestMs) => {
    while (next < expected.length && (expected[next] ?? 0) <= nowMs) next += 1;
    if (latestMs !== expected[next - 1]) throw new Error(`${pattern}: the latest occurrence is not caught up with`);
  });
  expect(new Set(withDowntime).size).toBe(withDowntime.length);
  const occurrences = new Set(expected);
  expect(withDowntime.every(atMs => occurrences.has(atMs))).toBe(true);
}

test.each(zones)(
  "three years of schedules in %s have no missed and no double occurrence, whatever the clocks do",
  zone => {
    const wallClock = readWallClock(zone);
    const always = () => true;
    for (const span of listClockChanges(wallClock)) {
      expectEachOnce("*/15 * * * *", zone, span, listEvery(15, span, wallClock));
      expectEachOnce("0 * * * *", zone, span, listEvery(60, span, wallClock));
    }
    expectEachOnce("30 2 * * *", zone, years, listDaily(150, always, wallClock));
    expectEachOnce("0 0 * * *", zone, years, listDaily(0, always, wallClock));
    expectEachOnce(
      "30 1 * * 0",
      zone,
      years,
      listDaily(90, local => local.getUTCDay() === 0, wallClock),
    );
    expectEachOnce(
      "0 3 1 * *",
      zone,
      years,
      listDaily(180, local => local.getUTCDate() === 1, wallClock),
    );
  },
  60_000,
);

test("jitter puts each occurrence off by a part of it that stays the same", () => {
  const delays = Array.from({ length: 1000 }, (_, index) => computeJitterMs(`cron:${index}`, 5000));
  expect(delays).toEqual(Array.from({ length: 1000 }, (_, index) => computeJitterMs(`cron:${index}`, 5000)));
  expect(Math.min(...delays)).toBeLessThan(100);
  expect(Math.max(...delays)).toBeLessThanOrEqual(5000);
  expect(Math.max(...delays)).toBeGreaterThan(4900);
  expect(computeJitterMs("cron:1", 0)).toBe(0);
});

test("after a downtime only the latest missed occurrence is due", () => {
  const cron = new Cron("*/5 * * * *", { paused: true, mode: "5-part", timezone: "UTC" });
  const nowMs = Date.parse("2026-03-01T12:03:00Z");
  expect(findLatestDue(cron, Date.parse("2026-03-01T08:00:00Z"), nowMs)).toBe(Date.parse("2026-03-01T12:00:00Z"));
  expect(findLatestDue(cron, Date.parse("2026-03-01T12:00:00Z"), nowMs)).toBeUndefined();
});

test("a missed occurrence fires once when the engine comes back, and not again after another restart", async () => {
  const postgres = await startPostgres();
  const enginePort = await takePort();
  const client = createClient(enginePort);
  const fired: unknown[] = [];
  const yearly = client.createFunction(
    { id: "yearly", triggers: [{ cron: "TZ=Europe/Paris 0 0 1 1 *", jitter: "2s" }] },
    async ({ event }) => {
      fired.push(event);
    },
  );
  const app = await serveApp(client, [yearly]);
  const start = () => startEngine(postgres.url, [app.url], { port: enginePort });
  let engine = await start();
  await awaitRegistration(engine);
  const admin = postgres.server.getPgClient();
  await admin.connect();
  const isMarked = async () => (await admin.query("select from inngest_local.crons")).rowCount === 1;
  await waitUntil(isMarked, "the schedule's row");
  await engine.kill("SIGTERM");
  await admin.query("update inngest_local.crons set last_at = now() - interval '1 year'");
  engine = await start();
  await waitUntil(() => fired.length > 0, "the schedule");
  await engine.kill("SIGTERM");
  engine = await start();
  await awaitRegistration(engine);
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(fired).toMatchObject([{ name: "inngest/scheduled.timer", data: { cron: "TZ=Europe/Paris 0 0 1 1 *" } }]);
  await engine.kill("SIGTERM");
  await admin.end();
  await app.stop();
  await postgres.stop();
}, 20_000);
