/** What models may cost and did cost, read on the server. */
import type { Metadata } from "next";
import { perform } from "#app/session/perform.ts";
import { agentsQuery } from "#components/agents/agent-data.ts";
import { spendQuery, workspaceQuery } from "#components/settings/settings-data.ts";
import { agentList } from "#lib/operations/agent.ts";
import { spendGet } from "#lib/operations/spend.ts";
import { workspaceGet } from "#lib/operations/workspace.ts";
import { Prefetched } from "../../prefetched.tsx";
import { BudgetView } from "./budget-view.tsx";

export const metadata: Metadata = { title: "Budget" };

export default function BudgetPage() {
  return (
    <Prefetched
      reads={[
        { key: workspaceQuery.queryKey, read: () => perform(workspaceGet, {}) },
        { key: spendQuery.queryKey, read: () => perform(spendGet, {}) },
        { key: agentsQuery.queryKey, read: () => perform(agentList, {}) },
      ]}
    >
      <BudgetView />
    </Prefetched>
  );
}
