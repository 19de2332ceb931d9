/** Owns `webhooks`: who may call in from outside, what a call leads to, and what came. A secret is never an argument. */
import { type Command, Option } from "commander";
import { type Output, writeAge } from "../output.ts";
import { readCount, readObject } from "../params.ts";
import type { WebhookEvent, WebhookSource, WebhookTrial } from "../rows.ts";
import { openSession } from "../session.ts";
import { addRuleCommands } from "./webhook-rules.ts";

type Adding = { kind: string; publicUrl?: string };
type Rotating = { publicUrl?: string; overlap?: string };

export function addWebhookCommands(program: Command): void {
  const webhooks = program
    .command("webhooks")
    .description("calls from outside: sources, rules, and what came in")
    .addHelpText("after", "\nA secret or verification key that the sender has made is taken from WEBHOOK_SECRET.");
  addSourceCommands(webhooks);
  addRuleCommands(webhooks);
  addEventCommands(webhooks);
}

function addSourceCommands(webhooks: Command): void {
  webhooks
    .command("list")
    .description("the programs that may call in")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      showSources(output, await api.list<WebhookSource>("webhook.list", {}, 1_000));
    });
  webhooks
    .command("add")
    .description("open an address for one program; its secret is told once")
    .argument("<name>", "who calls, like Sign-up form")
    .addOption(
      new Option("--kind <kind>", "how calls are proved")
        .choices(["standard", "sendgrid", "telegram"])
        .default("standard"),
    )
    .option("--public-url <address>", "telegram: where this installation is reached from outside")
    .action(async (name: string, { kind, publicUrl }: Adding, command: Command) => {
      const { api, output } = await openSession(command);
      const made = await api.call<WebhookSource>("webhook.create", {
        name,
        kind,
        secret: readOwnSecret(),
        public_url: publicUrl,
      });
      tellSecret(output, made);
    });
  webhooks
    .command("rotate")
    .description("give a source a new secret; the one before stays good for a while")
    .argument("<id>")
    .option("--overlap <minutes>", "how long the one before stays good; a day unless given")
    .option("--public-url <address>", "telegram: where this installation is reached from outside")
    .action(async (id: string, { overlap, publicUrl }: Rotating, command: Command) => {
      const { api, output } = await openSession(command);
      const input = { id, secret: readOwnSecret(), overlap_minutes: overlap, public_url: publicUrl };
      tellSecret(output, await api.call<WebhookSource>("webhook.rotate", input));
    });
  for (const [verb, isEnabled, description] of [
    ["disable", false, "refuse every call to a source"],
    ["enable", true, "take its calls again"],
  ] as const) {
    webhooks
      .command(verb)
      .description(description)
      .argument("<id>")
      .action(async (id: string, _options, command: Command) => {
        const { api, output } = await openSession(command);
        const source = await api.call<WebhookSource>("webhook.update", { id, is_enabled: isEnabled });
        output.item(source, () => `${source.name}: ${source.is_enabled ? "on" : "off"}`);
      });
  }
  webhooks
    .command("test")
    .description("say what an event would lead to; nothing is stored or run")
    .argument("<id>", "the source's id")
    .option("--payload <json>", "the event as the sender would send it; a sample unless given")
    .option("--event <id>", "a stored event instead")
    .action(async (id: string, options: { payload?: string; event?: string }, command: Command) => {
      const payload = options.payload === undefined ? undefined : readObject(options.payload, "--payload");
      const { api, output } = await openSession(command);
      const input = { id, payload, event_id: options.event };
      const result = await api.call<{ data: WebhookTrial[]; is_wanted: boolean }>("webhook.test", input);
      output.rows(
        result.data,
        [
          ["RULE", trial => trial.rule_name],
          ["FITS", trial => (trial.is_match ? "yes" : "no")],
          ["RUNS", trial => (trial.is_match ? (trial.task ?? "") : "")],
          ["WITH", trial => (trial.params === null ? "" : JSON.stringify(trial.params))],
          ["BECAUSE", trial => trial.mismatch ?? trial.problems.join("; ")],
        ],
        "This source has no rules.",
      );
      if (!result.is_wanted) output.say("No rule wants it: it would be kept in the log and lead to nothing.");
    });
}

function addEventCommands(webhooks: Command): void {
  webhooks
    .command("events")
    .description("what came in, newest first")
    .option("--source <id>", "only of this source")
    .option("--verdict <verdict>", "acted, noted, no-rule or failed")
    .option("-n, --limit <count>", "how many at most", readCount("--limit", 100_000), 50)
    .action(async (options: { source?: string; verdict?: string; limit: number }, command: Command) => {
      const { api, output } = await openSession(command);
      const filters = { source_id: options.source, verdict: options.verdict };
      const rows = await api.list<WebhookEvent>("webhook.list-events", filters, options.limit);
      output.rows(
        rows,
        [
          ["ID", row => row.id],
          ["TYPE", row => row.event_type],
          ["VERDICT", row => row.verdict],
          ["LED TO", describeOutcomes],
          ["RECEIVED", row => writeAge(row.received_at)],
        ],
        "Nothing has come in.",
      );
    });
  webhooks
    .command("event")
    .description("one event as it was received")
    .argument("<id>")
    .action(async (id: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const event = await api.call<WebhookEvent & { body: string }>("webhook.get-event", { id });
      output.item(event, () =>
        [`${output.bold(event.event_type)}  ${event.verdict}`, describeOutcomes(event), "", event.body].join("\n"),
      );
    });
  webhooks
    .command("replay")
    .description("have a stored event handled again, by the rules of today")
    .argument("<id>")
    .action(async (id: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const event = await api.call<WebhookEvent>("webhook.replay", { id });
      output.item(event, () => event.verdict);
      output.say(describeOutcomes(event));
    });
}

/** The sender's own secret, where it has one: arguments can be read by others on the machine. */
function readOwnSecret(): string | undefined {
  return process.env.WEBHOOK_SECRET || undefined;
}

function showSources(output: Output, sources: readonly WebhookSource[]): void {
  output.rows(
    sources,
    [
      ["ID", source => source.id],
      ["NAME", source => source.name],
      ["KIND", source => source.kind],
      ["STATE", source => (source.is_enabled ? "on" : "off")],
      ["PATH", source => source.path],
      ["LAST CALL", source => writeAge(source.last_received_at) || "never"],
      ["REFUSED", source => String(source.refused)],
    ],
    "Nobody outside may call in yet: quarterdeck webhooks add.",
  );
}

function tellSecret(output: Output, source: WebhookSource): void {
  output.item(source, () => [source.path, ...(source.secret == null ? [] : [source.secret])].join("\n"));
  if (source.secret != null) output.say("The secret is told only now: keep it where the sender keeps its secrets.");
}

function describeOutcomes({ outcomes }: WebhookEvent): string {
  return outcomes
    .map(one => one.error ?? one.note ?? [one.rule_name, one.task].filter(part => part !== null).join(" → "))
    .join("; ");
}
