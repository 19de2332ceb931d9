import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { rejectApproval } from "#lib/kernel/approval.ts";
import { type AbRig, hourMs, openAbRig, type StartedTest } from "./testing/ab-rig.ts";

let rig: AbRig;
beforeAll(async () => {
  rig = await openAbRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.vendor.failWith(200));

describe("Posts that are not out", () => {
  it("keep the test waiting, and are looked for again in an hour, in one task only", async () => {
    const started = await rig.startTest();
    await rig.publish(started, [0]);
    const run = await rig.checkback({ test_id: started.testId });
    expect(run.result?.waiting).toMatchObject([{ test_id: started.testId }]);
    expect(run.result?.reason).toContain("By hand waits for a person to post it and mark it done");
    await rig.checkback();
    const waits = await rig.listLater(started.testId, "wait");
    expect(waits).toHaveLength(1);
  });

  it("stop the test when one is rejected, with the reason that was given", async () => {
    const started = await rig.startTest();
    const [approval] = await rig.listApprovals(started.taskId);
    if (approval === undefined) throw new Error("there is no proposal");
    await rig.asPerson(session => rejectApproval(rig.kernel, session, rig.scope, { ...approval, reason: "too loud" }));
    const run = await rig.checkback({ test_id: started.testId });
    expect(run.result?.stopped).toMatchObject([{ reason: expect.stringContaining("Blotato was rejected: too loud") }]);
    expect(await rig.readTest(started.testId)).toMatchObject({ status: "stopped", outcome: null });
  });

  it("wait for a person where the way is not connected: nothing else stands in for it", async () => {
    const started = await rig.startTest({ via_a: "nobody-home" });
    const run = await rig.checkback({ test_id: started.testId });
    expect(run.result?.reason).toContain("waits for a person to post it through nobody-home and mark it done");
    await rig.publish(started);
    await rig.sleepHours(1);
    await rig.checkback({ test_id: started.testId, way: "first", impressions: 300, clicks: 4 });
    await rig.checkback({ test_id: started.testId, way: "second", impressions: 310, clicks: 4 });
    expect(await rig.listLooks(started.testId)).toMatchObject([{ hours: 1, size_a: 300, size_b: 310 }]);
  });

  it("stop the test after its patience, and never before", async () => {
    await rig.setSettings("ab-tester", { give_up_days: 1 });
    const started = await rig.startTest();
    await rig.publish(started);
    rig.advance(47 * hourMs);
    expect((await rig.checkback({ test_id: started.testId })).result).toMatchObject({ running: 1, stopped: [] });
    rig.advance(2 * hourMs);
    expect((await rig.checkback({ test_id: started.testId })).result?.stopped).toHaveLength(1);
    await rig.setSettings("ab-tester", {});
  });
});

describe("Deciding", () => {
  async function openTest(): Promise<StartedTest> {
    const started = await rig.startTest();
    await rig.publish(started);
    await rig.sleepHours(1);
    return started;
  }

  it("looks when asked, without a winner before the boundary is passed, and says nothing new twice", async () => {
    const started = await openTest();
    rig.vendor.setNumbers(started.text, { impressions: 2_000, clicks: 30 });
    await rig.enterByHand(started.testId, { impressions: 2_050, clicks: 50 });
    const run = await rig.runTask("ab-tester.decide", { test_id: started.testId });
    expect(run.result).toMatchObject({ status: "running", is_new: false, decision: null });
    expect(run.result?.reason).toContain("Not decided: the difference is");
    rig.vendor.failWith(503);
    const again = await rig.runTask("ab-tester.decide", { test_id: started.testId });
    expect(again.result).toMatchObject({ status: "running" });
    expect(await rig.listLooks(started.testId)).toHaveLength(1);
  });

  it("ends when asked, as inconclusive, and spends no more than the look may", async () => {
    const started = await openTest();
    rig.vendor.setNumbers(started.text, { impressions: 3_000, clicks: 45 });
    await rig.enterByHand(started.testId, { impressions: 3_000, clicks: 68 });
    const run = await rig.runTask("ab-tester.decide", { test_id: started.testId, end: true });
    expect(run.result).toMatchObject({ status: "decided", is_new: true, decision: { outcome: "inconclusive" } });
    const [look] = await rig.listLooks(started.testId);
    // z is 2.2: enough for a look that spends all, not for one at half of the plan.
    expect(look?.z).toBeGreaterThan(1.96);
    expect(look?.boundary).toBeGreaterThan(2.5);
    expect(look?.spent_alpha).toBeLessThan(0.01);
  });

  it("ends a test that has no numbers or no posts when asked, as stopped", async () => {
    const unread = await openTest();
    const bare = await rig.startTest();
    for (const { testId } of [unread, bare]) {
      const run = await rig.runTask("ab-tester.decide", { test_id: testId, end: true });
      expect(run.result).toMatchObject({ status: "stopped", is_new: false, decision: null });
      expect(run.result?.reason).toContain("it was ended when asked");
    }
  });

  it("happens once: a second time gives the same answer and changes nothing", async () => {
    const started = await openTest();
    rig.vendor.setNumbers(started.text, { impressions: 6_000, clicks: 60 });
    await rig.enterByHand(started.testId, { impressions: 6_000, clicks: 150 });
    const first = await rig.runTask("ab-tester.decide", { test_id: started.testId });
    expect(first.result).toMatchObject({ is_new: true, decision: { winner: "By hand" } });
    const before = await rig.readTest(started.testId);
    rig.vendor.setNumbers(started.text, { impressions: 9_000, clicks: 900 });
    const second = await rig.runTask("ab-tester.decide", { test_id: started.testId });
    expect(second.result).toMatchObject({ is_new: false, decision: { winner: "By hand", uplift: before.uplift } });
    expect(await rig.readTest(started.testId)).toEqual(before);
    await expect(
      rig.asWorker(session =>
        session.updateTable("ab_tests").set({ uplift: 9 }).where("id", "=", started.testId).execute(),
      ),
    ).rejects.toThrow("keeps what was decided");
  });

  it("is done by one of two runs that come at once", async () => {
    const started = await openTest();
    rig.vendor.setNumbers(started.text, { impressions: 6_000, clicks: 60 });
    await rig.enterByHand(started.testId, { impressions: 6_000, clicks: 150 });
    const ids = await Promise.all(
      [1, 2, 3].map(() => rig.dispatch({ task: "ab-tester.decide", params: { test_id: started.testId } })),
    );
    await Promise.allSettled(ids.map(id => rig.run(id, false)));
    for (const id of ids) await rig.run(id);
    const results = await rig.asPerson(session =>
      session.selectFrom("tasks").select("result").where("id", "in", ids).execute(),
    );
    expect(results.filter(row => Object(row.result).is_new === true)).toHaveLength(1);
    expect(results.every(row => Object(row.result).decision?.winner === "By hand")).toBe(true);
    expect(await rig.listLooks(started.testId)).toHaveLength(1);
  });

  it("refuses an id that is no test's", async () => {
    const run = await rig.runTask("ab-tester.decide", { test_id: createId() });
    expect(run.outcome).toMatchObject({ status: "failed", error: { code: "not-found" } });
  });
});

describe("Standing", () => {
  it("lists every test with its state", async () => {
    const run = await rig.runTask("ab-tester.status", { limit: 100 });
    const tests = run.result?.tests as unknown as { state: string; status: string }[];
    expect(tests.length).toBeGreaterThanOrEqual(8);
    expect(new Set(tests.map(test => test.status))).toEqual(new Set(["running", "decided", "stopped"]));
    expect(run.decisions.at(-1)?.reasoning).toMatch(/\d+ tests: \d+ running, \d+ decided, \d+ stopped\./);
  });
});
