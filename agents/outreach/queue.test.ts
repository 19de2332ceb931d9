import { DateTime } from "luxon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { approve, rejectApproval } from "#lib/kernel/approval.ts";
import { resolveDelivery } from "#lib/kernel/delivery.ts";
import { runTask } from "#lib/kernel/run.ts";
import { type AgentRig, openAgentRig } from "../testing/run-task.ts";

let rig: AgentRig;
beforeAll(async () => {
  rig = await openAgentRig();
});
afterAll(() => rig.close());

const readQueue = (contactId?: string) =>
  rig.asPerson(session => {
    const query = session.selectFrom("outreach_queue").selectAll().orderBy("id");
    return (contactId === undefined ? query : query.where("contact_id", "=", contactId)).execute();
  });
const readApproval = (id: string | null | undefined) =>
  rig.asPerson(session =>
    session
      .selectFrom("approvals")
      .selectAll()
      .where("id", "=", id ?? "")
      .executeTakeFirstOrThrow(),
  );
const setUndoWindow = (seconds: number) =>
  rig.asPerson(session =>
    session.updateTable("workspaces").set({ undo_window_seconds: seconds }).where("id", "=", rig.workspaceId).execute(),
  );
/** What an import or a webhook leaves: a row, and nothing else. */
const noteReply = (contactId: string) =>
  rig.asPerson(session =>
    session
      .insertInto("contact_ledger")
      .values({ id: createId(), workspace_id: rig.workspaceId, contact_id: contactId, channel: "email", kind: "reply" })
      .execute(),
  );

let tokyo = "";
let berlin = "";
let third = "";

describe("The outreach queue", () => {
  it("plans one message for everybody who is due, in their own zone, and drafts the best of them", async () => {
    [tokyo = "", berlin = "", third = ""] = await rig.addContacts([
      { name: "Aiko Mori", email: "aiko@example.com", score: 90, time_zone: "Asia/Tokyo" },
      {
        name: "Ben Kraus",
        email: "ben@example.com",
        score: 70,
        time_zone: "Europe/Berlin",
        interactions: 2,
        last_interaction_at: "2026-02-01T09:00:00Z",
      },
      { name: "Cleo Dahl", email: "cleo@example.com", score: 50 },
    ]);
    const run = await rig.runTask("outreach.build-queue", { limit: 1 });
    expect(run.result).toMatchObject({ queued: 1, planned: 2, due: 3 });
    const rows = await readQueue();
    expect(rows.map(row => [row.contact_id, row.stage, row.step, row.status])).toEqual(
      expect.arrayContaining([
        [tokyo, "first-touch", 1, "proposed"],
        [berlin, "reconnect", 1, "queued"],
        [third, "first-touch", 1, "queued"],
      ]),
    );
    const first = rows.find(row => row.contact_id === tokyo);
    expect(first).toMatchObject({ time_zone: "Asia/Tokyo", queued_by: run.task.id, drafted_by: run.task.id });
    expect(first?.approval_id).toBe(run.approvals[0]?.id);
    for (const row of rows) {
      const local = DateTime.fromJSDate(row.due_at, { zone: row.time_zone });
      expect([local.minute, local.hour >= 7 && local.hour <= 20]).toEqual([0, true]);
    }
  });

  it("drafts what is planned on a later day, and plans nobody twice", async () => {
    const run = await rig.runTask("outreach.build-queue", { limit: 1 });
    expect(run.result).toMatchObject({ queued: 1, planned: 1, due: 2 });
    expect(await readQueue()).toHaveLength(3);
    expect((await readQueue(berlin))[0]).toMatchObject({ status: "proposed", drafted_by: run.task.id });
    const due = await rig.runTask("outreach.due");
    expect(due.result?.contacts).toMatchObject([
      { contact_id: third, stage: "first-touch", step: 1, is_planned: true },
    ]);
  });

  it("follows the decision and the delivery", async () => {
    const [first] = await readQueue(tokyo);
    const { id, digest } = await readApproval(first?.approval_id);
    const { deliveryId } = await rig.asPerson(session => approve(rig.kernel, session, rig.scope, { id, digest }));
    expect((await readQueue(tokyo))[0]?.status).toBe("proposed");
    await rig.deliver(deliveryId);
    expect((await readQueue(tokyo))[0]?.status).toBe("sent");
    const [second] = await readQueue(berlin);
    const other = await readApproval(second?.approval_id);
    const rejection = { id: other.id, digest: other.digest, reason: "Not now" };
    await rig.asPerson(session => rejectApproval(rig.kernel, session, rig.scope, rejection));
    expect((await readQueue(berlin))[0]).toMatchObject({ status: "stopped", status_reason: "Not now" });
  });

  it("stops what is planned for somebody who is not due any more", async () => {
    await rig.asPerson(session => session.updateTable("contacts").set({ score: 3 }).where("id", "=", third).execute());
    await rig.runTask("outreach.build-queue");
    expect((await readQueue(third))[0]).toMatchObject({ status: "stopped", status_reason: "not due any more" });
  });

  it("counts what nobody can tell as failed until a person has found out, and blocks nobody by it", async () => {
    const [id = ""] = await rig.addContacts([{ name: "Una Wirth", email: "una@example.com" }]);
    const draft = await rig.runTask("outreach.draft", { contact_id: id });
    const seen = { id: draft.approvals[0]?.id ?? "", digest: draft.approvals[0]?.digest ?? "" };
    const { deliveryId } = await rig.asPerson(session => approve(rig.kernel, session, rig.scope, seen));
    rig.vendor.answerWith(() => ({ outcome: "ambiguous", reason: "cut off" }));
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "unknown" });
    rig.vendor.answerWith(call => ({ outcome: "accepted", vendorId: `vendor-${call}` }));
    expect((await readQueue(id))[0]).toMatchObject({
      status: "failed",
      status_reason: "nobody can tell whether it arrived",
    });
    await rig.asPerson(session => resolveDelivery(rig.kernel, session, rig.scope, { id: deliveryId, verdict: "sent" }));
    expect((await readQueue(id))[0]).toMatchObject({ status: "sent", status_reason: null });
  });

  it("refuses a step that is none", async () => {
    const [sent] = await readQueue(tokyo);
    await expect(
      rig.asWorker(session =>
        session
          .updateTable("outreach_queue")
          .set({ status: "queued" })
          .where("id", "=", sent?.id ?? "")
          .execute(),
      ),
    ).rejects.toThrow("cannot go from sent to queued");
  });
});

