/** The description against what runs. */
import { expect, it } from "vitest";
import type { z } from "zod";
import packageFile from "#package.json" with { type: "json" };
import { operations as product } from "../list.ts";
import { describeApi } from "./openapi.ts";
import { createRoutingTable } from "./routing-table.ts";
import { createSampleOperations } from "./sample-operations.ts";

const { operations } = createSampleOperations();
const document = describeApi(operations);

it.each([
  ["the sample", operations],
  ["the product", product],
])("describes every operation of %s, and every path it describes is routed to that operation", (_whose, list) => {
  const table = createRoutingTable(list);
  const described: string[] = [];
  for (const [path, item] of Object.entries(describeApi(list).paths ?? {})) {
    for (const [method, entry] of Object.entries(item as Record<string, { operationId: string }>)) {
      const match = table.match(method.toUpperCase(), path.replaceAll(/\{[^}]+\}/g, "x"));
      expect(match.kind === "found" ? match.route.operation.name : match.kind).toBe(entry.operationId);
      described.push(entry.operationId);
    }
  }
  expect(described.sort()).toEqual(list.map(operation => operation.name).sort());
});

it("describes every field that the product takes, in words", () => {
  const wordless = product.flatMap(operation =>
    Object.entries((operation.input as z.ZodObject).shape)
      .filter(([, field]) => (field as z.ZodType).description === undefined)
      .map(([name]) => `${operation.name}: ${name}`),
  );
  expect(wordless).toEqual([]);
});

it("is OpenAPI 3.1 with security, problem answers, pages and the idempotency header", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(document.info.version).toBe(packageFile.version);
  const list = document.paths?.["/things"]?.get;
  const create = document.paths?.["/things"]?.post;
  const names = (entry: unknown) =>
    ((entry as { parameters: { name: string }[] }).parameters ?? []).map(parameter => parameter.name);
  expect(names(list)).toEqual(["limit", "cursor", "size", "tag", "fresh"]);
  expect(names(create)).toEqual(["Idempotency-Key"]);
  expect(create?.responses).toMatchObject({
    "201": { description: "Created" },
    "422": { content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
  });
  expect(document.components?.securitySchemes).toHaveProperty("apiKey");
});

it("refuses two operations that one request could mean, and a path that names no field", () => {
  const [first] = operations;
  if (first === undefined) throw new Error("the sample has operations");
  expect(() => createRoutingTable([first, { ...first, name: "thing.again" }])).toThrow(
    "thing.again and thing.list are both GET /things",
  );
  expect(() => createRoutingTable([{ ...first, path: "/things/{nothing}" }])).toThrow("{nothing}");
});
