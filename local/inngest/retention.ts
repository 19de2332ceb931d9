/** Owns forgetting: ended runs, events and idempotency keys past their time, in small batches; running runs stay. */
import type { Database } from "./database.ts";
import { createUlid } from "./identifiers.ts";

const everyMs = 60_000;
const batchSize = 500;

const deleteRunsSql = `
with old as (
  select id from inngest_local.runs where id < $1 and ended_at < $2 order by id limit ${batchSize}
), gone as (
  delete from inngest_local.steps s using old where s.run_id = old.id
), forgotten as (
  delete from inngest_local.failures f using old where f.run_id = old.id
), unbatched as (
  delete from inngest_local.batched_events b using old where b.run_id = old.id
)
delete from inngest_local.runs r using old where r.id = old.id`;

const deleteEventsSql = `
delete from inngest_local.events where id in (
  select id from inngest_local.events where received_at < $1 order by received_at limit ${batchSize})`;

const deleteKeysSql = `
delete from inngest_local.idempotency where (function_id, key) in (
  select function_id, key from inngest_local.idempotency where expires_at < now() order by expires_at limit ${batchSize})`;

/** A time of arrival in the past limits nothing any more. */
const deleteRatesSql = `
delete from inngest_local.rates where key in (
  select key from inngest_local.rates where arrival_ms < $1 order by arrival_ms limit ${batchSize})`;

const deleteSingletonsSql = `
delete from inngest_local.singletons where key in (
  select s.key from inngest_local.singletons s
  where not exists (select from inngest_local.runs r where r.id = s.run_id and r.status = 'running') limit ${batchSize})`;

/** Deletes one batch of each kind; returns whether more is left. */
export async function deleteExpired(database: Database, retentionMs: number, nowMs: number): Promise<boolean> {
  const before = new Date(nowMs - retentionMs);
  const firstKept = createUlid(before.getTime(), new Uint8Array(10));
  const results = [
    await database.commit([{ name: "delete-runs", text: deleteRunsSql, values: [firstKept, before] }]),
    await database.commit([{ name: "delete-events", text: deleteEventsSql, values: [before] }]),
    await database.commit([{ name: "delete-keys", text: deleteKeysSql, values: [] }]),
    await database.commit([{ name: "delete-rates", text: deleteRatesSql, values: [nowMs] }]),
    await database.commit([{ name: "delete-singletons", text: deleteSingletonsSql, values: [] }]),
  ];
  return results.some(([result]) => (result?.rowCount ?? 0) >= batchSize);
}

/** Deletes what is expired now and then; returns a function that ends it. */
export function startRetention(
  database: Database,
  retentionMs: number,
  reportTrouble: (what: string, error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout;
  const tick = async () => {
    let isMore = false;
    try {
      isMore = database.isConnected && (await deleteExpired(database, retentionMs, Date.now()));
    } catch (error) {
      reportTrouble("deleting what is past its time failed, trying again", error);
    }
    timer = setTimeout(() => void tick(), isMore ? 100 : everyMs);
  };
  timer = setTimeout(() => void tick(), everyMs);
  return () => clearTimeout(timer);
}
