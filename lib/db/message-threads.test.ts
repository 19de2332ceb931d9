import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type KernelRig, openKernelRig } from "#lib/kernel/testing/kernel-rig.ts";
import { listThreads, type ThreadFilter } from "./messages.ts";

const messages = 20_000;
const perThread = 4;

let rig: KernelRig;
let client: pg.Client;
beforeAll(async () => {
  rig = await openKernelRig();
  client = new pg.Client({ connectionString: rig.adminUrl });
  await client.connect();
  await client.query(
    `insert into messages (id, workspace_id, type, topic, from_domain, to_domain, body, correlation_id, requires_response)
     select ('0192f000-' || lpad(to_hex(n / 65536), 4, '0') || '-7' || lpad(to_hex(n % 4096), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            $1, (array['request', 'notification', 'status-update']::message_type[])[1 + n % 3], 'topic.ask',
            case when n = 7 then 'rare' else 'd' || n % 5 end, case when n % 10 = 0 then null else 'outreach' end,
            'Body', md5('t' || (n / ${perThread}))::uuid, n % 100 = 0
     from generate_series(0, ${messages - 1}) n`,
    [rig.workspaceId],
  );
  await client.query("analyze");
}, 300_000);
afterAll(async () => {
  await client.end();
  await rig.close();
});

/** How many rows of the tables of messages a page reads, by index or not. */
function countRead(filter: ThreadFilter): Promise<number> {
  return rig.asPerson(async session => {
    await listThreads(session, rig.workspaceId, rig.userId, filter, { limit: 51 });
    const { rows } = await sql<{ read: number }>`
      select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as read
      from pg_stat_xact_user_tables where relname like 'message%'`.execute(session);
    return Number(rows[0]?.read);
  });
}

it("Conversations count their messages as these come, each in its own", async () => {
  const { rows } = await client.query(
    "select count(*)::int as threads, sum(message_count)::int as messages, sum(open_count)::int as open from message_threads",
  );
  expect(rows[0]).toEqual({ threads: messages / perThread, messages, open: messages / 100 });
});

it.each<[string, ThreadFilter]>([
  ["all", {}],
  ["waiting", { isWaiting: true }],
  ["of one agent", { domain: "d1" }],
  ["of an agent that spoke once, long ago", { domain: "rare" }],
  ["of nobody", { domain: "nobody" }],
  ["of one type", { type: "request" }],
])("A page of conversations, %s, reads rows of that page and not of the others", async (_name, filter) => {
  const read = await countRead(filter);
  expect(read).toBeLessThan(3_000);
});

it("A page of what a member has not read does so too, whatever else it is narrowed by", async () => {
  const unreadBy = rig.userId;
  expect(await countRead({ unreadBy })).toBeLessThan(3_000);
  expect(await countRead({ unreadBy, isWaiting: true, domain: "d0" })).toBeLessThan(6_000);
});
