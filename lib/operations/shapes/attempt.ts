/** Owns how the attempts of a task look in answers: how each went, and what its time went to. */
import { z } from "zod";
import type { TaskRow } from "#lib/db/tasks.ts";
import type { AttemptRecord } from "#lib/kernel/step-log.ts";
import { JsonObjectSchema, Moment } from "./fields.ts";

const Step = z.object({
  id: z.string().describe("Its address on the task's page, as ?step="),
  kind: z.enum(["claim", "query", "model", "reading", "step", "finish"]),
  name: z.string().describe("What was read, written or called"),
  at_ms: z.number().describe("Since the attempt took the task up"),
  duration_ms: z.number(),
  error: z.string().nullable(),
  facts: JsonObjectSchema,
});

export const Attempt = z
  .object({
    number: z.number().int(),
    waited_ms: z.number().describe("In the queue, or since the attempt before had ended"),
    claimed_at: Moment,
    ended_at: Moment.nullable(),
    outcome: z
      .enum(["completed", "awaiting_approval", "failed", "retried", "running", "cancelled", "lost"])
      .describe("retried failed and was tried again; lost ended without a word, as when its worker dies"),
    error: JsonObjectSchema.nullable(),
    steps: z.array(Step),
    more_steps: z.number().int().describe("How many steps came after the 200 that are kept"),
    more_ms: z.number().describe("How long those took together"),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof Attempt>;

/** The attempts of a task, first one first. */
export function describeAttempts(row: TaskRow): Attempt[] {
  const records = Object.entries(row.attempts as unknown as Record<string, AttemptRecord>)
    .map(([number, record]) => ({ number: Number(number), ...record }))
    .sort((a, b) => a.number - b.number);
  let freeAtMs = Math.max(row.created_at.getTime(), row.run_at?.getTime() ?? 0);
  return records.map(record => {
    const claimedAtMs = Date.parse(record.claimed_at);
    const waitedMs = Math.max(0, claimedAtMs - freeAtMs);
    freeAtMs = Date.parse(record.ended_at ?? record.claimed_at);
    const idOf = createIds(record.number);
    return {
      number: record.number,
      waited_ms: waitedMs,
      claimed_at: record.claimed_at,
      ended_at: record.ended_at ?? null,
      outcome: record.outcome ?? tellOutcome(row, record.number),
      error: record.error === undefined ? null : { ...record.error },
      steps: (record.steps ?? []).map(step => ({
        id: idOf(step.kind, step.at),
        kind: step.kind,
        name: step.name,
        at_ms: step.at,
        duration_ms: step.ms,
        error: step.error ?? null,
        facts: step.facts ?? {},
      })),
      more_steps: record.more?.count ?? 0,
      more_ms: record.more?.ms ?? 0,
    };
  });
}

/** Ids that stay the same while further steps are added: by kind and beginning, and a number where that is not enough. */
function createIds(attempt: number): (kind: string, at: number) => string {
  const counts = new Map<string, number>();
  return (kind, at) => {
    const id = `${attempt}-${kind}-${Math.round(at * 10)}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  };
}

/** What is to be said of an attempt that did not end by itself. */
function tellOutcome(row: TaskRow, number: number): Attempt["outcome"] {
  if (number < row.attempt) return "lost";
  if (row.status === "running" || row.status === "planning") return "running";
  return row.status === "cancelled" ? "cancelled" : "lost";
}
