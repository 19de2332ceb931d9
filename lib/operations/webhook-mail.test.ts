import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWebhookRig, type WebhookRig } from "./testing/webhook-rig.ts";

let rig: WebhookRig;

beforeAll(async () => {
  rig = await openWebhookRig();
});

afterAll(() => rig.close());

describe("SendGrid's events", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");

  it("are kept one by one: a bounce and an opt-out in the ledger, what waits is taken back, a batch sent again changes nothing", async () => {
    const source = await rig.call("webhook.create", { name: "SendGrid", kind: "sendgrid", secret: key });
    const bounced = await rig.addContact("bounced@example.com");
    const gone = await rig.addContact("gone@example.com");
    const waiting = await rig.dispatch({ task: "echoer.write", params: { to: ["gone@example.com"] } });
    await rig.run(waiting);
    const events = [
      {
        email: "bounced@example.com",
        event: "bounce",
        sg_event_id: "e1",
        timestamp: 1_795_000_000,
        reason: "550 no such user",
      },
      { email: "Gone@example.com", event: "spamreport", sg_event_id: "e2", timestamp: 1_795_000_001 },
      { email: "bounced@example.com", event: "dropped", sg_event_id: "e0", reason: "nul \u0000 and half \ud800" },
      { email: "nobody@example.com", event: "open", sg_event_id: "e3", timestamp: 1_795_000_002 },
    ];
    expect(await rig.sendMailEvents(source, events, privateKey)).toMatchObject({
      status: 200,
      body: { received: 4, repeated: 0 },
    });
    expect(
      await rig.sendMailEvents(source, [...events, { ...events[0], sg_event_id: "e4" }], privateKey),
    ).toMatchObject({
      body: { received: 1, repeated: 4 },
    });

    const { ledger } = await rig.call("contact.get", { id: bounced });
    expect(ledger.filter((touch: { kind: string }) => touch.kind === "bounce")).toHaveLength(3);
    expect(ledger).toContainEqual(expect.objectContaining({ is_untrusted: true, body: "550 no such user" }));
    const optedOut = await rig.call("contact.get", { id: gone });
    expect(optedOut.email_consent).toBe("denied");
    expect(optedOut.approvals).toMatchObject([{ status: "superseded" }]);
    const log = await rig.call("webhook.list-events", { source_id: source.id });
    const verdicts = log.data.map((event: { sender_id: string; verdict: string }) => [event.sender_id, event.verdict]);
    expect(Object.fromEntries(verdicts)).toEqual({ e0: "noted", e1: "noted", e2: "noted", e3: "no-rule", e4: "noted" });
  });

  it("settle a delivery whose end nobody saw, when the vendor says it arrived", async () => {
    const source = await rig.call("webhook.create", { name: "SendGrid", kind: "sendgrid", secret: key });
    rig.vendor.answerWith(() => ({ outcome: "ambiguous", reason: "cut" }));
    const task = await rig.dispatch({ task: "pilot.write", params: { to: ["cut@example.com"] } });
    await rig.run(task);
    const [{ id }] = (await rig.call("task.get", { id: task })).deliveries;
    await rig.deliver(id);
    rig.vendor.answerWith(call => ({ outcome: "accepted", vendorId: `vendor-${call}` }));
    expect((await rig.call("delivery.get", { id })).status).toBe("unknown");
    const event = { email: "cut@example.com", event: "delivered", sg_event_id: "d1", quarterdeck_delivery: `qd-${id}` };
    await rig.sendMailEvents(source, [event], privateKey);
    expect(await rig.call("delivery.get", { id })).toMatchObject({
      status: "confirmed",
      evidence: { sendgrid: { delivered: expect.any(String) } },
    });
  });

  it("need the verification key that SendGrid shows", async () => {
    await expect(rig.call("webhook.create", { name: "SendGrid", kind: "sendgrid" })).rejects.toThrow(
      "verification key",
    );
    await expect(rig.call("webhook.create", { name: "SendGrid", kind: "sendgrid", secret: "AAAA" })).rejects.toThrow(
      "verification key",
    );
  });
});
