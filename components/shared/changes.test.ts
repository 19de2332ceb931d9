import { describe, expect, it } from "vitest";
import { isAmong, isTouched, readChanges } from "./changes.ts";

const one = "0198a7c2-0000-7000-8000-000000000001";
const other = "0198a7c2-0000-7000-8000-000000000002";

describe("changes from the live channel", () => {
  it("reads entities with and without an id and leaves out what has no entity", () => {
    expect(readChanges({ entities: [{ entity: "task", id: one }, { entity: "agent" }, { id: other }, 7] })).toEqual([
      { entity: "task", id: one },
      { entity: "agent", id: null },
    ]);
    expect(readChanges(null)).toEqual([]);
    expect(readChanges({ entities: "task" })).toEqual([]);
  });

  it("touches every list of the entity and the one row that changed", () => {
    const changes = [{ entity: "task", id: one }];
    expect(isTouched(["task"], changes)).toBe(true);
    expect(isTouched(["task", { status: "failed" }], changes)).toBe(true);
    expect(isTouched(["task", "count"], changes)).toBe(true);
    expect(isTouched(["task", one, "steps"], changes)).toBe(true);
  });

  it("leaves other rows and other entities alone", () => {
    const changes = [{ entity: "task", id: one }];
    expect(isTouched(["task", other], changes)).toBe(false);
    expect(isTouched(["approval"], changes)).toBe(false);
  });

  it("touches every row when a change names none", () => {
    expect(isTouched(["task", other], [{ entity: "task", id: null }])).toBe(true);
  });

  it("touches every query when more changed than is worth naming", () => {
    const everything = readChanges({ entities: [{ entity: "*", id: "*" }] });
    expect(isTouched(["task", other], everything)).toBe(true);
    expect(isTouched(["overview"], everything)).toBe(true);
    expect(isAmong(["contact"], everything)).toBe(true);
    expect(isAmong(["contact"], [{ entity: "task", id: one }])).toBe(false);
  });
});
