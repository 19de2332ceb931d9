import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { approve, completeSuggestion, editApproval, rejectApproval, snoozeApproval } from "./approval.ts";
import { cancelTask } from "./cancel.ts";
import { recallDelivery, resolveDelivery } from "./delivery.ts";
import { pauseAgent, resumeAgent } from "./pause.ts";
import { rebindPending } from "./rebind.ts";
import { retryDelivery } from "./release.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";
import { createRecordingVendor } from "./testing/recording-vendor.ts";
import { keepUp, prepareWorkspaces } from "./upkeep.ts";

let rig: KernelRig;
let address = 0;
beforeAll(async () => {
  rig = await openKernelRig();
});
afterAll(() => rig.close());
beforeEach(() => rig.vendor.answerWith(call => ({ outcome: "accepted", vendorId: `vendor-${call}` })));

const nextAddress = () => `person-${++address}@example.com`;
const readApproval = (taskId: string) =>
  rig.asPerson(session =>
    session.selectFrom("approvals").selectAll().where("task_id", "=", taskId).executeTakeFirstOrThrow(),
  );
const readDelivery = (id: string) =>
  rig.asPerson(session => session.selectFrom("deliveries").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
const readStatus = async (taskId: string) =>
  (
    await rig.asPerson(session =>
      session.selectFrom("tasks").select("status").where("id", "=", taskId).executeTakeFirstOrThrow(),
    )
  ).status;

async function propose(domain = "echoer", to = nextAddress(), untrusted = false) {
  const taskId = await rig.dispatch({ task: `${domain}.write`, params: { to: [to], untrusted } });
  await rig.run(taskId);
  return readApproval(taskId);
}

const approveIt = (seen: { id: string; digest: string }) =>
  rig.asPerson(session => approve(rig.kernel, session, rig.scope, seen));

async function approved() {
  const approval = await propose();
  const { deliveryId } = await approveIt(approval);
  return { approval, deliveryId };
}

describe("Deciding about a proposal", () => {
  it("waits for a person, then intends exactly one delivery, which is sent and ends the task", async () => {
    const approval = await propose();
    expect(await readStatus(approval.task_id)).toBe("awaiting_approval");
    const before = rig.vendor.calls.length;
    const { deliveryId } = await approveIt(approval);
    expect(rig.vendor.calls).toHaveLength(before);
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "confirmed" });
    expect(rig.vendor.calls.slice(before)).toMatchObject([
      { recipient: approval.recipient, payload: approval.payload },
    ]);
    expect(await readStatus(approval.task_id)).toBe("completed");
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "confirmed" });
    expect(rig.vendor.calls).toHaveLength(before + 1);
  });

  it("counts one of a hundred simultaneous approvals; the others learn who came first", async () => {
    const approval = await propose();
    const decisions = await Promise.allSettled(Array.from({ length: 100 }, () => approveIt(approval)));
    expect(decisions.filter(decision => decision.status === "fulfilled")).toHaveLength(1);
    const refusals = decisions.flatMap(decision => (decision.status === "rejected" ? [decision.reason] : []));
    expect(refusals.every(reason => reason.code === "conflict" && reason.details.facts.decided_by === rig.userId)).toBe(
      true,
    );
    const deliveries = await rig.asPerson(session =>
      session.selectFrom("deliveries").select("id").where("approval_id", "=", approval.id).execute(),
    );
    expect(deliveries).toHaveLength(1);
  });

  it("refuses a digest that is not the one stored: what was read is what goes out", async () => {
    const approval = await propose();
    const edited = await rig.asPerson(session =>
      editApproval(rig.kernel, session, rig.scope, { ...approval, payload: { subject: "Better", text: "Shorter." } }),
    );
    await expect(approveIt(approval)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("changed since you read it"),
    });
    const { deliveryId } = await approveIt({ id: approval.id, digest: edited.digest });
    await rig.deliver(deliveryId);
    expect(rig.vendor.calls.at(-1)?.payload).toEqual({ subject: "Better", text: "Shorter." });
    const feedback = await rig.asPerson(session =>
      session.selectFrom("feedback").select(["kind", "after"]).where("approval_id", "=", approval.id).execute(),
    );
    expect(feedback).toEqual([{ kind: "edited", after: { subject: "Better", text: "Shorter." } }]);
  });

  it("names the field when an edit is not what the effect can carry", async () => {
    const approval = await propose();
    const edit = (payload: unknown, recipient?: string) =>
      rig.asPerson(session =>
        editApproval(rig.kernel, session, rig.scope, { id: approval.id, digest: approval.digest, payload, recipient }),
      );
    await expect(edit({ subject: "", text: "x" })).rejects.toMatchObject({
      details: { errors: [{ path: "payload.subject", message: "write a subject" }] },
    });
    await expect(edit({ subject: "x", text: "x" }, "nobody")).rejects.toMatchObject({
      details: { errors: [{ path: "recipient" }] },
    });
    await expect(edit({ subject: "x", text: "x", bcc: "all@example.com" })).rejects.toMatchObject({ code: "invalid" });
  });

  it("keeps a rejection as feedback and ends the task without sending", async () => {
    const approval = await propose();
    await rig.asPerson(session => rejectApproval(rig.kernel, session, rig.scope, { ...approval, reason: "too long" }));
    expect(await readStatus(approval.task_id)).toBe("completed");
    await expect(approveIt(approval)).rejects.toMatchObject({ code: "conflict" });
  });

  it("expires: a late decision sends nothing even before the upkeep has come by", async () => {
    const approval = await propose();
    rig.advance(25 * 3_600_000);
    await expect(approveIt(approval)).rejects.toThrow("expired");
    await keepUp(rig.kernel);
    expect(await readApproval(approval.task_id)).toMatchObject({ status: "expired", decided_via: "clock" });
    expect(await readStatus(approval.task_id)).toBe("completed");
  });

  it("snoozes only into the time before its expiry", async () => {
    const approval = await propose();
    const snooze = (until: Date) =>
      rig.asPerson(session => snoozeApproval(rig.kernel, session, rig.scope, { id: approval.id, until }));
    await snooze(new Date(rig.kernel.clock.now().getTime() + 3_600_000));
    await expect(snooze(new Date(0))).rejects.toMatchObject({ details: { errors: [{ path: "until" }] } });
    await expect(snooze(new Date(approval.expires_at.getTime() + 1))).rejects.toMatchObject({
      details: { errors: [{ path: "until" }] },
    });
  });

  it("lets a manual agent only suggest, and a person say that it is done", async () => {
    const approval = await propose("adviser");
    expect(approval.mode).toBe("suggestion");
    await expect(approveIt(approval)).rejects.toThrow("carry it out yourself");
    await rig.asPerson(session => completeSuggestion(rig.kernel, session, rig.scope, approval));
    expect(await readStatus(approval.task_id)).toBe("completed");
  });

  it("lets autopilot act by policy, but never on text from outside", async () => {
    const trusted = await propose("pilot");
    expect(trusted).toMatchObject({ status: "approved", decided_via: "policy" });
    const untrusted = await propose("pilot", nextAddress(), true);
    expect(untrusted).toMatchObject({ status: "pending", is_untrusted: true });
  });

  it("refuses to write to whoever opted out, and says so in the trace", async () => {
    const to = nextAddress();
    await rig.addContact(to, { email_consent: "denied" });
    const taskId = await rig.dispatch({ task: "echoer.write", params: { to: [to] } });
    await rig.run(taskId);
    expect(
      await rig.asPerson(session =>
        session.selectFrom("approvals").select("id").where("task_id", "=", taskId).execute(),
      ),
    ).toEqual([]);
    const trace = await rig.asPerson(session =>
      session.selectFrom("decisions").select("reasoning").where("task_id", "=", taskId).execute(),
    );
    expect(trace[0]?.reasoning).toContain("asked not to be written to");
  });
});

