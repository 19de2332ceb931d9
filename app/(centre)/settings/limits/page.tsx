/** What agents may do without asking, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { agentsQuery } from "#components/agents/agent-data.ts";
import { workspaceQuery } from "#components/settings/settings-data.ts";
import { effectKinds } from "#lib/kernel/effects.ts";
import { agentList } from "#lib/operations/agent.ts";
import { workspaceGet } from "#lib/operations/workspace.ts";
import { Prefetched } from "../../prefetched.tsx";
import { LimitsView } from "./limits-view.tsx";

export const metadata: Metadata = { title: "Limits" };

export default function LimitsPage() {
  const irreversible = Object.values(effectKinds)
    .filter(effect => effect.isIrreversible)
    .map(({ kind, title }) => ({ kind, title }));
  return (
    <Prefetched
      reads={[
        { key: workspaceQuery.queryKey, read: () => perform(workspaceGet, {}) },
        { key: agentsQuery.queryKey, read: () => perform(agentList, {}) },
      ]}
    >
      <LimitsView irreversible={irreversible} />
    </Prefetched>
  );
}
