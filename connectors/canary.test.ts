import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { ConnectorFactory } from "#lib/kernel/connector.ts";
import { defineAgent, defineTask } from "#lib/kernel/define.ts";
import { type EffectKind, effectKindNames, effectKinds } from "#lib/kernel/effects.ts";
import type { ReadableCapability } from "#lib/kernel/readings.ts";
import { operations } from "#lib/operations/list.ts";
import { type OperationsRig, openOperationsRig } from "#lib/operations/testing/operations-rig.ts";
import { dumpDatabase, findCanaries } from "#testing/canaries.ts";
import { connectorFactories } from "./index.ts";
import { remotionFactory } from "./remotion/connector.ts";
import type { ContractRig, StartContractRig, VendorState } from "./testing/contract-rig.ts";
import { openHouse } from "./testing/houses.ts";
import { sampleEffects } from "./testing/sample-effects.ts";
import { listSampleReadings, readableCapabilities } from "./testing/sample-readings.ts";

/** Everything that takes values, whether or not its packages are installed here. */
const factories = [...new Set([...connectorFactories, remotionFactory])].filter(
  ({ variables }) => variables.length > 0,
);
/** A vendor that works, one that repeats the credentials it refuses, one that fails, and one that is not there. */
const states = ["healthy", "unauthorized", "broken", "stopped"] as const satisfies readonly VendorState[];

const Settings = z.object({});

/** Proposes any effect and reads through anything, so that every connector is used as agents use it. */
const user = defineAgent({
  domain: "canary",
  name: "Canary",
  pack: "thinking",
  purpose: "Uses what is connected.",
  autonomy: "copilot",
  settings: Settings,
  capabilities: ["email", "post", "chat-alert", ...readableCapabilities.filter(name => name !== "post")],
  tables: [],
  tasks: [
    defineTask({
      name: "act",
      title: "Act",
      purpose: "Proposes one effect.",
      settings: Settings,
      params: z.object({ kind: z.enum(effectKindNames as [EffectKind, ...EffectKind[]]).describe("Which kind") }),
      result: z.object({}),
      effects: effectKindNames,
      async run(ctx, { kind }) {
        const { recipient, payload } = sampleEffects[kind];
        const author = { kind: "template", name: "canary" } as const;
        ctx.propose({ effect: kind, recipient, payload: payload as never, why: "It is tried.", sources: [], author });
        return {};
      },
    }),
    defineTask({
      name: "read",
      title: "Read",
      purpose: "Reads once.",
      settings: Settings,
      params: z.object({ capability: z.enum(readableCapabilities as [string, ...string[]]).describe("Through what") }),
      result: z.object({ found: z.array(z.string()) }),
      async run(ctx, params) {
        const capability = params.capability as ReadableCapability;
        const reader = await ctx.capability(capability);
        const found: string[] = [];
        for (const reading of listSampleReadings({ reads: { [capability]: reader ?? undefined } }))
          found.push(JSON.stringify(await reading.read({ signal: ctx.signal })));
        return { found };
      },
    }),
  ],
  limits: { concurrency: 5, retries: 0 },
});

let rig: OperationsRig;
const logged: string[] = [];
const answered: string[] = [];
const canaries = new Map<string, string>();
const rigs = new Map<string, ContractRig>();

beforeAll(async () => {
  const log = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  rig = await openOperationsRig({ agents: [user], factories, log });
  for (const { name } of factories) {
    const module: { startContractRig: StartContractRig } = await import(`./${name}/contract-rig.ts`);
    const vendor = await module.startContractRig();
    rigs.set(name, vendor);
    vendor.secrets.forEach((secret, index) => void canaries.set(`${name} ${index + 1}`, secret));
  }
  canaries.set("remotion 1", "canary-remotion-licence");
});
afterAll(async () => {
  await Promise.all([...rigs.values()].map(vendor => vendor.close()));
  await rig.close();
});

/** Values for a vendor in a state; one that has no vendor gets a canary too. */
function fill({ name }: ConnectorFactory, state: VendorState): Record<string, string> {
  if (name === "remotion") return { REMOTION_LICENSE: canaries.get("remotion 1") ?? "" };
  return rigs.get(name)?.environments[state] as Record<string, string>;
}

/** Calls an operation and keeps what it answered or refused with, as a caller sees it. */
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked through, and a wrong field fails the test.
async function call(operation: string, input: unknown = {}, idempotencyKey?: string): Promise<any> {
  const answer = await rig.call(operation, input, undefined, idempotencyKey).catch((error: unknown) => error);
  answered.push(answer instanceof Error ? JSON.stringify({ ...answer, text: answer.message }) : JSON.stringify(answer));
  return answer;
}

/** Runs a task to its end; as a caller sees it then. */
async function run(task: string, params: Record<string, string>): Promise<{ id: string; status: string }> {
  const id = await rig.dispatch({ task: `canary.${task}`, params });
  await rig.run(id).catch((error: unknown) => rig.kernel.log.error({ error }, "the run failed"));
  return call("task.get", { id });
}

