import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/core/json.ts";
import { createTestDatabase, type TestDatabase } from "#testing/database.ts";
import { type Author, buildRow, insertInto, rows, type SeededWorkspace, seedWorkspace } from "./testing/seed.ts";

let database: TestDatabase;
/** The role that owns the schema: passes every policy and grant, so that only triggers and constraints decide. */
let owner: pg.Client;
let workspace: SeededWorkspace;
let author: Author;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  workspace = await seedWorkspace(owner);
  author = { kind: "person", userId: workspace.people.coOwner };
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

beforeEach(() => owner.query("begin"));
afterEach(() => owner.query("rollback"));

/** The SQLSTATE that a statement ends with, or "done"; undone either way unless it is to be kept. */
async function run(statement: string, keep = false, client = owner): Promise<string> {
  await client.query("savepoint attempt");
  let state = "done";
  try {
    await client.query(statement);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    state = error.code ?? "no code";
  }
  if (!keep || state !== "done") await client.query("rollback to savepoint attempt");
  return state;
}

const write = (table: string, changes: JsonObject = {}) =>
  insertInto(table, buildRow(table, workspace, author, changes));

describe("Status machines", () => {
  /** `beside`: what a status needs set in other columns. */
  const machines: Record<string, { type: string; may: Record<string, string>; beside?: Record<string, string> }> = {
    tasks: {
      type: "task_status",
      may: {
        queued: "planning running cancelled failed",
        planning: "running failed cancelled",
        running: "completed awaiting_approval failed cancelled",
        awaiting_approval: "completed failed cancelled",
        completed: "",
        failed: "",
        cancelled: "",
      },
    },
    approvals: {
      type: "approval_status",
      may: {
        pending: "approved rejected expired superseded done",
        approved: "pending superseded",
        rejected: "",
        expired: "",
        superseded: "",
        done: "",
      },
    },
    deliveries: {
      type: "delivery_status",
      may: {
        intended: "sending recalled failed",
        sending: "confirmed failed unknown intended",
        unknown: "confirmed intended failed",
        confirmed: "",
        failed: "",
        recalled: "",
      },
    },
    outputs: {
      type: "output_status",
      may: {
        open: "accepted changes_requested superseded",
        changes_requested: "open accepted superseded",
        accepted: "open",
        superseded: "",
      },
    },
    render_jobs: {
      type: "render_status",
      may: { queued: "rendering failed", rendering: "queued completed failed", failed: "queued", completed: "" },
    },
    ab_tests: {
      type: "ab_test_status",
      may: { running: "decided stopped", decided: "", stopped: "" },
      beside: {
        running: "outcome = null, ended_at = null, reason = null",
        decided: "outcome = 'inconclusive', ended_at = '2026-11-20', reason = 'too little'",
        stopped: "outcome = null, ended_at = '2026-11-20', reason = 'rejected'",
      },
    },
    outreach_queue: {
      type: "outreach_status",
      may: {
        queued: "drafted stopped",
        drafted: "proposed stopped",
        proposed: "sent kept failed stopped",
        failed: "sent kept stopped",
        sent: "",
        kept: "",
        stopped: "",
      },
      beside: Object.fromEntries(
        ["drafted", "proposed", "sent", "kept", "failed"].map(status => [status, "drafted_by = queued_by"]),
      ),
    },
    bulk_decisions: {
      type: "bulk_status",
      may: { running: "finished stopped", finished: "", stopped: "" },
      beside: {
        running: "finished_at = null",
        finished: "finished_at = '2026-11-20'",
        stopped: "finished_at = '2026-11-20'",
      },
    },
    bulk_decision_items: {
      type: "bulk_item_status",
      may: { waiting: "done refused", done: "", refused: "" },
      beside: { waiting: "message = null", done: "message = null", refused: "message = 'it has changed since'" },
    },
    contact_ledger: { type: "touch_status", may: { reserved: "made released", released: "reserved", made: "" } },
    imports: { type: "import_status", may: { running: "completed failed", completed: "", failed: "" } },
  };

  test.each(Object.entries(machines))(
    "%s goes only where the list says, of all pairs",
    async (table, { type, may, beside }) => {
      const { rows: found } = await owner.query(
        "select enumlabel as status from pg_enum where enumtypid = $1::regtype",
        [`public.${type}`],
      );
      const statuses: string[] = found.map(row => row.status);
      expect(Object.keys(may).sort()).toEqual([...statuses].sort());
      const { rows: columns } = await owner.query(
        "select a.attname as key from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = $1::regclass and i.indisprimary",
        [`public.${table}`],
      );
      const key = `(${columns.map(column => column.key).join(", ")})`;
      const { rows: ids } = await owner.query(`select ${key}::text as id from public.${table} limit 1`);
      const decided = table === "approvals" ? ", decided_at = now()" : "";
      const write = (status: string) =>
        [`status = '${status}'`, ...(beside?.[status] === undefined ? [] : [beside[status]])].join(", ");
      for (const from of statuses) {
        await owner.query(`alter table public.${table} disable trigger user`);
        await owner.query(`update public.${table} set ${write(from)} ${decided} where ${key}::text = '${ids[0].id}'`);
        await owner.query(`alter table public.${table} enable trigger user`);
        for (const to of statuses) {
          const state = await run(`update public.${table} set ${write(to)} where ${key}::text = '${ids[0].id}'`);
          const isListed = to === from || may[from]?.split(" ").includes(to);
          // A guard of the table's own may speak before the machine does.
          expect(isListed ? ["done"] : ["QD001", "QD003"], `${table} ${from} to ${to}`).toContain(state);
        }
      }
    },
  );

  test("every table with a status has one of these machines", async () => {
    const { rows: found } = await owner.query(`
      select c.relname as table from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'status' order by 1`);
    expect(found.map(row => row.table)).toEqual(Object.keys(machines).sort());
  });

  test("a refusal says which row, from where and to where", async () => {
    await expect(
      owner.query(`update public.tasks set status = 'completed' where id = '${workspace.task}'`),
    ).rejects.toMatchObject({ code: "QD001", message: `tasks ${workspace.task} cannot go from queued to completed` });
  });
});

