/** Through what an agent would act: each capability with the connection that serves it, and whether anything leaves. */
import { nameCapabilities } from "#components/connections/connection-data.ts";
import { writeName } from "#components/tasks/value-words.ts";
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
                  <span className="font-medium">{capitalise(nameCapabilities([use.capability]))}</span>
                  {use.title === null ? null : <span className="text-muted"> through {use.title}</span>}
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
        <p className="text-muted text-xs">
          Reads and writes: {agent.tables.map(table => writeName(table).toLowerCase()).join(", ")}
        </p>
      </CardBody>
    </Card>
  );
}

/** What agents only read; nothing is proposed through it. */
const readOnly = new Set(["video-stats", "market-research", "web-search"]);

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function describeUse(use: AgentDetail["capabilities"][number]): string {
  if (use.connector === null) {
    return readOnly.has(use.capability)
      ? "Nothing is connected to read from. The agent works with what is here already, and says so."
      : "Nothing serves this. What the agent proposes waits until a vendor is connected.";
  }
  if (use.capability === "render") return "Made on this machine: nothing leaves the house.";
  if (readOnly.has(use.capability)) return "Read through this connection; nothing is sent by it.";
  if (use.is_local) {
    return "What you approve is kept in the product, for you to see. Nobody receives it until a vendor is connected.";
  }
  return "What you approve leaves the house through this connection, once.";
}
