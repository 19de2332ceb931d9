/** For tests: a few real operations of every shape that the surfaces must project, over a list kept in memory. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
import { type AnyOperation, defineCommand, defineQuery } from "../define.ts";
import { PageInput, pageOf } from "../page.ts";

const Thing = z.object({ id: z.string().describe("Its id"), label: z.string().describe("What it is called") });

/** The operations and what they did; every call gives its own list. */
export function createSampleOperations(): { operations: AnyOperation[]; things: Map<string, z.infer<typeof Thing>> } {
  const things = new Map<string, z.infer<typeof Thing>>();
  const common = { scope: "tasks:read", role: "viewer", title: "A thing", summary: "Something to test with." } as const;
  const changing = { ...common, scope: "tasks:write", role: "member" } as const;

  const list = defineQuery({
    ...common,
    name: "thing.list",
    path: "/things",
    input: PageInput.extend({
      size: z.number().int().optional().describe("Only things of this size"),
      tag: z.array(z.string()).optional().describe("Only things with one of these tags"),
      fresh: z.boolean().default(false).describe("Only fresh things"),
    }),
    output: pageOf(Thing).extend({ asked: z.record(z.string(), z.unknown()) }),
    run: async (_context, input) => ({ data: [...things.values()], next_cursor: null, asked: input }),
  });
  const get = defineQuery({
    ...common,
    name: "thing.get",
    path: "/things/{id}",
    input: z.object({ id: z.string().describe("Its id") }),
    output: Thing,
    run: async (_context, { id }) => {
      const thing = things.get(id);
      if (thing === undefined) throw new AppError("not-found", `there is no thing ${id}`);
      return thing;
    },
  });
  const summary = defineQuery({
    ...common,
    name: "thing.summarise",
    path: "/things/summary",
    input: z.object({}),
    output: z.object({ count: z.number() }),
    run: async () => ({ count: things.size }),
  });
  const create = defineCommand({
    ...changing,
    name: "thing.create",
    method: "POST",
    path: "/things",
    status: 201,
    input: z.object({
      label: z.string().min(1).describe("What to call it"),
      parts: z
        .array(z.object({ name: z.string() }))
        .optional()
        .describe("What it is made of"),
      notes: z.record(z.string(), z.unknown()).optional().describe("Anything else"),
    }),
    output: Thing,
    run: async (_context, { label }) => {
      const thing = { id: createId(), label };
      things.set(thing.id, thing);
      return thing;
    },
  });
  const decide = defineCommand({
    ...changing,
    name: "thing.approve",
    method: "POST",
    path: "/things/{id}/approve",
    status: 200,
    input: z.object({ id: z.string() }),
    output: Thing,
    run: async (_context, { id }) => {
      throw new AppError("conflict", `${id} was decided by ben@example.com`, {
        details: { facts: { decided_by: "ben@example.com" } },
      });
    },
  });
  const start = defineCommand({
    ...changing,
    name: "thing.start",
    method: "POST",
    path: "/things/{id}/start",
    status: 202,
    input: z.object({ id: z.string() }),
    output: z.object({ thing_id: z.string() }),
    run: async (_context, { id }) => ({ thing_id: id }),
  });
  const breaking = defineCommand({
    ...changing,
    name: "thing.delete",
    method: "DELETE",
    path: "/things/{id}",
    status: 200,
    isTool: false,
    input: z.object({ id: z.string() }),
    output: Thing,
    run: async () => {
      throw new Error("a bug with a secret inside");
    },
  });
  const busy = defineQuery({
    ...common,
    name: "weather.get",
    path: "/weather",
    input: z.object({}),
    output: z.object({}),
    run: async () => {
      throw new AppError("unavailable", "the weather is elsewhere", { details: { retryAfterMs: 2_500 } });
    },
  });
  return { operations: [list, get, summary, create, decide, start, breaking, busy] as AnyOperation[], things };
}
