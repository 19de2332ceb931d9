import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestChanges } from "#lib/kernel/output-decisions.ts";
import { type AgentRig, openAgentRig } from "../testing/run-task.ts";
import { outreach } from "./agent.ts";
import { addWords } from "./revising.ts";

let rig: AgentRig;
let count = 0;
beforeAll(async () => {
  rig = await openAgentRig([outreach]);
  await rig.setSettings("outreach", { offer: "We keep boats dry in winter." });
});
afterAll(() => rig.close());

async function draftTo(note = ""): Promise<string> {
  count += 1;
  const [contact_id] = await rig.addContacts([
    { name: "Ada Lovelace", email: `ada${count}@example.com`, company: "Engines", score: 80 },
  ]);
  const { outputs } = await rig.runTask("outreach.draft", { contact_id, note });
  return String(outputs[0]?.id);
}

async function revise(id: string, revision: number, feedback: string) {
  const { taskId } = await rig.asPerson(session =>
    requestChanges(rig.kernel, session, rig.scope, { id, revision, feedback }),
  );
  const outcome = await rig.run(String(taskId));
  const rows = await rig.asPerson(session =>
    session
      .selectFrom("output_revisions")
      .select(["revision", "content", "author_kind"])
      .where("output_id", "=", id)
      .orderBy("revision")
      .execute(),
  );
  return { outcome, texts: rows.map(row => String(Object(row.content).text)), rows };
}

describe("A draft that people want otherwise, without a model", () => {
  it("is made shorter, more formal and with the words to add, and proposed anew under its own output", async () => {
    const id = await draftTo();
    const { outcome, texts, rows } = await revise(id, 1, "Make it shorter.\nMore formal.\nAdd: We meet on 3 December.");
    expect(outcome.status).toBe("awaiting_approval");
    expect(texts[0]).toContain("We keep boats dry in winter.");
    expect(texts[1]).not.toContain("We keep boats dry in winter.");
    expect(texts[1]).toContain("Dear Ada Lovelace,");
    expect(texts[1]).toContain("We meet on 3 December.");
    expect(rows[1]).toMatchObject({ author_kind: "template" });
    const approvals = await rig.asPerson(session =>
      session.selectFrom("approvals").select(["status", "payload"]).where("output_id", "=", id).orderBy("id").execute(),
    );
    expect(approvals).toMatchObject([{ status: "rejected" }, { status: "pending", payload: { text: texts[1] } }]);
  });

  it("keeps what an earlier note and an earlier request added", async () => {
    const id = await draftTo("Lee sends regards.");
    await revise(id, 1, "Add: Our yard opens at seven.");
    const { texts } = await revise(id, 2, "Friendlier.");
    expect(texts[2]).toContain("Hi Ada,");
    expect(texts[2]).toContain("Lee sends regards.\n\nOur yard opens at seven.");
  });

  it("is left as it is when the templates have no other words, and says so", async () => {
    const id = await draftTo();
    const first = await revise(id, 1, "Make it shorter. A plainer subject. More formal.");
    let { outcome, texts } = first;
    // Wordings are drawn anew for each revision, so a few tries may still differ.
    for (let revision = 2; outcome.status !== "failed" && revision < 30; revision += 1)
      ({ outcome, texts } = await revise(id, revision, "More formal."));
    expect(outcome).toMatchObject({ status: "failed", error: { code: "unproductive" } });
    const output = await rig.asPerson(session =>
      session.selectFrom("outputs").select(["status", "revision"]).where("id", "=", id).executeTakeFirstOrThrow(),
    );
    expect(output).toEqual({ status: "changes_requested", revision: texts.length });
  });
});

describe("Words to add", () => {
  it.each([
    ["", "Make it shorter.", ""],
    ["", "Add: We meet on Monday.", "We meet on Monday."],
    ["", 'please add: "We meet."', "We meet."],
    ["Before.", "More formal.\nadd: After.", "Before.\n\nAfter."],
    ["", "Add:   ", ""],
  ])("after the note %j in the request %j are %j", (note, feedback, words) => {
    expect(addWords(note, feedback)).toBe(words);
  });
});
