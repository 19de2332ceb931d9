"use client";
/** What holds an agent back: how much at once, how many tries, and what its models may cost a day. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { formatMicros } from "#components/tasks/format-micros.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { type AgentDetail, type AgentSummary, agentsQuery } from "./agent-data.ts";
import { Refusal } from "./refusal.tsx";

const microsPerDollar = 1_000_000;
const highestDollars = 1_000_000;

export function LimitsCard({ agent }: { agent: AgentDetail }) {
  const [isOpen, setIsOpen] = useState(false);
  const budget = agent.daily_budget_micros;
  const sweep = agent.sweep;
  return (
    <Card aria-label="Limits and budget">
      <CardHeader
        title="Limits and budget"
        actions={
          isOpen ? null : (
            <Button size="sm" onClick={() => setIsOpen(true)}>
              Change budget
            </Button>
          )
        }
      />
      <CardBody className="flex flex-col gap-3">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
          <dt className="text-muted">At once</dt>
          <dd>
            {agent.limits.concurrency} {agent.limits.concurrency === 1 ? "task" : "tasks"}
          </dd>
          <dt className="text-muted">Tries</dt>
          <dd>{agent.limits.retries + 1} before a task fails</dd>
          <dt className="text-muted">Daily sweep</dt>
          <dd>{sweep === null ? "takes no part" : <code className="font-mono text-xs">{sweep.task}</code>}</dd>
          <dt className="text-muted">Daily budget</dt>
          <dd>{budget === null ? "the workspace's" : formatMicros(budget)}</dd>
          <dt className="text-muted">Spent</dt>
          <dd>
            {formatMicros(agent.figures.cost_micros)} on its latest {agent.figures.tasks.toLocaleString("en")}{" "}
            {agent.figures.tasks === 1 ? "task" : "tasks"}
          </dd>
        </dl>
        {isOpen ? <BudgetForm agent={agent} onClose={() => setIsOpen(false)} /> : null}
      </CardBody>
    </Card>
  );
}

function BudgetForm({ agent, onClose }: { agent: AgentDetail; onClose: () => void }) {
  const queries = useQueryClient();
  const before = agent.daily_budget_micros;
  const [text, setText] = useState(before === null ? "" : String(before / microsPerDollar));
  const [fieldError, setFieldError] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: (micros: number | null) =>
      request<AgentSummary>(`/agents/${agent.domain}`, { method: "PATCH", body: { daily_budget_micros: micros } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
      showSuccess("Budget saved");
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const trimmed = text.trim();
    const dollars = Number(trimmed);
    if (trimmed !== "" && !(dollars >= 0 && dollars <= highestDollars)) {
      setFieldError("Enter dollars such as 2.50, up to 1,000,000, or leave it empty.");
      return;
    }
    setFieldError(null);
    save.mutate(trimmed === "" ? null : Math.round(dollars * microsPerDollar));
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 border-t pt-3">
      <Field
        label="Budget a day, in US dollars"
        hint="The most that its model calls may cost on one UTC day. Empty: only the workspace's limit holds."
        error={fieldError}
      >
        <Input value={text} onValueChange={setText} inputMode="decimal" placeholder="No own limit" />
      </Field>
      {save.isError ? <Refusal>{describeError(save.error)}</Refusal> : null}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" isBusy={save.isPending}>
          Save budget
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
