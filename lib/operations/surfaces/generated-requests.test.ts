/** Generated requests over every operation of the product: whatever is sent, the answer is never a fault of ours. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createId } from "#lib/core/ids.ts";
import type { AnyOperation } from "../define.ts";
import { operations } from "../list.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

const seed = 20_261_120;
const perOperation = 60;
let server: TestServer;
/** How many requests each operation carried out, so that this file cannot pass by refusing everything. */
const carriedOut = new Map<string, number>();

beforeAll(async () => {
  server = await startTestServer(operations, {
    limits: { requestsPerMinute: 1_000_000, failuresPerMinute: 1_000_000 },
  });
});
afterAll(() => server.close());

/** Ids that answers have told: what was created is asked for, changed and ended by what comes later in the list. */
const toldIds: string[] = [];

const texts = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "echoer",
    "echoer.echo",
    "null",
    "-1",
    "1e400",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "'; drop table tasks; --",
    "../..",
    "x".repeat(3_000),
    "2026-11-20T09:00:00Z",
    "9999999999-01-01T00:00:00Z",
    "WyJhIl0",
    createId(),
    "ada@example.com",
    "name,email\nAda,ada@example.com\n",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);
const values = fc.oneof(
  { maxDepth: 2 },
  texts,
  fc.constantFrom(0, -1, 1, 5, 1e21, 2 ** 53, 0.5, true, false, null),
  fc.array(texts, { maxLength: 3 }),
  fc.dictionary(texts, texts, { maxKeys: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);

type Sent = { method: string; path: string; body: string | undefined };

type Schema = {
  [name: string]: unknown;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  items?: Schema;
  enum?: unknown[];
  $ref?: string;
  $defs?: Record<string, Schema>;
};

/** Schemas that others refer to by name. */
const known: Record<string, Schema> = {};

/** Values that a schema mostly takes, so that requests also come past the first check. */
function draw(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return draw(known[schema.$ref.replace("#/$defs/", "")] ?? {});
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(draw));
  if (schema.type === "integer" || schema.type === "number")
    return fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 7, 3);
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "array") return fc.array(draw(schema.items ?? {}), { minLength: 1, maxLength: 3 });
  if (schema.properties !== undefined) return drawFields(schema.properties);
  if (schema.format === "uuid") return fc.constantFrom(createId(), "00000000-0000-0000-0000-000000000000", ...toldIds);
  if (schema.format === "date-time")
    return fc.constantFrom("2026-11-20T09:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00");
  if (schema.type === "object") return fc.dictionary(texts, fc.oneof(texts, fc.constant("email")), { maxKeys: 3 });
  return fc.oneof(texts, fc.constant("a".repeat(64)));
}

function drawFields(properties: Record<string, Schema>): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(properties).map(([name, schema]) => [
    name,
    fc.oneof({ weight: 12, arbitrary: draw(schema) }, { weight: 1, arbitrary: values }),
  ]);
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
}

function generate(operation: AnyOperation): fc.Arbitrary<Sent> {
  const schema = z.toJSONSchema(operation.input as z.ZodObject, {
    io: "input",
    unrepresentable: "any",
    reused: "inline",
  }) as Schema;
  Object.assign(known, schema.$defs);
  const surplus = fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ surplus: values }) },
  );
  const fields = fc.tuple(drawFields(schema.properties ?? {}), surplus).map(([drawn, more]) => ({ ...drawn, ...more }));
  const parts = fc.array(fc.oneof(texts, fc.constantFrom("echoer", "pilot"), fc.constantFrom(createId(), ...toldIds)), {
    minLength: 3,
    maxLength: 3,
  });
  return fc.tuple(fields, parts).map(([input, parts]) => {
    let at = 0;
    const path = operation.path.replaceAll(/\{[^}]+\}/g, () => encodeSafely(parts[at++] ?? "x"));
    if (operation.kind === "command") return { method: operation.method, path, body: JSON.stringify(input) };
    const query = Object.entries(input).map(
      ([name, value]) => `${name}=${encodeSafely(typeof value === "string" ? value : JSON.stringify(value))}`,
    );
    return { method: "GET", path: `${path}?${query.join("&")}`, body: undefined };
  });
}

/** Keeps the id of what was created, a few of each kind's latest. */
function noteId(answer: string): void {
  const id = /^\{"id":"([0-9a-f-]{36})"/.exec(answer)?.[1];
  if (id === undefined || toldIds.includes(id)) return;
  toldIds.push(id);
  if (toldIds.length > 12) toldIds.shift();
}

/** A lone surrogate cannot be written in an address; its replacement can. */
function encodeSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed()) || "x";
}

it.each(operations.map(operation => [operation.name, operation] as const))(
  "answers whatever is sent to %s without a fault",
  async (name, operation) => {
    for (const sent of fc.sample(generate(operation), { seed, numRuns: perOperation })) {
      const response = await fetch(`${server.url}/api/v1${sent.path}`, {
        method: sent.method,
        headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
        body: sent.body,
      });
      const answer = await response.text();
      if (response.ok) {
        carriedOut.set(name, (carriedOut.get(name) ?? 0) + 1);
        noteId(answer);
      }
      expect(
        response.status,
        `${JSON.stringify(sent).slice(0, 600)} → ${answer} ${String(server.errors.at(-1) && JSON.stringify(server.errors.at(-1)))}`,
      ).toBeLessThan(500);
    }
  },
);

it("carries a good part of them out, so that more than the first check was tried", () => {
  expect(carriedOut.size).toBeGreaterThan(operations.length / 3);
  expect([...carriedOut.keys()]).toEqual(
    expect.arrayContaining(["task.list", "sweep.run", "import.preview", "key.create"]),
  );
});
