/** Owns the task that sums a sweep up and sends the summary once. */
import { z } from "zod";
import { writeCount } from "#lib/core/count.ts";
import { insertClaims } from "#lib/db/claims.ts";
import { defineTask } from "#lib/kernel/define.ts";
import { openClaimBook } from "./claim-book.ts";
import { ReportingSettings } from "./settings.ts";
import { joinParts, writeHeadline, writeLines } from "./summary.ts";
import { claimSummary, readSweep } from "./sweep-reading.ts";

const MAX_MESSAGE = 3_900;

const Params = z.strictObject({
  sweep_id: z.uuid("give the id of a sweep").optional().describe("Which sweep to sum up; left out, the newest"),
});

const Part = z.object({ text: z.string(), claim_id: z.string().nullable() });

const Result = z.object({
  sweep_id: z.string().nullable(),
  headline: z.array(Part).describe("Words and numbers; a number names the claim that stands for it"),
  lines: z.array(
    z.object({ domain: z.string(), task_id: z.string().nullable(), status: z.string(), parts: z.array(Part) }),
  ),
  text: z.string().describe("The summary as it is sent"),
  claims: z.int().describe("Numbers and names in it, each with its query and rows"),
  is_sender: z.boolean().describe("Whether this run sends the sweep's one summary"),
  reason: z.string().nullable().describe("Why nothing was summed up or sent"),
});

export const report = defineTask({
  name: "report",
  title: "Sum up a sweep",
  purpose: "Writes one line for each agent of a sweep, every number with its evidence, and sends the summary once.",
  settings: ReportingSettings,
  params: Params,
  result: Result,
  effects: ["chat-alert.send"],
  promises: {
    outputs: result => (result.sweep_id === null ? 0 : 1),
    proposals: result => (result.is_sender ? 1 : 0),
  },
  timeoutMs: 120_000,

  async run(ctx, { sweep_id }) {
    const sweep = await ctx.query(session => readSweep(session, ctx.task.id, sweep_id));
    if (sweep === null) {
      const reason = "No sweep has run in this workspace yet.";
      ctx.decide("complete", reason, { confidence: 1 });
      return { sweep_id: null, headline: [], lines: [], text: "", claims: 0, is_sender: false, reason };
    }
    const book = openClaimBook(ctx, sweep.id);
    const headline = await writeHeadline(book, sweep);
    const lines = await writeLines(book, sweep);
    const title = joinParts(headline);
    const text = [title, ...lines.map(line => `• ${joinParts(line.parts)}`)].join("\n");
    ctx.decide(
      "tool-call",
      `Derived ${writeCount(book.claims.length, "number or name", "numbers and names")} from the rows that the agents left, each with its query. What no row says is left out.`,
      { confidence: 1, data: { claims: book.claims.length, lines: lines.length } },
    );

    ctx.apply(session => insertClaims(session, ctx.workspace.id, book.claims));
    const outputId = ctx.output({
      kind: "report",
      title,
      content: { format: "sweep-summary", sweep_id: sweep.id, text, headline, lines },
      author: { kind: "engine", name: "sweep summary" },
    });
    if (sweep.isSender) {
      ctx.apply(session => claimSummary(session, sweep.id, ctx.task.id));
      ctx.propose({
        effect: "chat-alert.send",
        recipient: ctx.settings.chat,
        payload: { text: cut(text), path: `/sweeps/${sweep.id}` },
        why: "The sweep is over: this is its one summary. Each number in it can be opened down to its rows.",
        sources: lines.flatMap(({ domain, task_id }) =>
          task_id === null ? [] : [{ label: domain, entity: "task", id: task_id }],
        ),
        author: { kind: "engine", name: "sweep summary" },
        outputId,
      });
    }
    const reason = sweep.isSender ? null : "This sweep's summary is sent by the task that its end has started.";
    ctx.decide(
      "complete",
      reason === null ? `${title}. Summed up and handed over to be sent.` : `${title}. ${reason}`,
      {
        confidence: 1,
        data: { sweep_id: sweep.id, is_sender: sweep.isSender },
      },
    );
    return {
      sweep_id: sweep.id,
      headline,
      lines,
      text,
      claims: book.claims.length,
      is_sender: sweep.isSender,
      reason,
    };
  },
});

function cut(text: string): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}
