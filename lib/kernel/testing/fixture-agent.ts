/** An agent for tests only: it does what its params say, so that every path of the kernel can be taken on purpose. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { type AgentDefinition, defineAgent, defineTask } from "../define.ts";

const Settings = z.object({ greeting: z.string().default("Hello") });

const echo = defineTask({
  name: "echo",
  title: "Echo",
  purpose: "Returns what it was given.",
  settings: Settings,
  params: z.object({ text: z.string().min(1).default("hi").describe("What to return") }),
  result: z.object({ text: z.string() }),
  run: async (ctx, params) => {
    ctx.decide("complete", `Returned ${params.text}.`, { confidence: 1 });
    return { text: params.text };
  },
});

const write = defineTask({
  name: "write",
  title: "Write to people",
  purpose: "Proposes one e-mail to each address.",
  settings: Settings,
  params: z.object({
    to: z.array(z.string()).default(["ada@example.com"]).describe("Addresses"),
    untrusted: z.boolean().default(false).describe("Whether text from outside went in"),
  }),
  result: z.object({ proposed: z.number() }),
  effects: ["email.send"],
  promises: { proposals: result => result.proposed },
  run: async (ctx, params) => {
    for (const recipient of params.to) {
      ctx.propose({
        effect: "email.send",
        recipient,
        payload: { subject: ctx.settings.greeting, text: `${ctx.settings.greeting}, ${recipient}` },
        why: "The test asked for it.",
        sources: [],
        author: { kind: "template", name: "fixture" },
        isUntrusted: params.untrusted,
      });
    }
    return { proposed: params.to.length };
  },
});

const fail = defineTask({
  name: "fail",
  title: "Fail",
  purpose: "Fails in the way it is told to.",
  settings: Settings,
  params: z.object({
    how: z.enum(["refused", "bug", "unavailable", "wrong-result", "nothing-made"]).describe("How to fail"),
  }),
  result: z.object({ made: z.number() }),
  effects: ["email.send"],
  promises: { outputs: result => result.made },
  run: async (ctx, params) => {
    ctx.apply(session => session.updateTable("contacts").set({ score: 1 }).execute());
    if (params.how === "refused") throw new AppError("invalid", "the fixture refuses");
    if (params.how === "unavailable") throw new AppError("unavailable", "the fixture is not there");
    if (params.how === "bug") throw new TypeError("the fixture broke with secret words");
    // The wrong shape on purpose: the kernel must not believe a task's types.
    if (params.how === "wrong-result") return JSON.parse('{"made":"many"}');
    return { made: 1 };
  },
});

const ask = defineTask({
  name: "ask",
  title: "Ask a colleague",
  purpose: "Sends itself or another agent a message.",
  settings: Settings,
  params: z.object({
    to: z.string().default("echoer").describe("A domain"),
    turn: z.number().int().default(0).describe("How often so far"),
  }),
  result: z.object({ turn: z.number() }),
  handles: ["fixture.ask"],
  run: async (ctx, params) => {
    ctx.send({
      type: "request",
      topic: "fixture.ask",
      to: params.to,
      body: "Your turn",
      payload: { to: params.to, turn: params.turn + 1 },
    });
    return { turn: params.turn };
  },
});

const remember = defineTask({
  name: "remember",
  title: "Remember",
  purpose: "Counts in memory.",
  settings: Settings,
  params: z.object({ expected: z.number().int().optional().describe("The version to replace") }),
  result: z.object({ count: z.number() }),
  run: async (ctx, params) => {
    const entry = await ctx.memory.get("fixture", "count");
    const count = Number(entry?.value ?? 0) + 1;
    ctx.memory.put("fixture", "count", count, { expectedVersion: params.expected ?? entry?.version ?? 0 });
    return { count };
  },
});

const steps = defineTask({
  name: "steps",
  title: "Work in steps",
  purpose: "Counts its durable steps.",
  settings: Settings,
  params: z.object({}),
  result: z.object({ values: z.array(z.number()) }),
  isStepwise: true,
  run: async ctx => ({ values: [await ctx.step("one", async () => 1), await ctx.step("two", async () => 2)] }),
});

const postpone = defineTask({
  name: "postpone",
  title: "Postpone",
  purpose: "Leaves its work to a later task of its own.",
  settings: Settings,
  params: z.object({
    key: z.string().default("tomorrow").describe("The name of the later task"),
    minutes: z.number().default(60).describe("How much later"),
  }),
  result: z.object({}),
  run: async (ctx, { key, minutes }) => {
    ctx.later({ task: "echo", params: { text: key }, at: new Date(ctx.clock.now().getTime() + minutes * 60_000), key });
    return {};
  },
});

/** The fixture under a domain and an autonomy. */
export function createFixtureAgent(
  domain = "echoer",
  autonomy: AgentDefinition["autonomy"] = "copilot",
): AgentDefinition {
  return defineAgent({
    domain,
    name: "Echoer",
    pack: "thinking",
    purpose: "Does what a test says.",
    autonomy,
    settings: Settings,
    capabilities: ["email"],
    tables: ["contacts"],
    tasks: [echo, write, fail, ask, remember, steps, postpone],
    limits: { concurrency: 5, retries: 2 },
  });
}
