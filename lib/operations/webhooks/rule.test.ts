import { describe, expect, it } from "vitest";
import { buildParams, findMismatch, type Rule, type RuleCondition } from "./rule.ts";

const payload = {
  data: { plan: "Pro", seats: 12, tags: ["new", "eu"], empty: "", none: null, nested: { id: "x1" }, agreed: false },
};

function ruleWith(more: Partial<Rule>): Rule {
  const plain = { id: "r", name: "Rule", is_enabled: true, event_type: null, may_overwrite: false, task: "a.b" };
  return { ...plain, conditions: [], contactFields: null, params: [], ...more };
}

function fits(path: string, operator: RuleCondition["operator"], value = ""): boolean {
  return (
    findMismatch(ruleWith({ conditions: [{ path, operator, value }] }), { type: "lead.created", payload }) === null
  );
}

describe("A condition", () => {
  it("compares what stands at its place", () => {
    expect(fits("data.plan", "equals", "Pro")).toBe(true);
    expect(fits("data.plan", "equals", "pro")).toBe(false);
    expect(fits("data.seats", "equals", "12")).toBe(true);
    expect(fits("data.agreed", "equals", "false")).toBe(true);
    expect(fits("data.plan", "not-equals", "Free")).toBe(true);
    expect(fits("data.plan", "contains", "RO")).toBe(true);
    expect(fits("data.tags", "contains", "eu")).toBe(true);
    expect(fits("data.tags", "contains", "e")).toBe(false);
    expect(fits("data.plan", "starts-with", "p")).toBe(true);
    expect(fits("data.seats", "greater", "11")).toBe(true);
    expect(fits("data.seats", "less", "12")).toBe(false);
  });

  it("says nothing of what is not there, unless it asks for that", () => {
    for (const path of ["data.gone", "data.none", "data.empty", "data.plan.deeper"]) {
      expect(fits(path, "exists"), path).toBe(false);
      expect(fits(path, "missing"), path).toBe(true);
      expect(fits(path, "not-equals", "x"), path).toBe(true);
      for (const operator of ["equals", "contains", "starts-with", "greater", "less"] as const)
        expect(fits(path, operator, ""), `${path} ${operator}`).toBe(false);
    }
    expect(fits("data.plan", "greater", "1")).toBe(false);
    expect(fits("data.seats", "greater", "")).toBe(false);
  });

  it("that fails is told with what stood there", () => {
    const rule = ruleWith({ conditions: [{ path: "data.seats", operator: "less", value: "5" }] });
    expect(findMismatch(rule, { type: "", payload })).toBe("data.seats is 12; the rule wants: less 5");
    expect(findMismatch(ruleWith({ is_enabled: false }), { type: "", payload })).toContain("switched off");
  });
});

describe("A rule", () => {
  it("wants a type, or all that begin so, or every one", () => {
    const wants = (event_type: string | null, type: string) =>
      findMismatch(ruleWith({ event_type }), { type, payload }) === null;
    expect(wants("lead.created", "lead.created")).toBe(true);
    expect(wants("lead.*", "lead.created")).toBe(true);
    expect(wants("lead.*", "leader.created")).toBe(false);
    expect(wants("lead", "lead.created")).toBe(false);
    expect(wants(null, "")).toBe(true);
  });

  it("makes params of the payload, the contact and constants, and leaves out what is not there", () => {
    const rule = ruleWith({
      params: [
        { name: "id", from: "payload", path: "data.nested.id" },
        { name: "contact_id", from: "contact", path: "" },
        { name: "limit", from: "constant", path: "", value: 5 },
        { name: "gone", from: "payload", path: "data.gone" },
      ],
    });
    expect(buildParams(rule, payload, "c1")).toEqual({ id: "x1", contact_id: "c1", limit: 5 });
    expect(buildParams(rule, null, null)).toEqual({ limit: 5 });
  });
});
