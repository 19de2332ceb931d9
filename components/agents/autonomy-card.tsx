"use client";
/** How much an agent may do by itself: changed at once, taken back when the server refuses, with an undo. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { type AgentDetail, type AgentSummary, type Autonomy, agentsQuery, readAgentQuery } from "./agent-data.ts";
import { autonomyLevels, nameAutonomy } from "./autonomy.ts";
import { Refusal } from "./refusal.tsx";

export function AutonomyCard({ agent }: { agent: AgentDetail }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Autonomy | null>(null);
  const key = readAgentQuery(agent.domain).queryKey;

  const change = useMutation({
    mutationFn: (autonomy: Autonomy) =>
      request<AgentSummary>(`/agents/${agent.domain}`, { method: "PATCH", body: { autonomy } }),
    onMutate: async autonomy => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<AgentDetail>(key);
      queries.setQueryData<AgentDetail>(key, old => (old ? { ...old, autonomy } : old));
      return { before };
    },
    onError: (_error, _autonomy, context) => queries.setQueryData(key, context?.before),
    onSettled: () => queries.invalidateQueries({ queryKey: agentsQuery.queryKey }),
  });

  async function set(autonomy: Autonomy) {
    const before = agent.autonomy;
    await change.mutateAsync(autonomy);
    showSuccess(`${agent.name} is on ${nameAutonomy(autonomy).toLowerCase()}`, {
      id: "autonomy",
      description: "What it proposes from now on follows this.",
      onUndo: async () => {
        await change.mutateAsync(before);
      },
    });
  }

  function choose(autonomy: Autonomy) {
    if (autonomy === agent.autonomy) return;
    if (autonomy === "autopilot") setAsked(autonomy);
    else void set(autonomy).catch(() => undefined);
  }

  const level = autonomyLevels.find(one => one.value === agent.autonomy);
  return (
    <Card aria-label="Autonomy">
      <CardHeader title="Autonomy" />
      <CardBody className="flex flex-col gap-2.5">
        <SegmentedControl label="Autonomy" options={autonomyLevels} value={agent.autonomy} onValueChange={choose} />
        <p aria-live="polite" className="text-muted text-sm">
          {level?.meaning}
          {agent.autonomy === agent.default_autonomy ? null : ` Its default is ${agent.default_autonomy}.`}
        </p>
        {change.isError ? <Refusal>{describeError(change.error)}</Refusal> : null}
      </CardBody>
      <AlertDialog
        title={`Let ${agent.name} act by itself?`}
        description="On autopilot it makes effects that can be undone without asking, inside the workspace's limits. Each is shown at once and held for the undo window. Public posts, letters and money still ask unless the workspace allows them by name."
        actionLabel="Turn on autopilot"
        tone="primary"
        open={asked !== null}
        onOpenChange={isOpen => {
          if (!isOpen) setAsked(null);
        }}
        onAction={async () => {
          if (asked !== null) await set(asked);
        }}
      />
    </Card>
  );
}
