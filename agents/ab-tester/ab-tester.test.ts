import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readText } from "../testing/run-task.ts";
import { type AbRig, hourMs, openAbRig } from "./testing/ab-rig.ts";

let rig: AbRig;
beforeAll(async () => {
  rig = await openAbRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.vendor.failWith(200));

describe("Starting a test", () => {
  it("proposes the same words twice: through the connection, and by hand as a suggestion", async () => {
    const started = await rig.startTest();
    const approvals = await rig.listApprovals(started.taskId);
    expect(approvals).toMatchObject([
      { mode: "approval", recipient: "@harbour", payload: { platform: "x", text: started.text, via: "blotato" } },
      { mode: "suggestion", recipient: "@harbour", payload: { platform: "x", text: started.text } },
    ]);
    expect(approvals[1]?.payload).not.toHaveProperty("via");
    expect(approvals[0]?.why).toContain("One of two ways in a test");
    expect(await rig.readTest(started.testId)).toMatchObject({
      status: "running",
      planned_per_arm: 6_000,
      planned_share: 0.5,
    });
  });

  it("remembers the account, and refuses to guess between several", async () => {
    const run = await rig.runTask("ab-tester.start", { text: "No account named" });
    expect(run.outcome).toMatchObject({ status: "awaiting_approval" });
    await rig.startTest({ account: "@second" });
    const guess = await rig.runTask("ab-tester.start", { text: "Which one?" });
    expect(guess.outcome).toMatchObject({ status: "failed", error: { code: "invalid" } });
    expect(guess.task.error).toMatchObject({ errors: [{ path: "params.account" }] });
  });

  it("refuses a test in which nothing differs", async () => {
    const run = await rig.runTask("ab-tester.start", { text: "Same", account: "@harbour", via_b: "blotato" });
    expect(run.task.error).toMatchObject({ code: "invalid", errors: [{ path: "params.via_b" }] });
  });
});

describe("Checking back", () => {
  it("sleeps, watches at one hour, stays open at four, and names the winner at 24 with its uplift", async () => {
    const started = await rig.startTest({ hypothesis: "The browser gets more clicks" });
    await rig.publish(started);
    expect(await rig.sleepHours(1)).toBeGreaterThan(0);
    await rig.enterByHand(started.testId, { impressions: 260, clicks: 8 });
    rig.vendor.setNumbers(started.text, { impressions: 250, clicks: 2 });
    await rig.checkback({ test_id: started.testId });
    const [first] = await rig.listLooks(started.testId);
    expect(first).toMatchObject({
      hours: 1,
      state: "watching",
      boundary: null,
      spent_alpha: 0,
      size_a: 250,
      events_b: 8,
    });

    rig.vendor.setNumbers(started.text, { impressions: 1_000, clicks: 14 });
    await rig.sleepHours(3);
    await rig.enterByHand(started.testId, { impressions: 1_020, clicks: 22 });
    await rig.checkback();
    expect((await rig.listLooks(started.testId)).at(-1)).toMatchObject({ hours: 4, state: "open" });
    expect(await rig.readTest(started.testId)).toMatchObject({ status: "running", outcome: null });

    rig.vendor.setNumbers(started.text, { impressions: 6_000, clicks: 90 });
    rig.advance(20 * hourMs);
    await rig.enterByHand(started.testId, { impressions: 6_050, clicks: 140 });
    const run = await rig.checkback();
    expect(run.outcome).toMatchObject({ status: "completed" });
    const all = run.result?.decided as unknown as { test_id: string; winner: string; uplift: number }[] | undefined;
    const decided = all?.find(({ test_id }) => test_id === started.testId);
    expect(decided).toMatchObject({ outcome: "winner", winner: "By hand" });
    expect(decided?.uplift).toBeCloseTo(140 / 6_050 / (90 / 6_000) - 1, 9);
    const test = await rig.readTest(started.testId);
    expect(test).toMatchObject({ status: "decided", outcome: "winner", decided_by_task_id: run.task.id });
    expect(test.uplift_low).toBeGreaterThan(0);
    expect(test.uplift_high).toBeGreaterThan(test.uplift ?? 0);
    const finding = run.outputs.find(output => output.title.includes("By hand wins"));
    expect(finding).toMatchObject({ kind: "finding", author_kind: "engine" });
    expect(readText(finding)).toContain("By hand 140 of 6,050 (2.31 %)");
    const looks = await rig.listLooks(started.testId);
    expect(looks.at(-1)?.spent_alpha).toBeCloseTo(0.05, 12);
    const readings = await rig.asPerson(session =>
      session
        .selectFrom("post_metrics")
        .select("source")
        .where(
          "id",
          "in",
          looks.flatMap(look => [look.metrics_a ?? "", look.metrics_b ?? ""]),
        )
        .execute(),
    );
    expect(new Set(readings.map(reading => reading.source))).toEqual(new Set(["blotato", "hand"]));
  });

  it("decides nothing for want of numbers, says which, and decides when they come", async () => {
    const started = await rig.startTest();
    await rig.publish(started);
    await rig.sleepHours(1);
    rig.vendor.setNumbers(started.text, { impressions: 5_000, clicks: 70 });
    rig.advance(30 * hourMs);
    const run = await rig.checkback({ test_id: started.testId });
    expect(run.result).toMatchObject({ looked: 0, decided: [], running: 1 });
    expect(run.result?.reason).toContain("By hand was posted by hand and nobody has entered its numbers yet");
    expect(run.decisions.some(decision => decision.kind === "escalate")).toBe(true);
    expect(await rig.readTest(started.testId)).toMatchObject({ status: "running" });
    await rig.enterByHand(started.testId, { impressions: 5_100, clicks: 75 });
    const later = await rig.checkback({ test_id: started.testId });
    expect(later.result?.decided).toMatchObject([{ outcome: "inconclusive", winner: null }]);
    expect((await rig.listLooks(started.testId)).map(look => look.hours)).toEqual([24]);
  });

  it("goes on with the other tests when a vendor fails, and asks it again later", async () => {
    const started = await rig.startTest();
    await rig.publish(started);
    await rig.sleepHours(1);
    await rig.enterByHand(started.testId, { impressions: 300, clicks: 3 });
    rig.vendor.failWith(503);
    const run = await rig.checkback({ test_id: started.testId });
    expect(run.outcome).toMatchObject({ status: "completed" });
    expect(run.result?.reason).toContain("blotato could not be read (it answered 503)");
    const retries = await rig.listLater(started.testId, "retry");
    expect(retries).toHaveLength(1);
    rig.vendor.failWith(429);
    expect((await rig.checkback({ test_id: started.testId })).result?.reason).toContain("too many requests");
    rig.vendor.failWith(200);
    rig.vendor.setNumbers(started.text, { impressions: 290, clicks: 4 });
    await rig.sleepHours(0.3);
    expect(await rig.listLooks(started.testId)).toMatchObject([{ hours: 1, size_a: 290 }]);
  });

  it("names no winner where the audience was not divided as planned, and says why", async () => {
    const started = await rig.startTest();
    await rig.publish(started);
    await rig.sleepHours(1);
    rig.vendor.setNumbers(started.text, { impressions: 6_000, clicks: 60 });
    await rig.enterByHand(started.testId, { impressions: 6_800, clicks: 400 });
    await rig.checkback({ test_id: started.testId });
    expect(await rig.listLooks(started.testId)).toMatchObject([{ hours: 1, state: "mismatch" }]);
    expect(await rig.readTest(started.testId)).toMatchObject({
      status: "decided",
      outcome: "mismatch",
      winner_variant_id: null,
    });
    expect((await rig.readTest(started.testId)).reason).toContain("No winner may be named");
  });

  it("compares audiences that the platform divides, when the test says so", async () => {
    const started = await rig.startTest({ audience: "platform", metric: "engagement-rate" });
    await rig.publish(started);
    await rig.sleepHours(1);
    rig.vendor.setNumbers(started.text, { impressions: 9_000, likes: 600, replies: 60, shares: 90 });
    await rig.enterByHand(started.testId, { impressions: 20_000, likes: 700, replies: 50, shares: 80 });
    await rig.checkback({ test_id: started.testId });
    const test = await rig.readTest(started.testId);
    expect(test).toMatchObject({ status: "decided", outcome: "winner" });
    expect(test.uplift).toBeCloseTo(830 / 20_000 / (750 / 9_000) - 1, 9);
    expect(test.lead).toBeCloseTo(750 / 9_000 / (830 / 20_000) - 1, 9);
    const status = await rig.runTask("ab-tester.status", { test_id: started.testId });
    const tests = status.result?.tests as unknown as
      | { decision: { winner: string; uplift: number; uplift_low: number } }[]
      | undefined;
    const standing = tests?.[0];
    expect(standing?.decision).toMatchObject({ winner: "Blotato" });
    expect(standing?.decision.uplift).toBeCloseTo(750 / 9_000 / (830 / 20_000) - 1, 9);
    expect(standing?.decision.uplift_low).toBeGreaterThan(0);
  });

  it("compares posts that went out hours apart at the same age", async () => {
    const started = await rig.startTest();
    await rig.publish(started, [0]);
    rig.vendor.setNumbers(started.text, { impressions: 250, clicks: 4 });
    await rig.sleepHours(1);
    rig.vendor.setNumbers(started.text, { impressions: 2_000, clicks: 30 });
    await rig.sleepHours(4);
    await rig.publish(started, [1]);
    await rig.sleepHours(1);
    rig.vendor.setNumbers(started.text, { impressions: 2_500, clicks: 40 });
    await rig.enterByHand(started.testId, { impressions: 260, clicks: 3 });
    await rig.checkback({ test_id: started.testId });
    expect(await rig.listLooks(started.testId)).toMatchObject([{ hours: 1, size_a: 250, size_b: 260 }]);
  });
});

describe("Numbers that a person reads off", () => {
  it("are entered with the task, kept as by hand, and looked at when an hour is due", async () => {
    const started = await rig.startTest();
    await rig.publish(started);
    rig.vendor.setNumbers(started.text, { impressions: 400, clicks: 6 });
    await rig.sleepHours(1);
    const entry = { test_id: started.testId, way: "second", impressions: 410, clicks: 5 };
    expect((await rig.checkback(entry)).result).toMatchObject({ looked: 1 });
    expect(await rig.listLooks(started.testId)).toMatchObject([{ hours: 1, size_a: 400, size_b: 410, events_b: 5 }]);
    const sources = await rig.asPerson(session =>
      session
        .selectFrom("post_metrics")
        .innerJoin("ab_variants", "ab_variants.post_id", "post_metrics.post_id")
        .select(["source", "position"])
        .where("test_id", "=", started.testId)
        .execute(),
    );
    expect(sources.filter(row => row.position === 1)).toEqual([{ source: "hand", position: 1 }]);
  });

  it.each([
    [{ impressions: 5 }, "params.test_id"],
    [{ way: "first" }, "params.impressions"],
  ])("are refused when it is not said of which post they are: %j", async (params, path) => {
    const run = await rig.checkback(params);
    expect(run.task.error).toMatchObject({ code: "invalid", errors: [{ path }] });
  });

  it("are refused for a post that is not out", async () => {
    const started = await rig.startTest();
    await rig.publish(started, [0]);
    const run = await rig.checkback({ test_id: started.testId, way: "second", impressions: 5 });
    expect(run.task.error).toMatchObject({ code: "invalid", errors: [{ path: "params.way" }] });
    expect(JSON.stringify(run.task.error)).toContain("By hand is not out yet");
  });
});