describe("A reply", () => {
  it("stops what is planned, what waits for a decision and what is approved and has not left, and says how many", async () => {
    const [id = ""] = await rig.addContacts([{ name: "Dora Fenn", email: "dora@example.com" }]);
    await setUndoWindow(600);
    const draft = await rig.runTask("outreach.draft", { contact_id: id });
    const seen = { id: draft.approvals[0]?.id ?? "", digest: draft.approvals[0]?.digest ?? "" };
    const { deliveryId } = await rig.asPerson(session => approve(rig.kernel, session, rig.scope, seen));
    await rig.runTask("outreach.send", { contact_id: id, subject: "Lunch", text: "Tuesday?" });
    const reply = await rig.runTask("outreach.record-reply", { contact_id: id, text: "What does it cost?" });
    expect(reply.result?.stopped).toBe(2);
    expect((await readQueue(id)).map(row => row.status)).toEqual(["stopped", "stopped"]);
    const calls = rig.vendor.calls.length;
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "recalled" });
    expect(rig.vendor.calls).toHaveLength(calls);
    await setUndoWindow(0);
    const answer = await rig.runTask("outreach.build-queue", { limit: 1 });
    expect(answer.approvals).toMatchObject([{ recipient: "dora@example.com", status: "pending" }]);
    expect((await readQueue(id)).at(-1)).toMatchObject({ stage: "answer", step: 1, status: "proposed" });
  });

  it("that an import or a webhook brings stops what is planned at once", async () => {
    await rig.addContacts([{ name: "Ed Gray", email: "ed@example.com", score: 99 }]);
    const [id = ""] = await rig.addContacts([{ name: "Flo Hart", email: "flo@example.com", score: 90 }]);
    await rig.runTask("outreach.build-queue", { limit: 1 });
    expect((await readQueue(id))[0]?.status).toBe("queued");
    await noteReply(id);
    expect((await readQueue(id))[0]).toMatchObject({ status: "stopped", status_reason: "this person has answered" });
  });

  it("that comes while a message is being written makes the task look again, and nothing that ignores it is proposed", async () => {
    const [id = ""] = await rig.addContacts([{ name: "Gil Ives", email: "gil@example.com", score: 97 }]);
    await rig.runTask("outreach.build-queue", { limit: 50 });
    expect((await readQueue(id))[0]?.status).toBe("proposed");
    const [late = ""] = await rig.addContacts([{ name: "Guy Ives", email: "guy@example.com", score: 96 }]);
    const taskId = await rig.dispatch({ task: "outreach.build-queue", params: {} });
    const clock = {
      ...rig.kernel.clock,
      reach: async (point: string) => {
        if (point === "before-finish") await noteReply(late);
      },
    };
    const request = { workspaceId: rig.workspaceId, taskId, runId: "interrupted" };
    // Planned in this run, so nothing was there to stop: the governor meets the reply at the proposal.
    await runTask({ ...rig.kernel, clock }, { ...request, isLastAttempt: false });
    const approvals = await rig.asPerson(session =>
      session.selectFrom("approvals").select("id").where("contact_id", "=", late).execute(),
    );
    expect(approvals).toEqual([]);
    const next = await rig.runTask("outreach.build-queue");
    expect(next.approvals).toMatchObject([{ recipient: "guy@example.com", is_untrusted: true }]);
    expect((await readQueue(late)).at(-1)?.status).toBe("proposed");
  });

  it("of an opt-out by import stops what is planned", async () => {
    await rig.addContacts([{ name: "Hal Jost", email: "hal@example.com", score: 100 }]);
    const [id = ""] = await rig.addContacts([{ name: "Ina Kerr", email: "ina@example.com", score: 40 }]);
    await rig.runTask("outreach.build-queue", { limit: 1 });
    expect((await readQueue(id))[0]?.status).toBe("queued");
    await rig.asPerson(session =>
      session.updateTable("contacts").set({ email_consent: "denied" }).where("id", "=", id).execute(),
    );
    expect((await readQueue(id))[0]).toMatchObject({
      status: "stopped",
      status_reason: "this person asked not to be written to",
    });
  });
});

describe("The best hour", () => {
  it("holds an approved message back when the settings say so", async () => {
    await rig.setSettings("outreach", { hold_for_best_hour: true });
    const [id = ""] = await rig.addContacts([
      { name: "Jon Lund", email: "jon@example.com", time_zone: "America/Lima" },
    ]);
    const draft = await rig.runTask("outreach.draft", { contact_id: id });
    const [approval] = draft.approvals;
    const seen = { id: approval?.id ?? "", digest: approval?.digest ?? "" };
    const released = await rig.asPerson(session => approve(rig.kernel, session, rig.scope, seen));
    const [row] = await readQueue(id);
    expect(released.releaseAt).toEqual(row?.due_at);
    expect(approval?.not_before).toEqual(row?.due_at);
    await rig.setSettings("outreach", {});
  });
});
