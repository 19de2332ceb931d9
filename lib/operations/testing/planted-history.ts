/** A past for tests of the analytics: tasks, decisions, deliveries, replies and model calls of some weeks, the same every time. */
import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { createSeededRandom } from "#lib/stats/seeded-random.ts";

export type PlantedHistory = { days: number; perDay: number; domains?: readonly string[]; seed?: number; now?: Date };

type Row = Record<string, unknown>;

const dayMs = 86_400_000;

/** An id of a moment long past, which createId, whose ids only grow, does not give. */
const idAt = (ms: number) => {
  const hex = Math.floor(ms).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
};
const reasons = ["Too long", "too long ", "Wrong tone", "=HYPERLINK(1)", "We spoke yesterday"];

/** Writes the rows as the owner of the schema: nothing but what the tables themselves enforce is checked. */
export async function plantHistory(adminUrl: string, workspaceId: string, history: PlantedHistory): Promise<void> {
  const { days, perDay, domains = ["echoer", "pilot"], seed = 5, now = new Date() } = history;
  const random = createSeededRandom(seed);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const tables: Record<string, Row[]> = {
    contacts: [],
    tasks: [],
    approvals: [],
    deliveries: [],
    model_calls: [],
    contact_ledger: [],
  };
  const add = (table: string, row: Row) => void tables[table]?.push({ workspace_id: workspaceId, ...row });
  const contacts = Array.from({ length: Math.max(40, (days * perDay) / 5) }, () => randomUUID());
  for (const id of contacts) add("contacts", { id, name: `Person ${id.slice(0, 4)}` });

  for (let back = days - 1; back >= 0; back -= 1) {
    for (let n = 0; n < perDay; n += 1) {
      const startMs = now.getTime() - back * dayMs - random() * dayMs * (back === 0 ? 0.3 : 1);
      const at = (secondsLater: number) =>
        new Date(Math.min(startMs + secondsLater * 1_000, now.getTime())).toISOString();
      const domain = pick(domains);
      const task = pick(["write", "echo"]);
      const taskId = idAt(startMs);
      const isDryRun = random() < 0.05;
      const end = random();
      const status =
        end < 0.1 ? "failed" : end < 0.13 ? "cancelled" : end < 0.2 && !isDryRun ? "awaiting_approval" : "completed";
      add("tasks", {
        id: taskId,
        domain,
        task,
        status,
        trigger: "web",
        correlation_id: taskId,
        is_dry_run: isDryRun,
        created_at: at(0),
        started_at: at(1),
        finished_at: at(20),
      });
      if (random() < 0.5) {
        add("model_calls", {
          id: idAt(Math.min(startMs + 5_000, now.getTime())),
          task_id: taskId,
          domain,
          purpose: "draft",
          provider: "local",
          model: "small",
          cost_micros: 100 + Math.floor(random() * 900),
          duration_ms: 900,
          created_at: at(5),
        });
      }
      if (status === "failed" || isDryRun || random() < 0.3) continue;
      const decided = random();
      const waited = Math.exp(random() * 11);
      const isPolicy = decided > 0.9;
      const outcome =
        decided < 0.12
          ? { status: "pending", decided_at: null }
          : {
              status:
                decided < 0.3
                  ? "rejected"
                  : decided < 0.37
                    ? "expired"
                    : decided < 0.42
                      ? "done"
                      : decided < 0.45
                        ? "superseded"
                        : "approved",
              decided_at: at(20 + (isPolicy ? 0 : waited)),
              decided_via: decided < 0.37 && decided >= 0.3 ? "clock" : isPolicy ? "policy" : "person",
              decided_by: randomUUID(),
              decision_reason: decided < 0.3 ? pick(reasons) : null,
            };
      const approvalId = idAt(Math.min(startMs + 20_000, now.getTime()));
      const contactId = random() < 0.85 ? pick(contacts) : null;
      const payload = { subject: "Hello", body: String(n) };
      const effect = {
        task_id: taskId,
        domain,
        effect_kind: pick(["email.send", "post.publish"]),
        account: "local",
        recipient: "ada@example.com",
        contact_id: contactId,
        payload,
        policy_version: 1,
        digest: createHash("sha256").update(approvalId).digest("hex"),
      };
      add("approvals", {
        ...effect,
        ...outcome,
        id: approvalId,
        task,
        preview: payload,
        why: "so",
        author_kind: "template",
        revision: random() < 0.3 ? 2 : 1,
        mode: outcome.status === "done" ? "suggestion" : "approval",
        created_at: at(20),
        expires_at: at(90_000),
      });
      if (outcome.status !== "approved") continue;
      const sent = random();
      const deliveryStatus = sent < 0.08 ? "failed" : sent < 0.14 ? "unknown" : sent < 0.2 ? "recalled" : "confirmed";
      const sentAt = at(40 + waited);
      add("deliveries", {
        ...effect,
        id: randomUUID(),
        approval_id: approvalId,
        capability: "email",
        idempotency_key: randomUUID(),
        status: deliveryStatus,
        release_at: sentAt,
        sending_at: deliveryStatus === "recalled" ? null : sentAt,
        finished_at: deliveryStatus === "unknown" ? null : sentAt,
        evidence: random() < 0.15 ? { kept: true } : {},
        created_at: at(30 + waited),
      });
      if (contactId !== null && random() < 0.4) {
        add("contact_ledger", {
          id: randomUUID(),
          contact_id: contactId,
          channel: "email",
          kind: random() < 0.9 ? "reply" : "bounce",
          happened_at: at(60 + waited + random() * 20 * 86_400),
        });
      }
    }
  }
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const [table, rows] of Object.entries(tables)) {
      if (rows.length === 0) continue;
      const columns = [...new Set(rows.flatMap(row => Object.keys(row)))].join(", ");
      // A column that a row leaves out keeps the table's own default.
      const [first = {}] = rows;
      const names = Object.keys(first);
      if (columns !== names.join(", "))
        for (const row of rows) for (const name of columns.split(", ")) row[name] ??= null;
      await client.query(
        `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
        [JSON.stringify(rows)],
      );
    }
  } finally {
    await client.end();
  }
}
