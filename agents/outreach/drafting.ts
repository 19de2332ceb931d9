/** Owns the way from a due contact to one proposal: written, kept as a draft, explained; refuses a message without an opt-out. */
import { z } from "zod";
import type { Author, TaskContext } from "#lib/kernel/define.ts";
import { EmailPayload } from "#lib/kernel/effects.ts";
import type { DueContact } from "./due-list.ts";
import type { Guidance } from "./guidance.ts";
import { writeLetter } from "./letter.ts";
import type { Planned } from "./queue.ts";
import { stripQuoted } from "./reply-reading.ts";
import { describePrevious } from "./revising.ts";
import type { OutreachSettings } from "./settings.ts";
import type { BestTime } from "./timing.ts";

const Written = z.object({ subject: EmailPayload.shape.subject, text: EmailPayload.shape.text });
const MAX_QUOTED = 4_000;

const INSTRUCTIONS = `Write one short business e-mail in English as plain text: a greeting, at most three short paragraphs, a signature and the opt-out line exactly as given.
Use only the facts given; invent nothing, no event, number, mutual acquaintance or compliment. One question at the end. No exclamation marks, no marketing words.
Follow the lessons: they are what people changed or refused in earlier drafts. A note from a person must be worked in. Where a previous draft is given, do what is asked for and keep the rest of it.`;

export type Draft = {
  contact: DueContact;
  subject: string;
  text: string;
  /** What a person wanted said besides, or empty. */
  note: string;
  author: Author;
  isUntrusted: boolean;
};

/** Writes to one contact: by the model when there is one, by the templates otherwise. */
export async function composeDraft(
  ctx: TaskContext<OutreachSettings>,
  contact: DueContact,
  { guidance, note = "" }: { guidance: Guidance; note?: string },
): Promise<Draft> {
  const { settings, workspace, revision } = ctx;
  const sender = settings.sender_name || workspace.name;
  const letter = {
    contact,
    house: workspace.name,
    sender,
    offer: settings.offer,
    optOutLine: settings.opt_out_line,
    note,
    guidance,
    variant: revision?.number ?? 0,
  };
  const previous = describePrevious(revision);
  const reply = contact.situation === "replied" ? stripQuoted(contact.last_reply ?? "").slice(0, MAX_QUOTED) : "";
  const { value, author } = await ctx.compose({
    purpose: `outreach e-mail, ${contact.situation}`,
    schema: Written,
    template: () => writeLetter(letter),
    instructions: INSTRUCTIONS,
    facts: {
      recipient: { name: contact.name, company: contact.company, job_title: contact.job_title },
      situation: contact.situation,
      last_message_at: contact.last_outbound_at?.toISOString() ?? null,
      last_reply_at: contact.last_reply_at?.toISOString() ?? null,
      last_contact_at: contact.last_interaction_at?.toISOString() ?? null,
      unanswered_messages: contact.unanswered,
      sender: {
        name: sender,
        organisation: workspace.name,
        offer: settings.offer || null,
        signature: guidance.signature,
      },
      opt_out_line: settings.opt_out_line,
      note_from_a_person: note || null,
      lessons: guidance.lessons,
      ...previous.facts,
    },
    untrusted: { ...(reply === "" ? {} : { their_reply: reply }), ...previous.untrusted },
  });
  const hasOptOut = value.text.includes(settings.opt_out_line);
  const text = hasOptOut ? value.text : `${value.text.trimEnd()}\n\n${settings.opt_out_line}`;
  const isUntrusted = contact.situation === "replied" || revision?.isUntrusted === true;
  return { contact, subject: value.subject, text, note, author, isUntrusted };
}

/** Keeps the draft as an output and proposes to send it. Returns the output's id. */
export function proposeDraft(ctx: TaskContext<OutreachSettings>, draft: Draft, bestTime: BestTime): string {
  const { contact, subject, text, note, author, isUntrusted } = draft;
  const outputId = ctx.output({
    kind: "draft",
    title: `E-mail to ${contact.name}: ${subject}`,
    content: {
      format: "email",
      to: contact.email,
      subject,
      text,
      situation: contact.situation,
      contact_id: contact.id,
      ...(note === "" ? {} : { note }),
    },
    author,
    isUntrusted,
  });
  ctx.propose({
    effect: "email.send",
    recipient: contact.email,
    payload: { subject, text },
    why: explainWhy(contact, bestTime),
    sources: [
      {
        label: `${contact.name}${contact.score === null ? "" : `, score ${contact.score.toFixed(1)}`}`,
        entity: "contact",
        id: contact.id,
      },
      { label: "outreach settings: sender, offer, opt-out line", entity: "agent", id: "outreach" },
    ],
    author,
    contactId: contact.id,
    valueAtRiskMicros: Math.round(contact.expectedValueUsd * 1_000_000),
    isUntrusted,
    outputId,
    notBefore: ctx.settings.hold_for_best_hour ? new Date(bestTime.send_at) : undefined,
  });
  return outputId;
}

/** A message as the queue plans it. */
export function describePlanned(contact: DueContact, bestTime: BestTime): Planned {
  return { contact, bestTime, reason: explainWhy(contact, bestTime) };
}

/** One or two sentences for the person who decides. */
function explainWhy(contact: DueContact, bestTime: BestTime): string {
  const days = (date: Date | null) => (date === null ? "" : ` on ${date.toISOString().slice(0, 10)}`);
  const standing = {
    replied: `${contact.name} replied${days(contact.last_reply_at)} and has no answer yet`,
    silent: `${contact.name} has not answered ${contact.unanswered === 1 ? "one message" : `${contact.unanswered} messages`}, the last${days(contact.last_outbound_at)}`,
    "earlier-contact": `The last contact with ${contact.name} was${days(contact.last_interaction_at)}`,
    new: `${contact.name} has never been written to`,
  }[contact.situation];
  const score = contact.score === null ? "not scored yet" : `score ${contact.score.toFixed(0)}`;
  return `${standing}; ${score}, about ${(contact.replyChance * 100).toFixed(0)} % chance of an answer. Best hour: ${bestTime.local}${bestTime.basis === "prior" ? ", by business hours alone so far" : ""}.`;
}
