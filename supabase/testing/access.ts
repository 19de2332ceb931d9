/** Owns who may do what to the rows of a workspace: the whole product's access in one table. What is not listed is refused. */
import type { JsonObject } from "#lib/core/json.ts";

/** Everyone who could ask, all seen from the workspace that the rows belong to. */
export const actors = [
  "anon", // nobody signed in
  "app", // the product's login before it takes a role
  "stranger", // a person with no membership
  "outsider", // the owner of another workspace
  "foreign-key", // a key that the owner of both workspaces made for the other one
  "foreign-worker", // a run of an agent in the other workspace
  "nameless-worker", // a worker whose claims name no workspace
  "rest-stranger", // a person with no membership, through the data API
  "rest", // the workspace's owner, through the data API
  "viewer",
  "member",
  "admin",
  "owner",
  "key", // a key that the owner made for this workspace
  "worker", // a run of an agent in this workspace
  "scheduler", // the queries that look across workspaces
] as const;
export type ActorName = (typeof actors)[number];

export const verbs = ["select", "insert", "update", "delete"] as const;
export type Verb = (typeof verbs)[number];

const ranks: readonly ActorName[] = ["viewer", "member", "admin", "owner"];

/** Reads "member+ worker": a role with a plus stands for it, those above it and the owner's key. */
export function expandActors(words: string): Set<ActorName> {
  const named = words.split(" ").filter(word => word !== "");
  return new Set(
    named.flatMap(word => {
      const name = actors.find(actor => actor === word.replace(/\+$/, ""));
      if (name === undefined) throw new Error(`supabase/testing/access.ts names an unknown actor: ${word}`);
      return word.endsWith("+") ? [...ranks.slice(ranks.indexOf(name)), "key" as const] : [name];
    }),
  );
}

/** One kind of row of a table: what is attempted on it, and by whom it may be done. */
export type Subject = {
  /** Who may, per verb; a verb that is absent is not attempted (the plain entry of the table attempts all four). */
  may: Partial<Record<Verb, string>>;
  /** What an update writes: constants, so that no policy for reading helps the policy for writing. */
  set?: string;
  /** Narrows the rows; :me is the asking person, :coOwner a second owner. */
  where?: string;
  /** Writes without naming the rows, which would need the right to read them; only what happens to those rows counts. */
  isBlind?: boolean;
  /** Changes to the row that an insert writes; the string ":coOwner" becomes the second owner, ":me" the asking person. */
  row?: JsonObject;
};

const everybodyIn = "viewer+ rest worker";

