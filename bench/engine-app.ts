/** The app whose functions the bench of the engine runs: a process of its own, served by the official SDK on a plain Node server. */
import { createServer } from "inngest/node";
import { createEngineClient } from "#testing/engine.ts";

const [enginePort, port] = process.argv.slice(2).map(Number);
/** Calls of `slow` that wait to be let go. */
const held = new Map<string, () => void>();
const tell = (what: "started" | "done", id: string | undefined) => process.send?.({ what, id: id ?? "" });

process.on("message", (id: string) => held.get(id)?.());
process.once("disconnect", () => process.exit(0));

const client = createEngineClient(enginePort ?? 0);

function createSteps(count: number) {
  return client.createFunction(
    { id: `steps-${count}`, triggers: [{ event: `bench/steps-${count}` }] },
    async ({ event, step }) => {
      for (let index = 1; index < count; index += 1) await step.run(`step ${index}`, () => index);
      await step.run("last", () => tell("done", event.id));
    },
  );
}

/** Limited as an agent is: five at once in a workspace, 25 in all. */
const shared = client.createFunction(
  {
    id: "shared",
    triggers: [{ event: "bench/shared" }],
    concurrency: [{ limit: 5, key: "event.data.workspace" }, { limit: 25 }],
  },
  async ({ event, step }) => {
    await step.run("work", () => tell("done", event.id));
  },
);

const slow = client.createFunction({ id: "slow", triggers: [{ event: "bench/slow" }] }, async ({ event, step }) => {
  await step.run("hold", async () => {
    tell("started", event.id);
    await new Promise<void>(resolve => held.set(event.id ?? "", resolve));
  });
  tell("done", event.id);
});

const functions = [createSteps(1), createSteps(3), createSteps(10), shared, slow];
createServer({ client, functions }).listen(port, "127.0.0.1");
