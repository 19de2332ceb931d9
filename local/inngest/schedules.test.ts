/** Owns the proof that a schedule fires once per occurrence, over daylight saving and over downtime. */
import { Cron } from "croner";
import { expect, test } from "vitest";
import { findLatestDue } from "./schedules.ts";
import {
  awaitRegistration,
  createClient,
  serveApp,
  startEngine,
  startPostgres,
  takePort,
  waitUntil,
} from "./testing/harness.ts";

/** Counts how often a schedule fires when it is looked at every two hours from one moment to another. */
function countFirings(pattern: string, timezone: string, from: string, to: string): number {
  const cron = new Cron(pattern, { paused: true, mode: "5-part", timezone });
  let lastMs = Date.parse(from);
  let firings = 0;
  for (let nowMs = lastMs; nowMs < Date.parse(to); nowMs += 7_200_000) {
    const dueMs = findLatestDue(cron, lastMs, nowMs);
    if (dueMs === undefined) continue;
    expect(dueMs).toBeGreaterThan(lastMs);
    lastMs = dueMs;
    firings += 1;
  }
  return firings;
}

test.each(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland"])(
  "a daily schedule in %s fires 365 times in a year, whatever its clocks do",
  timezone => {
    expect(countFirings("30 2 * * *", timezone, "2026-01-01T12:00:00Z", "2027-01-01T12:00:00Z")).toBe(365);
  },
);

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
    { id: "yearly", triggers: [{ cron: "TZ=Europe/Paris 0 0 1 1 *" }] },
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
