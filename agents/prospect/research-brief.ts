/** Owns the words of a research request: what is known, what is missing, and the questions that follow from it. */

export type ResearchSubject = {
  name: string;
  email: string | null;
  company: string | null;
  job_title: string | null;
  time_zone: string | null;
  attributes: unknown;
  score: number | null;
  interactions: number;
};

/** What requests for research are about; answers to them are kept by keep-answer. */
export const RESEARCH_TOPIC = "contact.research";

const MAX_ATTRIBUTES = 12;

const QUESTIONS: Record<string, string> = {
  company: "Which company or organisation is this person with?",
  "job title": "What is this person responsible for?",
  "e-mail address": "Which address may we write to, and is it published for business contact?",
  "time zone": "In which time zone does this person work?",
};

/** A brief from the stored facts; nothing in it is guessed. */
export function writeResearchBrief(subject: ResearchSubject): { body: string; missing: string[]; questions: string[] } {
  const facts: [string, string | null][] = [
    ["company", subject.company],
    ["job title", subject.job_title],
    ["e-mail address", subject.email],
    ["time zone", subject.time_zone],
  ];
  const known = facts.filter(([, value]) => value !== null).map(([label, value]) => `${label}: ${value}`);
  const missing = facts.filter(([, value]) => value === null).map(([label]) => label);
  const attributes = Object.entries((subject.attributes ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && typeof value !== "object" && value !== "")
    .slice(0, MAX_ATTRIBUTES)
    .map(([label, value]) => `${label.replaceAll("_", " ")}: ${String(value)}`);
  const questions = missing.map(label => QUESTIONS[label] as string);
  questions.push("What has happened at this person's work lately that is a good reason to write now?");
  const body = [
    `Please research ${subject.name} (score ${(subject.score ?? 0).toFixed(1)}, ${subject.interactions} interactions so far).`,
    `Known: ${[...known, ...attributes].join("; ") || "only the name"}.`,
    `Missing: ${missing.join(", ") || "nothing of the basics"}.`,
    ...questions.map((question, index) => `${index + 1}. ${question}`),
  ].join("\n");
  return { body, missing, questions };
}
