"use client";
/** What agents can do for a row, by agent: one press shows what would come of it. Arrow keys and j, k move along it. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Forward } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { nameEffect } from "#components/approvals/effect-words.ts";
import { Failure } from "#components/tasks/failure.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { type Delegable, definitionsQuery, groupByAgent, suits, type TaskDefinition } from "./delegate-data.ts";

export type ChooseTaskProps = {
  row: Delegable;
  isDisabled: boolean;
  onChoose: (definition: TaskDefinition) => void;
};

export function ChooseTask({ row, isDisabled, onChoose }: ChooseTaskProps) {
  const { data, error, refetch, isFetching } = useQuery(definitionsQuery(row.subject));
  const frame = useRef<HTMLDivElement>(null);
  const groups = groupByAgent((data?.data ?? []).filter(definition => suits(definition, row)));
  const isReady = groups.length > 0;
  useEffect(() => {
    if (isReady) frame.current?.querySelector<HTMLElement>("button:enabled")?.focus();
  }, [isReady]);

  function move(event: KeyboardEvent) {
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const buttons = [...(frame.current?.querySelectorAll<HTMLElement>("button:enabled") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  }

  if (data === undefined) {
    return error ? (
      <Failure error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
    ) : (
      <SkeletonRows count={6} label="Loading what can be delegated" />
    );
  }
  if (!isReady) {
    return (
      <EmptyState title="No agent takes this" icon={Forward}>
        What it says is not enough for any task. Agents and their tasks are on the page Agents.
      </EmptyState>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside, which are reached by Tab as well
    <div ref={frame} onKeyDown={move} className="flex flex-col gap-5">
      {groups.map(([domain, tasks]) => (
        <section key={domain} aria-label={tasks[0]?.agent}>
          <h3 className="mb-1.5 flex items-center gap-2 font-medium text-sm">
            <AgentMark domain={domain} size="sm" />
            {tasks[0]?.agent}
            {tasks[0]?.is_paused ? <Badge tone="warn">Paused</Badge> : null}
          </h3>
          <ul className="divide-y divide-line overflow-clip rounded-lg border bg-surface">
            {tasks.map(definition => (
              <li key={definition.name}>
                <button
                  type="button"
                  disabled={isDisabled || definition.is_paused}
                  onClick={() => onChoose(definition)}
                  className="flex min-h-11 w-full items-center gap-3 px-3 py-2 text-left text-sm outline-offset-[-2px] hover:bg-hover disabled:cursor-not-allowed disabled:opacity-60 disabled:hover:bg-transparent"
                >
                  <span className="min-w-0 flex-1">
                    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                      <span className="font-medium">{definition.title}</span>
                      {definition.effects.map(effect => (
                        <Badge key={effect} tone="waiting">
                          May propose: {nameEffect(effect)}
                        </Badge>
                      ))}
                      {definition.refuses_dry_run === null ? null : <Badge tone="outline">No preview</Badge>}
                    </span>
                    <span className="block text-muted">{definition.purpose}</span>
                  </span>
                  <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
                </button>
              </li>
            ))}
          </ul>
          {tasks[0]?.is_paused ? (
            <p className="mt-1.5 text-muted text-xs">This agent is paused: an admin can resume it on its page.</p>
          ) : null}
        </section>
      ))}
    </div>
  );
}
