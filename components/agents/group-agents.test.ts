import { describe, expect, it } from "vitest";
import type { AgentSummary } from "./agent-data.ts";
import { filterAgents, groupByPack } from "./group-agents.ts";

function makeAgent(domain: string, pack: string, purpose = ""): AgentSummary {
  return {
    domain,
    name: domain.charAt(0).toUpperCase() + domain.slice(1),
    pack,
    purpose,
    status: "idle",
    autonomy: "copilot",
    settings: {},
    daily_budget_micros: null,
    paused_at: null,
    has_sweep: false,
    tasks_today: 0,
    waiting_approvals: 0,
    running_tasks: 0,
    last_task: null,
  };
}

const agents = [
  makeAgent("partner", "thinking", "Plans and answers."),
  makeAgent("trends", "marketing", "Finds the niches that move."),
  makeAgent("outreach", "marketing", "Finds who is due for a message."),
  makeAgent("weaver", "unheard-of"),
];

describe("the list of agents", () => {
  it("groups them by pack in the product's order, by name within a pack, unknown packs last", () => {
    expect(groupByPack(agents).map(([pack, members]) => [pack, members.map(agent => agent.domain)])).toEqual([
      ["marketing", ["outreach", "trends"]],
      ["thinking", ["partner"]],
      ["unheard-of", ["weaver"]],
    ]);
  });

  it("finds an agent when every word is somewhere in its name, purpose or pack", () => {
    expect(filterAgents(agents, "Marketing NICHES").map(agent => agent.domain)).toEqual(["trends"]);
    expect(filterAgents(agents, "marketing partner")).toEqual([]);
    expect(filterAgents(agents, "  ")).toHaveLength(4);
  });
});
