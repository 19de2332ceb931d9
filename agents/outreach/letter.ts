/** Owns the templates of outreach messages: honest sentences by situation from stored facts; refuses to claim what is not known. */
import { DateTime } from "luxon";
import { createSeededRandom } from "#lib/stats/seeded-random.ts";
import type { DueContact } from "./due-list.ts";
import type { Guidance } from "./guidance.ts";

export type LetterFacts = {
  contact: Pick<
    DueContact,
    | "id"
    | "name"
    | "company"
    | "job_title"
    | "situation"
    | "reading"
    | "unanswered"
    | "last_outbound_at"
    | "last_reply_at"
    | "last_interaction_at"
  >;
  house: string;
  sender: string;
  offer: string;
  optOutLine: string;
  /** A person's own words to include, or empty. */
  note: string;
  guidance: Guidance;
  /** Another number, another wording: 0 unless it is written anew. */
  variant?: number;
};

export type Letter = { subject: string; text: string };

/** Writes a letter; the same contact gets the same wording, different contacts different ones. */
export function writeLetter(facts: LetterFacts): Letter {
  const { contact, guidance } = facts;
  const random = createSeededRandom(hashText(facts.variant ? `${contact.id} ${facts.variant}` : contact.id));
  const pick = (options: readonly string[]) => options[Math.floor(random() * options.length)] as string;
  const opening = guidance.openings[contact.situation] ?? pick(writeOpenings(facts));
  const ask = pick(writeAsks(facts));
  const subject = guidance.isPlainSubject ? writeSubjects(facts)[0] : pick(writeSubjects(facts));
  const body = guidance.isShort ? [opening, facts.note, ask] : [opening, facts.offer, facts.note, ask];
  const signature =
    guidance.signature ?? `${guidance.tone === "formal" ? "Kind regards" : "Best regards"},\n${facts.sender}`;
  const paragraphs = [writeGreeting(contact.name, guidance), ...body, signature, facts.optOutLine];
  return { subject: subject as string, text: paragraphs.filter(part => part !== "").join("\n\n") };
}

/** The name to greet by: the first one, without a title; empty when the name is a number or a code. */
export function readFirstName(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter(word => !/^(mr|mrs|ms|dr|prof|herr|frau|mme|m)\.?$/i.test(word));
  if (/\d/.test(name)) return "";
  const first = words[0] ?? "";
  return /^\p{Lu}[\p{L}'’-]+$/u.test(first) && words.length > 1 ? first : "";
}

function writeGreeting(name: string, guidance: Guidance): string {
  const word = guidance.greeting ?? (guidance.tone === "formal" ? "Dear" : "Hello");
  const first = readFirstName(name);
  if (guidance.tone === "formal" && first !== "") return `${word} ${name.trim()},`;
  return first === "" ? (word === "Dear" ? "Good day," : `${word},`) : `${word} ${first},`;
}

function writeDate(date: Date | null): string {
  return date === null ? "" : DateTime.fromJSDate(date, { zone: "UTC" }).setLocale("en-GB").toFormat("d LLLL yyyy");
}

function writeOpenings({ contact, house }: LetterFacts): string[] {
  const sent = writeDate(contact.last_outbound_at);
  switch (contact.situation) {
    case "replied": {
      const thanks = `Thank you for your reply of ${writeDate(contact.last_reply_at)}.`;
      if (contact.reading === "question")
        return [`${thanks} You asked something, and I would like to answer it properly.`];
      return [thanks, `${thanks} I am glad that you wrote.`];
    }
    case "silent":
      return contact.unanswered > 1
        ? [
            `I have written ${contact.unanswered} times, last on ${sent}. This is a short note to ask whether it is worth your time at all.`,
          ]
        : [
            `A short second note after my message of ${sent}.`,
            `I wrote to you on ${sent} and do not want to leave it hanging.`,
          ];
    case "earlier-contact":
      return [
        `Our last contact was on ${writeDate(contact.last_interaction_at)}, and I would like to pick it up again.`,
        `It has been since ${writeDate(contact.last_interaction_at)} that we were in touch.`,
      ];
    case "new": {
      const who = describeRole(contact);
      const introduction = `We have not been in touch before, so in short: I am writing from ${house}.`;
      return who === ""
        ? [introduction]
        : [
            introduction,
            `I am writing from ${house} because of ${who}.`,
            `This is a first note from ${house} to you, given ${who}.`,
          ];
    }
  }
}

function describeRole(contact: LetterFacts["contact"]): string {
  if (contact.job_title && contact.company) return `your role as ${contact.job_title} at ${contact.company}`;
  if (contact.company) return `your work at ${contact.company}`;
  return contact.job_title ? `your work as ${contact.job_title}` : "";
}

function writeAsks({ contact }: LetterFacts): string[] {
  if (contact.situation === "replied") {
    return [
      "Shall I answer in writing, or would a short call in the coming days suit you better?",
      "Would a short call in the coming days suit you? Name a time, or tell me what you need in writing.",
    ];
  }
  if (contact.situation === "silent") {
    return [
      "Is this a subject for you at the moment? A yes or a no is a full answer.",
      "If the time is wrong, tell me when a better one is.",
    ];
  }
  const forWhom = contact.company ? ` for ${contact.company}` : "";
  return [
    `Is this a subject${forWhom} at the moment? One line is enough.`,
    "Would a short call in the coming days be of use to you?",
    `May I send you two or three lines on what this could mean${forWhom === "" ? " for you" : forWhom}?`,
  ];
}

/** The plainest first. */
function writeSubjects({ contact, house }: LetterFacts): string[] {
  const sent = writeDate(contact.last_outbound_at);
  if (contact.situation === "replied") return ["Your reply", `Your reply of ${writeDate(contact.last_reply_at)}`];
  if (contact.situation === "silent") return [`My note of ${sent}`, `Still worth your time? My note of ${sent}`];
  if (contact.situation === "earlier-contact")
    return [`Since ${writeDate(contact.last_interaction_at)}`, `Picking up with ${house}`];
  return contact.company
    ? [`A question for ${contact.company}`, `${house} and ${contact.company}`, `A first note from ${house}`]
    : ["A short question", `A first note from ${house}`];
}

/** FNV-1a, 32 bits: spreads ids over wordings. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
