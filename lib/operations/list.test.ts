import { describe, expect, it } from "vitest";
import { z } from "zod";
import { scopes } from "./define.ts";
import { findOperation, operations } from "./list.ts";

describe("The list of operations", () => {
  it("has no two of one name or of one method and path", () => {
    const names = operations.map(operation => operation.name);
    const routes = operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(routes).size).toBe(routes.length);
    expect(findOperation("task.dispatch")?.name).toBe("task.dispatch");
    expect(findOperation("toString")).toBeUndefined();
  });

  it.each(operations.map(operation => [operation.name, operation] as const))(
    "gives %s a known scope, a description of every field, and a field for every part of its path",
    (name, operation) => {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z-]+$/);
      expect(scopes).toContain(operation.scope);
      expect(operation.title.length).toBeGreaterThan(2);
      expect(operation.summary).toMatch(/[.!?]$/);
      const fields = operation.input.shape as Record<string, z.ZodType>;
      for (const part of operation.path.matchAll(/\{(\w+)\}/g)) expect(fields).toHaveProperty(part[1] as string);
      const described = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" });
      for (const [field, schema] of Object.entries(described.properties ?? {})) {
        const description = typeof schema === "object" ? (schema.description ?? readReferenced(schema)) : undefined;
        expect(description, `${name} ${field}`).toBeTruthy();
      }
      for (const field of Object.keys(described.properties ?? {})) expect(field).toMatch(/^[a-z][a-z0-9_]*$/);
    },
  );

  // A file answers with its bytes: the document says their media type instead.
  const answering = operations.filter(operation => operation.kind !== "query" || operation.isFile !== true);
  it.each(answering.map(operation => [operation.name, operation] as const))(
    "can write down what %s answers as JSON Schema with names in snake case",
    (_name, operation) => {
      const written = z.toJSONSchema(operation.output, { unrepresentable: "any" });
      const schema = resolve(written);
      expect(schema.type).toBe("object");
      for (const field of Object.keys(schema.properties ?? {})) expect(field).toMatch(/^[a-z][a-z0-9_]*$/);
    },
  );

  it("keeps decisions about effects, keys, members and files from models", () => {
    const kept = operations.filter(operation => operation.isTool === false).map(operation => operation.name);
    expect(kept).toEqual(
      expect.arrayContaining([
        "approval.approve",
        "approval.approve-many",
        "approval.complete",
        "delivery.resolve",
        "key.create",
        "member.list",
        "import.create",
        "agent.update",
        "workspace.update",
      ]),
    );
  });
});

/** A schema with a name of its own is written as a reference to its definition. */
function resolve(schema: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : ((schema.$defs?.[name] as z.core.JSONSchema.BaseSchema) ?? schema);
}

/** A description that sits beside a reference or inside the one alternative. */
function readReferenced(schema: object): string | undefined {
  const { allOf, anyOf } = schema as { allOf?: { description?: string }[]; anyOf?: { description?: string }[] };
  return [...(allOf ?? []), ...(anyOf ?? [])].find(part => part.description)?.description;
}
