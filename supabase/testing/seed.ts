/** Owns real rows for every table in two workspaces, and the row that an attempt to insert would write; refuses unknown tables. */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { JsonObject } from "#lib/core/json.ts";
import { bulkOf, decisionRows } from "./decision-rows.ts";
import { marketingRows } from "./marketing-rows.ts";
import { outsideRows } from "./outside-rows.ts";
import { searchRows } from "./search-rows.ts";
import { digestText, domain, later } from "./values.ts";

/** Who belongs to the workspace, by role; the second owner lets the first one leave. */
export const people = ["viewer", "member", "admin", "owner", "coOwner"] as const;
export type Person = (typeof people)[number];

export type SeededWorkspace = {
  id: string;
  people: Record<Person, string>;
  sweep: string;
  unreported: string;
  task: string;
  output: string;
  thread: string;
  contact: string;
  import: string;
  video: string;
  ownPost: string;
  abTest: string;
  webhookSource: string;
  chatLink: string;
  approved: string;
  undelivered: string;
  /** An entry of the posting log. */
  log: string;
};

/** On whose behalf a row is written: decides the columns that must tell the truth about it. */
export type Author = { kind: "person" | "api-key" | "agent"; userId: string };

const payload = { subject: "Hello", body: "Good morning" };

/** The insert of a row given by column; jsonb columns take objects. */
export function insertInto(table: string, row: JsonObject): string {
  const columns = Object.keys(row).join(", ");
  const json = JSON.stringify(row).replaceAll("'", "''");
  return `insert into public.${table} (${columns}) select ${columns} from jsonb_populate_record(null::public.${table}, '${json}')`;
}

export type RowOf = (workspace: SeededWorkspace, author: Author) => JsonObject;

const approval = (workspace: SeededWorkspace): JsonObject => ({
  id: randomUUID(),
  workspace_id: workspace.id,
  task_id: workspace.task,
  domain,
  task: "draft",
  effect_kind: "email.send",
  account: "local",
  recipient: "ada@example.com",
  contact_id: workspace.contact,
  payload,
  digest: digestText("approved"),
  policy_version: 1,
  preview: payload,
  why: "she asked",
  author_kind: "template",
  status: "pending",
  mode: "approval",
  revision: 1,
  sources: [],
  value_at_risk_micros: 0,
  is_untrusted: false,
  expires_at: later,
});

