/** Owns the sample's made-up past: what its agents did in the thirty days before, day by day. Nothing in it was ever sent. */
import { randomUUID } from "node:crypto";
import type { AgentDefinition } from "#lib/kernel/define.ts";
import { bindEffect } from "#lib/kernel/digest.ts";
import type { Draw } from "./draw.ts";
import { drawLetter, drawRefusal, tellDay } from "./past-words.ts";

export const pastDays = 30;
const dayMs = 86_400_000;
const sweepHour = 5;

export type PastRow = Record<string, unknown>;

/** Rows by table, in the order of their moments; those of tasks, approvals and deliveries carry how they ended. */
export type Past = {
  /** The UTC days that anything happened on. */
  days: string[];
  sweeps: PastRow[];
  tasks: PastRow[];
  approvals: PastRow[];
  deliveries: PastRow[];
  outputs: PastRow[];
  revisions: PastRow[];
  messages: PastRow[];
  activity: PastRow[];
};

export type SamplePerson = { id: string; name: string; email: string };

/** An id of a moment long past, which createId, whose ids only grow, does not give. */
function idAt(ms: number): string {
  const hex = Math.floor(ms).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The past of a workspace whose agents are these, up to the end of yesterday (UTC). The same every time but for ids and dates. */
export function drawPast(
  draw: Draw,
  agents: readonly AgentDefinition[],
  people: readonly SamplePerson[],
  now: Date,
): Past {
  const past: Past = {
    ...{ days: [], sweeps: [], tasks: [], approvals: [], deliveries: [] },
    ...{ outputs: [], revisions: [], messages: [], activity: [] },
  };
  const todayMs = Math.floor(now.getTime() / dayMs) * dayMs;
  const writer = agents.find(agent => agent.domain === "outreach");
  for (let back = pastDays; back >= 1; back -= 1) {
    const startMs = todayMs - back * dayMs;
    past.days.push(new Date(startMs).toISOString().slice(0, 10));
    const sweepMs = startMs + sweepHour * 3_600_000;
    const due = agents.filter(agent => agent.sweep !== undefined);
    const sweepId = idAt(sweepMs);
    past.sweeps.push({
      id: sweepId,
      trigger: "schedule",
      total: due.length,
      created_at: new Date(sweepMs).toISOString(),
    });
    for (const agent of due) {
      const taskId = addTask(past, draw, agent, { sweepId, sweepMs, back });
      if (agent === writer && taskId !== null) addLetters(past, draw, people, { agent, taskId, sweepMs, back });
    }
  }
  return past;
}

type Moment = { sweepId: string; sweepMs: number; back: number };

/** One agent's share of one sweep; null where it failed. */
function addTask(past: Past, draw: Draw, agent: AgentDefinition, { sweepId, sweepMs, back }: Moment): string | null {
  const id = idAt(sweepMs + 1);
  const startMs = sweepMs + draw.whole(200, 4_000);
  const endMs = startMs + draw.whole(900, 38_000);
  const isFailed = agent.domain === "creators" && (back === 19 || back === 6);
  const task = agent.sweep?.task ?? "";
  const title = agent.tasks.find(one => one.name === task)?.title ?? task;
  const said = tellDay(agent.domain, draw, back);
  past.tasks.push({
    ...{ id, domain: agent.domain, task, trigger: "sweep", sweep_id: sweepId, correlation_id: id },
    params: agent.sweep?.params ?? {},
    ...{ created_at: iso(sweepMs), started_at: iso(startMs), finished_at: iso(endMs) },
    ending: isFailed ? "failed" : "completed",
    result: isFailed ? null : { reason: said },
    error: isFailed
      ? { code: "unavailable", message: "the connection gave no answer within 30 s; it was tried 4 times" }
      : null,
  });
  past.activity.push({
    ...{ id: idAt(endMs), actor_kind: "agent", actor_id: agent.domain, entity: "task", entity_id: id, task_id: id },
    verb: isFailed ? "task.failed" : "task.completed",
    summary: isFailed ? `could not finish "${title}"` : `finished "${title}"`,
    created_at: iso(endMs),
  });
  if (isFailed) return null;
  // A finding a week of the two agents that look at the market, so that outputs have a past but drown nothing.
  if (back % 7 === 3 && (agent.domain === "trends" || agent.domain === "content-mix")) {
    addFinding(past, agent, { id, text: said, endMs });
  }
  return id;
}

function addFinding(past: Past, agent: AgentDefinition, task: { id: string; text: string; endMs: number }): void {
  const id = idAt(task.endMs);
  const at = iso(task.endMs);
  const day = new Date(task.endMs).toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC" });
  past.outputs.push({
    ...{ id, task_id: task.id, domain: agent.domain, kind: "finding", created_at: at },
    title: `${agent.name}: the week to ${day}`,
  });
  past.revisions.push({
    ...{ output_id: id, revision: 1, author_kind: "engine", author: "sample data", created_at: at },
    content: {
      format: "markdown",
      text: `${task.text}\n\nThis finding is sample data, made up with the workspace.`,
      sources: [],
    },
  });
  if (agent.domain !== "trends") return;
  past.messages.push({
    ...{ id: idAt(task.endMs + 1), type: "notification", topic: "trends.found", from_domain: "trends" },
    ...{
      to_domain: null,
      body: `${task.text} (Sample data.)`,
      correlation_id: task.id,
      task_id: task.id,
      created_at: at,
    },
  });
}

/** The messages that one morning's drafting proposed, how people decided, and what was kept in the outbox. */
function addLetters(
  past: Past,
  draw: Draw,
  people: readonly SamplePerson[],
  task: { agent: AgentDefinition; taskId: string; sweepMs: number; back: number },
): void {
  if (people.length === 0) return;
  const isWeekend = [0, 6].includes(new Date(task.sweepMs).getUTCDay());
  const count = isWeekend ? draw.whole(0, 1) : draw.whole(1, 4);
  for (let n = 0; n < count; n += 1) {
    const person = people[(task.back * 4 + n) % people.length] as SamplePerson;
    const { subject, text, why } = drawLetter(person.name, draw);
    const madeMs = task.sweepMs + 40_000 + n;
    const decidedMs = madeMs + draw.whole(2 * 60, 9 * 3_600) * 1_000;
    const chance = draw.next();
    const status = chance < 0.74 ? "approved" : chance < 0.92 ? "rejected" : "expired";
    const payload = { subject, text };
    const bound = { kind: "email.send", account: "outbox", recipient: person.email, payload, policyVersion: 1 };
    const effect = {
      ...{ task_id: task.taskId, domain: task.agent.domain, effect_kind: bound.kind, account: bound.account },
      ...{ recipient: bound.recipient, contact_id: person.id, payload, policy_version: 1, digest: bindEffect(bound) },
    };
    const approvalId = idAt(madeMs);
    past.approvals.push({
      ...effect,
      ...{ id: approvalId, task: task.agent.sweep?.task ?? "", why, author_kind: "template", created_at: iso(madeMs) },
      preview: { format: "email", to: person.email, subject, text },
      ending: status,
      decided_at: iso(status === "expired" ? madeMs + dayMs : decidedMs),
      decision_reason: status === "rejected" ? drawRefusal(draw) : null,
    });
    if (status !== "approved") continue;
    const id = idAt(decidedMs);
    past.deliveries.push({
      ...effect,
      ...{ id, approval_id: approvalId, capability: "email", idempotency_key: `qd-${id}` },
      ...{ release_at: iso(decidedMs + 10_000), created_at: iso(decidedMs), finished_at: iso(decidedMs + 11_000) },
    });
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
