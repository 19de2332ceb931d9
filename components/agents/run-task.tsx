"use client";
/** Delegates a task: pick it, fill in its form, dispatch, and see how it goes in the same place. */
import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Eye } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { nameEffect } from "#components/approvals/effect-words.ts";
import { useDelegation } from "#components/delegate/use-delegation.tsx";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { makeIdempotencyKey, request } from "#components/shared/request.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type AgentDetail, agentsQuery, type TaskDeclaration } from "./agent-data.ts";
import { DispatchedTask } from "./dispatched-task.tsx";

const SchemaForm = dynamic(() => import("#components/shared/schema-form.tsx").then(module => module.SchemaForm), {
  loading: () => <FormSkeleton />,
});

const priorities = [
  { value: "low", label: "Low" },
  { value: "medium", label: "Medium" },
  { value: "high", label: "High" },
  { value: "urgent", label: "Urgent" },
] as const;
type Priority = (typeof priorities)[number]["value"];

/** The value of the button that asks for a dry run. */
const dryRun = "dry-run";

export type RunTaskProps = {
  agent: AgentDetail;
  /** The task the address asks for, as domain.task. */
  chosen: string | null;
  onChoose: (name: string) => void;
};

export function RunTask({ agent, chosen, onChoose }: RunTaskProps) {
  const queries = useQueryClient();
  const task =
    agent.tasks.find(one => one.name === chosen) ??
    agent.tasks.find(one => one.name === agent.sweep?.task) ??
    agent.tasks[0];
  const { show, sheet } = useDelegation();
  const [priority, setPriority] = useState<Priority>("medium");
  const [dispatchedId, setDispatchedId] = useState<string | null>(null);
  // One key per intention: the same form sent again after a lost answer must not run the task twice.
  const intention = useRef<{ body: string; key: string } | null>(null);

  async function dispatch(declaration: TaskDeclaration, params: Record<string, unknown>, isDryRun: boolean) {
    const body = { task: declaration.name, params, priority, is_dry_run: isDryRun };
    const text = JSON.stringify(body);
    if (intention.current?.body !== text) intention.current = { body: text, key: makeIdempotencyKey() };
    const queued = await request<{ id: string }>("/tasks", { body, idempotencyKey: intention.current.key });
    intention.current = null;
    if (isDryRun) {
      const { domain, name, autonomy, paused_at } = agent;
      const definition = { ...declaration, domain, agent: name, autonomy, is_paused: paused_at !== null };
      show({ definition, params, taskId: queued.id });
    } else setDispatchedId(queued.id);
    void queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ["task"] });
  }

  if (task === undefined) return null;
  return (
    <Card aria-label="Run a task">
      <CardHeader title="What it can do" description="Choose a task to run it now." />
      <ul className="divide-y divide-line">
        {agent.tasks.map(one => (
          <li key={one.name} className={one === task ? "bg-sunken" : undefined}>
            <button
              type="button"
              aria-expanded={one === task}
              onClick={() => onChoose(one.name)}
              className="flex w-full min-w-0 items-start gap-3 px-4 py-2.5 text-left outline-offset-[-2px] hover:bg-hover max-md:min-h-11"
            >
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-medium text-sm">
                  {one.title}
                  {one.name === agent.sweep?.task ? <Badge tone="outline">In the daily sweep</Badge> : null}
                  {one.effects.map(effect => (
                    <Badge key={effect} tone="waiting">
                      May propose: {nameEffect(effect)}
                    </Badge>
                  ))}
                </span>
                <span className={joinClasses("block text-muted text-sm", one !== task && "truncate")}>
                  {one.purpose}
                </span>
              </span>
              <ChevronDown
                aria-hidden
                className={joinClasses(
                  "mt-0.5 size-4 shrink-0 text-faint transition-transform",
                  one === task && "rotate-180",
                )}
              />
            </button>
            {one === task ? (
              <div className="flex flex-col gap-4 px-4 pt-1 pb-4">
                <div className="flex flex-wrap items-end justify-between gap-3">
                  <div className="flex flex-col items-start gap-1.5">
                    <span className="font-medium text-sm">Priority</span>
                    <SegmentedControl
                      label="Priority"
                      options={priorities}
                      value={priority}
                      onValueChange={setPriority}
                    />
                  </div>
                  <code title="Its name in the API and on the command line" className="font-mono text-faint text-xs">
                    {task.name}
                  </code>
                </div>
                <SchemaForm
                  key={task.name}
                  schema={task.params as JsonSchema}
                  pathPrefix="params"
                  submitLabel="Run task"
                  onSubmit={(params, pressed) => dispatch(task, params, pressed === dryRun)}
                  actions={
                    task.refuses_dry_run === null ? (
                      <Button type="submit" value={dryRun}>
                        <Eye aria-hidden />
                        Show what it would do
                      </Button>
                    ) : null
                  }
                />
                {dispatchedId === null ? null : <DispatchedTask key={dispatchedId} id={dispatchedId} />}
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {sheet}
    </Card>
  );
}

function FormSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <Skeleton className="w-24" />
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-8 w-28" />
    </div>
  );
}