/** Every table of the schema, in an order in which its rows may be written. */
export const rows: Record<string, RowOf> = {
  workspaces: (_, author) => ({ id: randomUUID(), name: "Harbour", created_by: author.userId }),
  members: workspace => ({
    workspace_id: workspace.id,
    user_id: randomUUID(),
    role: "member",
    email: "",
    created_at: later,
  }),
  invitations: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    email: "grace@example.com",
    role: "member",
    token_hash: `\\x${digestText(randomUUID())}`,
    invited_by: author.userId,
    expires_at: later,
  }),
  agents: workspace => ({ workspace_id: workspace.id, domain: `d-${randomUUID()}`, autonomy: "manual" }),
  sweeps: workspace => ({ id: randomUUID(), workspace_id: workspace.id, trigger: "web", total: 1 }),
  tasks: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    domain,
    task: "draft",
    trigger: "web",
    correlation_id: randomUUID(),
    status: "queued",
    sweep_id: workspace.sweep,
  }),
  decisions: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    task_id: workspace.task,
    attempt: 1,
    seq: Math.floor(Math.random() * 2 ** 31),
    kind: "plan",
    reasoning: "first things first",
  }),
  ...searchRows,
  outbox: workspace => ({ id: randomUUID(), workspace_id: workspace.id, name: "task/queued", data: {} }),
  idempotency_keys: (workspace, author) => ({
    workspace_id: workspace.id,
    actor: author.userId,
    key: randomUUID(),
    operation: "task.dispatch",
    body_digest: digestText("body"),
  }),
  activity: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    actor_kind: author.kind,
    actor_id: author.userId,
    verb: "task.queued",
    entity: "task",
    entity_id: workspace.task,
    summary: "queued a task",
  }),
  outputs: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    task_id: workspace.task,
    domain,
    kind: "draft",
    title: "A letter",
    status: "open",
  }),
  output_revisions: (workspace, author) => ({
    workspace_id: workspace.id,
    output_id: workspace.output,
    revision: 1 + Math.floor(Math.random() * 2 ** 30),
    content: {},
    author_kind: author.kind === "agent" ? "template" : "person",
    author: author.userId,
  }),
  output_requests: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    output_id: workspace.output,
    revision: 1,
    feedback: "shorter, please",
    requested_by: author.userId,
  }),
  output_files: workspace => ({
    workspace_id: workspace.id,
    output_id: workspace.output,
    name: `${randomUUID()}.txt`,
    mime_type: "text/plain",
    byte_count: 4,
    sha256: `\\x${digestText("ahoy")}`,
    bytes: `\\x${Buffer.from("ahoy").toString("hex")}`,
  }),
  render_jobs: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    brief_id: workspace.output,
    output_id: workspace.output,
    lease_until: later,
    title: "A video",
    format: "vertical",
    scenes: [],
    status: "queued",
    attempts: 0,
    is_untrusted: false,
    progress: 0,
  }),
  contacts: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    name: "Ada",
    email: `${randomUUID()}@example.com`,
  }),
  contact_ledger: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    contact_id: workspace.contact,
    channel: "email",
    kind: "outbound",
    status: "reserved",
  }),
  imports: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    kind: "contacts",
    file_name: "people.csv",
    mapping: {},
    requested_by: author.userId,
  }),
  approvals: approval,
  ...decisionRows,
  deliveries: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    approval_id: workspace.undelivered,
    task_id: workspace.task,
    domain,
    effect_kind: "email.send",
    capability: "email",
    account: "local",
    recipient: "ada@example.com",
    contact_id: workspace.contact,
    payload,
    policy_version: 1,
    digest: digestText("approved"),
    idempotency_key: randomUUID(),
    status: "intended",
    release_at: later,
  }),
  messages: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    type: "notification",
    topic: "news",
    from_domain: domain,
    body: "done",
    correlation_id: randomUUID(),
  }),
  message_threads: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    first_message_id: randomUUID(),
    last_message_id: randomUUID(),
    message_count: 1,
    open_count: 0,
  }),
  message_thread_marks: workspace => ({
    workspace_id: workspace.id,
    thread_id: workspace.thread,
    mark: `agent:${randomUUID()}`,
    last_message_id: randomUUID(),
  }),
  message_unread: (workspace, author) => ({
    workspace_id: workspace.id,
    user_id: author.userId,
    thread_id: workspace.thread,
    last_message_id: randomUUID(),
    message_count: 1,
  }),
  memories: workspace => ({
    workspace_id: workspace.id,
    namespace: "people",
    key: randomUUID(),
    value: {},
    source: domain,
  }),
  model_calls: workspace => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    task_id: workspace.task,
    domain,
    purpose: "draft",
    provider: "local",
    model: "small",
    duration_ms: 5,
  }),
  spend_days: workspace => ({ workspace_id: workspace.id, domain: `d-${randomUUID()}`, day: "2026-11-20" }),
  daily_metrics: workspace => ({
    workspace_id: workspace.id,
    day: "2026-11-20",
    domain: `d-${randomUUID()}`,
    task: "draft",
    effect_kind: "email.send",
    proposed: 1,
  }),
  daily_metric_changes: workspace => ({ workspace_id: workspace.id, day: "2026-11-20" }),
  api_keys: (workspace, author) => ({
    id: randomUUID(),
    workspace_id: workspace.id,
    name: "laptop",
    prefix: "qd_test",
    key_hash: `\\x${digestText(randomUUID())}`,
    scopes: ["read"],
    created_by: author.userId,
  }),
  connections: (workspace, author) => ({
    workspace_id: workspace.id,
    connector: `telegram-${randomUUID().slice(0, 8)}`,
    account: "telegram:desk",
    sealed: "v1.00000000.nonce.sealed",
    connected_by: author.userId,
  }),
  ...outsideRows,
  ...marketingRows,
};

