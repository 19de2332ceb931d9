import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, type PolicyInput } from "./policy.ts";

const calm: PolicyInput = {
  autonomy: "autopilot",
  isPaused: false,
  hasConnector: true,
  isIrreversible: false,
  isAllowedByName: false,
  isUntrusted: false,
  effectsToday: 0,
  dailyEffectCap: 10,
  governor: { verdict: "allowed" },
  isAudited: false,
  isByHand: false,
};
const caution = { execute: 0, ask: 1, suggest: 2, refuse: 3 };

const anyInput: fc.Arbitrary<PolicyInput> = fc.record({
  autonomy: fc.constantFrom("manual", "copilot", "autopilot"),
  isPaused: fc.boolean(),
  hasConnector: fc.boolean(),
  isIrreversible: fc.boolean(),
  isAllowedByName: fc.boolean(),
  isUntrusted: fc.boolean(),
  effectsToday: fc.nat(20),
  dailyEffectCap: fc.nat(20),
  governor: fc.constantFrom(
    { verdict: "allowed" } as const,
    { verdict: "deferred", until: new Date(0), reason: "quiet" } as const,
    { verdict: "denied", reason: "opted out" } as const,
  ),
  isAudited: fc.boolean(),
  isByHand: fc.boolean(),
});

/** Each change makes an input more cautious and nothing else. */
const moreCautious: ((input: PolicyInput) => PolicyInput)[] = [
  input => ({ ...input, autonomy: input.autonomy === "autopilot" ? "copilot" : "manual" }),
  input => ({ ...input, isPaused: true }),
  input => ({ ...input, isByHand: true }),
  input => ({ ...input, hasConnector: false }),
  input => ({ ...input, isIrreversible: true, isAllowedByName: false }),
  input => ({ ...input, isAllowedByName: false }),
  input => ({ ...input, isUntrusted: true }),
  input => ({ ...input, effectsToday: input.effectsToday + 5 }),
  input => ({ ...input, governor: { verdict: "denied", reason: "opted out" } }),
  input => ({ ...input, isAudited: true }),
];

describe("The policy's decision table", () => {
  it.each<[string, Partial<PolicyInput>, string]>([
    ["autopilot inside its limits executes", {}, "execute"],
    ["copilot asks", { autonomy: "copilot" }, "ask"],
    ["manual suggests", { autonomy: "manual" }, "suggest"],
    ["a paused agent is refused", { isPaused: true }, "refuse"],
    ["nothing connected leaves it to a person", { hasConnector: false }, "suggest"],
    ["an irreversible effect asks even on autopilot", { isIrreversible: true }, "ask"],
    ["an irreversible effect allowed by name executes", { isIrreversible: true, isAllowedByName: true }, "execute"],
    ["text from outside always asks", { isUntrusted: true }, "ask"],
    ["the day's cap asks", { effectsToday: 10 }, "ask"],
    ["a person who opted out is refused", { governor: { verdict: "denied", reason: "opted out" } }, "refuse"],
    ["a random audit asks", { isAudited: true }, "ask"],
    ["a refusal wins over everything", { autonomy: "manual", isPaused: true, isUntrusted: true }, "refuse"],
  ])("%s", (_title, change, action) => {
    expect(judge({ ...calm, ...change }).action).toBe(action);
  });

  it("gives every verdict a reason and keeps quiet hours", () => {
    const until = new Date("2026-11-20T08:00:00Z");
    const verdict = judge({ ...calm, governor: { verdict: "deferred", until, reason: "quiet hours" } });
    expect(verdict).toMatchObject({ action: "execute", notBefore: until });
    fc.assert(
      fc.property(
        anyInput,
        input => judge(input).reasons.every(reason => reason.length > 0) && judge(input).reasons.length > 0,
      ),
    );
  });

  it("never becomes bolder when caution is added", () => {
    fc.assert(
      fc.property(
        anyInput,
        fc.constantFrom(...moreCautious),
        (input, add) => caution[judge(add(input)).action] >= caution[judge(input).action],
      ),
      { numRuns: 2_000 },
    );
  });

  it("never executes for untrusted text, a paused agent or a person who said no", () => {
    fc.assert(
      fc.property(anyInput, input => {
        const isForbidden =
          input.isPaused || input.isUntrusted || input.governor.verdict === "denied" || input.autonomy !== "autopilot";
        return !isForbidden || judge(input).action !== "execute";
      }),
      { numRuns: 2_000 },
    );
  });
});