describe("The last owner", () => {
  const self = () => `where workspace_id = '${workspace.id}' and user_id = '${workspace.people.owner}'`;
  const other = () => `where workspace_id = '${workspace.id}' and user_id = '${workspace.people.coOwner}'`;

  test("may leave or step down while there is another, and not afterwards", async () => {
    expect(await run(`update public.members set role = 'viewer' ${self()}`)).toBe("done");
    expect(await run(`delete from public.members ${self()}`)).toBe("done");
    expect(await run(`delete from public.members ${other()}`, true)).toBe("done");
    expect(await run(`update public.members set role = 'admin' ${self()}`)).toBe("QD002");
    expect(await run(`delete from public.members ${self()}`)).toBe("QD002");
    expect(await run(`update public.members set role = 'owner' ${self()}`)).toBe("done");
    expect(await run(`delete from public.members where workspace_id = '${workspace.id}'`)).toBe("QD002");
  });

  test("goes with the workspace when that is deleted", async () => {
    expect(await run(`delete from public.workspaces where id = '${workspace.id}'`, true)).toBe("done");
    const { rows: left } = await owner.query(`select from public.members where workspace_id = '${workspace.id}'`);
    expect(left).toEqual([]);
  });

  test("stays when two owners demote one another at the same moment", async () => {
    const second = new pg.Client({ connectionString: database.url });
    await second.connect();
    try {
      await second.query("begin");
      expect(await run(`update public.members set role = 'viewer' ${self()}`, true)).toBe("done");
      const meanwhile = run(`update public.members set role = 'viewer' ${other()}`, true, second);
      await waitUntilBlocked(second);
      await owner.query("commit");
      expect(await meanwhile).toBe("QD002");
      await second.query("rollback");
    } finally {
      await second.end();
      await owner.query(`update public.members set role = 'owner' ${self()}`);
    }
  });

  async function waitUntilBlocked(client: pg.Client): Promise<void> {
    const { processID } = client as pg.Client & { processID: number };
    await expect
      .poll(async () => {
        const { rows: found } = await owner.query("select cardinality(pg_blocking_pids($1)) as blockers", [processID]);
        return found[0].blockers;
      })
      .toBeGreaterThan(0);
  }
});