/** By table, or `table/kind of row` where rows of one table differ. */
export const access: Record<string, Subject> = {
  workspaces: {
    may: { select: `${everybodyIn} scheduler`, insert: "", update: "admin+", delete: "owner+" },
    set: "sweep_enabled = false",
  },
  members: {
    may: { select: everybodyIn, insert: "admin+", update: "admin+", delete: "admin+" },
    set: "role = 'viewer'",
    where: "role <> 'owner' and user_id <> :me",
  },
  "members/owners": {
    may: { select: everybodyIn, insert: "owner+", update: "owner+", delete: "owner+" },
    set: "role = 'admin'",
    where: "user_id = :coOwner",
    row: { role: "owner" },
  },
  "members/oneself": {
    may: { select: "viewer+ rest", update: "admin+", delete: "viewer+" },
    set: "role = 'viewer'",
    where: "user_id = :me",
  },
  invitations: {
    may: { select: "admin+ rest", insert: "admin+", update: "admin+", delete: "admin+" },
    set: "expires_at = now()",
  },
  "invitations/in another's name": { may: { insert: "" }, row: { invited_by: ":coOwner" } },
  agents: {
    may: { select: `${everybodyIn} scheduler`, insert: "admin+ scheduler", update: "admin+", delete: "" },
    set: "settings = '{}'",
  },
  sweeps: {
    may: { select: `${everybodyIn} scheduler`, insert: "member+ worker", update: "", delete: "" },
    set: "total = 1",
  },
  tasks: {
    may: { select: `${everybodyIn} scheduler`, insert: "member+ worker", update: "member+ worker", delete: "" },
    set: "status = 'cancelled'",
  },
  "tasks/running": { may: { insert: "", update: "worker" }, set: "status = 'running'", row: { status: "running" } },
  decisions: { may: { select: everybodyIn, insert: "worker", update: "", delete: "" }, set: "reasoning = 'no'" },
  task_terms: {
    may: { select: everybodyIn, insert: "worker", update: "", delete: "" },
    set: "task_ids = '{}'",
  },
  task_term_progress: {
    may: { select: `${everybodyIn} scheduler`, insert: "worker", update: "worker", delete: "" },
    set: "through_id = '00000000-0000-4000-8000-000000000000'",
  },
  outbox: {
    may: { select: "scheduler", insert: "member+ worker", update: "", delete: "scheduler" },
    set: "name = 'no'",
  },
  idempotency_keys: {
    may: { select: "scheduler", insert: "", update: "", delete: "scheduler" },
    set: "response = '{}'",
    where: "actor = :coOwner::text",
    isBlind: true,
    row: { actor: ":coOwner" },
  },
  "idempotency_keys/one's own": {
    may: { select: "viewer+", insert: "viewer+", update: "viewer+", delete: "" },
    set: "response = '{}'",
    where: "actor = :me::text",
  },
  activity: { may: { select: everybodyIn, insert: "viewer+ worker", update: "", delete: "" }, set: "summary = 'no'" },
  "activity/in another's name": { may: { insert: "" }, row: { actor_kind: "person", actor_id: ":coOwner" } },
  "activity/of an agent": { may: { insert: "worker" }, row: { actor_kind: "agent", actor_id: "outreach" } },
  outputs: {
    may: { select: everybodyIn, insert: "worker", update: "member+ worker", delete: "" },
    set: "revision = 2",
  },
  "outputs/accepted": { may: { insert: "" }, row: { status: "accepted" } },
  "outputs/accepted in one's own name": {
    may: { update: "member+" },
    set: "status = 'accepted', decided_by = :me, decided_at = now()",
    where: "status = 'open'",
  },
  "outputs/accepted in another's name": {
    may: { update: "" },
    set: "status = 'accepted', decided_by = :coOwner, decided_at = now()",
    where: "status = 'open'",
  },
  output_requests: { may: { select: everybodyIn, insert: "member+", update: "", delete: "" }, set: "feedback = 'no'" },
  "output_requests/in another's name": { may: { insert: "" }, row: { requested_by: ":coOwner" } },
  output_revisions: {
    may: { select: everybodyIn, insert: "member+ worker", update: "", delete: "" },
    set: "author = 'no'",
  },
  output_files: { may: { select: everybodyIn, insert: "worker", update: "", delete: "" }, set: "name = 'no'" },
  render_jobs: {
    may: { select: everybodyIn, insert: "worker", update: "worker", delete: "" },
    set: "progress = 0.5",
  },
  "render_jobs/finished": {
    may: { insert: "" },
    row: { status: "failed" },
  },
  "output_revisions/by a person": { may: { insert: "member+" }, row: { author_kind: "person" } },
  "output_revisions/by a model": { may: { insert: "worker" }, row: { author_kind: "model" } },
  contacts: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+ worker", delete: "admin+" },
    set: "interactions = 1",
  },
  contact_ledger: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+ worker", delete: "" },
    set: "status = 'made'",
  },
  imports: { may: { select: "viewer+ rest", insert: "member+", update: "member+", delete: "" }, set: "accepted = 1" },
  approvals: {
    may: { select: `${everybodyIn} scheduler`, insert: "worker", update: "member+ worker", delete: "" },
    set: "policy_version = 1",
  },
  "approvals/decided by a person": {
    may: { insert: "" },
    row: { status: "approved", decided_via: "person", decided_at: "2026-11-01T00:00:00Z" },
  },
  "approvals/rejected as a person": {
    may: { update: "member+" },
    set: "status = 'rejected', decided_via = 'person', decided_by = :me, decided_at = now()",
    where: "status = 'pending'",
  },
  "approvals/rejected in another's name": {
    may: { update: "" },
    set: "status = 'rejected', decided_via = 'person', decided_by = :coOwner, decided_at = now()",
    where: "status = 'pending'",
  },
  "approvals/approved by policy": {
    may: { update: "worker" },
    set: "status = 'approved', decided_via = 'policy', decided_by = 'policy 1', decided_at = now()",
    where: "status = 'pending'",
  },
  bulk_decisions: {
    may: { select: everybodyIn, insert: "member+", update: "member+ worker", delete: "" },
    set: "status = 'running'",
  },
  "bulk_decisions/in another's name": { may: { insert: "" }, row: { created_by: ":coOwner" } },
  bulk_decision_items: {
    may: { select: everybodyIn, insert: "member+", update: "member+", delete: "" },
    set: "message = null",
  },
  "bulk_decision_items/of another's press": {
    may: { select: everybodyIn, insert: "", update: "" },
    set: "message = null",
    where: "bulk_id in (select id from public.bulk_decisions where created_by = :coOwner)",
    row: { bulk_id: ":coOwnersBulk" },
  },
  feedback: { may: { select: everybodyIn, insert: "member+", update: "", delete: "" }, set: "reason = 'no'" },
  deliveries: {
    may: { select: `${everybodyIn} scheduler`, insert: "member+ worker", update: "member+ worker", delete: "" },
    set: "release_at = now()",
  },
  "deliveries/being sent": {
    may: { insert: "", update: "worker" },
    set: "status = 'sending'",
    row: { status: "sending" },
  },
  messages: {
    may: { select: `${everybodyIn} scheduler`, insert: "worker", update: "member+ worker", delete: "" },
    set: "read_at = now()",
  },
  "messages/an answer in one's own name": {
    may: { insert: "member+" },
    row: {
      type: "response",
      from_domain: null,
      from_person: ":me",
      answers: "00000000-0000-4000-8000-000000000001",
    },
  },
  "messages/an answer in another's name": {
    may: { insert: "" },
    row: {
      type: "response",
      from_domain: null,
      from_person: ":coOwner",
      answers: "00000000-0000-4000-8000-000000000001",
    },
  },
  message_threads: { may: { select: "viewer+ rest", insert: "", update: "", delete: "" }, set: "open_count = 0" },
  message_thread_marks: { may: { select: "viewer+ rest", insert: "", update: "", delete: "" }, set: "mark = 'no'" },
  message_unread: {
    may: { select: "", insert: "", update: "", delete: "" },
    set: "message_count = 1",
    where: "user_id = :coOwner",
    row: { user_id: ":coOwner" },
  },
  "message_unread/blindly": { may: { delete: "" }, where: "user_id = :coOwner", isBlind: true },
  "message_unread/one's own": {
    may: { select: "viewer+ rest", insert: "viewer+", update: "", delete: "viewer+" },
    set: "message_count = 1",
    where: "user_id = :me",
  },
  memories: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+ worker", delete: "admin+ worker" },
    set: "value = '{}'",
  },
  model_calls: { may: { select: everybodyIn, insert: "worker", update: "", delete: "" }, set: "cost_micros = 0" },
  spend_days: { may: { select: everybodyIn, insert: "worker", update: "worker", delete: "" }, set: "spent_micros = 0" },
  daily_metrics: {
    may: { select: `${everybodyIn} scheduler`, insert: "worker", update: "", delete: "worker" },
    set: "proposed = 1",
  },
  daily_metric_changes: {
    may: { select: "worker scheduler", insert: "", update: "", delete: "worker" },
    set: "day = '2026-11-01'",
  },
  api_keys: {
    may: { select: "admin+ rest", insert: "", update: "admin+", delete: "" },
    set: "revoked_at = now()",
    where: "created_by = :coOwner",
    row: { created_by: ":coOwner" },
  },
  "api_keys/one's own": {
    may: { select: "viewer+ rest", insert: "member+", update: "viewer+", delete: "" },
    set: "revoked_at = now()",
    where: "created_by = :me",
  },
  "api_keys/revived": { may: { update: "" }, set: "revoked_at = null", where: "created_by = :me" },
  connections: {
    may: { select: `${everybodyIn} scheduler`, insert: "admin+", update: "admin+ worker", delete: "admin+" },
    set: "is_healthy = true",
  },
  webhook_sources: {
    may: { select: `${everybodyIn} scheduler`, insert: "admin+", update: "admin+", delete: "" },
    set: "name = 'Form'",
  },
  "webhook_sources/refused calls": { may: { update: "worker" }, set: "refused = 1" },
  webhook_rules: {
    may: { select: everybodyIn, insert: "member+", update: "member+", delete: "member+" },
    set: "is_enabled = false",
  },
  webhook_events: {
    may: { select: everybodyIn, insert: "worker", update: "member+ worker", delete: "" },
    set: "verdict = 'acted'",
  },
  chat_links: {
    may: { select: "admin+ rest worker", insert: "", update: "", delete: "admin+" },
    set: "wants_approvals = false",
    where: "user_id = :coOwner",
    row: { user_id: ":coOwner" },
  },
  "chat_links/one's own": {
    may: { select: "viewer+ rest", insert: "member+", update: "viewer+", delete: "viewer+" },
    set: "wants_approvals = false",
    where: "user_id = :me",
  },
  "chat_links/another's, blindly": { may: { delete: "admin+" }, where: "user_id = :coOwner", isBlind: true },
  "chat_links/linked without the code": {
    may: { insert: "" },
    row: { linked_at: "2026-11-01T00:00:00Z", chat_id: "1", chat_user_id: "1", code_hash: null },
  },
  "chat_links/linked from the chat": {
    may: { update: "worker" },
    set: "linked_at = now(), chat_id = gen_random_uuid()::text, chat_user_id = gen_random_uuid()::text, code_hash = null",
    where: "user_id = :coOwner",
    isBlind: true,
  },
  chat_questions: { may: { select: "worker", insert: "worker", update: "worker", delete: "" }, set: "outcome = 'no'" },
  posts: {
    may: { select: everybodyIn, insert: "member+", update: "member+", delete: "admin+" },
    set: "likes = 1",
    where: "not is_own",
  },
  "posts/published through the workspace": {
    may: { insert: "member+ worker", update: "member+ worker" },
    set: "likes = 1",
    where: "is_own",
    row: { is_own: true },
  },
  accounts: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+", delete: "admin+" },
    set: "title = 'Ours'",
  },
  post_metrics: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+", delete: "admin+" },
    set: "likes = 1",
  },
  "post_metrics/told by a connection": { may: { insert: "worker" }, row: { source: "blotato" } },
  ab_tests: { may: { select: everybodyIn, insert: "worker", update: "worker", delete: "" }, set: "uplift = 0.5" },
  "ab_tests/decided from the start": {
    may: { insert: "" },
    row: { status: "decided", outcome: "inconclusive", reason: "so", ended_at: "2026-11-01T00:00:00Z" },
  },
  ab_variants: { may: { select: everybodyIn, insert: "worker", update: "worker", delete: "" }, set: "text = 'no'" },
  ab_looks: { may: { select: everybodyIn, insert: "worker", update: "", delete: "" }, set: "z = 0" },
  videos: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+ worker", delete: "admin+" },
    set: "category = 'music'",
  },
  video_stats: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+ worker", delete: "" },
    set: "views = 1",
  },
  creators: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+ worker", delete: "admin+" },
    set: "followers = 1",
  },
  creator_posts: {
    may: { select: everybodyIn, insert: "member+ worker", update: "member+ worker", delete: "admin+" },
    set: "likes = 1",
  },
  cross_platform_trends: {
    may: { select: everybodyIn, insert: "worker", update: "worker", delete: "worker" },
    set: "post_count = 1",
  },
  outreach_queue: {
    may: { select: everybodyIn, insert: "worker", update: "worker", delete: "" },
    set: "status_reason = 'no'",
  },
  "outreach_queue/sent": { may: { insert: "" }, row: { status: "sent" } },
  sweep_summaries: {
    may: { select: `${everybodyIn} scheduler`, insert: "worker", update: "worker", delete: "" },
    set: "task_id = task_id",
  },
  "sweep_summaries/blindly": { may: { update: "worker" }, set: "task_id = null", isBlind: true },
  claims: { may: { select: everybodyIn, insert: "worker", update: "", delete: "" }, set: "value = '0'" },
  posting_log: { may: { select: everybodyIn, insert: "worker", update: "", delete: "" }, set: "data = '{}'" },
  posting_windows: { may: { select: everybodyIn, insert: "worker", update: "", delete: "worker" }, set: "posts = 1" },
  niche_performance: { may: { select: everybodyIn, insert: "worker", update: "", delete: "worker" }, set: "posts = 1" },
  content_plans: { may: { select: everybodyIn, insert: "worker", update: "", delete: "worker" }, set: "posts = 1" },
};
