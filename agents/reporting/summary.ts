/** Owns the words of a sweep's summary: one line an agent, numbers only where a claim stands for them. */
import type { ClaimBook, Part, Phrase } from "./claim-book.ts";
import { say } from "./claim-book.ts";
import { lineWriters } from "./lines.ts";
import type { ReadSweep, SweptTask } from "./sweep-reading.ts";

export type Line = { domain: string; task_id: string | null; status: string; parts: Part[] };

const ENDED = ["completed", "awaiting_approval"];
const UNFINISHED: Record<string, string> = {
  queued: "has not started yet",
  planning: "is still running",
  running: "is still running",
  failed: "failed; its task says why",
  cancelled: "was cancelled",
};

/** The headline: how many of the agents with daily work have done it. */
export async function writeHeadline(book: ClaimBook, sweep: ReadSweep): Promise<Part[]> {
  const done = await book.derive("reporting", {
    table: "tasks",
    where: [
      { column: "sweep_id", is: "=", value: sweep.id },
      { column: "status", is: "in", value: ENDED },
    ],
    aggregate: { of: "count" },
  });
  const agents = await book.derive("reporting", {
    table: "sweeps",
    where: [{ column: "id", is: "=", value: sweep.id }],
    aggregate: { of: "first", column: "agents", by: "id" },
  });
  const title = sweep.isScheduled ? "Daily Agent Sweep: " : "Agent Sweep: ";
  const mark = done?.value === agents?.value ? " ✓" : "";
  return say(title, done, "/", agents, mark) ?? [{ text: title.replace(": ", ""), claim_id: null }];
}

/** One line for each agent, in the order of the list, those it does not know last. */
export async function writeLines(book: ClaimBook, sweep: ReadSweep): Promise<Line[]> {
  const known = Object.keys(lineWriters);
  const rank = (domain: string) => (known.includes(domain) ? known.indexOf(domain) : known.length);
  const lines: Line[] = [];
  for (const task of sweep.tasks) {
    const parts = await writeTaskLine(book, task);
    lines.push({ domain: task.domain, task_id: task.id, status: task.status, parts });
  }
  for (const { domain, reason } of sweep.skipped) {
    const text = `${findTitle(domain)} was not started: ${reason}`;
    lines.push({ domain, task_id: null, status: "skipped", parts: [{ text, claim_id: null }] });
  }
  return lines.sort((a, b) => rank(a.domain) - rank(b.domain));
}

async function writeTaskLine(book: ClaimBook, task: SweptTask): Promise<Part[]> {
  const title = findTitle(task.domain);
  if (!ENDED.includes(task.status)) return [{ text: `${title} ${UNFINISHED[task.status]}`, claim_id: null }];
  const phrases = (await lineWriters[task.domain]?.write(book, task)) ?? [];
  const said = phrases.filter((phrase: Phrase): phrase is Part[] => phrase !== null && phrase.length > 0);
  if (said.length === 0) return [{ text: `${title}: done`, claim_id: null }];
  return said.flatMap((phrase, index) => (index === 0 ? phrase : [{ text: " | ", claim_id: null }, ...phrase]));
}

function findTitle(domain: string): string {
  const known = lineWriters[domain]?.title;
  if (known !== undefined) return known;
  const words = domain.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Parts as plain text. */
export function joinParts(parts: readonly Part[]): string {
  return parts.map(part => part.text).join("");
}
