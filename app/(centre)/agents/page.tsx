/** Every agent, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { agentsQuery } from "#components/agents/agent-data.ts";
import { agentList } from "#lib/operations/agent.ts";
import { Prefetched } from "../prefetched.tsx";
import { AgentsView } from "./agents-view.tsx";

export const metadata: Metadata = { title: "Agents" };

export default function AgentsPage() {
  return (
    <Prefetched reads={[{ key: agentsQuery.queryKey, read: () => perform(agentList, {}) }]}>
      <AgentsView />
    </Prefetched>
  );
}
