/** Runs an agent's task through the real kernel on a real database, and reads back everything it left. For tests only. */
import { sql } from "kysely";
import { createId } from "#lib/core/ids.ts";
import type { Session } from "#lib/db/database.ts";
import type { AgentDefinition } from "#lib/kernel/define.ts";
import type { RunOutcome } from "#lib/kernel/run.ts";
import { type KernelRig, openKernelRig } from "#lib/kernel/testing/kernel-rig.ts";
import { createRecordingVendor, type RecordingVendor } from "#lib/kernel/testing/recording-vendor.ts";
import { agents as registered } from "../index.ts";
import { closeThreadPool } from "../thread-pool.ts";

export type AgentRig = KernelRig & {
  /** Dispatches and runs a task to its end. */
  runTask(task: string, params?: object): Promise<TaskRun>;
  /** Inserts contacts in one statement and returns their ids. */
  addContacts(contacts: readonly ContactSeed[]): Promise<string[]>;
  addPosts(posts: readonly PostSeed[]): Promise<void>;
  setSettings(domain: string, settings: object): Promise<void>;
};

type TaskRun = Awaited<ReturnType<typeof readRun>> & { outcome: RunOutcome };

type ContactSeed = {
  name: string;
  email?: string;
  company?: string;
  job_title?: string;
  time_zone?: string;
  attributes?: object;
  outcome?: boolean;
  email_consent?: string;
  score?: number;
  interactions?: number;
  last_interaction_at?: string;
};

export type PostSeed = {
  platform: string;
  posted_at: string;
  body: string;
  niche?: string;
  account?: string;
  likes?: number;
};

/** A rig with the registered agents, or others; its vendor takes e-mail, or what another one takes. */
export async function openAgentRig(
  agents: AgentDefinition[] = registered,
  vendor: RecordingVendor = createRecordingVendor(),
): Promise<AgentRig> {
  const rig = await openKernelRig({ agents, vendor });
  return {
    ...rig,
    async runTask(task, params = {}) {
      const id = await rig.dispatch({ task, params });
      const outcome = await rig.run(id);
      const run = await rig.asPerson(session => readRun(session, id));
      return { ...run, outcome };
    },
    async addContacts(contacts) {
      const rows = contacts.map(contact => ({ id: createId(), ...contact }));
      await rig.asPerson(session =>
        sql`
          insert into contacts (id, workspace_id, name, email, company, job_title, time_zone, attributes, outcome,
            email_consent, score, interactions, last_interaction_at)
          select id, ${rig.workspaceId}, name, email, company, job_title, time_zone, coalesce(attributes, '{}'), outcome,
            coalesce(email_consent, 'unknown')::consent, score, coalesce(interactions, 0), last_interaction_at
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, name text, email text, company text,
            job_title text, time_zone text, attributes jsonb, outcome boolean, email_consent text, score real,
            interactions integer, last_interaction_at timestamptz)`.execute(session),
      );
      return rows.map(row => row.id);
    },
    async addPosts(posts) {
      const rows = posts.map(post => ({ id: createId(), ...post }));
      await rig.asPerson(session =>
        sql`
          insert into posts (id, workspace_id, platform, posted_at, body, niche, account, likes)
          select id, ${rig.workspaceId}, platform, posted_at, body, niche, account, likes
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(id uuid, platform text, posted_at timestamptz,
            body text, niche text, account text, likes bigint)`.execute(session),
      );
    },
    async setSettings(domain, settings) {
      await rig.asPerson(session =>
        session
          .updateTable("agents")
          .set({ settings: JSON.stringify(settings) })
          .where("domain", "=", domain)
          .execute(),
      );
    },
    async close() {
      await closeThreadPool();
      await rig.close();
    },
  };
}

/** A text of an output's content or an approval's payload. */
export function readText(row: { content?: unknown; payload?: unknown } | undefined, field = "text"): string {
  const holder = Object(row?.content ?? row?.payload) as Record<string, unknown>;
  return String(holder[field]);
}

async function readRun(session: Session, id: string) {
  const task = await session.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const decisions = await session
    .selectFrom("decisions")
    .selectAll()
    .where("task_id", "=", id)
    .orderBy("seq")
    .execute();
  const outputs = await session
    .selectFrom("outputs")
    .innerJoin("output_revisions", "output_revisions.output_id", "outputs.id")
    .select(["outputs.id", "kind", "title", "content", "author_kind", "author", "is_untrusted"])
    .where("task_id", "=", id)
    .orderBy("outputs.id")
    .execute();
  const approvals = await session.selectFrom("approvals").selectAll().where("task_id", "=", id).orderBy("id").execute();
  const messages = await session.selectFrom("messages").selectAll().where("task_id", "=", id).orderBy("id").execute();
  const result = task.result as Record<string, never> | null;
  return { task, result, decisions, outputs, approvals, messages };
}
