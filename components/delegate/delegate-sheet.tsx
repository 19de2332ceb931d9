"use client";
/** The panel of a delegation, step by step: which task, what it is given, what it would do, and how it went. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DispatchedTask } from "#components/agents/dispatched-task.tsx";
import { useWorkspace } from "#components/approvals/use-people.ts";
import { ProblemError, request } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ChooseTask } from "./choose-task.tsx";
import { fillParams, needsMore, type Params, type TaskDefinition } from "./delegate-data.ts";
import { DelegateNote } from "./delegate-note.tsx";
import { ParamsForm } from "./params-form.tsx";
import { PreviewComparison } from "./preview-comparison.tsx";
import { PreviewRun } from "./preview-run.tsx";
import type { DelegationStart } from "./use-delegation.tsx";

type Asked = { definition: TaskDefinition; params: Params };
type Step =
  | { is: "choose" }
  | (Asked & { is: "form"; error: ProblemError | null })
  | (Asked & { is: "starting"; error: Error | null })
  | (Asked & { is: "preview"; taskId: string })
  | (Asked & { is: "done"; taskId: string; previewId: string | null });

export type DelegateSheetProps = {
  start: DelegationStart;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

export function DelegateSheet({ start, isOpen, onOpenChange }: DelegateSheetProps) {
  const queries = useQueryClient();
  const isViewer = useWorkspace()?.role === "viewer";
  const row = "row" in start ? start.row : null;
  const [step, setStep] = useState<Step>(() => ("row" in start ? { is: "choose" } : { is: "preview", ...start }));
  const dispatch = useMutation({
    mutationFn: async ({ definition, params, previewId }: Asked & { previewId?: string | null }) => {
      const isReal = previewId !== undefined;
      const body = {
        task: definition.name,
        params,
        ...(isReal ? (previewId === null ? {} : { preview_of: previewId }) : { is_dry_run: true }),
      };
      // One preview is done once, however often and in however many windows the button is pressed.
      const idempotencyKey = isReal && previewId !== null ? `preview-${previewId}` : undefined;
      return request<{ id: string }>("/tasks", { body, idempotencyKey });
    },
    onSuccess: ({ id }, { previewId, definition, params }) => {
      const asked = { definition, params, taskId: id };
      setStep(previewId === undefined ? { is: "preview", ...asked } : { is: "done", ...asked, previewId });
      void queries.invalidateQueries({ queryKey: ["task"] });
    },
    onError: (error, { definition, params }) => {
      const isOfFields = error instanceof ProblemError && error.status === 422;
      setStep(isOfFields ? { is: "form", definition, params, error } : { is: "starting", definition, params, error });
    },
  });

  function begin(definition: TaskDefinition, params: Params) {
    if (definition.refuses_dry_run !== null || needsMore(definition, params)) {
      setStep({ is: "form", definition, params, error: null });
    } else preview({ definition, params });
  }
  function preview(asked: Asked) {
    setStep({ is: "starting", error: null, ...asked });
    dispatch.mutate(asked);
  }
  return (
    <Sheet
      open={isOpen}
      onOpenChange={onOpenChange}
      width="lg"
      title={row === null ? (step.is === "choose" ? "Delegate" : step.definition.title) : capitalise(row.label)}
      description={describeStep(step, row !== null)}
    >
      {isViewer ? (
        <DelegateNote>
          Your role in this workspace is viewer: you can read everything, and delegate nothing. An owner or admin can
          make you a member.
        </DelegateNote>
      ) : null}
      {step.is === "choose" && row !== null ? (
        <ChooseTask
          row={row}
          isDisabled={isViewer}
          onChoose={definition => begin(definition, fillParams(definition, row))}
        />
      ) : null}
      {step.is === "form" ? (
        <ParamsForm
          key={`${step.definition.name} ${step.error?.requestId}`}
          definition={step.definition}
          params={step.params}
          row={row}
          error={step.error}
          onSubmit={params => {
            const asked = { definition: step.definition, params };
            return dispatch.mutateAsync(
              step.definition.refuses_dry_run === null ? asked : { ...asked, previewId: null },
            );
          }}
          actions={row === null ? null : <Button onClick={() => setStep({ is: "choose" })}>Choose another task</Button>}
        />
      ) : null}
      {step.is === "starting" && step.error === null ? <SkeletonRows count={4} label="Starting the preview" /> : null}
      {step.is === "starting" && step.error !== null ? (
        <div className="flex flex-col items-start gap-3">
          <DelegateNote tone="danger">{describeError(step.error)}</DelegateNote>
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" onClick={() => preview(step)}>
              Try again
            </Button>
            {row === null ? null : <Button onClick={() => setStep({ is: "choose" })}>Choose another task</Button>}
          </div>
        </div>
      ) : null}
      {step.is === "preview" ? (
        <PreviewRun
          key={step.taskId}
          id={step.taskId}
          isStarting={dispatch.isPending}
          onDo={() => dispatch.mutate({ ...step, previewId: step.taskId })}
          onAgain={() => preview(step)}
          onChange={() => setStep({ ...step, is: "form", error: null })}
          onBack={row === null ? undefined : () => setStep({ is: "choose" })}
        />
      ) : null}
      {step.is === "done" ? (
        <div className="flex flex-col gap-4">
          <DispatchedTask key={step.taskId} id={step.taskId} />
          {step.previewId === null ? null : <PreviewComparison taskId={step.taskId} previewId={step.previewId} />}
          <div className="flex flex-wrap gap-2">
            {row === null ? null : <Button onClick={() => setStep({ is: "choose" })}>Delegate something else</Button>}
            <Button variant="ghost" onClick={() => onOpenChange(false)}>
              Close
            </Button>
          </div>
        </div>
      ) : null}
    </Sheet>
  );
}

function describeStep(step: Step, isOfRow: boolean): string {
  if (step.is === "choose") return "Delegate to an agent: you see first what would come of it";
  const task = isOfRow ? `${step.definition.agent}: ${step.definition.title}` : step.definition.agent;
  return step.is === "done" ? task : `${task}. Nothing is sent, kept or changed until you say so`;
}

function capitalise(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
