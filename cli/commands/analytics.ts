/** Owns `analytics`: what the agents achieved in the last days, as a table, as CSV or as JSON. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Output } from "../output.ts";
import type { Analytics, AnalyticsFigures, AnalyticsShare } from "../rows.ts";
import { openSession } from "../session.ts";

type Options = { days: number; agent?: string; csv?: true | "day" | "agent" | "reason" };

export function addAnalyticsCommand(program: Command): void {
  program
    .command("analytics")
    .description("success, approvals, responses and cost of the last days, with what each rate likely is")
    .option("--days <count>", "how many days up to today (UTC)", readDays, 30)
    .option("--agent <domain>", "only this agent")
    .addOption(
      new Option("--csv [table]", "write CSV: per day, agent or reason")
        .choices(["day", "agent", "reason"])
        .preset("day"),
    )
    .action(async ({ days, agent, csv }: Options, command: Command) => {
      const { api, output } = await openSession(command);
      const input = { days, domain: agent };
      if (csv !== undefined) {
        process.stdout.write(await api.read("analytics.export", { ...input, per: csv }));
        return;
      }
      const analytics = await api.call<Analytics>("analytics.get", input);
      if (output.isJson) output.item(analytics, () => "");
      else tell(output, analytics);
    });
}

function tell(output: Output, { range, totals, agents }: Analytics): void {
  output.say(`${range.from} to ${range.to} (UTC). Below ten, rates are told as counts.`);
  if (range.uncounted_days.length > 0) {
    output.say(
      `${range.uncounted_days.length} past days are still to be counted and are in no figure; this takes some minutes.`,
    );
  }
  const lines =
    agents.length === 0 ? [] : [...agents.map(agent => [agent.domain, agent] as const), ["in all", totals] as const];
  output.rows(
    lines,
    [
      ["agent", ([name]) => name],
      ["tasks", ([, figures]) => String(figures.success.whole)],
      ["success", ([, figures]) => writeShare(figures.success)],
      ["approved", ([, figures]) => writeShare(figures.approval)],
      ["edited", ([, figures]) => writeShare(figures.edited)],
      ["answered", ([, figures]) => writeResponse(figures)],
      ["cost", ([, figures]) => `$${(figures.counts.cost_micros / 1_000_000).toFixed(2)}`],
    ],
    "Nothing happened in these days.",
  );
}

/** "87 % (79 to 92)", or "3 of 4". */
function writeShare({ part, whole, rate, low, high, is_few }: AnalyticsShare): string {
  if (rate === null || low === null || high === null) return "";
  if (is_few) return `${part} of ${whole}`;
  const percent = (share: number) => Math.round(share * 100);
  return `${percent(rate)} % (${percent(low)} to ${percent(high)})`;
}

function writeResponse({ response, responses_open }: AnalyticsFigures): string {
  const open = responses_open.addressed > 0 ? `${responses_open.addressed} still open` : "";
  return [writeShare(response), open].filter(text => text !== "").join(", ");
}

function readDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 366) return days;
  throw new InvalidArgumentError("Give a number of days, up to 366.");
}
