import { describe, expect, it } from "vitest";
import { createStatements } from "./statements.ts";

describe("Statements", () => {
  it("are prepared by name from their second use on", () => {
    const statements = createStatements(true);
    expect(statements.prepare("select $1", [1])).toEqual({ text: "select $1", values: [1] });
    expect(statements.prepare("select $1", [2])).toEqual({ text: "select $1", values: [2], name: "s1" });
    expect(statements.prepare("select $1", [3])).toMatchObject({ name: "s1" });
  });

  it("stay unnamed without parameters and behind a transaction pooler", () => {
    const statements = createStatements(true);
    const pooled = createStatements(false);
    for (let use = 0; use < 3; use += 1) {
      expect(statements.prepare("commit", [])).not.toHaveProperty("name");
      expect(pooled.prepare("select $1", [use])).not.toHaveProperty("name");
    }
  });

  it("never take more than a bounded number of names", () => {
    const statements = createStatements(true);
    const named = Array.from({ length: 400 }, (_value, index) => {
      statements.prepare(`select ${index}, $1`, [1]);
      return statements.prepare(`select ${index}, $1`, [1]);
    });
    expect(named.filter(statement => "name" in statement)).toHaveLength(200);
  });
});
