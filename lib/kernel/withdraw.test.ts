import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { approve } from "./approval.ts";
import { effectKinds } from "./effects.ts";
import { judgeEffect, readRules } from "./rules.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";
import { withdrawAnswered, withdrawAnsweredLately } from "./withdraw.ts";

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig();
});
afterAll(() => rig.close());

const setUndoWindow = (seconds: number) =>
  rig.asPerson(session =>
    session.updateTable("workspaces").set({ undo_window_seconds: seconds }).where("id", "=", rig.workspaceId).execute(),
  );
/** As an import or a webhook would: nothing but the row. */
const noteInbound = (contactId: string, kind: "reply" | "bounce" | "note" = "reply") =>
  rig.asPerson(session =>
    session
      .insertInto("contact_ledger")
      .values({ id: createId(), workspace_id: rig.workspaceId, contact_id: contactId, channel: "email", kind })
      .execute(),
  );
const readApproval = (contactId: string) =>
  rig.asPerson(session =>
    session.selectFrom("approvals").selectAll().where("contact_id", "=", contactId).executeTakeFirstOrThrow(),
  );
const readDeliveries = (contactId: string) =>
  rig.asPerson(session =>
    session.selectFrom("deliveries").selectAll().where("contact_id", "=", contactId).orderBy("id").execute(),
  );
const withdraw = () =>
  rig.asWorker(session =>
    withdrawAnswered(session, rig.workspaceId, rig.kernel.clock.now(), new Date(Date.now() - 60_000)),
  );

async function writeTo(address: string, domain = "echoer") {
  const contactId = await rig.addContact(address);
  const taskId = await rig.dispatch({ task: `${domain}.write`, params: { to: [address] } });
  await rig.run(taskId);
  return { contactId, taskId };
}

describe("An answer that comes in after something was drafted", () => {
  it("takes back what waits for a decision, and ends its task", async () => {
    const { contactId, taskId } = await writeTo("answers@example.com");
    await noteInbound(contactId);
    expect(await withdraw()).toEqual([(await readApproval(contactId)).id]);
    expect(await readApproval(contactId)).toMatchObject({
      status: "superseded",
      decided_via: "system",
      decision_reason: "this person has answered since it was drafted",
    });
    const task = await rig.asPerson(session =>
      session.selectFrom("tasks").select("status").where("id", "=", taskId).executeTakeFirstOrThrow(),
    );
    expect(task.status).toBe("completed");
    expect(await withdraw()).toEqual([]);
  });

  it("recalls what a person had approved and what had not left, gives the touch back, and nothing reaches the vendor", async () => {
    await setUndoWindow(600);
    const { contactId } = await writeTo("approved@example.com");
    const { id, digest } = await readApproval(contactId);
    await rig.asPerson(session => approve(rig.kernel, session, rig.scope, { id, digest }));
    await noteInbound(contactId);
    expect(await withdrawAnsweredLately(rig.kernel)).toBe(1);
    const [delivery] = await readDeliveries(contactId);
    expect(delivery?.status).toBe("recalled");
    expect((await readApproval(contactId)).status).toBe("superseded");
    const touch = await rig.asPerson(session =>
      session.selectFrom("contact_ledger").select("status").where("approval_id", "=", id).executeTakeFirstOrThrow(),
    );
    expect(touch.status).toBe("released");
    const calls = rig.vendor.calls.length;
    await rig.deliver(delivery?.id ?? "");
    expect(rig.vendor.calls).toHaveLength(calls);
    await setUndoWindow(0);
  });

  it("is met by the governor even where nothing has taken anything back: at the decision, and at the moment of sending", async () => {
    const waiting = await writeTo("waiting@example.com");
    await noteInbound(waiting.contactId);
    const { id, digest } = await readApproval(waiting.contactId);
    await expect(rig.asPerson(session => approve(rig.kernel, session, rig.scope, { id, digest }))).rejects.toThrow(
      "answered since it was drafted",
    );

    const leaving = await writeTo("leaving@example.com", "pilot");
    await noteInbound(leaving.contactId, "bounce");
    const [delivery] = await readDeliveries(leaving.contactId);
    const calls = rig.vendor.calls.length;
    expect(await rig.deliver(delivery?.id ?? "")).toEqual({ status: "ended", as: "failed" });
    expect(rig.vendor.calls).toHaveLength(calls);
    expect((await readDeliveries(leaving.contactId))[0]?.error).toMatchObject({
      reason: expect.stringContaining("bounced since it was drafted"),
    });
  });

  it("stops nothing when it was only an automatic note, or when it was known before the draft was begun", async () => {
    await withdraw();
    const { contactId } = await writeTo("away@example.com");
    await noteInbound(contactId, "note");
    expect(await withdraw()).toEqual([]);
    const known = await rig.addContact("known@example.com");
    await noteInbound(known);
    const taskId = await rig.dispatch({ task: "echoer.write", params: { to: ["known@example.com"] } });
    await rig.run(taskId);
    expect(await withdraw()).toEqual([]);
    expect((await readApproval(known)).status).toBe("pending");
  });
});

describe("Every way to a person", () => {
  const toPeople = Object.values(effectKinds).filter(effect => effect.channel !== null);

  it("is an effect with a channel, and there is one", () => {
    expect(toPeople.map(effect => effect.kind)).toContain("email.send");
  });

  it.each(toPeople.flatMap(effect => ["echoer", "pilot", "adviser"].map(domain => [effect.kind, domain] as const)))(
    "%s by the agent %s passes the one ledger: refused to who opted out, whatever its autonomy",
    async (effectKind, domain) => {
      const contactId = await rig.addContact(`${domain}-${effectKind}@example.com`, { email_consent: "denied" });
      const { governor, verdict } = await rig.asWorker(async session =>
        judgeEffect(
          session,
          await rig.kernel.connectors.listLinks(session, rig.workspaceId),
          await readRules(session, rig.workspaceId, domain),
          {
            workspaceId: rig.workspaceId,
            effectKind,
            payload: {},
            contactId,
            approvalId: createId(),
            taskId: createId(),
            isUntrusted: false,
            now: rig.kernel.clock.now(),
          },
        ),
      );
      expect([governor.verdict, verdict.action]).toEqual(["denied", "refuse"]);
    },
  );

  it("counts what different agents send to one person together, also when an agent does not say whom it writes to", async () => {
    await rig.asPerson(session =>
      session.updateTable("workspaces").set({ touches_per_week: 1 }).where("id", "=", rig.workspaceId).execute(),
    );
    const { contactId } = await writeTo("once@example.com", "pilot");
    expect(await readDeliveries(contactId)).toHaveLength(1);
    const second = await rig.dispatch({ task: "echoer.write", params: { to: ["once@example.com"] } });
    expect(await rig.run(second)).toMatchObject({ status: "completed" });
    const told = await rig.asPerson(session =>
      session
        .selectFrom("activity")
        .select("summary")
        .where("task_id", "=", second)
        .where("verb", "=", "effect.refused")
        .execute(),
    );
    expect(told).toEqual([{ summary: expect.stringContaining("1 times in seven days") }]);
  });
});
