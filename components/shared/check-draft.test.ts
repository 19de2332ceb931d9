import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkDraft } from "./check-draft.ts";
import { type JsonSchema, readDraft, readKind, resolveSchema, writeLabel } from "./json-schema.ts";

const Params = z.object({
  limit: z.int().min(1).max(500).default(50).describe("How many contacts"),
  threshold: z.number().gt(0).lt(1).optional(),
  platform: z.enum(["youtube", "tiktok"]),
  isDryRun: z.boolean().default(false),
  tags: z.array(z.string().min(2)).max(3).default([]),
  weights: z.object({ fit: z.number(), recency: z.number().default(0.2) }),
  owner: z.email().nullable(),
  note: z.string().max(2000).optional(),
  filters: z.record(z.string(), z.string()).optional(),
});
const schema = z.toJSONSchema(Params, { io: "input" }) as JsonSchema;

function fill(changes: Record<string, unknown>) {
  return {
    ...(readDraft(schema, schema) as object),
    platform: "tiktok",
    weights: { fit: "0.5", recency: "" },
    ...changes,
  };
}

describe("a form from a schema", () => {
  it("starts with the defaults, held as text where text is typed", () => {
    expect(readDraft(schema, schema)).toEqual({
      limit: "50",
      threshold: "",
      platform: "",
      isDryRun: false,
      tags: [],
      weights: { fit: "", recency: "0.2" },
      owner: "",
      note: "",
      filters: "",
    });
  });

  it("knows how to show each kind of field", () => {
    const kinds = Object.entries(schema.properties ?? {}).map(([name, child]) => [
      name,
      readKind(resolveSchema(child, schema), schema),
    ]);
    expect(Object.fromEntries(kinds)).toEqual({
      limit: "number",
      threshold: "number",
      platform: "choice",
      isDryRun: "boolean",
      tags: "list",
      weights: "group",
      owner: "text",
      note: "longText",
      filters: "json",
    });
  });

  it("gives a value that the schema itself accepts", () => {
    const { value, errors } = checkDraft(
      schema,
      fill({ tags: ["ai", " "], filters: '{"city":"Ulm"}', threshold: "0.4" }),
    );
    expect(errors).toEqual({});
    expect(Params.parse(value)).toEqual({
      limit: 50,
      threshold: 0.4,
      platform: "tiktok",
      isDryRun: false,
      tags: ["ai"],
      weights: { fit: 0.5, recency: 0.2 },
      owner: null,
      filters: { city: "Ulm" },
    });
  });

  it.each([
    [{ limit: "0" }, "limit", "Enter 1 or more."],
    [{ limit: "501" }, "limit", "Enter 500 or less."],
    [{ limit: "2.5" }, "limit", "Enter a whole number."],
    [{ limit: "many" }, "limit", "Enter a number, such as 25."],
    [{ threshold: "1" }, "threshold", "Enter less than 1."],
    [{ platform: "" }, "platform", "Choose one."],
    [{ tags: ["a"] }, "tags.0", "Use at least 2 characters."],
    [{ tags: ["aa", "bb", "cc", "dd"] }, "tags", "Give at most 3."],
    [{ weights: { fit: "" } }, "weights.fit", "Fill this in."],
    [{ owner: "nobody" }, "owner", "Enter an email address such as name@company.com."],
  ])("refuses %j at %s", (changes, path, message) => {
    expect(checkDraft(schema, fill(changes)).errors).toEqual({ [path]: message });
  });

  it("says where a JSON text is broken", () => {
    expect(checkDraft(schema, fill({ filters: "{" })).errors.filters).toMatch(/^This is not valid JSON: /);
  });

  it("turns names into words", () => {
    expect(["maxPerDay", "score-all", "time_zone"].map(writeLabel)).toEqual(["Max per day", "Score all", "Time zone"]);
  });
});
