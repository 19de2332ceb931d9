/** Drives the kernel in random order against the real database and a recording vendor, and checks what must always hold. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CrashPoint } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { approve, editApproval, rejectApproval } from "./approval.ts";
import { cancelTask } from "./cancel.ts";
import { recallDelivery, resolveDelivery } from "./delivery.ts";
import { bindEffect } from "./digest.ts";
import { pauseAgent, resumeAgent } from "./pause.ts";
import { InjectedCrash, type KernelRig, openKernelRig } from "./testing/kernel-rig.ts";
import { keepUp } from "./upkeep.ts";

let rig: KernelRig;
beforeAll(async () => {
  rig = await openKernelRig();
});
afterAll(() => rig.close());

type Step =
  | { kind: "dispatch"; domain: "echoer" | "pilot"; count: number }
  | {
      kind:
        | "run"
        | "approve"
        | "edit"
        | "reject"
        | "recall"
        | "resolve-sent"
        | "resolve-again"
        | "cancel"
        | "deliver"
        | "restart";
      pick: number;
    }
  | { kind: "pause" | "resume"; domain: "echoer" | "pilot" }
  | { kind: "wait"; hours: number }
  | { kind: "crash"; point: CrashPoint }
  | { kind: "vendor"; mood: "accepts" | "refuses" | "limits" | "is-ambiguous" };

const pick = fc.nat(1_000);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("dispatch" as const),
      domain: fc.constantFrom("echoer" as const, "pilot" as const),
      count: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({ kind: fc.constantFrom("run" as const, "approve" as const, "deliver" as const), pick }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "edit" as const,
        "reject" as const,
        "recall" as const,
        "resolve-sent" as const,
        "resolve-again" as const,
        "cancel" as const,
        "restart" as const,
      ),
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("pause" as const, "resume" as const),
      domain: fc.constantFrom("echoer" as const, "pilot" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.constantFrom(0.02, 1, 25) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("crash" as const),
      point: fc.constantFrom<CrashPoint>(
        "after-commit-before-send",
        "after-claim",
        "before-finish",
        "before-sending",
        "between-send-and-record",
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("vendor" as const),
      mood: fc.constantFrom("accepts" as const, "refuses" as const, "limits" as const, "is-ambiguous" as const),
    }),
  },
);

let sequence = 0;

/** Takes one step; a refusal that names its reason and an injected crash are fine, anything else is a bug. */
async function take(step: Step): Promise<void> {
  try {
    await act(step);
  } catch (error) {
    const cause = error instanceof AppError && error.code === "internal" ? error.cause : error;
    if (cause instanceof InjectedCrash || (error instanceof AppError && error.code !== "internal")) return;
    throw error;
  }
}

async function act(step: Step): Promise<unknown> {
  const { kernel, scope } = rig;
  const choose = <T>(rows: T[], index: number): T | undefined => rows[index % Math.max(rows.length, 1)];
  switch (step.kind) {
    case "dispatch":
      sequence += 1;
      return rig.dispatch({
        task: `${step.domain}.write`,
        params: { to: Array.from({ length: step.count }, (_value, index) => `model-${sequence}-${index}@example.com`) },
      });
    case "run": {
      const task = choose(
        await rig.asPerson(s =>
          s.selectFrom("tasks").select("id").where("status", "in", ["queued", "running"]).orderBy("id").execute(),
        ),
        step.pick,
      );
      return task && rig.run(task.id, step.pick % 3 === 0);
    }
    case "approve":
    case "edit":
    case "reject": {
      const approvals = await rig.asPerson(s =>
        s.selectFrom("approvals").select(["id", "digest"]).orderBy("id", "desc").limit(5).execute(),
      );
      const approval = choose(approvals, step.pick);
      if (approval === undefined) return;
      return rig.asPerson<unknown>(s => {
        if (step.kind === "approve") return approve(kernel, s, scope, approval);
        if (step.kind === "reject") return rejectApproval(kernel, s, scope, { ...approval, reason: "no" });
        return editApproval(kernel, s, scope, {
          ...approval,
          payload: { subject: "Edited", text: `edit ${step.pick}` },
        });
      });
    }
    case "deliver":
    case "recall":
    case "resolve-sent":
    case "resolve-again": {
      const delivery = choose(
        await rig.asPerson(s => s.selectFrom("deliveries").select("id").orderBy("id", "desc").limit(5).execute()),
        step.pick,
      );
      if (delivery === undefined) return;
      if (step.kind === "deliver") return rig.deliver(delivery.id);
      if (step.kind === "recall") return rig.asPerson(s => recallDelivery(kernel, s, scope, delivery.id));
      const verdict = step.kind === "resolve-sent" ? "sent" : "send-again";
      return rig.asPerson(s => resolveDelivery(kernel, s, scope, { id: delivery.id, verdict }));
    }
    case "cancel": {
      const task = choose(
        await rig.asPerson(s => s.selectFrom("tasks").select("id").orderBy("id", "desc").limit(5).execute()),
        step.pick,
      );
      return task && rig.asPerson(s => cancelTask(kernel, s, scope, task.id));
    }
    case "restart":
      return keepUp(kernel);
    case "pause":
      return rig.asPerson(s => pauseAgent(kernel, s, scope, step.domain));
    case "resume":
      return rig.asPerson(s => resumeAgent(kernel, s, scope, step.domain));
    case "wait":
      return rig.advance(step.hours * 3_600_000);
    case "crash":
      return rig.crashAt(step.point);
    case "vendor":
      return rig.vendor.answerWith(call => {
        if (step.mood === "accepts") return { outcome: "accepted", vendorId: `v${call}` };
        if (step.mood === "refuses") return { outcome: "refused", reason: "no", fix: "check" };
        if (step.mood === "limits")
          return { outcome: "rate-limited", until: new Date(kernel.clock.now().getTime() + 60_000), reason: "slow" };
        return { outcome: "ambiguous", reason: "cut" };
      });
  }
}

