/** How a preview reads: what would come of a task in one sentence, and rows of tables as things of the business. */
import type { BadgeTone } from "#components/ui/badge.tsx";
import type { TaskPreviewShape as TaskPreview } from "#lib/operations/shapes/task-preview.ts";

export type { TaskPreview };
export type PreviewedProposal = TaskPreview["proposals"]["items"][number];
type Verdict = PreviewedProposal["verdict"];

export const verdictWords: Record<Verdict, { word: string; tone: BadgeTone }> = {
  execute: { word: "Would go out by itself", tone: "info" },
  ask: { word: "Would wait for approval", tone: "waiting" },
  suggest: { word: "Would be left to you", tone: "neutral" },
  refuse: { word: "Would be refused", tone: "danger" },
};

const effects: Record<string, readonly [one: string, several: string]> = {
  "email.send": ["e-mail", "e-mails"],
  "post.publish": ["post", "posts"],
  "chat-alert.send": ["chat message", "chat messages"],
};

/** Tables whose rows a person knows by another name. */
const things: Record<string, readonly [one: string, several: string]> = {
  outreach_queue: ["planned message", "planned messages"],
  contact_ledger: ["touch of a contact", "touches of contacts"],
  approvals: ["proposal", "proposals"],
  memories: ["thing to remember", "things to remember"],
  cross_platform_trends: ["trend", "trends"],
  niche_performance: ["niche's figures", "niches' figures"],
  content_plans: ["niche of the plan", "niches of the plan"],
  posting_log: ["suggested time", "suggested times"],
  video_stats: ["reading of a video", "readings of videos"],
  ab_looks: ["look at a test", "looks at tests"],
  ab_variants: ["way of a test", "ways of tests"],
  creator_posts: ["creator's post", "creators' posts"],
  post_metrics: ["reading of a post", "readings of posts"],
  sweep_summaries: ["sweep summary", "sweep summaries"],
};

function count(n: number, [one, several]: readonly [one: string, several: string]): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : several}`;
}

/** "contacts" as one or several things. */
function nameThing(table: string): readonly [one: string, several: string] {
  const several = table.replaceAll("_", " ");
  return things[table] ?? [several.replace(/ies$/, "y").replace(/s$/, ""), several];
}

/** "4 contacts would change", "2 planned messages would be added". */
export function writeRows({ table, inserted, updated, deleted }: TaskPreview["rows"][number]): string[] {
  const thing = nameThing(table);
  const parts = [
    [inserted, "be added"],
    [updated, "change"],
    [deleted, "be removed"],
  ] as const;
  return parts.flatMap(([n, verb]) => (n === 0 ? [] : [`${count(n, thing)} would ${verb}`]));
}

/** What would come of it in a few words: "Propose 1 e-mail and wait for your approval. Make 1 draft." */
export function writeSummary({ proposals, outputs, messages, follow_ups, rows }: TaskPreview): string {
  const said: string[] = [];
  for (const verdict of ["execute", "ask", "suggest", "refuse"] as const) {
    const own = proposals.items.filter(item => item.verdict === verdict);
    if (own.length > 0) said.push(writeProposals(verdict, own));
  }
  if (outputs.total > 0) {
    const kinds = Map.groupBy(outputs.items, output => output.kind);
    said.push(`It would make ${joinWords([...kinds].map(([kind, own]) => count(own.length, [kind, `${kind}s`])))}.`);
  }
  if (messages.total > 0) said.push(`It would write ${count(messages.total, ["message", "messages"])} to colleagues.`);
  if (follow_ups.total > 0)
    said.push(`It would come back later ${follow_ups.total === 1 ? "once" : `${follow_ups.total} times`}.`);
  if (rows.length > 0 && said.length === 0) said.push(`It would only bring the data up to date.`);
  return said.length === 0 ? "It would only look: nothing would be sent, made or changed." : said.join(" ");
}

function writeProposals(verdict: Verdict, own: readonly PreviewedProposal[]): string {
  const kinds = Map.groupBy(own, item => item.effect_kind);
  const what = joinWords([...kinds].map(([kind, items]) => count(items.length, effects[kind] ?? [kind, kind])));
  const only = own.length === 1 ? ` to ${own[0]?.recipient}` : "";
  if (verdict === "execute") return `It would send ${what}${only} by itself, after the time to take it back.`;
  if (verdict === "ask") return `It would propose ${what}${only} and wait for your approval.`;
  if (verdict === "suggest") return `It would suggest ${what}${only} for you to send by hand.`;
  return `It would not be allowed to send ${what}${only}.`;
}

export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
