"use client";
/** What the palette offers about agents: run the sweep, go to one, run one of its tasks. Draws nothing. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Radar } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useRunSweep } from "#components/overview/run-sweep.ts";
import { type Command, type CommandSearch, useCommandSearch, useCommands } from "#components/shell/commands.ts";
import { paletteAgentsQuery, readAgentQuery } from "./agent-data.ts";

const rarelyChangesMs = 5 * 60_000;

export function AgentCommands() {
  const router = useRouter();
  const queries = useQueryClient();
  const { data } = useQuery(paletteAgentsQuery);
  const { mutate: runSweep } = useRunSweep();
  const names = (data?.data ?? []).map(agent => `${agent.domain}\t${agent.name}`).join("\n");

  const commands = useMemo<Command[]>(
    () => [
      { id: "run-sweep", label: "Run sweep", group: "Agents", icon: Radar, keywords: ["daily"], run: () => runSweep() },
      ...names
        .split("\n")
        .filter(Boolean)
        .map(line => {
          const [domain = "", name = ""] = line.split("\t");
          return {
            id: `agent-${domain}`,
            label: `Go to ${name}`,
            group: "Agents",
            agent: domain,
            keywords: [domain],
            run: () => router.push(`/agents/${domain}`),
          };
        }),
    ],
    [names, router, runSweep],
  );
  useCommands(commands);

  const search = useMemo<CommandSearch>(
    () => ({
      id: "tasks-to-run",
      label: "Run a task",
      async search(text, signal) {
        const agents = await queries.fetchQuery({ ...paletteAgentsQuery, staleTime: rarelyChangesMs });
        const details = await Promise.all(
          agents.data.map(agent => queries.fetchQuery({ ...readAgentQuery(agent.domain), staleTime: rarelyChangesMs })),
        );
        signal.throwIfAborted();
        const words = text
          .toLowerCase()
          .replace(/^run\s+/, "")
          .split(/\s+/);
        return details
          .flatMap(agent => agent.tasks.map(task => ({ task, domain: agent.domain })))
          .filter(({ task }) => words.every(word => `${task.name} ${task.title}`.toLowerCase().includes(word)))
          .map(({ task, domain }) => ({
            id: `run-${task.name}`,
            label: task.title,
            agent: domain,
            run: () => router.push(`/agents/${domain}?run=${task.name}`),
          }));
      },
    }),
    [queries, router],
  );
  useCommandSearch(search);
  return null;
}
