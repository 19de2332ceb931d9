/** The registry of agents: one line for each. */
import type { AgentDefinition } from "#lib/kernel/define.ts";
import { abTester } from "./ab-tester/agent.ts";
import { contentMix } from "./content-mix/agent.ts";
import { creators } from "./creators/agent.ts";
import { outreach } from "./outreach/agent.ts";
import { prospect } from "./prospect/agent.ts";
import { remotion } from "./remotion/agent.ts";
import { reporting } from "./reporting/agent.ts";
import { scheduler } from "./scheduler/agent.ts";
import { trends } from "./trends/agent.ts";
import { youtube } from "./youtube/agent.ts";

export const agents: AgentDefinition[] = [
  prospect,
  abTester,
  trends,
  outreach,
  remotion,
  reporting,
  scheduler,
  contentMix,
  creators,
  youtube,
];
