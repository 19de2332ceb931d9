/** The registry of agents: one line for each. */
import type { AgentDefinition } from "#lib/kernel/define.ts";
import { outreach } from "./outreach/agent.ts";
import { prospect } from "./prospect/agent.ts";
import { trends } from "./trends/agent.ts";

export const agents: AgentDefinition[] = [prospect, trends, outreach];
