import { describe, expect, it } from "vitest";
import { fillParams, groupByAgent, needsMore, omitIds, suits, type TaskDefinition } from "./delegate-data.ts";

const schema = {
  type: "object",
  properties: { contact_id: { type: "string" }, channels: { type: "array" }, note: { type: "string" } },
  required: ["contact_id"],
};
const definition = { params: schema, takes: { contact: { contact_id: "id" }, video: { channels: "channel_id" } } };

describe("Filling a task from a row", () => {
  it("takes the fields that the task declares for this kind of row and no others", () => {
    expect(fillParams(definition, { subject: "contact", label: "Ada", fields: { id: "1", name: "Ada" } })).toEqual({
      contact_id: "1",
    });
  });

  it("puts the one row into a list where the task takes a list", () => {
    expect(fillParams(definition, { subject: "video", label: "A film", fields: { channel_id: "UC1" } })).toEqual({
      channels: ["UC1"],
    });
  });

  it("leaves out what the row does not have, and then the task does not suit it", () => {
    const row = { subject: "video", label: "A film", fields: { channel_id: null } } as const;
    expect(fillParams(definition, row)).toEqual({});
    expect(suits(definition, row)).toBe(false);
    expect(suits(definition, { subject: "trend", label: "Boxing", fields: { niche: "boxing" } })).toBe(false);
  });

  it("asks for more only while something required is missing", () => {
    expect(needsMore(definition, {})).toBe(true);
    expect(needsMore(definition, { contact_id: "1" })).toBe(false);
    expect(needsMore({ params: { type: "object" } }, {})).toBe(false);
  });
});

describe("The form of what is still to be said", () => {
  const row = { subject: "contact", label: "Ada", fields: { id: "1" } } as const;
  const form = {
    properties: { contact_id: { type: "string", format: "uuid" }, topic: { type: "string" } },
    required: ["contact_id", "topic"],
  };

  it("does not show the id that the row fills, and shows everything else", () => {
    expect(omitIds(form, { contact_id: "1", topic: "x" }, row)).toEqual({
      properties: { topic: { type: "string" } },
      required: ["topic"],
    });
    expect(omitIds(form, {}, row)).toEqual(form);
    expect(omitIds(form, { contact_id: "1" }, null)).toEqual(form);
  });
});

describe("Grouping tasks", () => {
  it("keeps the tasks of an agent together, agents and tasks in their order", () => {
    const tasks = ["b.one", "a.one", "b.two"].map(name => ({ name, domain: name[0] }) as TaskDefinition);
    expect(groupByAgent(tasks).map(([domain, own]) => [domain, own.map(({ name }) => name)])).toEqual([
      ["b", ["b.one", "b.two"]],
      ["a", ["a.one"]],
    ]);
  });
});