/** The row that `author` would add to a table of the workspace. Throws when the table has no entry. */
export function buildRow(
  table: string,
  workspace: SeededWorkspace,
  author: Author,
  changes: JsonObject = {},
): JsonObject {
  const describe = rows[table];
  if (describe === undefined) throw new Error(`supabase/testing/seed.ts has no row for the table ${table}: add one.`);
  return { ...describe(workspace, author), ...changes };
}

/**
 * Writes one workspace with every role in it and at least one row in every table: for the tables whose rows belong to one
 * person, one row for each. Call as the owner of the schema.
 * @param owner makes this person the owner, so that one person may own two workspaces
 */
export async function seedWorkspace(client: pg.ClientBase, owner: string = randomUUID()): Promise<SeededWorkspace> {
  const ids = {
    sweep: randomUUID(),
    task: randomUUID(),
    output: randomUUID(),
    thread: randomUUID(),
    contact: randomUUID(),
    import: randomUUID(),
    video: randomUUID(),
    ownPost: randomUUID(),
    abTest: randomUUID(),
    webhookSource: randomUUID(),
    chatLink: randomUUID(),
    log: randomUUID(),
  };
  const workspace: SeededWorkspace = {
    id: randomUUID(),
    people: { viewer: randomUUID(), member: randomUUID(), admin: randomUUID(), owner, coOwner: randomUUID() },
    ...ids,
    approved: randomUUID(),
    undelivered: randomUUID(),
    unreported: randomUUID(),
  };
  const author: Author = { kind: "person", userId: workspace.people.coOwner };
  const write = (table: string, changes: JsonObject = {}, by = author) =>
    client.query(insertInto(table, buildRow(table, workspace, by, changes)));

  await write("workspaces", { id: workspace.id });
  for (const role of people) {
    await write("members", { user_id: workspace.people[role], role: role === "coOwner" ? "owner" : role });
  }
  await write("agents", { domain });
  const known: Record<string, JsonObject> = {
    sweeps: { id: ids.sweep },
    tasks: { id: ids.task },
    outputs: { id: ids.output },
    message_threads: { id: ids.thread },
    contacts: { id: ids.contact, email: "ada@example.com" },
    imports: { id: ids.import },
    posting_log: { id: ids.log },
    videos: { id: ids.video },
    posts: { id: ids.ownPost, is_own: true },
    ab_tests: { id: ids.abTest },
    ab_variants: { position: 0 },
    bulk_decisions: { id: bulkOf(workspace, author.userId) },
    bulk_decision_items: { approval_id: workspace.approved },
    webhook_sources: { id: ids.webhookSource },
    chat_links: { id: ids.chatLink },
    deliveries: { approval_id: workspace.approved },
    sweep_summaries: { sweep_id: ids.sweep },
  };
  const decided = {
    status: "approved",
    decided_by: author.userId,
    decided_via: "person",
    decided_at: "2026-11-01T00:00:00Z",
  };
  for (const table of Object.keys(rows).filter(name => !["workspaces", "members", "agents"].includes(name))) {
    if (table === "approvals") {
      await write(table, { id: workspace.approved, ...decided });
      await write(table, { id: workspace.undelivered, ...decided });
    }
    if (table === "sweeps") await write(table, { id: workspace.unreported });
    // One post that was observed, and one that the workspace has published.
    if (table === "posts") await write(table);
    await write(table, known[table]);
    if (table === "idempotency_keys" || table === "api_keys") {
      for (const role of people) await write(table, {}, { kind: "person", userId: workspace.people[role] });
    }
    // One for each person: the second owner has theirs already.
    if (["chat_links", "bulk_decisions", "bulk_decision_items"].includes(table)) {
      for (const role of people.filter(person => person !== "coOwner")) {
        const userId = workspace.people[role];
        const own =
          table === "bulk_decisions" ? { id: bulkOf(workspace, userId) } : table === "chat_links" ? {} : known[table];
        await write(table, own, { kind: "person", userId });
      }
    }
  }
  return workspace;
}
