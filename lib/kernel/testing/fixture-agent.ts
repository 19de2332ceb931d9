/** An agent for tests only: it does what its params say, so that every path of the kernel can be taken on purpose. */
import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { createId } from "#lib/core/ids.ts";
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

const everything = defineTask({
  name: "everything",
  title: "Do everything",
  purpose: "Stages each kind of thing that a run can stage, as often as it is told.",
  settings: Settings,
  params: z.object({
    to: z.array(z.string()).default(["ada@example.com"]).describe("Whom to propose an e-mail to"),
    outputs: z.number().int().default(1).describe("Outputs, each with a file"),
    messages: z.number().int().default(1).describe("Messages to a colleague, each starting a task"),
    later: z.number().int().default(1).describe("Later tasks"),
    memories: z.number().int().default(1).describe("Memories"),
    contacts: z.array(z.string()).default([]).describe("Contacts to add, by name"),
    score: z.number().optional().describe("A score that every contact gets"),
    breaks: z.boolean().default(false).describe("Whether the last of its writes fails"),
  }),
  result: z.object({ proposed: z.number() }),
  effects: ["email.send"],
  takes: { contact: { to: "id" } },
  run: async (ctx, params) => {
    ctx.decide("plan", "Stage one of each.");
    for (const [index, recipient] of params.to.entries()) {
      const { value, author } = await ctx.compose({
        purpose: "write a line",
        schema: z.object({ text: z.string() }),
        template: () => ({ text: `Line ${index} to ${recipient}` }),
        instructions: "Write a line.",
        facts: { recipient },
      });
      const payload = { subject: "Everything", text: value.text };
      ctx.propose({ effect: "email.send", recipient, payload, why: "The test asked for it.", sources: [], author });
    }
    const author = { kind: "engine", name: "fixture" } as const;
    for (let index = 0; index < params.outputs; index += 1) {
      const content = { format: "markdown", text: `Text ${index}` };
      const outputId = ctx.output({ kind: "report", title: `Output ${index}`, content, author });
      ctx.file({ outputId, name: "file.txt", mimeType: "text/plain", bytes: Buffer.from(`Bytes ${index}`) });
    }
    const body = "Look";
    for (let index = 0; index < params.messages; index += 1) {
      const payload = { to: "echoer", turn: 100 + index };
      ctx.send({ type: "request", topic: "fixture.ask", to: "echoer", body, payload });
    }
    const at = new Date(ctx.clock.now().getTime() + 3_600_000);
    for (let index = 0; index < params.later; index += 1)
      ctx.later({ task: "echo", params: {}, at, key: `${ctx.task.id} ${index}` });
    for (let index = 0; index < params.memories; index += 1)
      ctx.memory.put("everything", `${ctx.task.id} ${index}`, index, { expectedVersion: 0 });
    const workspace_id = ctx.workspace.id;
    for (const name of params.contacts)
      ctx.apply(session => session.insertInto("contacts").values({ id: createId(), workspace_id, name }).execute());
    const { score } = params;
    if (score !== undefined) ctx.apply(session => session.updateTable("contacts").set({ score }).execute());
    if (params.breaks)
      ctx.apply(() => Promise.reject(new AppError("conflict", "the fixture's rows were changed by another run")));
    return { proposed: params.to.length };
  },
});

const meddle = defineTask({
  name: "meddle",
  title: "Meddle",
  purpose: "Writes while it reads, which only a task without a dry run may do.",
  settings: Settings,
  params: z.object({}),
  result: z.object({}),
  run: async ctx => {
    await ctx.query(session => session.updateTable("contacts").set({ score: 2 }).execute());
    return {};
  },
});

const read = defineTask({
  name: "read",
  title: "Read a vendor",
  purpose: "Reads the numbers of no post.",
  settings: Settings,
  params: z.object({}),
  result: z.object({ readings: z.number().nullable() }),
  run: async ctx => {
    const reader = await ctx.capability("post");
    return { readings: reader === null ? null : (await reader.readMetrics(["one"], { signal: ctx.signal })).length };
  },
});

const onlyReal = defineTask({
  name: "only-real",
  title: "Only for real",
  purpose: "Has no dry run.",
  settings: Settings,
  params: z.object({}),
  result: z.object({}),
  refusesDryRun: "the fixture says so",
  run: async () => ({}),
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
    tasks: [echo, write, fail, ask, remember, steps, postpone, everything, meddle, read, onlyReal],
    limits: { concurrency: 5, retries: 2 },
  });
}
