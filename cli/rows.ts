/** Owns the parts of the API's answers that the command line shows; whatever else an answer carries passes through in --json. */

export type Task = {
  id: string;
  name: string;
  domain: string;
  status: string;
  priority: number;
  trigger: string;
  params: Record<string, unknown>;
  waiting_for: string | null;
  result: Record<string, unknown> | null;
  error: Record<string, unknown> | null;
  is_dry_run: boolean;
  cost_micros: number;
  created_at: string;
  duration_ms: number | null;
};

export type Decision = { id: string; kind: string; reasoning: string; confidence: number | null; created_at: string };

export type TaskDetail = Task & {
  decisions: Decision[];
  approvals: Approval[];
  outputs: { id: string; title?: string }[];
  preview: Preview | null;
};

type Listed<Item> = { total: number; items: Item[] };

/** What a dry run would have led to. */
export type Preview = {
  proposals: Listed<{
    verdict: "execute" | "ask" | "suggest" | "refuse";
    reasons: string[];
    effect_kind: string;
    recipient: string;
    payload: Record<string, unknown> | null;
  }>;
  outputs: Listed<{ kind: string; title: string }>;
  messages: Listed<{ to_domain: string | null; body: string }>;
  follow_ups: Listed<{ task: string; run_at: string | null }>;
  rows: { table: string; inserted: number; updated: number; deleted: number }[];
};

export type Sweep = {
  id: string;
  agents: number;
  total: number;
  finished: number;
  by_status: Record<string, number>;
  skipped: { domain: string; reason: string }[];
};

export type SweepSummary = {
  state: "waiting" | "working" | "ready" | "failed" | "none";
  text: string;
  message: { approval_status: string; delivery_status: string | null; account: string } | null;
};

export type Approval = {
  id: string;
  task_id: string;
  domain: string;
  task: string;
  mode: string;
  effect_kind: string;
  account: string;
  recipient: string;
  payload: Record<string, unknown>;
  digest: string;
  preview: Record<string, unknown>;
  why: string;
  sources: { label: string }[];
  author_kind: string;
  is_untrusted: boolean;
  status: string;
  expires_at: string;
  decided_by: string | null;
  decision_reason: string | null;
};

export type Connection = {
  name: string;
  title: string;
  is_connected: boolean;
  account: string | null;
  account_label: string | null;
  capabilities: string[];
  serves: string[];
  variables: { name: string; is_secret: boolean; is_optional: boolean; is_set: boolean; value: string | null }[];
};

export type Agent = {
  domain: string;
  name: string;
  purpose: string;
  status: string;
  autonomy: string;
  settings: Record<string, unknown>;
  tasks_today: number;
  waiting_approvals: number;
};

export type AgentDetail = Agent & { tasks: { name: string; title: string; purpose: string }[] };

export type Workspace = {
  id: string;
  name: string;
  role: string;
  is_sample: boolean;
  time_zone: string;
  sweep_enabled: boolean;
  sweep_at: string;
};

export type WebhookSource = {
  id: string;
  name: string;
  kind: string;
  path: string;
  is_enabled: boolean;
  refused: number;
  last_received_at: string | null;
  /** Told once, by add and rotate. */
  secret?: string | null;
};

export type WebhookRule = {
  id: string;
  name: string;
  is_enabled: boolean;
  event_type: string | null;
  contact_fields: { field: string; path: string }[] | null;
  task: string | null;
};

export type WebhookEvent = {
  id: string;
  event_type: string;
  verdict: string;
  outcomes: { rule_name: string | null; note: string | null; task: string | null; error: string | null }[];
  received_at: string;
};

export type WebhookTrial = {
  rule_name: string;
  is_match: boolean;
  mismatch: string | null;
  task: string | null;
  params: Record<string, unknown> | null;
  problems: string[];
};

export type AnalyticsShare = {
  part: number;
  whole: number;
  rate: number | null;
  low: number | null;
  high: number | null;
  is_few: boolean;
};

export type AnalyticsFigures = {
  counts: { cost_micros: number };
  success: AnalyticsShare;
  approval: AnalyticsShare;
  edited: AnalyticsShare;
  response: AnalyticsShare;
  responses_open: { addressed: number };
};

export type Analytics = {
  range: { from: string; to: string; uncounted_days: string[] };
  totals: AnalyticsFigures;
  agents: (AnalyticsFigures & { domain: string })[];
};
