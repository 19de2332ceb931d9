/** Through what an agent would act: each capability with the connection that serves it, and whether anything leaves. */
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import type { AgentDetail } from "./agent-data.ts";

export function CapabilitiesCard({ agent }: { agent: AgentDetail }) {
  return (
    <Card aria-label="Connections">
      <CardHeader title="Connections" />
      <CardBody className="flex flex-col gap-3">
        {agent.capabilities.length === 0 ? (
          <p className="text-muted text-sm">This agent works inside the house only: it needs no connection.</p>
        ) : (
          agent.capabilities.map(use => (
            <div key={use.capability} className="flex flex-col gap-0.5">
              <div className="flex items-center gap-2">
                <span className="min-w-0 flex-1 truncate text-sm">
                  <span className="font-medium">{use.capability}</span>
                  <span className="text-muted"> through {use.title ?? "nothing yet"}</span>
                </span>
                {use.connector === null ? (
                  <Badge tone="warn">Not connected</Badge>
                ) : use.is_local ? (
                  <Badge tone="info">Kept here, not sent</Badge>
                ) : (
                  <Badge tone="ok">Connected</Badge>
                )}
              </div>
              <p className="text-muted text-xs">{describeUse(use)}</p>
            </div>
          ))
        )}
        <p className="text-muted text-xs">Reads and writes: {agent.tables.join(", ")}</p>
      </CardBody>
    </Card>
  );
}

function describeUse(use: AgentDetail["capabilities"][number]): string {
  if (use.connector === null) return "Nothing serves this. What the agent proposes waits until a vendor is connected.";
  if (use.is_local) {
    return "What you approve is kept in the product, for you to see. Nobody receives it until a vendor is connected.";
  }
  return "What you approve leaves the house through this connection, once.";
}
