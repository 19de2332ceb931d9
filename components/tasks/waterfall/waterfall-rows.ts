/** Turns what is known of a task's time into groups of bars: its attempts, and what came after them. Each group begins at zero. */

import type { TaskDetail } from "../task-types.ts";
import { writeName } from "../value-words.ts";
import { describeStep } from "./step-words.ts";

type Attempt = TaskDetail["attempts"][number];
type Step = Attempt["steps"][number];

export type BarTone = "wait" | "work" | "read" | "write" | "ok" | "danger";

export type WaterfallRow = {
  /** Its address, as ?step=. */
  id: string;
  label: string;
  tone: BarTone;
  /** Milliseconds since the group's zero. */
  startMs: number;
  durationMs: number;
  /** How deep it lies in a longer one. */
  depth: number;
  isRunning: boolean;
  /** True when it lasted so much longer than all else that it is drawn to the edge and not to scale. */
  isCut: boolean;
  error: string | null;
  /** When it began, epoch milliseconds. */
  startedAtMs: number;
  /** A sentence or two about what it is. */
  about: string;
  facts: { name: string; value: string }[];
  /** The call of a model behind it, if any. */
  modelCallId: string | null;
  /** The page of what came of it, if it has one. */
  href: string | null;
};

export type WaterfallGroup = {
  id: string;
  title: string;
  note: string;
  tone: "idle" | "ok" | "danger" | "info";
  spanMs: number;
  rows: WaterfallRow[];
};

/** A wait longer than so many times the work is not drawn to scale: the work would be a hair. */
const cutAbove = 4;
/** Gaps between steps that are shorter than this are not told: milliseconds, and a share of the attempt. */
const shownAfter = 6;
const leastGap = { ms: 3, share: 0.02 };

/** The groups of a task, at a moment in epoch milliseconds. */
export function readWaterfall(task: TaskDetail, nowMs: number): WaterfallGroup[] {
  const groups = task.attempts.map(attempt => readAttempt(task, attempt, nowMs));
  const waiting = readWaiting(task, nowMs);
  const after = readAftermath(task, nowMs);
  return [...groups, ...(waiting === null ? [] : [waiting]), ...(after === null ? [] : [after])];
}

/** All rows in the order in which they stand. */
export function listRows(groups: readonly WaterfallGroup[]): WaterfallRow[] {
  return groups.flatMap(group => group.rows);
}

const noExtras = { error: null, facts: [], modelCallId: null, href: null, depth: 0, isRunning: false, isCut: false };

const outcomes: Record<Attempt["outcome"], { word: string; tone: WaterfallGroup["tone"] }> = {
  completed: { word: "finished", tone: "ok" },
  awaiting_approval: { word: "finished, waits for decisions", tone: "ok" },
  failed: { word: "failed", tone: "danger" },
  retried: { word: "failed, tried again", tone: "danger" },
  running: { word: "running", tone: "info" },
  cancelled: { word: "cancelled", tone: "idle" },
  lost: { word: "ended without a word", tone: "danger" },
};