async function checkInvariants(): Promise<void> {
  const { approvals, deliveries, tasks, told } = await rig.asPerson(async s => ({
    approvals: await s.selectFrom("approvals").selectAll().execute(),
    deliveries: await s.selectFrom("deliveries").selectAll().execute(),
    tasks: await s.selectFrom("tasks").select(["id", "status", "finished_at"]).execute(),
    told: await s
      .selectFrom("activity")
      .select(["verb", "entity_id"])
      .where("verb", "in", ["approval.approved", "task.queued"])
      .execute(),
  }));
  for (const approval of approvals) {
    const bound = {
      kind: approval.effect_kind,
      account: approval.account,
      recipient: approval.recipient,
      payload: approval.payload,
      policyVersion: approval.policy_version,
    };
    expect(bindEffect(bound)).toBe(approval.digest);
    const own = deliveries.filter(delivery => delivery.approval_id === approval.id);
    expect(own.filter(delivery => !["recalled", "failed"].includes(delivery.status)).length).toBeLessThanOrEqual(1);
    if (approval.status === "approved")
      expect(told.some(entry => entry.verb === "approval.approved" && entry.entity_id === approval.id)).toBe(true);
    if (["rejected", "expired"].includes(approval.status))
      expect(own.every(delivery => delivery.status === "recalled")).toBe(true);
  }
  for (const delivery of deliveries) {
    const approval = approvals.find(candidate => candidate.id === delivery.approval_id);
    const calls = rig.vendor.calls.filter(call => call.idempotencyKey === delivery.idempotency_key);
    // Called again only after the vendor had not taken it, or after a person said so.
    const mayRepeat = delivery.resolved_by !== null || delivery.fence > 1;
    expect(calls.length).toBeLessThanOrEqual(mayRepeat ? delivery.fence : 1);
    expect(calls.length).toBeLessThanOrEqual(delivery.fence);
    for (const call of calls) expect(call).toMatchObject({ recipient: delivery.recipient, payload: delivery.payload });
    if (delivery.status === "intended" && approval?.status !== "approved") expect(approval?.status).toBe("approved");
    if (delivery.status === "confirmed")
      expect(calls.length).toBeGreaterThanOrEqual(delivery.resolved_by === null ? 1 : 0);
  }
  for (const task of tasks) {
    expect(told.some(entry => entry.verb === "task.queued" && entry.entity_id === task.id)).toBe(true);
    if (["completed", "failed", "cancelled"].includes(task.status)) expect(task.finished_at).not.toBeNull();
    if (task.status === "completed") {
      expect(approvals.filter(approval => approval.task_id === task.id && approval.status === "pending")).toEqual([]);
    }
  }
}

describe("Whatever is done in whatever order", () => {
  it("states stay legal, what was read is what is sent, and the ledger agrees with the vendor", {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 40 }), async steps => {
        for (const step of steps) await take(step);
        await checkInvariants();
      }),
      { numRuns: 150, endOnFailure: true },
    );
    expect(rig.vendor.calls.length).toBeGreaterThan(10);
  });
});