describe("Making an effect", () => {
  it("holds it for the undo window, in which it can be recalled", async () => {
    await rig.asPerson(session =>
      session.updateTable("workspaces").set({ undo_window_seconds: 10 }).where("id", "=", rig.workspaceId).execute(),
    );
    const { approval, deliveryId } = await approved();
    const before = rig.vendor.calls.length;
    expect(await rig.deliver(deliveryId)).toMatchObject({ status: "waiting", reason: "its undo window is open" });
    await rig.asPerson(session => recallDelivery(rig.kernel, session, rig.scope, deliveryId));
    rig.advance(11_000);
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "recalled" });
    expect(rig.vendor.calls).toHaveLength(before);
    expect(await readApproval(approval.task_id)).toMatchObject({ status: "pending", decided_by: null });
    expect(await readStatus(approval.task_id)).toBe("awaiting_approval");
    await rig.asPerson(session =>
      session.updateTable("workspaces").set({ undo_window_seconds: 0 }).where("id", "=", rig.workspaceId).execute(),
    );
  });

  it("sends once when two workers deliver at the same time", async () => {
    const { deliveryId } = await approved();
    const before = rig.vendor.calls.length;
    await Promise.all([rig.deliver(deliveryId), rig.deliver(deliveryId), rig.deliver(deliveryId)]);
    expect(rig.vendor.calls).toHaveLength(before + 1);
  });

  it("sends nothing when it crashed before sending, and then sends once", async () => {
    const { deliveryId } = await approved();
    const before = rig.vendor.calls.length;
    rig.crashAt("before-sending");
    await expect(rig.deliver(deliveryId)).rejects.toThrow();
    expect(rig.vendor.calls).toHaveLength(before);
    rig.advance(60_000);
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "unknown" });
  });

  it("never sends again blindly when it crashed between sending and recording: a person decides", async () => {
    const { approval, deliveryId } = await approved();
    const before = rig.vendor.calls.length;
    rig.crashAt("between-send-and-record");
    await expect(rig.deliver(deliveryId)).rejects.toThrow();
    expect(await rig.deliver(deliveryId)).toMatchObject({ status: "waiting" });
    rig.advance(60_000);
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "unknown" });
    expect(rig.vendor.calls).toHaveLength(before + 1);
    expect(await readStatus(approval.task_id)).toBe("awaiting_approval");
    await rig.asPerson(session => resolveDelivery(rig.kernel, session, rig.scope, { id: deliveryId, verdict: "sent" }));
    expect(await readDelivery(deliveryId)).toMatchObject({ status: "confirmed", resolved_by: rig.userId });
    expect(await readStatus(approval.task_id)).toBe("completed");
  });

  it("looks up what a key led to where the vendor can tell, and sends again only what the vendor never saw", async () => {
    const vendor = createRecordingVendor({ canLookUp: true });
    const other = await openKernelRig({ vendor });
    try {
      const deliverCut = async (point: "before-sending" | "between-send-and-record") => {
        const taskId = await other.dispatch({ task: "echoer.write", params: { to: [`${point}@example.com`] } });
        await other.run(taskId);
        const approval = await other.asPerson(session =>
          session.selectFrom("approvals").selectAll().where("task_id", "=", taskId).executeTakeFirstOrThrow(),
        );
        const { deliveryId } = await other.asPerson(session => approve(other.kernel, session, other.scope, approval));
        other.crashAt(point);
        await expect(other.deliver(deliveryId)).rejects.toThrow();
        other.advance(60_000);
        return deliveryId;
      };
      const sent = await deliverCut("between-send-and-record");
      expect(await other.deliver(sent)).toEqual({ status: "ended", as: "confirmed" });
      expect(vendor.calls).toHaveLength(1);
      const unsent = await deliverCut("before-sending");
      expect(await other.deliver(unsent)).toMatchObject({ status: "waiting" });
      other.advance(60_000);
      expect(await other.deliver(unsent)).toEqual({ status: "ended", as: "confirmed" });
      expect(vendor.calls).toHaveLength(2);
    } finally {
      await other.close();
    }
  });

  it("fails with what to do when the vendor refuses, and waits for its reset when it limits", async () => {
    const refused = await approved();
    rig.vendor.answerWith(() => ({ outcome: "refused", reason: "no such mailbox", fix: "check the address" }));
    expect(await rig.deliver(refused.deliveryId)).toEqual({ status: "ended", as: "failed" });
    expect(await readDelivery(refused.deliveryId)).toMatchObject({
      error: { reason: "no such mailbox", fix: "check the address" },
    });

    rig.vendor.answerWith(call => ({ outcome: "accepted", vendorId: `vendor-${call}` }));
    const { deliveryId: second } = await rig.asPerson(session =>
      retryDelivery(rig.kernel, session, rig.scope, refused.deliveryId),
    );
    await expect(
      rig.asPerson(session => retryDelivery(rig.kernel, session, rig.scope, refused.deliveryId)),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await rig.deliver(second)).toEqual({ status: "ended", as: "confirmed" });

    const limited = await approved();
    const until = new Date(rig.kernel.clock.now().getTime() + 300_000);
    rig.vendor.answerWith(() => ({ outcome: "rate-limited", until, reason: "slow down" }));
    const before = rig.vendor.calls.length;
    expect(await rig.deliver(limited.deliveryId)).toMatchObject({ status: "waiting", until });
    expect(await rig.deliver(limited.deliveryId)).toMatchObject({ status: "waiting" });
    expect(rig.vendor.calls).toHaveLength(before + 1);
  });

  it("counts a connector that breaks or hangs as unknown, not as failed", async () => {
    const broken = await approved();
    rig.vendor.answerWith(() => Promise.reject(new Error("connector bug")));
    expect(await rig.deliver(broken.deliveryId)).toEqual({ status: "ended", as: "unknown" });
    const hanging = await approved();
    rig.vendor.answerWith(() => new Promise(() => undefined));
    expect(await rig.deliver(hanging.deliveryId)).toEqual({ status: "ended", as: "unknown" });
    await rig.asPerson(session =>
      resolveDelivery(rig.kernel, session, rig.scope, { id: hanging.deliveryId, verdict: "send-again" }),
    );
    rig.vendor.answerWith(() => ({ outcome: "accepted", vendorId: "second" }));
    expect(await rig.deliver(hanging.deliveryId)).toEqual({ status: "ended", as: "confirmed" });
  });

  it("sends nothing while the agent is paused, nor after its task was cancelled", async () => {
    const { deliveryId } = await approved();
    const before = rig.vendor.calls.length;
    await rig.asPerson(session => pauseAgent(rig.kernel, session, rig.scope, "echoer"));
    expect(await rig.deliver(deliveryId)).toMatchObject({ status: "waiting", reason: "the agent is paused" });
    await rig.asPerson(session => resumeAgent(rig.kernel, session, rig.scope, "echoer"));
    const delivery = await readDelivery(deliveryId);
    await rig.asPerson(session => cancelTask(rig.kernel, session, rig.scope, delivery.task_id));
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "recalled" });
    expect(rig.vendor.calls).toHaveLength(before);
  });

  it("sends what was approved back to pending when the policy changed after the approval", async () => {
    const { approval, deliveryId } = await approved();
    const before = rig.vendor.calls.length;
    await rig.asPerson(session =>
      session
        .updateTable("workspaces")
        .set(eb => ({ policy_version: eb("policy_version", "+", 1) }))
        .where("id", "=", rig.workspaceId)
        .execute(),
    );
    expect(await rig.deliver(deliveryId)).toEqual({ status: "ended", as: "recalled" });
    expect(rig.vendor.calls).toHaveLength(before);
    const again = await readApproval(approval.task_id);
    expect(again).toMatchObject({ status: "pending", policy_version: approval.policy_version + 1 });
    expect(again.digest).not.toBe(approval.digest);
    const { deliveryId: second } = await approveIt(again);
    expect(await rig.deliver(second)).toEqual({ status: "ended", as: "confirmed" });
  });

  it("re-binds at a start what waits for a connection of yesterday, and leaves what is current alone", async () => {
    const approval = await propose();
    await prepareWorkspaces(rig.kernel);
    expect((await readApproval(approval.task_id)).digest).toBe(approval.digest);
    await rig.asWorker(session =>
      session.updateTable("approvals").set({ account: "outbox" }).where("id", "=", approval.id).execute(),
    );
    await prepareWorkspaces(rig.kernel);
    expect(await readApproval(approval.task_id)).toMatchObject({ account: "recorder:test", digest: approval.digest });
  });

  it("keeps pending approvals approvable after a change of policy", async () => {
    const approval = await propose();
    await rig.asPerson(async session => {
      await session
        .updateTable("workspaces")
        .set(eb => ({ policy_version: eb("policy_version", "+", 1) }))
        .where("id", "=", rig.workspaceId)
        .execute();
      await rebindPending(rig.kernel, session, rig.workspaceId);
    });
    await expect(approveIt(approval)).rejects.toMatchObject({ code: "conflict" });
    const current = await readApproval(approval.task_id);
    await expect(approveIt(current)).resolves.toMatchObject({ deliveryId: expect.any(String) });
  });
});