function readAttempt(task: TaskDetail, attempt: Attempt, nowMs: number): WaterfallGroup {
  const claimedAtMs = Date.parse(attempt.claimed_at);
  const isRunning = attempt.outcome === "running";
  const lastMs = Math.max(0, ...attempt.steps.map(step => step.at_ms + step.duration_ms));
  const endedMs = attempt.ended_at === null ? 0 : Date.parse(attempt.ended_at) - claimedAtMs;
  const workMs = isRunning ? Math.max(lastMs, nowMs - claimedAtMs) : Math.max(lastMs, endedMs, 1);
  const isCut = attempt.waited_ms > cutAbove * Math.max(workMs, 20);
  const zeroMs = isCut ? 0 : attempt.waited_ms;
  const id = (kind: string) => `${attempt.number}-${kind}`;

  const rows: WaterfallRow[] = [
    {
      ...noExtras,
      id: id("queue"),
      label: attempt.number === 1 ? "Waited in the queue" : "Waited to try again",
      tone: "wait",
      startMs: 0,
      durationMs: attempt.waited_ms,
      isCut,
      startedAtMs: claimedAtMs - attempt.waited_ms,
      about:
        attempt.number === 1
          ? "From the moment it was due until a worker took it up."
          : "From the end of the attempt before until a worker took it up again.",
    },
  ];
  const calls = [...task.model_calls];
  const steps = attempt.steps.map((step): WaterfallRow => {
    const words = describeStep(step);
    const callAt = step.kind === "model" ? calls.findIndex(call => call.purpose === step.name) : -1;
    const [call] = callAt === -1 ? [] : calls.splice(callAt, 1);
    return {
      ...noExtras,
      ...words,
      id: step.id,
      startMs: zeroMs + step.at_ms,
      durationMs: step.duration_ms,
      depth: attempt.steps.filter(other => holds(other, step)).length,
      error: step.error,
      tone: step.error === null ? words.tone : "danger",
      startedAtMs: claimedAtMs + step.at_ms,
      modelCallId: call?.id ?? null,
    };
  });
  rows.push(...withGaps(joinAlike(steps), { id, zeroMs, workMs, claimedAtMs, isRunning }));
  if (attempt.more_steps > 0) {
    rows.push({
      ...noExtras,
      id: id("more"),
      label: `${attempt.more_steps.toLocaleString("en")} further steps`,
      tone: "work",
      startMs: zeroMs + lastMs,
      durationMs: attempt.more_ms,
      startedAtMs: claimedAtMs + lastMs,
      about: "Of an attempt the first 200 steps are kept one by one, and the rest in all.",
    });
  }
  const { word, tone } = outcomes[attempt.outcome];
  return {
    id: `attempt-${attempt.number}`,
    title: task.attempts.length > 1 ? `Attempt ${attempt.number}` : "The run",
    note: attempt.error === null ? word : `${word}: ${String(attempt.error.message ?? "it did not say why")}`,
    tone,
    spanMs: zeroMs + workMs,
    rows,
  };
}

/** Steps of one kind and name that follow each other and fail nowhere, as one: twelve drafts from one template are one thing. */
function joinAlike(steps: readonly WaterfallRow[]): WaterfallRow[] {
  const joined: (WaterfallRow & { count: number; name: string })[] = [];
  for (const step of steps) {
    const last = joined.at(-1);
    const isAlike =
      last?.name === step.label && last.depth === step.depth && last.error === null && step.error === null;
    if (last === undefined || !isAlike || step.modelCallId !== null) {
      joined.push({ ...step, count: 1, name: step.label });
      continue;
    }
    last.count += 1;
    last.durationMs = step.startMs + step.durationMs - last.startMs;
    last.label = `${last.name} × ${last.count}`;
  }
  return joined;
}

type Frame = {
  id: (kind: string) => string;
  zeroMs: number;
  workMs: number;
  claimedAtMs: number;
  isRunning: boolean;
};

/** The steps with what lay between them: the agent's own arithmetic, which notes nothing of itself. */
function withGaps(steps: readonly WaterfallRow[], frame: Frame): WaterfallRow[] {
  const least = Math.max(leastGap.ms, frame.workMs * leastGap.share);
  const rows: WaterfallRow[] = [];
  let freeMs = frame.zeroMs;
  const fill = (untilMs: number, isRunning: boolean) => {
    if (untilMs - freeMs < least && !isRunning) return;
    rows.push({
      ...noExtras,
      id: frame.id(`work-${Math.round((freeMs - frame.zeroMs) * 10)}`),
      label: isRunning ? "Working" : "Worked it out",
      tone: "work",
      startMs: freeMs,
      durationMs: untilMs - freeMs,
      isRunning,
      startedAtMs: frame.claimedAtMs + freeMs - frame.zeroMs,
      about: isRunning ? "What it does now is told when it is done." : "The agent's own arithmetic between two steps.",
    });
  };
  for (const step of steps) {
    if (step.depth === 0) fill(step.startMs, false);
    rows.push(step);
    freeMs = Math.max(freeMs, step.startMs + step.durationMs);
  }
  fill(frame.zeroMs + frame.workMs, frame.isRunning);
  return rows;
}

function holds(outer: Step, inner: Step): boolean {
  return (
    outer !== inner &&
    outer.kind === "step" &&
    outer.at_ms <= inner.at_ms &&
    outer.at_ms + outer.duration_ms >= inner.at_ms + inner.duration_ms
  );
}

