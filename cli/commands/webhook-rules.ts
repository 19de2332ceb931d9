/** Owns `webhooks rules`: what a kind of event leads to. */
import type { Command } from "commander";
import { refuseUsage } from "../failure.ts";
import type { Output } from "../output.ts";
import { collect, readPairs } from "../params.ts";
import type { WebhookRule } from "../rows.ts";
import { openSession } from "../session.ts";

type Adding = {
  type?: string;
  when?: string[];
  contact?: string[];
  overwrite?: boolean;
  task?: string;
  param?: string[];
  position?: string;
};

export function addRuleCommands(webhooks: Command): void {
  const rules = webhooks.command("rules").description("what an event leads to");
  rules
    .command("list")
    .description("the rules of a source, in their order")
    .argument("<source>", "the source's id")
    .action(async (id: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      showRules(output, (await api.call<{ data: WebhookRule[] }>("webhook.list-rules", { id })).data);
    });
  rules
    .command("add")
    .description("a new rule: note a contact, run a task, or both")
    .argument("<source>", "the source's id")
    .argument("<name>", "what it is for, like A new lead")
    .option("--type <type>", "only events of this type; lead.* for all that begin so")
    .option("--when <path=value>", "only when this stands there; repeat for more", collect)
    .option(
      "--contact <field=path>",
      "note a contact: email=data.email; repeat for more, anything else is kept by its name",
      collect,
    )
    .option("--overwrite", "replace what is known of a contact, instead of only filling what is empty")
    .option("--task <domain.task>", "the task to run")
    .option(
      "--param <name=value>",
      "a parameter of it: a value, @data.id for a place in the event, @contact for the contact's id",
      collect,
    )
    .option("--position <number>", "its place, lowest first")
    .action(async (id: string, name: string, options: Adding, command: Command) => {
      const rule = {
        id,
        name,
        event_type: options.type,
        position: options.position,
        conditions: (options.when ?? []).map(pair => {
          const [path, value] = splitPair(pair, "--when");
          return { path, operator: "equals", value };
        }),
        contact_fields: options.contact?.map(readContactField),
        may_overwrite: options.overwrite,
        task: options.task,
        params: Object.entries(readPairs(options.param ?? [], "--param")).map(readParam),
      };
      const { api, output } = await openSession(command);
      const made = await api.call<WebhookRule>("webhook.create-rule", rule);
      output.item(made, () => made.id);
    });
  for (const [verb, isEnabled, description] of [
    ["disable", false, "no longer ask a rule"],
    ["enable", true, "ask it again"],
  ] as const) {
    rules
      .command(verb)
      .description(description)
      .argument("<id>", "the rule's id")
      .action(async (id: string, _options, command: Command) => {
        const { api, output } = await openSession(command);
        const rule = await api.call<WebhookRule>("webhook.update-rule", { id, is_enabled: isEnabled });
        output.item(rule, () => `${rule.name}: ${rule.is_enabled ? "on" : "off"}`);
      });
  }
  rules
    .command("delete")
    .description("take a rule away")
    .argument("<id>", "the rule's id")
    .action(async (id: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const rule = await api.call<WebhookRule>("webhook.delete-rule", { id });
      output.item(rule, () => `deleted: ${rule.name}`);
    });
}

const contactFields = ["name", "email", "phone", "company", "job_title", "time_zone", "external_id", "email_consent"];

function readContactField(pair: string): { field: string; path: string; label?: string } {
  const [field, path] = splitPair(pair, "--contact");
  return contactFields.includes(field) ? { field, path } : { field: "attribute", path, label: field };
}

function readParam([name, value]: [string, unknown]): Record<string, unknown> {
  if (value === "@contact") return { name, from: "contact" };
  if (typeof value === "string" && value.startsWith("@")) return { name, from: "payload", path: value.slice(1) };
  return { name, from: "constant", value };
}

function splitPair(pair: string, option: string): [string, string] {
  const at = pair.indexOf("=");
  if (at < 1) throw refuseUsage(`${option} takes name=value, not "${pair}"`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function showRules(output: Output, rules: readonly WebhookRule[]): void {
  output.rows(
    rules,
    [
      ["ID", rule => rule.id],
      ["NAME", rule => rule.name],
      ["STATE", rule => (rule.is_enabled ? "on" : "off")],
      ["TYPE", rule => rule.event_type ?? "any"],
      ["CONTACT", rule => (rule.contact_fields === null ? "" : "noted")],
      ["RUNS", rule => rule.task ?? ""],
    ],
    "This source has no rules: what comes in is kept and leads to nothing.",
  );
}
