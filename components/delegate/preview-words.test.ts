import { describe, expect, it } from "vitest";
import { comparePreview } from "./compare-preview.ts";
import { joinWords, type PreviewedProposal, type TaskPreview, writeRows, writeSummary } from "./preview-words.ts";

const none = { total: 0, items: [] };
const nothing: TaskPreview = {
  made_at: "2026-11-20T10:00:00Z",
  status: "completed",
  proposals: none,
  outputs: none,
  messages: none,
  follow_ups: none,
  rows: [],
};

function proposal(more: Partial<PreviewedProposal> = {}): PreviewedProposal {
  return {
    verdict: "ask",
    reasons: ["the agent asks before it acts"],
    effect_kind: "email.send",
    recipient: "ada@example.com",
    contact_id: null,
    account: "smtp:me",
    payload: { subject: "Hello", text: "Hello Ada" },
    preview: {},
    why: "",
    sources: [],
    author_kind: "template",
    author: "first e-mail",
    is_untrusted: false,
    not_before: null,
    expires_at: null,
    release_at: null,
    ...more,
  };
}
const propose = (...items: PreviewedProposal[]): TaskPreview => ({
  ...nothing,
  proposals: { total: items.length, items },
});

describe("A preview in words", () => {
  it.each([
    [nothing, "It would only look: nothing would be sent, made or changed."],
    [propose(proposal()), "It would propose 1 e-mail to ada@example.com and wait for your approval."],
    [
      propose(proposal({ verdict: "execute" }), proposal({ verdict: "refuse", recipient: "bob@example.com" })),
      "It would send 1 e-mail to ada@example.com by itself, after the time to take it back. It would not be allowed to send 1 e-mail to bob@example.com.",
    ],
    [
      propose(proposal({ verdict: "suggest" }), proposal({ verdict: "suggest", effect_kind: "post.publish" })),
      "It would suggest 1 e-mail and 1 post for you to send by hand.",
    ],
    [
      { ...nothing, rows: [{ table: "contacts", inserted: 0, updated: 3, deleted: 0 }] },
      "It would only bring the data up to date.",
    ],
  ])("%#: says what would come of it", (preview, words) => {
    expect(writeSummary(preview)).toBe(words);
  });

  it("calls rows by what they are", () => {
    expect(writeRows({ table: "contacts", inserted: 0, updated: 1, deleted: 0 })).toEqual(["1 contact would change"]);
    expect(writeRows({ table: "outreach_queue", inserted: 2, updated: 0, deleted: 1 })).toEqual([
      "2 planned messages would be added",
      "1 planned message would be removed",
    ]);
    expect(writeRows({ table: "new_things", inserted: 1200, updated: 0, deleted: 0 })).toEqual([
      "1,200 new things would be added",
    ]);
    expect(joinWords(["a", "b", "c"])).toBe("a, b and c");
  });
});

describe("What happened beside what was previewed", () => {
  const approval = (more: object = {}) => ({
    effect_kind: "email.send",
    recipient: "ada@example.com",
    payload: { text: "Hello Ada", subject: "Hello" },
    revision: 1,
    decided_via: null,
    ...more,
  });
  const real = (...approvals: object[]) =>
    ({ approvals, outputs: [], status: "awaiting_approval" }) as unknown as Parameters<typeof comparePreview>[1];

  it("is the same when the same text goes to the same person", () => {
    expect(comparePreview(propose(proposal()), real(approval()))).toEqual([]);
  });

  it.each([
    [approval({ payload: { subject: "Hello", text: "Another" } }), "The text to ada@example.com is another."],
    [approval({ recipient: "bob@example.com" }), "Nothing was proposed to ada@example.com."],
    [approval({ decided_via: "policy" }), "went out by itself"],
  ])("%#: names what is different", (found, words) => {
    expect(comparePreview(propose(proposal()), real(found)).join(" ")).toContain(words);
  });

  it("does not call a person's later edit a difference, nor miss one proposal more", () => {
    const edited = approval({ revision: 2, payload: { text: "Edited" } });
    expect(comparePreview(propose(proposal()), real(edited))).toEqual([]);
    expect(comparePreview(propose(proposal()), real(approval(), approval()))).toEqual([
      "There is one more proposal, to ada@example.com.",
    ]);
    expect(comparePreview(propose(proposal({ verdict: "refuse" })), real())).toEqual([]);
  });
});
