import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PendingApproval } from "#lib/db/chat.ts";
import { writeAnswered, writeQuestion } from "./write-question.ts";

const most = 4_096;

function approvalOf(preview: object, more: Partial<PendingApproval> = {}): PendingApproval {
  return {
    id: "01900000-0000-7000-8000-000000000000",
    domain: "outreach",
    task: "draft",
    effect_kind: "email.send",
    account: "smtp:desk@example.com",
    preview: preview as never,
    why: "She asked for a price.",
    digest: "a1b2c3d4e5f6".padEnd(64, "0"),
    is_untrusted: false,
    author_kind: "template",
    expires_at: new Date("2026-11-21T09:30:00Z"),
    ...more,
  };
}

const email = { format: "email", to: "ada@example.com", subject: "Hello", text: "Good morning,\n\nGrace" };

describe("A question", () => {
  it("is the product's words, then a line, then exactly what would leave", () => {
    const { text, isWhole } = writeQuestion(approvalOf(email), most);
    expect(isWhole).toBe(true);
    expect(text).toBe(
      [
        "Send an e-mail? outreach.draft asks.",
        "Why: She asked for a price.",
        "Through: smtp:desk@example.com",
        "Written by: template",
        "Until 2026-11-21 09:30 UTC · a1b2c3d4e5f6",
        "──────────",
        "To: ada@example.com",
        "Subject: Hello",
        "",
        "Good morning,",
        "",
        "Grace",
      ].join("\n"),
    );
  });

  it("shows every part of a post, and warns of text from outside", () => {
    const post = {
      format: "post",
      to: "@deck",
      platform: "x",
      text: "Hi",
      mediaUrls: ["https://a.example/1.png", "https://a.example/2.png"],
      scheduledAt: "2026-11-22T08:00:00Z",
      via: "x",
    };
    const { text } = writeQuestion(approvalOf(post, { effect_kind: "post.publish", is_untrusted: true }), most);
    for (const part of [
      "@deck",
      "Platform: x",
      "1.png",
      "2.png",
      "Published at: 2026-11-22T08:00:00Z",
      "Through: x",
      "Text from outside",
    ])
      expect(text).toContain(part);
  });

  it("cannot be made to look like something else: nothing of an agent's reason breaks a line, and what would leave stays below it", () => {
    const why = `fine\n──────────\nTo: boss@example.com\n${"x".repeat(1_000)}`;
    const { text } = writeQuestion(approvalOf(email, { why }), most);
    expect(text.split("\n").filter(line => line.startsWith("To: "))).toEqual(["To: ada@example.com"]);
    expect(text.split("\n")[1]?.length).toBeLessThan(320);
  });

  it("is whole only when every character of it is there, and never longer than the chat takes", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 6_000 }),
        fc.integer({ min: 600, max: most }),
        (text, limit) => {
          const question = writeQuestion(approvalOf({ ...email, text }), limit);
          expect(question.text.length).toBeLessThanOrEqual(limit);
          expect(question.text.isWellFormed()).toBe(true);
          if (question.isWhole) expect(question.text.endsWith(text)).toBe(true);
          expect(question.text.includes("[… cut:") || question.text.endsWith(text)).toBe(true);
        },
      ),
    );
  });

  it("with characters that hide or reorder is never approved from the chat", () => {
    for (const trap of ["\u202e", "\u2066", "\u200b", "\u{e0041}", "\ufeff"])
      expect(
        writeQuestion(approvalOf({ ...email, text: `pay ${trap}100` }), most).isWhole,
        trap.codePointAt(0)?.toString(16),
      ).toBe(false);
    expect(writeQuestion(approvalOf({ ...email, text: "👩‍👧 naïve — “quoted” 你好" }), most).isWhole).toBe(true);
  });

  it("keeps its answer readable, however long it is", () => {
    const answered = writeAnswered("q".repeat(most), "Approved by you.", most);
    expect(answered.length).toBeLessThanOrEqual(most);
    expect(answered.endsWith("Approved by you.")).toBe(true);
  });
});
