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
  cost_micros: number;
  created_at: string;
  duration_ms: number | null;
};

export type Decision = { id: string; kind: string; reasoning: string; confidence: number | null; created_at: string };

export type TaskDetail = Task & {
  decisions: Decision[];
  approvals: Approval[];
  outputs: { id: string; title?: string }[];
};

export type Sweep = {
  id: string;
  total: number;
  finished: number;
  by_status: Record<string, number>;
  skipped: { domain: string; reason: string }[];
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

export type Workspace = { id: string; name: string; role: string; is_sample: boolean };
