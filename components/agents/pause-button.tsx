"use client";
/** Pauses an agent and lets it work again; a refusal is said in the server's words. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import { type AgentSummary, agentsQuery } from "./agent-data.ts";

type PausableAgent = Pick<AgentSummary, "domain" | "name" | "paused_at">;

export function PauseButton({ agent }: { agent: PausableAgent }) {
  const queries = useQueryClient();
  const isPaused = agent.paused_at !== null;

  const change = useMutation({
    mutationFn: (verb: "pause" | "resume") =>
      request<AgentSummary>(`/agents/${agent.domain}/${verb}`, { method: "POST", body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: agentsQuery.queryKey }),
  });

  async function press() {
    const verb = isPaused ? "resume" : "pause";
    try {
      await change.mutateAsync(verb);
    } catch (error) {
      showError(`${agent.name} was not ${verb}d`, { id: "pause", description: describeError(error) });
      return;
    }
    showSuccess(isPaused ? `${agent.name} works again` : `${agent.name} is paused`, {
      id: "pause",
      description: isPaused
        ? "Tasks that waited for it are starting."
        : "It takes no new task and makes no effect until it is resumed.",
      onUndo: async () => {
        await change.mutateAsync(isPaused ? "pause" : "resume");
      },
    });
  }

  return (
    <Button onClick={press} isBusy={change.isPending}>
      {change.isPending ? null : isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
      {isPaused ? "Resume" : "Pause"}
    </Button>
  );
}
