/** Owns how a sweep's summary looks in answers. */
import { z } from "zod";
import type { SweepSummaryRow } from "#lib/db/sweep-summaries.ts";
import { ApprovalStatusSchema, DeliveryStatusSchema } from "./fields.ts";

const Part = z.object({
  text: z.string(),
  claim_id: z.string().nullable().describe("The claim that stands for it: a number or a name. Null for plain words"),
});

const Line = z.object({
  domain: z.string(),
  task_id: z.string().nullable(),
  status: z.string(),
  parts: z.array(Part),
});

export const SweepSummary = z
  .object({
    sweep_id: z.string(),
    state: z
      .enum(["waiting", "working", "ready", "failed", "none"])
      .describe("waiting: the sweep is not over; none: it was never summed up"),
    task_id: z.string().nullable().describe("The task that writes it"),
    is_complete: z.boolean().nullable().describe("False when the time was up before every agent had ended"),
    headline: z.array(Part),
    lines: z.array(Line),
    text: z.string().describe("The message as it was sent; empty until it is written"),
    message: z
      .object({
        approval_id: z.string(),
        approval_status: ApprovalStatusSchema,
        delivery_status: DeliveryStatusSchema.nullable(),
        account: z.string().describe('The connection\'s account; "outbox" keeps it and sends nothing'),
      })
      .nullable()
      .describe("What became of the chat message"),
  })
  .meta({ id: "SweepSummary" });
export type SweepSummary = z.infer<typeof SweepSummary>;

const Result = z.object({ headline: z.array(Part), lines: z.array(Line), text: z.string() });
const dayMs = 86_400_000;

/** A summary as it stands; `now` tells a sweep that is still under way from one that was never summed up. */
export function describeSweepSummary(row: SweepSummaryRow, now: Date): SweepSummary {
  const written = Result.safeParse(row.result);
  const { headline, lines, text } = written.success ? written.data : { headline: [], lines: [], text: "" };
  return {
    sweep_id: row.sweep_id,
    state: readState(row, written.success, now),
    task_id: row.task_id,
    is_complete: row.is_complete,
    headline,
    lines,
    text,
    message:
      row.approval_id === null || row.approval_status === null
        ? null
        : {
            approval_id: row.approval_id,
            approval_status: row.approval_status,
            delivery_status: row.delivery_status,
            account: row.account ?? "none",
          },
  };
}

function readState(row: SweepSummaryRow, isWritten: boolean, now: Date): SweepSummary["state"] {
  if (row.task_id === null) return now.getTime() - row.created_at.getTime() > dayMs ? "none" : "waiting";
  if (isWritten) return "ready";
  return row.task_status === "failed" || row.task_status === "cancelled" ? "failed" : "working";
}
