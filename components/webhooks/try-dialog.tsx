"use client";
/** Tries the rules of a source on a sample or on words of one's own: says what would happen, and makes nothing happen. */
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { isEmpty, isPlain, writeName } from "#components/tasks/value-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Source, TrialResult } from "./webhook-data.ts";

export function TryDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const trial = useMutation({
    mutationFn: (payload: unknown) => request<TrialResult>(`/webhooks/${source.id}/test`, { body: { payload } }),
    onSuccess: result => setText(JSON.stringify(result.payload, null, 2)),
  });

  function run() {
    setProblem(null);
    if (text.trim() === "") return trial.mutate(undefined);
    try {
      trial.mutate(JSON.parse(text));
    } catch {
      // What was typed is kept: only the person can say what was meant.
      setProblem("This is not JSON: check quotes, commas and braces, or empty it for a sample.");
    }
  }

  return (
    <Sheet
      open
      onOpenChange={isOpen => isOpen || onClose()}
      width="lg"
      title={`Try the rules of ${source.name}`}
      description="Says what an event would lead to. Nothing is stored, noted or run."
    >
      <div className="flex flex-col gap-4">
        <Field label="Event" hint="As the sender would send it; empty for a sample." error={problem}>
          <Textarea
            value={text}
            onChange={event => setText(event.target.value)}
            rows={8}
            spellCheck={false}
            className="font-mono text-xs"
          />
        </Field>
        <div className="flex justify-end">
          <Button variant="primary" onClick={run} isBusy={trial.isPending}>
            Try it
          </Button>
        </div>
        {trial.error ? <Refusal>{describeError(trial.error)}</Refusal> : null}
        {trial.data ? <Trials result={trial.data} /> : null}
      </div>
    </Sheet>
  );
}

function Trials({ result }: { result: TrialResult }) {
  return (
    <section aria-label="What it would lead to" aria-live="polite" className="flex flex-col gap-3">
      {result.is_wanted ? null : (
        <p className="text-sm">No rule wants it: it would be kept in the log and lead to nothing.</p>
      )}
      {result.data.map(trial => (
        <div key={trial.rule_id} className="flex flex-col gap-2 rounded-md border p-3">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-medium">{trial.rule_name}</span>
            <Badge tone={trial.is_match ? (trial.problems.length > 0 ? "danger" : "ok") : "neutral"}>
              {trial.is_match ? (trial.problems.length > 0 ? "Would fail" : "Would be carried out") : "Does not fit"}
            </Badge>
          </p>
          {trial.mismatch ? <p className="text-muted text-sm">{trial.mismatch}</p> : null}
          {trial.problems.map(problem => (
            <Refusal key={problem}>{problem}</Refusal>
          ))}
          {trial.contact ? <Pairs title="Notes the contact" value={trial.contact} /> : null}
          {trial.is_match && trial.task ? (
            <Pairs
              title={
                <>
                  Runs <code className="font-mono">{trial.task}</code> with
                </>
              }
              value={trial.params ?? {}}
              hasContact={trial.contact !== null}
            />
          ) : null}
        </div>
      ))}
    </section>
  );
}

type PairsProps = { title: ReactNode; value: Record<string, unknown>; hasContact?: boolean };

/** Fields with what would stand in them; a contact that is only to be noted has no page to lead to. */
function Pairs({ title, value, hasContact = false }: PairsProps) {
  const pairs = Object.entries(value).filter(([, one]) => !isEmpty(one) && JSON.stringify(one) !== "{}");
  return (
    <div className="rounded-md bg-sunken px-3 py-2.5 text-sm">
      <p className="mb-1.5 text-muted text-xs">{title}</p>
      <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
        {pairs.map(([name, one]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{writeName(name)}</dt>
            <dd className="min-w-0 break-words">
              {hasContact && name === "contact_id"
                ? "the noted contact"
                : isPlain(one)
                  ? String(one)
                  : JSON.stringify(one)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
