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

  it("takes an address that may stay empty as plain text, and still refuses what is no address", () => {
    const Site = z.object({ site: z.union([z.literal(""), z.url()]).default("") });
    const form = z.toJSONSchema(Site, { io: "input" }) as JsonSchema;
    expect(readKind(resolveSchema(form.properties?.site ?? {}, form), form)).toBe("text");
    expect(readDraft(form, form)).toEqual({ site: "" });
    expect(checkDraft(form, { site: "" })).toEqual({ value: { site: "" }, errors: {} });
    const address = "https://media.example.com/films";
    expect(checkDraft(form, { site: address })).toEqual({ value: { site: address }, errors: {} });
    expect(checkDraft(form, { site: "films" }).errors).toEqual({
      site: "Enter a full address such as https://example.com.",
    });
  });

  it("says where a JSON text is broken", () => {
    expect(checkDraft(schema, fill({ filters: "{" })).errors.filters).toMatch(/^This is not valid JSON: /);
  });

  it("turns names into words", () => {
    expect(["maxPerDay", "score-all", "time_zone"].map(writeLabel)).toEqual(["Max per day", "Score all", "Time zone"]);
  });
});

describe("a list of things with fields of their own", () => {
  const Rules = z.object({
    rules: z
      .array(
        z.strictObject({ tag: z.string().min(1), keywords: z.array(z.string()).min(1), weight: z.number().default(1) }),
      )
      .max(2)
      .default([{ tag: "course", keywords: ["webinar"], weight: 1 }]),
  });
  const form = z.toJSONSchema(Rules, { io: "input" }) as JsonSchema;

  it("starts with its defaults and comes back as it went in", () => {
    const draft = readDraft(form, form);
    expect(draft).toEqual({ rules: [{ tag: "course", keywords: ["webinar"], weight: "1" }] });
    expect(checkDraft(form, draft)).toEqual({
      value: { rules: [{ tag: "course", keywords: ["webinar"], weight: 1 }] },
      errors: {},
    });
  });

  it("names the field of the entry that is wrong, and refuses too many", () => {
    const empty = { tag: "", keywords: [], weight: "much" };
    expect(checkDraft(form, { rules: [empty] }).errors).toEqual({
      "rules.0.tag": "Fill this in.",
      "rules.0.keywords": "Give at least 1.",
      "rules.0.weight": "Enter a number, such as 25.",
    });
    const one = { tag: "a", keywords: ["b"], weight: "1" };
    expect(checkDraft(form, { rules: [one, one, one] }).errors).toEqual({ rules: "Give at most 2." });
  });
});