/** A task that has not begun, or waits to be tried again. */
function readWaiting(task: TaskDetail, nowMs: number): WaterfallGroup | null {
  if (task.status !== "queued" && task.status !== "planning") return null;
  const dueMs = Math.max(Date.parse(task.created_at), task.run_at === null ? 0 : Date.parse(task.run_at));
  const spanMs = Math.max(0, nowMs - dueMs);
  return {
    id: "waiting",
    title: "Waiting",
    note: task.waiting_for ?? "for a worker",
    tone: "idle",
    spanMs: Math.max(spanMs, 1_000),
    rows: [
      {
        ...noExtras,
        id: "queue",
        label: "In the queue",
        tone: "wait",
        startMs: 0,
        durationMs: spanMs,
        isRunning: nowMs >= dueMs,
        startedAtMs: dueMs,
        about: task.waiting_for === null ? "It starts as soon as a worker is free." : `It waits: ${task.waiting_for}.`,
      },
    ],
  };
}

/** What the task led to after it had ended: decisions, deliveries and further tasks, beginning with the first of them. */
function readAftermath(task: TaskDetail, nowMs: number): WaterfallGroup | null {
  type Span = Omit<WaterfallRow, "startMs" | "durationMs" | "depth" | "isCut"> & { endMs: number };
  const base = { facts: [], modelCallId: null, error: null };
  const spans: Span[] = [
    ...task.approvals.map((approval): Span => {
      const isOpen = approval.status === "pending";
      return {
        ...base,
        id: `approval-${approval.id}`,
        label: `Decision: ${approval.recipient}`,
        tone: "wait",
        startedAtMs: Date.parse(approval.created_at),
        endMs: isOpen ? nowMs : Date.parse(approval.decided_at ?? approval.created_at),
        isRunning: isOpen,
        about: isOpen ? "Waits for a person's decision." : `Decided: ${approval.status}.`,
        href: `/approvals/${approval.id}`,
      };
    }),
    ...task.deliveries.map((delivery): Span => {
      const isOpen = ["intended", "sending"].includes(delivery.status);
      return {
        ...base,
        id: `delivery-${delivery.id}`,
        label: `Delivery: ${delivery.recipient}`,
        tone: delivery.status === "failed" ? "danger" : delivery.status === "confirmed" ? "ok" : "wait",
        startedAtMs: Date.parse(delivery.created_at),
        endMs: isOpen ? nowMs : Date.parse(delivery.finished_at ?? delivery.created_at),
        isRunning: isOpen,
        error: typeof delivery.error?.message === "string" ? delivery.error.message : null,
        about: "Held for the undo window, then handed over.",
        facts: delivery.vendor_id === null ? [] : [{ name: "Vendor's reference", value: delivery.vendor_id }],
        href: `#delivery-${delivery.id}`,
      };
    }),
    ...task.children.map((child): Span => {
      const isOpen = child.finished_at === null;
      return {
        ...base,
        id: `task-${child.id}`,
        label: `Led to ${writeName(child.task).toLowerCase()}`,
        tone: child.status === "failed" ? "danger" : "work",
        startedAtMs: Date.parse(child.created_at),
        endMs: isOpen ? nowMs : Date.parse(child.finished_at ?? child.created_at),
        isRunning: isOpen,
        about: "A task that this one started.",
        href: `/tasks/${child.id}`,
      };
    }),
  ].sort((a, b) => a.startedAtMs - b.startedAtMs);
  const first = spans[0];
  if (first === undefined) return null;
  const zeroMs = first.startedAtMs;
  const spanMs = Math.max(1_000, ...spans.map(span => span.endMs - zeroMs));
  return {
    id: "aftermath",
    title: "Afterwards",
    note: "what it led to, on its own scale",
    tone: "idle",
    spanMs,
    rows: [
      ...spans.slice(0, shownAfter).map(({ endMs, ...span }) => ({
        ...span,
        depth: 0,
        isCut: false,
        startMs: span.startedAtMs - zeroMs,
        durationMs: Math.max(0, endMs - span.startedAtMs),
      })),
      ...sumUp(spans.slice(shownAfter), zeroMs),
    ],
  };
}

function sumUp(
  spans: readonly { startedAtMs: number; endMs: number; isRunning: boolean }[],
  zeroMs: number,
): WaterfallRow[] {
  const [first] = spans;
  if (first === undefined) return [];
  return [
    {
      ...noExtras,
      id: "afterwards-more",
      label: `${spans.length.toLocaleString("en")} more`,
      tone: "wait",
      startMs: first.startedAtMs - zeroMs,
      durationMs: Math.max(...spans.map(span => span.endMs)) - first.startedAtMs,
      isRunning: spans.some(span => span.isRunning),
      startedAtMs: first.startedAtMs,
      about: "The other decisions, deliveries and tasks. Each stands in its own part of this page.",
    },
  ];
}