/** Proposes an effect, approves it and delivers it; how the delivery ended. */
async function act(kind: EffectKind): Promise<string> {
  const { id: taskId } = await run("act", { kind });
  const { data } = await call("approval.list", { task_id: taskId });
  const approval = data.find((row: { task_id: string }) => row.task_id === taskId);
  const { delivery_id: id } = await call("approval.approve", { id: approval.id, digest: approval.digest });
  const outcome = await rig.deliver(id);
  await call("delivery.get", { id });
  return outcome.status === "ended" ? outcome.as : outcome.status;
}

/** Every list the product offers without being asked for anything in particular. */
async function askEverything(): Promise<void> {
  for (const operation of operations) {
    if (operation.kind === "query" && operation.input.safeParse({}).success) await call(operation.name);
  }
}

async function findEverywhere(): Promise<string[]> {
  const places = [
    ...(await dumpDatabase(rig.adminUrl)),
    ["the log", logged.join("\n")] as const,
    ["the answers", answered.join("\n")] as const,
  ];
  return places.flatMap(([place, text]) => findCanaries(text, canaries).map(found => `${place}: ${found}`));
}

describe("Planted secrets", () => {
  test("stand in for every secret that any vendor needs", () => {
    const bare = factories.flatMap(factory =>
      factory.variables
        .filter(({ name, isSecret }) => {
          const value = fill(factory, "healthy")[name];
          return isSecret && value !== undefined && ![...canaries.values()].some(canary => value.includes(canary));
        })
        .map(({ name }) => name),
    );
    expect(bare).toEqual([]);
    const unset = factories.flatMap(factory =>
      factory.variables.filter(({ name, isSecret }) => isSecret && !(name in fill(factory, "healthy"))),
    );
    expect(unset).toEqual([]);
  });

  test("are found in every form and in every table by the search that finds none below", async () => {
    const [[name, secret] = ["", ""]] = canaries;
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(`ada:${secret}!`).toString("base64")])
      expect(findCanaries(`before ${form} after`, canaries)).not.toEqual([]);
    const client = new pg.Client({ connectionString: rig.adminUrl });
    await client.connect();
    await client.query("create table private.planted (text jsonb)");
    await client.query("insert into private.planted values (jsonb_build_object('said', $1::text))", [secret]);
    expect((await findEverywhere()).filter(found => found.startsWith("private.planted: "))).toContain(
      `private.planted: ${name} plain`,
    );
    await client.query("drop table private.planted");
    await client.end();
  });

  test.each(factories.map(factory => [factory.name, factory] as const))(
    "of %s leave the vault only towards the vendor, whatever it answers",
    async (name, factory) => {
      const made = effectKindNames.filter(kind => factory.capabilities.includes(effectKinds[kind].capability));
      const offered = factory.create(fill(factory, "healthy"), openHouse)?.reads ?? {};
      const read = readableCapabilities.filter(one => one in offered && one !== "render");
      const ends: Record<string, string[]> = {};
      for (const state of states) {
        const values = fill(factory, state);
        expect(await call("connector.connect", { name, values }, `${name}-${state}`)).toMatchObject({
          is_connected: true,
          owner: "workspace",
        });
        await call("connector.check", { name });
        const reached: string[] = [];
        for (const kind of made) reached.push(await act(kind));
        for (const capability of read) reached.push((await run("read", { capability })).status);
        ends[state] = reached;
        await call("connector.list");
        await call("activity.list");
      }
      const all = (delivery: string, task: string) => [...made.map(() => delivery), ...read.map(() => task)];
      expect(ends).toEqual({
        healthy: all("confirmed", "completed"),
        unauthorized: all("failed", "failed"),
        broken: all("unknown", "failed"),
        stopped: all("failed", "failed"),
      });
      expect(await findEverywhere()).toEqual([]);
      await call("connector.disconnect", { name });
    },
    120_000,
  );

  test.each(factories.map(factory => [factory.name, factory] as const))(
    "of %s are not repeated when what was given for them is refused",
    async (name, factory) => {
      for (const variable of factory.variables.filter(({ isSecret }) => isSecret)) {
        const broken = { ...fill(factory, "healthy"), [variable.name]: `${[...canaries.values()].join(" ")} ©\n` };
        await call("connector.connect", { name, values: broken });
      }
      await call("connector.connect", { name, values: { ...fill(factory, "healthy"), NOBODY_KNOWS: "this" } });
      await call("connector.disconnect", { name });
      const places = [["the log", logged.join("\n")] as const, ["the answers", answered.join("\n")] as const];
      expect(places.flatMap(([place, text]) => findCanaries(text, canaries).map(one => `${place}: ${one}`))).toEqual(
        [],
      );
    },
  );

  test("are in no answer of any list at the end, and nowhere in the database", async () => {
    const [first] = factories;
    if (first === undefined) throw new Error("there is no vendor");
    await call("connector.connect", { name: first.name, values: fill(first, "healthy") });
    await askEverything();
    expect(answered.length).toBeGreaterThan(100);
    expect(await findEverywhere()).toEqual([]);
  });
});
