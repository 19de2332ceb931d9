import { describe, expect, it } from "vitest";
import { type FeedbackRow, learnFromFeedback, NO_GUIDANCE } from "./guidance.ts";
import { type LetterFacts, readFirstName, writeLetter } from "./letter.ts";

const facts: LetterFacts = {
  contact: {
    id: "01900000-0000-7000-8000-000000000001",
    name: "Ada Byron",
    company: "Analytical Ltd",
    job_title: "Director",
    situation: "new",
    reading: null,
    unanswered: 0,
    last_outbound_at: null,
    last_reply_at: null,
    last_interaction_at: null,
  },
  house: "Harbour Studio",
  sender: "Mina Sorensen",
  offer: "We plan shifts for small clinics.",
  optOutLine: 'Answer "stop" and I will not write again.',
  note: "",
  guidance: NO_GUIDANCE,
};

const row = (more: Partial<FeedbackRow>): FeedbackRow => ({
  kind: "rejected",
  reason: null,
  before: null,
  after: null,
  situation: null,
  contact_name: "Ada Byron",
  company: "Analytical Ltd",
  ...more,
});

describe("A letter from the templates", () => {
  it("greets, says only what is known, signs and says how to opt out", () => {
    const { subject, text } = writeLetter(facts);
    expect(subject.length).toBeGreaterThan(0);
    expect(text.startsWith("Hello Ada,")).toBe(true);
    expect(text).toContain("We plan shifts for small clinics.");
    expect(text).toContain("Best regards,\nMina Sorensen");
    expect(text.endsWith(facts.optOutLine)).toBe(true);
    expect(text).not.toMatch(/undefined|null|NaN/);
  });

  it("is the same for the same contact and varies between contacts", () => {
    expect(writeLetter(facts)).toEqual(writeLetter(facts));
    const texts = Array.from(
      { length: 20 },
      (_, i) => writeLetter({ ...facts, contact: { ...facts.contact, id: `contact-${i}` } }).text,
    );
    expect(new Set(texts).size).toBeGreaterThan(4);
  });

  it("claims no company, role or offer that is not there", () => {
    const bare = {
      ...facts,
      offer: "",
      contact: { ...facts.contact, company: null, job_title: null, name: "Contact 1701" },
    };
    const { subject, text } = writeLetter(bare);
    expect(text.startsWith("Hello,")).toBe(true);
    expect(`${subject} ${text}`).not.toMatch(/your (role|work)|Analytical|shifts/);
  });

  it("speaks of the earlier message only when there was one, with its date", () => {
    const silent = {
      ...facts.contact,
      situation: "silent" as const,
      unanswered: 1,
      last_outbound_at: new Date("2026-10-05T09:00:00Z"),
    };
    expect(writeLetter({ ...facts, contact: silent }).text).toContain("5 October 2026");
    const replied = {
      ...facts.contact,
      situation: "replied" as const,
      reading: "question" as const,
      last_reply_at: new Date("2026-10-07T09:00:00Z"),
    };
    expect(writeLetter({ ...facts, contact: replied }).text).toContain("Thank you for your reply of 7 October 2026.");
  });

  it("finds the first name behind a title and none in a code", () => {
    expect(readFirstName("Dr. Grace Hopper")).toBe("Grace");
    expect(readFirstName("Contact 12")).toBe("");
    expect(readFirstName("row-41188")).toBe("");
    expect(readFirstName("Cher")).toBe("");
  });
});

describe("Learning from feedback", () => {
  it("changes nothing without feedback", () => {
    expect(learnFromFeedback([])).toEqual(NO_GUIDANCE);
  });

  it("writes shorter, plainer and more formal letters when reasons say so, and names the reason", () => {
    const guidance = learnFromFeedback([
      row({ reason: "Too long, and the subject is odd" }),
      row({ reason: "too pushy" }),
    ]);
    expect(guidance).toMatchObject({ isShort: true, isPlainSubject: true, tone: "formal" });
    expect(guidance.lessons).toHaveLength(3);
    expect(guidance.lessons[0]).toContain("Too long, and the subject is odd");
    const { subject, text } = writeLetter({ ...facts, guidance });
    expect(subject).toBe("A question for Analytical Ltd");
    expect(text.startsWith("Dear Ada Byron,")).toBe(true);
    expect(text).not.toContain("We plan shifts");
    expect(text).toContain("Kind regards");
  });

  it("keeps a person's greeting, opening and signature for others in the same situation", () => {
    const before = writeLetter(facts);
    const paragraphs = before.text.split("\n\n");
    const edited = [
      "Hi Ada,",
      "I will be brief: we may be able to help.",
      ...paragraphs.slice(2, -2),
      "Warmly,\nMina",
      paragraphs.at(-1),
    ];
    const guidance = learnFromFeedback([
      row({ kind: "edited", before, after: { ...before, text: edited.join("\n\n") }, situation: "new" }),
    ]);
    const next = {
      ...facts,
      guidance,
      contact: { ...facts.contact, id: "other", name: "Bo Chen", company: null, job_title: null },
    };
    const { text } = writeLetter(next);
    expect(text.startsWith("Hi Bo,\n\nI will be brief: we may be able to help.")).toBe(true);
    expect(text).toContain("Warmly,\nMina");
    expect(text).not.toContain("Best regards");
    const silent = {
      ...next.contact,
      situation: "silent" as const,
      unanswered: 1,
      last_outbound_at: new Date("2026-10-05T09:00:00Z"),
    };
    expect(writeLetter({ ...next, contact: silent }).text).not.toContain("I will be brief");
  });

  it("carries no sentence about one contact over to the next", () => {
    const before = writeLetter(facts);
    const after = before.text.replace(/\n\n.*\n\n/, "\n\nIt was good to meet Ada at the fair.\n\n");
    const guidance = learnFromFeedback([
      row({ kind: "edited", before, after: { ...before, text: after }, situation: "new" }),
    ]);
    expect(guidance.openings).toEqual({});
  });

  it("takes two cut-down edits as a wish for short messages", () => {
    const long = { text: "one two three four five six seven eight" };
    const edit = row({ kind: "edited", before: long, after: { text: "one two three" } });
    expect(learnFromFeedback([edit]).isShort).toBe(false);
    expect(learnFromFeedback([edit, edit])).toMatchObject({
      isShort: true,
      lessons: ["Shorter messages: 2 of 2 edits cut a quarter or more."],
    });
  });
});
