import { describe, expect, it } from "vitest";
import { readColumns, readLink } from "./rows-columns.ts";

const names = (rows: Record<string, unknown>[], domain = "youtube") =>
  readColumns(rows, domain).map(({ name }) => name);

describe("The columns of a result", () => {
  it("begin with what a thing is called and end with sentences, whatever order they were stored in", () => {
    const why = "a post of theirs typically gets 97,536 reactions over 200 posts, more than what is usual there";
    expect(names([{ why, posts: 200, handle: "B", themes: ["tax"], platform: "x" }])).toEqual([
      "handle",
      "themes",
      "platform",
      "posts",
      "why",
    ]);
  });

  it("make one of both ends of a range, after the other figures", () => {
    const columns = readColumns([{ low: 1, high: 3, typical: 2, niche: "music" }]);
    expect(columns).toEqual([
      { name: "niche", kind: "name" },
      { name: "typical", kind: "figure" },
      { name: "low", kind: "range" },
    ]);
  });

  it("take a day and an hour for names, not for figures", () => {
    const columns = readColumns([{ hour: 22, posts: 36, day_of_week: 6 }], "scheduler");
    expect(columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "day_of_week name",
      "hour word",
      "posts figure",
    ]);
  });

  it("leave out what is empty in every row, and ids, which become the row's link", () => {
    const row = { name: "Ada", contact_id: "c1", note: null };
    expect(names([row], "prospect")).toEqual(["name"]);
    expect(readLink(row, "prospect")).toEqual({ name: "contact_id", entity: "contact", id: "c1" });
    expect(readLink({ claim_id: "x" }, "prospect")).toBeNull();
  });

  it("keep ids where there is nothing else", () => {
    expect(names([{ contact_id: "c1" }], "prospect")).toEqual(["contact_id"]);
  });
});
