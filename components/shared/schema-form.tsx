"use client";
/** A form made from a JSON Schema; shows what the client checked and what the server refused at the field itself. */
import { CircleAlert } from "lucide-react";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { checkDraft } from "./check-draft.ts";
import { type FieldErrors, type JsonSchema, readDraft } from "./json-schema.ts";
import { ProblemError, type ProblemIssue } from "./request.ts";
import { SchemaField } from "./schema-field.tsx";

export type SchemaFormProps = {
  schema: JsonSchema;
  /** What the fields start with; without it, the schema's defaults. */
  initialValue?: unknown;
  /**
   * Gets the checked value, and the value of the button that was pressed where `actions` has a submit button of its own.
   * What it throws is shown: a ProblemError at its fields, anything else above the form.
   */
  onSubmit: (value: Record<string, unknown>, pressed: string | null) => void | Promise<void>;
  submitLabel: string;
  /** A refusal of `initialValue` that came earlier, placed at its fields. */
  initialError?: ProblemError | null;
  /** Names the form for those who do not see it. */
  label?: string;
  /** The name under which the server knows this value, so that its error path "params.limit" finds "limit". */
  pathPrefix?: string;
  isDisabled?: boolean;
  /** Told what is typed, as it is typed: unchecked, in the shape of the value. */
  onDraft?: (draft: Record<string, unknown>) => void;
  /** Further buttons beside the main one. */
  actions?: ReactNode;
  className?: string;
};

type Failure = { message: string; requestId: string | null };

export function SchemaForm(props: SchemaFormProps) {
  const { schema, pathPrefix } = props;
  const [draft, setDraft] = useState(() => readDraft(schema, schema, props.initialValue));
  const [refusal] = useState(() => (props.initialError ? placeErrors(props.initialError, schema, pathPrefix) : null));
  const [errors, setErrors] = useState<FieldErrors>(refusal?.fieldErrors ?? {});
  const [failure, setFailure] = useState<Failure | null>(
    refusal?.message == null ? null : { message: refusal.message, requestId: props.initialError?.requestId ?? null },
  );
  const [isBusy, setIsBusy] = useState(false);
  const formRef = useRef<HTMLFormElement>(null);

  function focusFirstError() {
    requestAnimationFrame(() => formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const pressed = (event.nativeEvent as SubmitEvent).submitter?.getAttribute("value") ?? null;
    const checked = checkDraft(schema, draft);
    setErrors(checked.errors);
    setFailure(null);
    if (Object.keys(checked.errors).length > 0) {
      focusFirstError();
      return;
    }
    setIsBusy(true);
    try {
      await props.onSubmit(checked.value as Record<string, unknown>, pressed);
    } catch (error) {
      const { fieldErrors, message } = placeErrors(error, schema, pathPrefix);
      setErrors(fieldErrors);
      if (message !== null) {
        setFailure({ message, requestId: error instanceof ProblemError ? error.requestId : null });
      }
      focusFirstError();
    } finally {
      setIsBusy(false);
    }
  }

  const hasFields = Object.keys(schema.properties ?? {}).length > 0;
  return (
    <form
      ref={formRef}
      aria-label={props.label}
      onSubmit={submit}
      noValidate
      className={joinClasses("flex flex-col gap-4", props.className)}
    >
      {failure ? (
        <div role="alert" className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>
            {failure.message}
            {failure.requestId ? <span className="block text-xs">Request {failure.requestId}</span> : null}
          </span>
        </div>
      ) : null}
      {hasFields ? (
        <SchemaField
          schema={schema}
          root={schema}
          path={[]}
          draft={draft}
          errors={errors}
          isRequired
          isDisabled={props.isDisabled || isBusy}
          onChange={next => {
            setDraft(next);
            props.onDraft?.(next as Record<string, unknown>);
          }}
        />
      ) : (
        <p className="text-muted text-sm">This takes no parameters.</p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" isBusy={isBusy} disabled={props.isDisabled}>
          {props.submitLabel}
        </Button>
        {props.actions}
      </div>
    </form>
  );
}

/** Sorts an error into messages at fields and, when some belong to no field shown here, one for the whole form. */
export function placeErrors(error: unknown, schema: JsonSchema, pathPrefix?: string) {
  const fieldErrors: FieldErrors = {};
  const elsewhere: string[] = [];
  const issues = error instanceof ProblemError ? error.errors : [];
  for (const issue of issues) {
    const path = readPath(issue, pathPrefix);
    if (path[0] !== undefined && schema.properties?.[path[0]]) fieldErrors[path.join(".")] ??= issue.message;
    else elsewhere.push(path.length > 0 ? `${path.join(".")}: ${issue.message}` : issue.message);
  }
  const whole = error instanceof Error ? error.message : String(error);
  const message =
    Object.keys(fieldErrors).length > 0 && elsewhere.length === 0 ? null : [whole, ...elsewhere].join(" ");
  return { fieldErrors, message };
}

function readPath(issue: ProblemIssue, pathPrefix?: string): string[] {
  const path = (typeof issue.path === "string" ? issue.path.split(/[./]/) : issue.path.map(String)).filter(Boolean);
  return pathPrefix !== undefined && path[0] === pathPrefix ? path.slice(1) : path;
}
