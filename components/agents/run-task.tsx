"use client";
/** Delegates a task: pick it, fill in its form, dispatch, and see how it goes in the same place. */
import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { nameEffect } from "#components/approvals/effect-words.ts";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import { makeIdempotencyKey, request } from "#components/shared/request.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Select } from "#components/ui/select.tsx";
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
  const [priority, setPriority] = useState<Priority>("medium");
  const [dispatchedId, setDispatchedId] = useState<string | null>(null);
  // One key per intention: the same form sent again after a lost answer must not run the task twice.
  const intention = useRef<{ body: string; key: string } | null>(null);

  async function dispatch(declaration: TaskDeclaration, params: Record<string, unknown>) {
    const body = { task: declaration.name, params, priority };
    const text = JSON.stringify(body);
    if (intention.current?.body !== text) intention.current = { body: text, key: makeIdempotencyKey() };
    const queued = await request<{ id: string }>("/tasks", { body, idempotencyKey: intention.current.key });
    intention.current = null;
    setDispatchedId(queued.id);
    void queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
    void queries.invalidateQueries({ queryKey: ["task"] });
  }

  if (task === undefined) return null;
  return (
    <Card aria-label="Run a task">
      <CardHeader title="Run a task" />
      <CardBody className="flex flex-col gap-4">
        <Field label="Task" hint={task.purpose}>
          <Select
            options={agent.tasks.map(one => ({ value: one.name, label: one.title, hint: one.name }))}
            value={task.name}
            onValueChange={onChoose}
          />
        </Field>
        <p className="flex flex-wrap items-center gap-1.5 text-muted text-xs">
          <code className="font-mono">{task.name}</code>
          {task.effects.length === 0 ? (
            <Badge tone="outline">Sends nothing</Badge>
          ) : (
            task.effects.map(effect => (
              <Badge key={effect} tone="waiting">
                May propose: {nameEffect(effect)}
              </Badge>
            ))
          )}
        </p>
        <div className="flex flex-col items-start gap-1.5">
          <span className="font-medium text-sm">Priority</span>
          <SegmentedControl label="Priority" options={priorities} value={priority} onValueChange={setPriority} />
        </div>
        <SchemaForm
          key={task.name}
          schema={task.params as JsonSchema}
          pathPrefix="params"
          submitLabel="Run task"
          onSubmit={params => dispatch(task, params)}
        />
        {dispatchedId === null ? null : <DispatchedTask key={dispatchedId} id={dispatchedId} />}
      </CardBody>
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
