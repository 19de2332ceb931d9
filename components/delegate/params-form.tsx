"use client";
/** What a task is given, as a form from its schema; the ids that the row has filled stand behind it. */
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import type { JsonSchema } from "#components/shared/json-schema.ts";
import type { ProblemError } from "#components/shared/request.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { type Delegable, omitIds, type Params, type TaskDefinition } from "./delegate-data.ts";
import { DelegateNote } from "./delegate-note.tsx";

const SchemaForm = dynamic(() => import("#components/shared/schema-form.tsx").then(module => module.SchemaForm), {
  loading: () => <SkeletonRows count={3} label="Loading the form" />,
});

export type ParamsFormProps = {
  definition: TaskDefinition;
  params: Params;
  row: Delegable | null;
  error: ProblemError | null;
  /** What it throws is shown at its fields. */
  onSubmit: (params: Params) => Promise<unknown>;
  actions?: ReactNode;
};

export function ParamsForm({ definition, params, row, error, onSubmit, actions }: ParamsFormProps) {
  const schema = omitIds(definition.params as JsonSchema, params, row);
  const hidden = Object.entries(params).filter(([name]) => schema.properties?.[name] === undefined);
  const refusal = definition.refuses_dry_run;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted text-sm">{definition.purpose}</p>
      {refusal === null ? null : (
        <DelegateNote>
          It cannot be tried first: {refusal}. What leaves the house still waits for approval as your settings say.
        </DelegateNote>
      )}
      <SchemaForm
        schema={schema}
        initialValue={params}
        initialError={error}
        pathPrefix="params"
        label={definition.title}
        submitLabel={refusal === null ? "Show what it would do" : "Do it"}
        onSubmit={async given => {
          await onSubmit({ ...Object.fromEntries(hidden), ...dropEmpty(given) });
        }}
        actions={actions}
      />
    </div>
  );
}

/** What a person left empty is not given, so that the task's own default holds. */
function dropEmpty(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined && value !== null));
}
