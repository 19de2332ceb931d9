import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deriveClaim, listClaimsOfTask } from "#lib/db/claims.ts";
import { cancelTask } from "#lib/kernel/cancel.ts";
import { pauseAgent, resumeAgent } from "#lib/kernel/pause.ts";
import { startSweep } from "#lib/kernel/sweep.ts";
import { concludeSweep, concludeSweeps } from "#lib/kernel/sweep-summary.ts";
import { createRecordingVendor } from "#lib/kernel/testing/recording-vendor.ts";
import { type AgentRig, openAgentRig, readText } from "../testing/run-task.ts";

const minuteMs = 60_000;

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig(undefined, createRecordingVendor({ capabilities: ["email", "chat-alert"] }));
  await rig.addContacts([
    { name: "Ada Byron", email: "ada@example.com", company: "Analytical", job_title: "Director", score: 60 },
    { name: "Bo\u0007\nChen", email: "bo@example.com" },
  ]);
});
afterAll(() => rig.close());

const startOne = async () => (await rig.asPerson(session => startSweep(rig.kernel, session, rig.scope))) ?? "";
const readTasks = (sweepId: string) =>
  rig.asPerson(session =>
    session.selectFrom("tasks").selectAll().where("sweep_id", "=", sweepId).orderBy("id").execute(),
  );
const readSummary = (sweepId: string) =>
  rig.asPerson(session =>
    session.selectFrom("sweep_summaries").selectAll().where("sweep_id", "=", sweepId).executeTakeFirst(),
  );
const readReports = () =>
  rig.asPerson(session =>
    session.selectFrom("tasks").selectAll().where("domain", "=", "reporting").orderBy("id").execute(),
  );
const readAlerts = () =>
  rig.asPerson(session =>
    session.selectFrom("approvals").selectAll().where("effect_kind", "=", "chat-alert.send").orderBy("id").execute(),
  );

type Line = { domain: string; status: string; parts: { text: string; claim_id: string | null }[] };
type Report = { text: string; headline: Line["parts"]; lines: Line[]; is_sender: boolean; reason: string | null };

async function runReport(taskId: string): Promise<Report> {
  const outcome = await rig.run(taskId);
  expect(["completed", "awaiting_approval"]).toContain(outcome.status);
  const task = await rig.asPerson(session =>
    session.selectFrom("tasks").selectAll().where("id", "=", taskId).executeTakeFirstOrThrow(),
  );
  return task.result as Report;
}

