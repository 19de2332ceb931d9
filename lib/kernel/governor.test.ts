import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createId } from "#lib/core/ids.ts";
import { askGovernor, checkQuietHours, reserveTouch, settleTouch, withdrawFromOptedOut } from "./governor.ts";
import { type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";

const rules = { timeZone: "UTC", quietFrom: null, quietUntil: null, touchesPerWeek: 2 };
const night = { quietFrom: "21:00:00", quietUntil: "08:00:00" };

describe("Quiet hours", () => {
  it("hold in the person's own zone and run past midnight", () => {
    const lateInBerlin = new Date("2026-11-20T20:30:00Z");
    expect(checkQuietHours(lateInBerlin, "Europe/Berlin", night)).toMatchObject({
      verdict: "deferred",
      until: new Date("2026-11-21T07:00:00Z"),
    });
    expect(checkQuietHours(lateInBerlin, "America/New_York", night)).toEqual({ verdict: "allowed" });
  });

  it("end at the right wall-clock time when the clocks change that night", () => {
    const beforeSummerTime = new Date("2026-03-28T22:00:00Z");
    expect(checkQuietHours(beforeSummerTime, "Europe/Berlin", night)).toMatchObject({
      until: new Date("2026-03-29T06:00:00Z"),
    });
  });

  it("are off unless both ends are set, and fall back to UTC for a zone nobody knows", () => {
    expect(checkQuietHours(new Date(), "UTC", { quietFrom: null, quietUntil: null })).toEqual({ verdict: "allowed" });
    expect(checkQuietHours(new Date("2026-11-20T23:00:00Z"), "Mars/Olympus", night)).toMatchObject({
      verdict: "deferred",
    });
  });
});

describe("The contact governor", () => {
  let rig: KernelRig;
  beforeAll(async () => {
    rig = await openKernelRig();
  });
  afterAll(() => rig.close());

  const ask = (contactId: string, approvalId = createId()) =>
    rig.asWorker(session =>
      askGovernor(session, {
        workspaceId: rig.workspaceId,
        contactId,
        channel: "email",
        approvalId,
        now: rig.kernel.clock.now(),
        rules,
      }),
    );

  it("denies whoever asked not to be written to, and whoever is gone", async () => {
    const denied = await rig.addContact("no@example.com", { email_consent: "denied" });
    expect(await ask(denied)).toMatchObject({ verdict: "denied" });
    expect(await ask(createId())).toMatchObject({ verdict: "denied" });
  });

  it("counts every agent's touches together, gives back what was released, and does not count an approval against itself", async () => {
    const contactId = await rig.addContact("busy@example.com");
    const touches = [createId(), createId()];
    for (const id of touches) {
      await rig.asWorker(session =>
        reserveTouch(session, {
          workspaceId: rig.workspaceId,
          contactId,
          channel: "email",
          domain: "echoer",
          approvalId: id,
        }),
      );
    }
    expect(await ask(contactId)).toMatchObject({ verdict: "denied" });
    expect(await ask(contactId, touches[0])).toEqual({ verdict: "allowed" });
    await rig.asWorker(session => settleTouch(session, touches[0] ?? "", "released"));
    expect(await ask(contactId)).toEqual({ verdict: "allowed" });
    await rig.asWorker(session => settleTouch(session, touches[1] ?? "", "made"));
  });

  it("takes back what waits for whoever opts out", async () => {
    const contactId = await rig.addContact("leaving@example.com");
    const taskId = await rig.dispatch({ task: "echoer.write", params: { to: ["leaving@example.com"] } });
    await rig.run(taskId);
    await rig.asPerson(session =>
      session.updateTable("contacts").set({ email_consent: "denied" }).where("id", "=", contactId).execute(),
    );
    const withdrawn = await rig.asWorker(session =>
      withdrawFromOptedOut(session, rig.workspaceId, rig.kernel.clock.now()),
    );
    expect(withdrawn).toHaveLength(1);
    const task = await rig.asPerson(session =>
      session.selectFrom("tasks").select("status").where("id", "=", taskId).executeTakeFirstOrThrow(),
    );
    expect(task.status).toBe("completed");
  });
});
