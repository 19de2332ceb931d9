/** Owns what a person's request for changes means to the next draft: lessons, words to add, another wording; refuses to repeat itself. */
import { AppError } from "#lib/core/errors.ts";
import type { JsonObject } from "#lib/core/json.ts";
import type { Revises, Revision } from "#lib/kernel/define.ts";
import type { Situation } from "./due-list.ts";
import type { FeedbackRow } from "./guidance.ts";

/** Drafts that this agent wrote; a text that was given with the task is its author's to change. */
export const draftRevises: Revises = {
  kind: "draft",
  wishes: ["Make it shorter.", "More formal.", "Friendlier.", "A plainer subject.", "Add: "],
  paramsOf: ({ contact_id, situation, note }) =>
    typeof contact_id === "string" && typeof situation === "string"
      ? { contact_id, note: typeof note === "string" ? note : "" }
      : null,
};

/** The request as the newest feedback of all, so that it wins over what was learned before. */
export function readRequest({ feedback, content }: Revision): FeedbackRow {
  return {
    kind: "rejected",
    reason: feedback,
    before: null,
    after: null,
    situation: content.situation as Situation,
    contact_name: null,
    company: null,
  };
}

const ADDITION = /^\s*(?:please\s+)?add:\s*(.+)$/gim;
const SHORTEST_SENTENCE = 2;

/** What shall be said besides: the earlier note, and every line of the request that begins with "Add:". */
export function addWords(note: string, feedback: string): string {
  const added = [...feedback.matchAll(ADDITION)]
    .map(match => (match[1] ?? "").trim().replace(/^["“](.*)["”]$/, "$1"))
    .filter(words => words.length >= SHORTEST_SENTENCE);
  return [note, ...added].filter(words => words !== "").join("\n\n");
}

/** Throws when the next revision would say what the last one said. */
export function requireOther({ content }: Revision, next: JsonObject): void {
  if (content.subject !== next.subject || content.text !== next.text) return;
  throw new AppError(
    "unproductive",
    "the templates have no other words for what was asked: edit the draft by hand, or set a model up",
  );
}

/** The last draft and what was asked for, as a model may use them: a stranger's words stay apart from facts. */
export function describePrevious(revision: Revision | null): { facts: JsonObject; untrusted: JsonObject } {
  if (revision === null) return { facts: {}, untrusted: {} };
  const { subject = null, text = null } = revision.content;
  const previous: JsonObject = { previous_draft: { subject, text } };
  const asked: JsonObject = { asked_for: revision.feedback };
  return revision.isUntrusted
    ? { facts: asked, untrusted: previous }
    : { facts: { ...asked, ...previous }, untrusted: {} };
}