describe("The end of a sweep", () => {
  it("starts one summary when the last task has ended, and none before, however often it is noticed", async () => {
    const sweepId = await startOne();
    const tasks = await readTasks(sweepId);
    const [last, ...others] = tasks.reverse();
    for (const task of others) await rig.run(task.id);
    expect(await readSummary(sweepId)).toBeUndefined();
    await rig.run(last?.id ?? "");
    const summary = await readSummary(sweepId);
    expect(summary?.is_complete).toBe(true);
    await Promise.all([1, 2, 3].map(() => concludeSweep(rig.kernel, rig.workspaceId, sweepId)));
    expect(await concludeSweeps(rig.kernel)).toBe(0);
    expect((await readReports()).map(task => task.params)).toEqual([{ sweep_id: sweepId }]);

    const report = await runReport(summary?.task_id ?? "");
    const alerts = await readAlerts();
    expect(alerts).toMatchObject([
      { recipient: "default", status: "approved", decided_via: "policy", payload: { path: `/sweeps/${sweepId}` } },
    ]);
    expect(readText(alerts[0])).toBe(report.text);
    expect(report.text).toMatch(/^Agent Sweep: (\d+)\/\1 ✓\n/);
    expect(report.text).toContain("Top: Ada Byron (score ");
    expect(report.text).toContain("• 1 outreach message queued");
  });

  it("says no number that is not a claim, and every claim holds when its query is run again", async () => {
    const [sent] = await readReports();
    const report = sent?.result as Report;
    const claims = await rig.asPerson(session => listClaimsOfTask(session, rig.workspaceId, sent?.id ?? ""));
    expect(claims.length).toBeGreaterThan(5);
    const parts = [...report.headline, ...report.lines.flatMap(line => line.parts)];
    for (const part of parts.filter(({ claim_id }) => claim_id === null)) expect(part.text).not.toMatch(/\d/);
    expect(parts.flatMap(({ claim_id }) => claim_id ?? []).sort()).toEqual(
      claims
        .map(claim => claim.id)
        .filter(id => report.text !== "" && parts.some(part => part.claim_id === id))
        .sort(),
    );
    for (const claim of claims) {
      const again = await rig.asPerson(session => deriveClaim(session, rig.workspaceId, claim.query as never));
      expect({ text: claim.text, ...again }).toEqual({
        text: claim.text,
        value: claim.value,
        ids: claim.row_ids,
        total: claim.row_total,
      });
    }
  });

  it("sends nothing a second time when somebody asks for the report again", async () => {
    const before = (await readAlerts()).length;
    const again = await rig.runTask("reporting.report");
    expect(again.result).toMatchObject({ is_sender: false, reason: expect.stringContaining("its end has started") });
    expect(again.outputs).toMatchObject([{ kind: "report", author_kind: "engine" }]);
    expect(await readAlerts()).toHaveLength(before);
  });

  it("comes after thirty minutes with what is there, and says who still runs, who failed and who was skipped", async () => {
    await rig.asPerson(session => pauseAgent(rig.kernel, session, rig.scope, "trends"));
    const sweepId = await startOne();
    const tasks = await readTasks(sweepId);
    const prospect = tasks.find(task => task.domain === "prospect");
    const outreach = tasks.find(task => task.domain === "outreach");
    for (const task of tasks) if (task !== prospect && task !== outreach) await rig.run(task.id);
    await rig.setSettings("prospect", { fit_weight: "much" });
    await rig.run(prospect?.id ?? "");
    await rig.setSettings("prospect", {});
    rig.advance(29 * minuteMs);
    expect(await concludeSweeps(rig.kernel)).toBe(0);
    rig.advance(2 * minuteMs);
    expect(await concludeSweeps(rig.kernel)).toBe(1);
    expect(await concludeSweeps(rig.kernel)).toBe(0);
    const summary = await readSummary(sweepId);
    expect(summary?.is_complete).toBe(false);
    const report = await runReport(summary?.task_id ?? "");
    expect(report.text).toContain("• Prospects failed; its task says why");
    expect(report.text).toContain("• Outreach has not started yet");
    expect(report.text).toContain("• Trends was not started: paused");
    expect(report.text).not.toContain("✓");
    await rig.asPerson(session => resumeAgent(rig.kernel, session, rig.scope, "trends"));
    // What ends later changes nothing: the summary is out.
    await rig.run(outreach?.id ?? "");
    expect((await readAlerts()).filter(alert => JSON.stringify(alert.payload).includes(sweepId))).toHaveLength(1);
  });

  it("is one also across crashes: of the task that ended last, and of the summary itself", async () => {
    const sweepId = await startOne();
    const tasks = await readTasks(sweepId);
    for (const task of tasks.slice(1)) await rig.run(task.id);
    // Cancelling ends the last one without a run that would notice; the minute's turn does.
    await rig.asPerson(session => cancelTask(rig.kernel, session, rig.scope, tasks[0]?.id ?? ""));
    expect(await readSummary(sweepId)).toBeUndefined();
    expect(await concludeSweeps(rig.kernel)).toBe(1);
    const summary = await readSummary(sweepId);
    expect(summary?.is_complete).toBe(true);
    rig.crashAt("before-finish");
    await expect(rig.run(summary?.task_id ?? "", false)).rejects.toThrow();
    const report = await runReport(summary?.task_id ?? "");
    expect(report.text).toContain(" was cancelled");
    expect(await concludeSweeps(rig.kernel)).toBe(0);
    expect((await readAlerts()).filter(alert => JSON.stringify(alert.payload).includes(sweepId))).toHaveLength(1);
    const claims = await rig.asPerson(session => listClaimsOfTask(session, rig.workspaceId, summary?.task_id ?? ""));
    expect(claims.map(claim => claim.seq)).toEqual(claims.map((_claim, index) => index));
  });

  it("is sent by another task only when the one that was to send it has failed", async () => {
    const sweepId = await startOne();
    for (const task of await readTasks(sweepId)) await rig.run(task.id);
    const summary = await readSummary(sweepId);
    await rig.setSettings("reporting", { chat: 7 });
    expect((await rig.run(summary?.task_id ?? "")).status).toBe("failed");
    await rig.setSettings("reporting", {});
    const first = await rig.runTask("reporting.report", { sweep_id: sweepId });
    const second = await rig.runTask("reporting.report", { sweep_id: sweepId });
    expect([first.result?.is_sender, second.result?.is_sender]).toEqual([true, false]);
    expect((await readSummary(sweepId))?.task_id).toBe(first.task.id);
  });

  it("waits for a paused reporter, and begins with nothing older than a day", async () => {
    await rig.asPerson(session => pauseAgent(rig.kernel, session, rig.scope, "reporting"));
    const old = await startOne();
    for (const task of await readTasks(old)) await rig.run(task.id);
    expect(await readSummary(old)).toBeUndefined();
    rig.advance(25 * 60 * minuteMs);
    const recent = await startOne();
    for (const task of await readTasks(recent)) await rig.run(task.id);
    await rig.asPerson(session => resumeAgent(rig.kernel, session, rig.scope, "reporting"));
    expect(await concludeSweeps(rig.kernel)).toBe(1);
    expect(await readSummary(old)).toBeUndefined();
    expect(await readSummary(recent)).toBeDefined();
  });

  it("refuses a sweep that is not there", async () => {
    const run = await rig.runTask("reporting.report", { sweep_id: "0199f0a0-0000-7000-8000-000000000000" });
    expect(run.outcome).toMatchObject({ status: "failed", error: { code: "not-found" } });
  });
});
