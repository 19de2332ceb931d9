import { describe, expect, it } from "vitest";
import { describePublication } from "./publication.ts";
import type { Variant } from "./test-file.ts";

const now = new Date("2026-11-20T12:00:00Z");
const before = new Date("2026-11-20T11:00:00Z");

const approval: NonNullable<Variant["approval"]> = {
  id: "approval",
  status: "approved",
  mode: "approval",
  decided_at: before,
  decision_reason: null,
  payload: { platform: "x", text: "as approved" },
};
const delivery: NonNullable<Variant["delivery"]> = {
  id: "delivery",
  status: "confirmed",
  connector: "blotato",
  vendor_id: "post-1",
  evidence: {},
  error: null,
  finished_at: before,
};
const variant: Variant = {
  id: "variant",
  workspace_id: "workspace",
  test_id: "test",
  position: 0,
  label: "Blotato",
  via: "blotato",
  text: "as proposed",
  output_id: "output",
  approval_id: null,
  delivery_id: null,
  post_id: null,
  published_at: null,
  created_at: before,
  approval,
  delivery,
};
const withApproval = (more: Partial<typeof approval>) => ({
  ...variant,
  approval: { ...approval, ...more },
  delivery: null,
});
const withDelivery = (more: Partial<typeof delivery>) => ({ ...variant, delivery: { ...delivery, ...more } });

describe("What became of a post", () => {
  it("is published when the vendor has confirmed it, with the words that were approved", () => {
    expect(describePublication(variant, now)).toEqual({
      state: "published",
      at: before,
      vendorId: "post-1",
      text: "as approved",
    });
  });

  it("is published when a person has marked it done", () => {
    const byHand = withApproval({ status: "done", mode: "suggestion" });
    expect(describePublication(byHand, now)).toMatchObject({ state: "published", at: before, vendorId: null });
  });

  it("waits until its scheduled time", () => {
    const payload = { platform: "x", text: "later", scheduledAt: "2026-11-20T13:00:00Z" };
    const scheduled = { ...variant, approval: { ...approval, payload } };
    expect(describePublication(scheduled, now)).toMatchObject({ state: "waiting" });
    expect(describePublication(scheduled, new Date("2026-11-20T13:30:00Z"))).toMatchObject({
      state: "published",
      at: new Date("2026-11-20T13:00:00Z"),
    });
  });

  it.each([
    ["waits for its approval", withApproval({ status: "pending" }), "waiting"],
    ["is being published", withApproval({}), "waiting"],
    ["is being published", withDelivery({ status: "sending" }), "waiting"],
    [
      "was not published (no such account)",
      withDelivery({ status: "failed", error: { reason: "no such account" } }),
      "waiting",
    ],
    ["may or may not be out", withDelivery({ status: "unknown" }), "waiting"],
    ["was recalled", withDelivery({ status: "recalled" }), "given-up"],
    ["was kept in the outbox: nothing was published", withDelivery({ evidence: { kept: true } }), "given-up"],
    ["was rejected: too loud", withApproval({ status: "rejected", decision_reason: "too loud" }), "given-up"],
    ["expired before anyone decided", withApproval({ status: "expired" }), "given-up"],
    ["was withdrawn", withApproval({ status: "superseded" }), "given-up"],
    ["was refused by the rules", { ...variant, approval: null, delivery: null }, "given-up"],
  ])("%s", (words, given, state) => {
    const found = describePublication(given, now);
    expect(found).toMatchObject({ state, why: expect.stringContaining(`Blotato ${words}`) });
  });
});
