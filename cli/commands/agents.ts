/** Owns `agents`: list, show, pause, resume, set. */
import { type Command, Option } from "commander";
import { refuseUsage } from "../failure.ts";
import type { Output } from "../output.ts";
import { collect, readPairs } from "../params.ts";
import type { Agent, AgentDetail } from "../rows.ts";
import { openSession } from "../session.ts";

type Changes = { autonomy?: string; setting?: string[]; dailyBudget?: string };

export function addAgentCommands(program: Command): void {
  const agents = program.command("agents").description("who works here, and what they may do");
  agents
    .command("list")
    .description("every agent with its state")
    .action(async (_options, command: Command) => {
      const { api, output } = await openSession(command);
      const { data } = await api.call<{ data: Agent[] }>("agent.list");
      showAgents(output, data);
    });
  agents
    .command("show")
    .description("what an agent can do and how it is set")
    .argument("<domain>")
    .action(async (domain: string, _options, command: Command) => {
      const { api, output } = await openSession(command);
      const agent = await api.call<AgentDetail>("agent.get", { domain });
      output.item(agent, () =>
        [
          `${output.bold(agent.name)}  ${agent.status}, ${agent.autonomy}`,
          agent.purpose,
          "",
          ...agent.tasks.map(task => `${task.name.padEnd(28)} ${task.purpose}`),
          "",
          `settings: ${JSON.stringify(agent.settings, null, 2)}`,
        ].join("\n"),
      );
    });
  for (const [verb, endpoint, description] of [
    ["pause", "agent.pause", "it takes no new task and makes no effect"],
    ["resume", "agent.resume", "it works again"],
  ] as const) {
    agents
      .command(verb)
      .description(description)
      .argument("<domain>")
      .action(async (domain: string, _options, command: Command) => {
        const { api, output } = await openSession(command);
        const agent = await api.call<Agent>(endpoint, { domain });
        output.item(agent, () => agent.status);
      });
  }
  agents
    .command("set")
    .description("change an agent's autonomy, settings or budget")
    .argument("<domain>")
    .addOption(
      new Option("--autonomy <level>", "manual suggests, copilot asks, autopilot acts inside its limits").choices([
        "manual",
        "copilot",
        "autopilot",
      ]),
    )
    .option("--setting <name=value>", "one setting; repeat for more", collect)
    .option("--daily-budget <usd>", "the most its model calls may cost a day in US dollars, or none")
    .action(async (domain: string, changes: Changes, command: Command) => {
      const budget = readBudget(changes.dailyBudget);
      const settings = changes.setting === undefined ? undefined : readPairs(changes.setting, "--setting");
      if (changes.autonomy === undefined && settings === undefined && budget === undefined) {
        throw refuseUsage("say what to change: --autonomy, --setting or --daily-budget");
      }
      const { api, output } = await openSession(command);
      // The API takes all settings at once, so that nobody changes one without having seen the others.
      const before =
        settings === undefined ? undefined : (await api.call<AgentDetail>("agent.get", { domain })).settings;
      const agent = await api.call<Agent>("agent.update", {
        domain,
        autonomy: changes.autonomy,
        settings: settings === undefined ? undefined : { ...before, ...settings },
        daily_budget_micros: budget,
      });
      showAgents(output, [agent]);
    });
}

function showAgents(output: Output, agents: readonly Agent[]): void {
  output.rows(
    agents,
    [
      ["AGENT", agent => agent.domain],
      ["STATUS", agent => agent.status],
      ["AUTONOMY", agent => agent.autonomy],
      ["TODAY", agent => String(agent.tasks_today)],
      ["WAITING", agent => String(agent.waiting_approvals)],
      ["PURPOSE", agent => agent.purpose],
    ],
    "This workspace has no agents yet.",
  );
}

function readBudget(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === "none") return null;
  const dollars = Number(text);
  if (text.trim() === "" || !Number.isFinite(dollars) || dollars < 0)
    throw refuseUsage(`--daily-budget takes dollars like 2.50, or none, not "${text}"`);
  return Math.round(dollars * 1_000_000);
}
