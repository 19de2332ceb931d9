import { describe, expect, it } from "vitest";
import { explainDoubt, writeDoubt, writeStake, writeTally } from "./attention-words.ts";

const judge = (judged: number, changed: number, confidence: number | null = null) => ({
  confidence,
  attention: { judged, changed, score_usd: 1, lapse_chance: 0.5, change_chance: 0.5 },
});

describe("Why a proposal stands where it stands", () => {
  it("tells the stake in whole dollars where cents mean nothing, and truly when it is unknown", () => {
    expect(writeStake({ value_at_risk_micros: 4_000_400_000 })).toBe("$4,000 at risk");
    expect(writeStake({ value_at_risk_micros: 12_340_000 })).toBe("$12.34 at risk");
    expect(writeStake({ value_at_risk_micros: 0 })).toBe("no value at risk");
    expect(writeStake({ value_at_risk_micros: null })).toBe("value unknown");
  });

  it("tells how often people change this agent's proposals", () => {
    expect(writeDoubt(judge(36, 12))).toBe("changed 1 in 3");
    expect(writeDoubt(judge(10, 7))).toBe("changed 7 of 10");
    expect(writeDoubt(judge(10, 0))).toBe("changed 0 of 10");
    expect(writeDoubt(judge(0, 0))).toBe("not judged yet");
    expect(writeDoubt(judge(0, 0, 0.9))).toBe("agent 90 % sure");
    expect(writeDoubt({ attention: null, confidence: null })).toBeNull();
  });

  it("explains what that rests on", () => {
    expect(explainDoubt(judge(36, 12), "e-mails")).toBe(
      "12 of this agent's last 36 decided e-mails were changed or refused",
    );
    expect(explainDoubt(judge(1, 1), "e-mails")).toBe("1 of this agent's last decided proposal was changed or refused");
    expect(explainDoubt(judge(0, 0, 0.8), "posts")).toBe(
      "Nobody has judged posts of this agent yet; the agent itself is 80 % sure",
    );
  });
});

describe("What was done when the last is decided", () => {
  it("is counted in words, with the time it took", () => {
    expect(writeTally({ approved: 12, rejected: 2, done: 0, snoozed: 0 }, 180_000)).toBe(
      "12 approved, 2 rejected in 3 minutes",
    );
    expect(writeTally({ approved: 1200, rejected: 0, done: 1, snoozed: 0 }, 5_000)).toBe(
      "1,200 approved, 1 marked done in under a minute",
    );
    expect(writeTally({ approved: 0, rejected: 0, done: 0, snoozed: 0 }, 5_000)).toBeNull();
  });
});