describe("What was decided", () => {
  const digest = "f".repeat(64);
  const content: [string, string][] = [
    ["payload", `'{"subject": "Other"}'`],
    ["recipient", "'eve@example.com'"],
    ["account", "'other'"],
    ["effect_kind", "'sms.send'"],
    ["digest", `'${digest}'`],
    ["policy_version", "2"],
    ["preview", "'{}'"],
    ["revision", "2"],
    ["mode", "'suggestion'"],
  ];

  test.each(content)(
    "an approval may change its %s while it is pending and never afterwards",
    async (column, value) => {
      const pending = randomUUID();
      await owner.query(write("approvals", { id: pending }));
      expect(await run(`update public.approvals set ${column} = ${value} where id = '${pending}'`)).toBe("done");
      for (const status of ["approved", "rejected", "expired", "superseded", "done"]) {
        const id = randomUUID();
        await owner.query(write("approvals", { id, status, decided_at: "2026-11-01T00:00:00Z" }));
        const change = `update public.approvals set ${column} = ${value} where id = '${id}'`;
        expect(await run(change), status).toBe("QD003");
      }
      const reopened = `update public.approvals set status = 'pending', ${column} = ${value} where id = '${workspace.approved}'`;
      expect(await run(reopened)).toBe("QD003");
    },
  );

  test.each([
    ["decided_by", "'someone else'"],
    ["decided_via", "'policy'"],
    ["decided_at", "now()"],
    ["decision_reason", "'because'"],
  ])("an approval keeps its %s while its status stays", async (column, value) => {
    const id = workspace.approved;
    expect(await run(`update public.approvals set ${column} = ${value} where id = '${id}'`)).toBe("QD003");
    const reopened = `update public.approvals set status = 'pending', ${column} = ${value} where id = '${id}'`;
    expect(await run(reopened)).toBe("done");
  });

  test("an approval does not leave pending without the moment of its decision", async () => {
    expect(await run(write("approvals", { status: "approved" }))).toBe("23514");
  });

  test("a delivery needs an approval that says yes", async () => {
    expect(await run(write("deliveries"))).toBe("done");
    for (const status of ["pending", "rejected", "expired", "superseded", "done"]) {
      const id = randomUUID();
      await owner.query(write("approvals", { id, status, decided_at: "2026-11-01T00:00:00Z" }));
      expect(await run(write("deliveries", { approval_id: id })), status).toBe("QD003");
    }
    const suggestion = randomUUID();
    const decision = { status: "approved", decided_at: "2026-11-01T00:00:00Z", mode: "suggestion" };
    await owner.query(write("approvals", { id: suggestion, ...decision }));
    expect(await run(write("deliveries", { approval_id: suggestion }))).toBe("QD003");
    expect(await run(write("deliveries", { approval_id: randomUUID() }))).toBe("QD003");
  });

  test.each([
    ["payload", { subject: "Hello", body: "Good evening" }],
    ["recipient", "eve@example.com"],
    ["account", "other"],
    ["effect_kind", "sms.send"],
    ["digest", digest],
    ["policy_version", 2],
    ["contact_id", null],
  ])("a delivery with another %s than was approved is refused, and so is changing it", async (column, value) => {
    expect(await run(write("deliveries", { [column]: value }))).toBe("QD003");
    if (column === "policy_version" || column === "contact_id") return;
    const { rows: found } = await owner.query("select id from public.deliveries limit 1");
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    expect(await run(`update public.deliveries set ${column} = '${text}' where id = '${found[0].id}'`)).toBe("QD003");
  });

  test.each(["approval_id", "idempotency_key"])("a delivery keeps its %s", async column => {
    const value = column === "approval_id" ? workspace.undelivered : randomUUID();
    expect(await run(`update public.deliveries set ${column} = '${value}'`)).toBe("QD003");
  });

  test("an approval has at most one live delivery, and another one after a recall", async () => {
    const again = write("deliveries", { approval_id: workspace.approved });
    expect(await run(again)).toBe("23505");
    await owner.query(`update public.deliveries set status = 'recalled' where approval_id = '${workspace.approved}'`);
    expect(await run(again)).toBe("done");
  });
});

describe("Append-only tables", () => {
  const appendOnly = [
    "ab_looks",
    "activity",
    "claims",
    "decisions",
    "feedback",
    "model_calls",
    "output_requests",
    "output_revisions",
    "posting_log",
  ];
  const roles = [
    "anon",
    "authenticated",
    "quarterdeck_person",
    "quarterdeck_worker",
    "quarterdeck_scheduler",
    "quarterdeck_app",
  ];

  test("are those that say so in their comment", async () => {
    const { rows: found } = await owner.query(`
      select relname as table from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and obj_description(oid, 'pg_class') like '%Append-only%'
      order by 1`);
    expect(found.map(row => row.table)).toEqual([...appendOnly].sort());
  });

  test.each(appendOnly)(
    "%s refuses update, delete and truncate to every role of the product, with 42501",
    async table => {
      const admin = new pg.Client({ connectionString: database.adminUrl });
      await admin.connect();
      try {
        const columns = Object.keys(buildRow(table, workspace, author));
        expect(Object.keys(rows)).toContain(table);
        for (const role of roles) {
          for (const claims of [{ sub: workspace.people.owner }, { workspace_id: workspace.id }]) {
            await admin.query("begin");
            await admin.query("select set_config('request.jwt.claims', $1, true)", [JSON.stringify(claims)]);
            await admin.query(`set local role ${role}`);
            for (const column of columns) {
              const change = `update public.${table} set ${column} = default`;
              expect(await run(change, false, admin), `${role} ${column}`).toBe("42501");
            }
            expect(await run(`delete from public.${table}`, false, admin), role).toBe("42501");
            expect(await run(`truncate public.${table} cascade`, false, admin), role).toBe("42501");
            await admin.query("rollback");
          }
        }
      } finally {
        await admin.end();
      }
    },
  );
});
