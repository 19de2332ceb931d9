import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { createSeededRandom } from "#lib/stats/seeded-random.ts";
import { type AgentRig, openAgentRig, readText } from "../testing/run-task.ts";

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig();
});
afterAll(() => rig.close());

const readContact = (id: string) =>
  rig.asPerson(session => session.selectFrom("contacts").selectAll().where("id", "=", id).executeTakeFirstOrThrow());

/** People whose chance of a yes rises with age group and is higher in one trade. */
function makePeople(count: number) {
  const random = createSeededRandom(7);
  return Array.from({ length: count }, (_, index) => {
    const age = 20 + Math.floor(random() * 50);
    const trade = random() < 0.4 ? "clinic" : "shop";
    const chance = (trade === "clinic" ? 0.55 : 0.1) + (age > 50 ? 0.3 : 0);
    return { name: `Person ${index}`, attributes: { age, trade, duration: index }, outcome: random() < chance };
  });
}

describe("Scoring contacts", () => {
  it("says honestly that there is nothing to score", async () => {
    const run = await rig.runTask("prospect.score-all");
    expect(run.task.status).toBe("completed");
    expect(run.result).toMatchObject({ scored: 0, reason: "There are no contacts yet: import some first." });
    expect(run.outputs).toEqual([]);
    expect(run.decisions.at(-1)?.reasoning).toContain("Nothing to score");
  });

  it("scores by the rules of the ideal profile while outcomes are too few, and says so", async () => {
    const [founder = "", clerk = "", denied = ""] = await rig.addContacts([
      { name: "Ada Founder", job_title: "Founder and CEO" },
      { name: "Carl Clerk", job_title: "Clerk" },
      { name: "Dora Denied", job_title: "Owner", email: "dora@example.com", email_consent: "denied" },
    ]);
    const run = await rig.runTask("prospect.score-all");
    expect(run.outcome.status).toBe("completed");
    expect(run.result).toMatchObject({ scored: 3, model: "rules", auc: null, trained_on: 0, research_ready: 1 });
    expect(run.result?.reason).toContain("Learning needs 200 known outcomes");
    expect(run.outputs).toMatchObject([{ kind: "finding", author_kind: "engine", is_untrusted: false }]);
    const best = await readContact(founder);
    expect(best).toMatchObject({ score: 100, is_research_ready: true, score_parts: { fit: 100 } });
    expect(run.decisions.map(decision => decision.reasoning).join(" ")).toContain("fit alone decides");
    expect((await readContact(clerk)).score).toBe(0);
    expect(await readContact(denied)).toMatchObject({ score: 100, is_research_ready: false });
  });

  it("counts replies and meetings, and the parts add up to the score", async () => {
    const [id = ""] = await rig.addContacts([{ name: "Rita Reply", job_title: "Clerk" }]);
    await rig.runTask("outreach.record-reply", { contact_id: id, text: "Thanks, could you tell me more?" });
    const run = await rig.runTask("prospect.score", { contact_id: id });
    expect(run.outcome.status).toBe("completed");
    const contact = await readContact(id);
    const parts = contact.score_parts as Record<string, number>;
    expect(Object.values(parts).reduce((sum, points) => sum + points, 0)).toBeCloseTo(contact.score ?? -1, 4);
    // Half the scale of engagement for one fresh reply: 15 of 30 points.
    expect(parts).toMatchObject({ fit: 0, engagement: 15, recency: 20 });
    expect(run.result?.explanation).toContain("35.0 of 100");
    expect(run.decisions).not.toEqual([]);
  });

  it("learns from outcomes on a thread, reports how well, keeps the model and learns again only when outcomes change", async () => {
    await rig.addContacts(makePeople(600));
    const first = await rig.runTask("prospect.score-all", { limit: 1000 });
    expect(first.outcome.status).toBe("completed");
    expect(first.result).toMatchObject({ scored: 604, model: "learned", is_retrained: true, trained_on: 600 });
    expect(Number(first.result?.auc)).toBeGreaterThan(0.7);
    expect(Number(first.result?.calibration_error)).toBeLessThan(0.1);
    expect(first.decisions.map(decision => decision.reasoning).join(" ")).toContain("600 known outcomes");
    const second = await rig.runTask("prospect.score-all", { limit: 1000 });
    expect(second.result).toMatchObject({ model: "learned", is_retrained: false, auc: first.result?.auc });
    await rig.addContacts([{ name: "One More", attributes: { age: 30, trade: "clinic" }, outcome: true }]);
    const third = await rig.runTask("prospect.score-all", { limit: 1000 });
    expect(third.result).toMatchObject({ is_retrained: true, trained_on: 601 });
  });

  it("explains one contact by the learned model: attributes, points and a chance", async () => {
    const [id = ""] = await rig.addContacts([{ name: "Old Clinic", attributes: { age: 65, trade: "clinic" } }]);
    const run = await rig.runTask("prospect.score", { contact_id: id });
    expect(run.result?.chance).toBeGreaterThan(0.5);
    const factors = run.result?.factors as unknown as { attribute: string; points: number }[];
    expect(factors.map(factor => factor.attribute).sort()).toEqual(["age", "trade"]);
    expect(factors.every(factor => factor.points > 0)).toBe(true);
  });

  it("takes unscored contacts first and can leave fresh scores alone", async () => {
    const [id = ""] = await rig.addContacts([{ name: "Newly Come" }]);
    expect((await rig.runTask("prospect.score-all", { limit: 1 })).result).toMatchObject({ scored: 1 });
    expect((await readContact(id)).scored_at).not.toBeNull();
    const stale = await rig.runTask("prospect.score-all", { only_stale: true });
    expect(stale.result).toMatchObject({ scored: 0, reason: "No contact has a score older than 7 days." });
  });

  it("scores every contact once, over pages", async () => {
    const many = await openAgentRig();
    try {
      await many.addContacts(
        Array.from({ length: 4_100 }, (_, index) => ({
          name: `Person ${index}`,
          job_title: index % 3 ? "Clerk" : "Owner",
        })),
      );
      const run = await many.runTask("prospect.score-all", { limit: 50_000 });
      expect(run.result).toMatchObject({ scored: 4_100, research_ready: 1_367 });
      const scores = await many.asPerson(session =>
        session.selectFrom("contacts").select(["score"]).where("scored_at", "is not", null).execute(),
      );
      expect(scores).toHaveLength(4_100);
      expect(scores.filter(row => row.score === 100)).toHaveLength(1_367);
    } finally {
      await many.close();
    }
  });

  it("pulls a lucky answer towards what others do, and says by how much each fact moved the score", async () => {
    const crowd = await openAgentRig();
    try {
      const ids = await crowd.addContacts(
        Array.from({ length: 30 }, (_, index) => ({ name: `Asked ${index}`, job_title: "Clerk" })),
      );
      const [lucky = ""] = ids;
      await crowd.asWorker(session =>
        session
          .insertInto("contact_ledger")
          .values(
            ids.flatMap((contact_id, index) =>
              [1, 2, 3].slice(0, index === 0 ? 1 : 3).map(days => ({
                id: createId(),
                workspace_id: crowd.workspaceId,
                contact_id,
                channel: "email",
                kind: "outbound" as const,
                happened_at: new Date(Date.now() - days * 86_400_000),
              })),
            ),
          )
          .execute(),
      );
      await crowd.asWorker(session =>
        session
          .updateTable("contacts")
          .set({ last_interaction_at: new Date(Date.now() - 86_400_000) })
          .execute(),
      );
      await crowd.runTask("outreach.record-reply", { contact_id: lucky, text: "Yes, tell me more." });
      const all = await crowd.runTask("prospect.score-all");
      expect(all.decisions.map(decision => decision.reasoning).join(" ")).toMatch(
        /a contact earns 0\.\d interaction points/,
      );
      const run = await crowd.runTask("prospect.score", { contact_id: lucky });
      const parts = run.result?.parts as unknown as Record<string, number>;
      // One answer to one message would be 15 of 30 points by itself; the others did not answer 87 messages.
      expect(parts.engagement).toBeLessThan(10);
      const factors = run.result?.factors as unknown as { part: string; points: number }[];
      const engagement = factors.filter(fact => fact.part === "engagement").reduce((sum, fact) => sum + fact.points, 0);
      expect(engagement).toBeCloseTo(parts.engagement ?? -1, 0);
      const silent = await crowd.runTask("prospect.score", { contact_id: ids[1] });
      expect(JSON.stringify(silent.result?.factors)).toContain("fewer than others to 3 messages");
    } finally {
      await crowd.close();
    }
  });

  it("refuses a contact that is not there", async () => {
    const run = await rig.runTask("prospect.score", { contact_id: "00000000-0000-7000-8000-000000000000" });
    expect(run.outcome).toMatchObject({ status: "failed", error: { code: "not-found" } });
  });
});

describe("Asking for research", () => {
  it("asks once about each of the best contacts, with what is known, what is missing and questions", async () => {
    const run = await rig.runTask("prospect.research", { limit: 2 });
    expect(run.outcome.status).toBe("completed");
    expect(run.result).toMatchObject({ requested: 2 });
    const [request] = run.messages;
    expect(request).toMatchObject({
      type: "request",
      topic: "contact.research",
      from_domain: "prospect",
      to_domain: null,
    });
    expect(request?.requires_response).toBe(true);
    expect(request?.body).toContain("Missing: company");
    expect(request?.body).toContain("Which company or organisation");
    const asked = readText(request, "contact_id");
    const again = await rig.runTask("prospect.research", { contact_id: asked });
    expect(again.result).toMatchObject({ requested: 0 });
    expect(again.result?.reason).toContain("has been asked for already");
  });
});
