/** An app of its own beside the product's worker, on the same engine through the official client: functions of several steps, each execution written down. */
import { appendFileSync } from "node:fs";
import { Inngest } from "inngest";
import { createServer } from "inngest/node";

const { STEPS_PORT, STEPS_JOURNAL = "", INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = process.env;

// The end of whoever started it is the end of its input.
process.stdin.on("end", () => process.exit()).resume();

const client = new Inngest({
  id: "faults",
  baseUrl: INNGEST_BASE_URL,
  eventKey: INNGEST_EVENT_KEY,
  signingKey: INNGEST_SIGNING_KEY,
  isDev: false,
});

async function execute(event: { id?: string }, step: string): Promise<string> {
  appendFileSync(STEPS_JOURNAL, `${event.id} ${step}\n`);
  // Long enough that a kill finds some of them under way.
  await new Promise(resolve => setTimeout(resolve, 20));
  return step;
}

const three = client.createFunction(
  { id: "three", triggers: [{ event: "faults/three" }], concurrency: 40 },
  async ({ event, step }) => {
    await step.run("one", () => execute(event, "1"));
    await step.run("two", () => execute(event, "2"));
    return step.run("three", () => execute(event, "3"));
  },
);

const mixed = client.createFunction(
  { id: "mixed", triggers: [{ event: "faults/mixed" }], concurrency: 40 },
  async ({ event, step }) => {
    await step.run("one", () => execute(event, "1"));
    await step.sleep("nap", "1s");
    await Promise.all([
      step.run("two", () => execute(event, "2")),
      step.run("other two", () => execute(event, "2 as well")),
    ]);
    return step.run("three", () => execute(event, "3"));
  },
);

const everyMinute = client.createFunction(
  { id: "every-minute", triggers: [{ cron: "* * * * *" }] },
  async ({ event }) => {
    appendFileSync(STEPS_JOURNAL, `tick-${event.ts} 3\n`);
  },
);

createServer({ client, functions: [three, mixed, everyMinute] }).listen(Number(STEPS_PORT), "127.0.0.1");
