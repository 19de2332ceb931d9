/** Finds agents by what they are called and do, and groups them by pack in a fixed order. */
import type { AgentSummary } from "./agent-data.ts";

const packOrder = ["marketing", "relationships", "studio", "agency", "thinking"];

export function namePack(pack: string): string {
  return pack.charAt(0).toUpperCase() + pack.slice(1);
}

/** Agents in which every word of the text appears. */
export function filterAgents(agents: readonly AgentSummary[], text: string): AgentSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return agents.filter(agent => {
    const said = `${agent.name} ${agent.domain} ${agent.purpose} ${agent.pack}`.toLowerCase();
    return words.every(word => said.includes(word));
  });
}

/** Packs in the product's order, unknown ones last; agents by name. */
export function groupByPack(agents: readonly AgentSummary[]): [string, AgentSummary[]][] {
  const byName = agents.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  const rank = (pack: string) => (packOrder.includes(pack) ? packOrder.indexOf(pack) : packOrder.length);
  return [...Map.groupBy(byName, agent => agent.pack)].sort(
    ([a], [b]) => rank(a) - rank(b) || a.localeCompare(b, "en"),
  );
}
