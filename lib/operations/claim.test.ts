import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { agents } from "#agents/index.ts";
import { type ClaimQuery, deriveClaim } from "#lib/db/claims.ts";
import { describeQuery } from "./shapes/claim.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
let sweepId = "";
beforeAll(async () => {
  rig = await openOperationsRig({ agents: agents.filter(({ domain }) => ["prospect", "reporting"].includes(domain)) });
  for (const name of ["Ada", "Bo", "Cleo"]) await rig.addContact(`${name.toLowerCase()}@example.com`);
  sweepId = (await rig.call("sweep.run")).id;
});
afterAll(() => rig.close());

const runAll = async (domain: string) => {
  const { data } = await rig.call("task.list", { domain, status: "queued" });
  for (const task of data) await rig.run(task.id);
};

describe("A sweep's summary", () => {
  it("waits for the end, is worked on, and is then there with what became of the message", async () => {
    expect(await rig.call("sweep.report", { id: sweepId })).toMatchObject({
      state: "waiting",
      lines: [],
      message: null,
    });
    await runAll("prospect");
    expect(await rig.call("sweep.report", { id: sweepId })).toMatchObject({ state: "working", is_complete: true });
    await runAll("reporting");
    const summary = await rig.call("sweep.report", { id: sweepId });
    expect(summary).toMatchObject({
      state: "ready",
      lines: [{ domain: "prospect", status: "completed" }],
      // The rig's vendor takes e-mail alone: a person would pass the message on.
      message: { approval_status: "pending", delivery_status: null, account: "none" },
    });
    expect(summary.text).toMatch(/^Agent Sweep: 1\/1 ✓\n• 0 research-ready prospects \| Top: .+ \| 3 scored$/);
  });

  it("is refused for a sweep that is not there, and to strangers", async () => {
    await expect(rig.call("sweep.report", { id: rig.workspaceId })).rejects.toMatchObject({ code: "not-found" });
    const stranger = { ...rig.createStranger(), workspaceId: rig.workspaceId };
    await expect(rig.call("sweep.report", { id: sweepId }, stranger)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("A claim", () => {
  const findClaimId = async (text: string): Promise<string> => {
    const summary = await rig.call("sweep.report", { id: sweepId });
    const part = summary.lines[0].parts.find((one: { text: string }) => one.text === text);
    return part.claim_id;
  };

  it("shows its question, its rows with their names and pages, and holds when it is asked again", async () => {
    const claim = await rig.call("claim.verify", { id: await findClaimId("3") });
    expect(claim).toMatchObject({
      text: "3",
      value: 3,
      row_total: 3,
      verdict: "holds",
      now: { value: 3, row_total: 3 },
    });
    expect(claim.question).toMatch(
      /^how many rows of contacts, where scored at is at least .+ UTC and scored at is at most /,
    );
    expect(claim.rows).toHaveLength(3);
    expect(claim.rows[0]).toMatchObject({ label: expect.stringContaining("@example.com"), entity: "contact" });
    expect(claim.rows[0].entity_id).toBe(claim.rows[0].id);
  });

  it("says so when the rows have changed since, and keeps what was said", async () => {
    const id = await findClaimId("3");
    const { rows } = await rig.call("claim.verify", { id });
    await rig.asPerson(session => session.deleteFrom("contacts").where("id", "=", rows[0].id).execute());
    const claim = await rig.call("claim.verify", { id });
    expect(claim).toMatchObject({ value: 3, row_total: 3, verdict: "changed", now: { value: 2, row_total: 2 } });
    expect(claim.rows).toHaveLength(2);
  });

  it("is not there for another workspace or an unknown id", async () => {
    await expect(rig.call("claim.verify", { id: sweepId })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("A claim's query", () => {
  const contacts = (query: Partial<ClaimQuery>): ClaimQuery => ({
    table: "contacts",
    where: [],
    aggregate: { of: "count" },
    ...query,
  });
  const derive = (query: ClaimQuery) => rig.asPerson(session => deriveClaim(session, rig.workspaceId, query));

  it.each([
    ["a table that is not listed", contacts({ table: "api_keys" as never })],
    ["a column that is no name", contacts({ where: [{ column: "1=1; --", is: "=", value: 1 }] })],
    ["a comparison that is none", contacts({ where: [{ column: "name", is: "or 1=1" as never, value: "x" }] })],
  ])("refuses %s", async (_what, query) => {
    await expect(derive(query)).rejects.toThrow(RangeError);
  });

  it("takes values as values, whatever they look like", async () => {
    const where = [{ column: "name", is: "=", value: "' or true --" }] as const;
    expect(await derive(contacts({ where: [...where] }))).toEqual({ value: 0, ids: [], total: 0 });
  });

  it("says nothing where no row can say it", async () => {
    const none = [{ column: "name", is: "=", value: "nobody" }] as const;
    for (const aggregate of [
      { of: "sum", column: "interactions" },
      { of: "first", column: "name", by: "score" },
    ] as const) {
      expect((await derive(contacts({ where: [...none], aggregate }))).value).toBeNull();
    }
  });

  it("is told in words", () => {
    expect(describeQuery(contacts({ where: [{ column: "score", is: ">=", value: 35 }] }))).toBe(
      "how many rows of contacts, where score is at least 35",
    );
    expect(describeQuery(contacts({ aggregate: { of: "first", column: "name", by: "score" } }))).toBe(
      "name of the one with the highest score among the rows of contacts",
    );
  });
});
