/** Owns what rejections and edits teach the next draft; refuses to carry one contact's facts over to another. */
import { sql } from "kysely";
import type { Session } from "#lib/db/database.ts";
import type { Situation } from "./due-list.ts";

/** One rejection or edit, newest first, with the payloads before and after. */
export type FeedbackRow = {
  kind: "rejected" | "edited";
  reason: string | null;
  before: { subject?: string; text?: string } | null;
  after: { subject?: string; text?: string } | null;
  situation: Situation | null;
  contact_name: string | null;
  company: string | null;
};

export type Guidance = {
  isShort: boolean;
  isPlainSubject: boolean;
  tone: "formal" | "casual" | null;
  greeting: string | null;
  /** A person's own opening by situation. */
  openings: Partial<Record<Situation, string>>;
  signature: string | null;
  /** What was learned, in words, for the trace and for a model. */
  lessons: string[];
};

export const NO_GUIDANCE: Guidance = {
  isShort: false,
  isPlainSubject: false,
  tone: null,
  greeting: null,
  openings: {},
  signature: null,
  lessons: [],
};

const TOO_LONG = /\b(too long|shorter|shorten|length(y)?|long-winded|brief(er)?|concise|wordy)\b/i;
const TOO_STIFF = /\b(too (formal|stiff)|less formal|friendlier|warmer|more casual)\b/i;
const TOO_LOOSE = /\b(too (casual|informal|pushy|salesy|familiar|aggressive)|more formal|less pushy|tone)\b/i;
const SUBJECT = /\b(subject|headline|title)\b/i;
const GREETING = /^(dear|hello|hi|hey|good (?:day|morning|afternoon)|greetings)\b/i;
const SHORTENED = 0.75;

/** The newest feedback on this agent's messages. */
export async function readFeedback(session: Session, limit: number): Promise<FeedbackRow[]> {
  const { rows } = await sql<FeedbackRow>`
    select f.kind, f.reason, f.before, f.after, c.name as contact_name, c.company, (
      select r.content ->> 'situation' from approvals a join output_revisions r on r.output_id = a.output_id
      where a.id = f.approval_id order by r.revision desc limit 1) as situation
    from feedback f left join contacts c on c.id = f.contact_id
    where f.domain = 'outreach' order by f.id desc limit ${limit}`.execute(session);
  return rows;
}

/** What to do differently; the newest word on each matter wins. */
export function learnFromFeedback(rows: readonly FeedbackRow[]): Guidance {
  const guidance: Guidance = { ...NO_GUIDANCE, openings: {}, lessons: [] };
  learnFromReasons(rows, guidance);
  const edits = rows.filter(row => row.kind === "edited" && row.before?.text && row.after?.text);
  const shortened = edits.filter(row => countWords(row.after?.text) < SHORTENED * countWords(row.before?.text)).length;
  if (!guidance.isShort && shortened >= 2) {
    guidance.isShort = true;
    guidance.lessons.push(`Shorter messages: ${shortened} of ${edits.length} edits cut a quarter or more.`);
  }
  for (const edit of edits) learnFromEdit(edit, guidance);
  return guidance;
}

function learnFromReasons(rows: readonly FeedbackRow[], guidance: Guidance): void {
  for (const { reason } of rows) {
    if (reason === null) continue;
    const said = `a person said "${reason.slice(0, 120)}"`;
    if (!guidance.isShort && TOO_LONG.test(reason)) {
      guidance.isShort = true;
      guidance.lessons.push(`Shorter messages: ${said}.`);
    }
    if (!guidance.isPlainSubject && SUBJECT.test(reason)) {
      guidance.isPlainSubject = true;
      guidance.lessons.push(`The plainest subject: ${said}.`);
    }
    const tone = TOO_STIFF.test(reason) ? "casual" : TOO_LOOSE.test(reason) ? "formal" : null;
    if (guidance.tone === null && tone !== null) {
      guidance.tone = tone;
      guidance.greeting = tone === "formal" ? "Dear" : "Hi";
      guidance.lessons.push(`A more ${tone} tone: ${said}.`);
    }
  }
}

function learnFromEdit(edit: FeedbackRow, guidance: Guidance): void {
  const before = splitParagraphs(edit.before?.text);
  const after = splitParagraphs(edit.after?.text);
  const fresh = after.filter(paragraph => !before.includes(paragraph));
  const greeting = GREETING.exec(after[0] ?? "")?.[1];
  const oldGreeting = GREETING.exec(before[0] ?? "")?.[1];
  if (guidance.greeting === null && greeting !== undefined && greeting !== oldGreeting) {
    guidance.greeting = greeting;
    guidance.lessons.push(`Greeting "${greeting}", as a person edited it.`);
  }
  // The last paragraph is the way to opt out, the one before it the signature.
  const signature = fresh.findLast(paragraph => paragraph.includes("\n") && paragraph.length < 200);
  if (guidance.signature === null && signature !== undefined && !before.slice(0, -2).includes(signature)) {
    guidance.signature = signature;
    guidance.lessons.push(`The signature "${signature.replaceAll("\n", " / ")}", as a person edited it.`);
  }
  const opening = after[1];
  const { situation } = edit;
  if (situation === null || opening === undefined || !fresh.includes(opening) || opening === signature) return;
  if (guidance.openings[situation] !== undefined || isPersonal(opening, edit)) return;
  guidance.openings[situation] = opening;
  guidance.lessons.push(
    `The opening "${opening.slice(0, 120)}" for people who are ${situation}, as a person edited it.`,
  );
}

/** Whether a sentence is about one contact: a name, a company, a date or any other number would be wrong for the next. */
function isPersonal(text: string, { contact_name, company }: FeedbackRow): boolean {
  const lower = text.toLowerCase();
  const names = [...(contact_name ?? "").split(/\s+/), company ?? ""].filter(part => part.length > 2);
  return /\d/.test(text) || contact_name === null || names.some(part => lower.includes(part.toLowerCase()));
}

function splitParagraphs(text: string | undefined): string[] {
  return (text ?? "")
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.trim())
    .filter(paragraph => paragraph !== "");
}

function countWords(text: string | undefined): number {
  return (text ?? "").split(/\s+/).filter(word => word !== "").length;
}
