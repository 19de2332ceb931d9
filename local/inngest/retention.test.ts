/** Owns the proof that what is past its time goes, and what is not stays. */
import { expect, test } from "vitest";
import { Database } from "./database.ts";
import { createUlid } from "./identifiers.ts";
import { deleteExpired } from "./retention.ts";
import { startPostgres } from "./testing/harness.ts";

const day = 86_400_000;

test("ended runs, events and keys are deleted after their time; running and recent ones stay", async () => {
  const postgres = await startPostgres();
  const database = new Database(postgres.url);
  await database.elect();
  const admin = postgres.server.getPgClient();
  await admin.connect();
  const nowMs = Date.now();
  const addRun = async (name: string, ageDays: number, endedDays: number | null) => {
    const id = createUlid(nowMs - ageDays * day);
    const at = (days: number | null) => (days === null ? null : new Date(nowMs - days * day));
    await admin.query(
      `insert into inngest_local.runs (id, function_id, event_id, events, lane, score, status, created_at, ended_at)
       values ($1, $2, $2, '[]', '', 0, $3, $4, $5)`,
      [id, name, endedDays === null ? "running" : "completed", at(ageDays), at(endedDays)],
    );
    await admin.query("insert into inngest_local.steps (run_id, step_id, payload) values ($1, 'one', '{}')", [id]);
    await admin.query(
      "insert into inngest_local.failures (run_id, step_id, attempt, error) values ($1, 'one', 0, '{}')",
      [id],
    );
    await admin.query(
      "insert into inngest_local.events (id, name, is_matched, received_at) values ($1, 'x', true, $2)",
      [id, at(ageDays)],
    );
  };
  await addRun("old", 10, 9);
  await addRun("long", 10, 1);
  await addRun("asleep", 30, null);
  await addRun("recent", 1, 1);
  await admin.query(
    "insert into inngest_local.idempotency values ('f', 'over', '', now() - interval '1 hour'), ('f', 'valid', '', now() + interval '1 hour')",
  );
  await admin.query("insert into inngest_local.rates values ('over', $1), ('valid', $2)", [nowMs - 1, nowMs + 1000]);
  await admin.query(
    "insert into inngest_local.singletons select function_id, id from inngest_local.runs where function_id in ('asleep', 'recent')",
  );
  await admin.query(
    "insert into inngest_local.batched_events select function_id, id from inngest_local.runs where function_id in ('old', 'recent')",
  );
  expect(await deleteExpired(database, 7 * day, nowMs)).toBe(false);
  const left = await admin.query(
    "select r.function_id, count(s.*)::integer as steps from inngest_local.runs r left join inngest_local.steps s on s.run_id = r.id group by 1 order by 1",
  );
  expect(left.rows).toEqual([
    { function_id: "asleep", steps: 1 },
    { function_id: "long", steps: 1 },
    { function_id: "recent", steps: 1 },
  ]);
  expect((await admin.query("select from inngest_local.steps")).rowCount).toBe(3);
  expect((await admin.query("select from inngest_local.failures")).rowCount).toBe(3);
  expect((await admin.query("select from inngest_local.events")).rowCount).toBe(1);
  expect((await admin.query("select key from inngest_local.idempotency")).rows).toEqual([{ key: "valid" }]);
  expect((await admin.query("select key from inngest_local.rates")).rows).toEqual([{ key: "valid" }]);
  expect((await admin.query("select key from inngest_local.singletons")).rows).toEqual([{ key: "asleep" }]);
  expect((await admin.query("select event_id from inngest_local.batched_events")).rows).toEqual([
    { event_id: "recent" },
  ]);
  await admin.end();
  await database.close();
  await postgres.stop();
});
