"use client";
/** Asks for what a vendor needs. Secrets can be written here and never read; a vendor is asked at once whether they work. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type RefObject, useRef, useState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { ProblemError } from "#components/shared/request.ts";
import { describeError } from "#components/tasks/failure.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { showError, showSuccess } from "#components/ui/toast.ts";
import {
  type Connection,
  type ConnectionVariable,
  checkConnection,
  connect,
  connectionsQuery,
  nameVariable,
} from "./connection-data.ts";

export type ConnectDialogProps = { connection: Connection; onClose: () => void };

type Errors = { fields: Record<string, string>; whole?: string };

export function ConnectDialog({ connection: current, onClose }: ConnectDialogProps) {
  // What is connected changes the list behind at once; the questions stay those that were asked.
  const [connection] = useState(current);
  const first = useRef<HTMLInputElement>(null);
  const isChange = connection.owner === "workspace";
  return (
    <Dialog
      title={isChange ? `Change the connection to ${connection.title}` : `Connect ${connection.title}`}
      description="For this workspace only. Secrets are sealed when they are kept, and nobody can read them here again."
      initialFocus={first}
      open
      onOpenChange={isOpen => {
        if (!isOpen) onClose();
      }}
    >
      <ConnectForm connection={connection} onClose={onClose} first={first} />
    </Dialog>
  );
}

type ConnectFormProps = ConnectDialogProps & { first: RefObject<HTMLInputElement | null> };

function ConnectForm({ connection, onClose, first }: ConnectFormProps) {
  const queries = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(connection.variables.map(({ name, value }) => [name, value ?? ""])),
  );
  const [errors, setErrors] = useState<Errors>({ fields: {} });
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const missing = connection.variables.filter(variable => isNeeded(variable) && values[variable.name]?.trim() === "");
    setErrors({ fields: Object.fromEntries(missing.map(({ name }) => [name, "Fill this in."])) });
    if (missing.length > 0) return;
    setIsBusy(true);
    try {
      await connect(connection.name, values);
    } catch (error) {
      setErrors(placeErrors(error, connection.variables));
      setIsBusy(false);
      return;
    }
    await announceHealth(connection);
    await queries.invalidateQueries({ queryKey: connectionsQuery.queryKey });
    onClose();
  }

  const field = (variable: ConnectionVariable, at?: number) => (
    <Field
      key={variable.name}
      label={
        <>
          {nameVariable(connection.name, variable.name)}
          <span className="sr-only"> {variable.name}</span>
        </>
      }
      hint={
        <>
          {variable.purpose}
          {variable.find_at === null ? null : <span className="mt-0.5 block text-faint">{variable.find_at}</span>}
        </>
      }
      error={errors.fields[variable.name]}
      isRequired={isNeeded(variable)}
    >
      <Input
        ref={at === 0 ? first : undefined}
        type={variable.is_secret ? "password" : "text"}
        value={values[variable.name] ?? ""}
        onValueChange={value => setValues(before => ({ ...before, [variable.name]: value }))}
        placeholder={variable.is_secret ? (variable.is_set ? "Kept: leave empty to keep it" : "") : variable.example}
        autoComplete={variable.is_secret ? "new-password" : "off"}
        spellCheck={false}
        maxLength={10_000}
      />
    </Field>
  );
  const needed = connection.variables.filter(variable => !variable.is_optional);
  const optional = connection.variables.filter(variable => variable.is_optional);
  // What is set, or refused, is shown without being asked for.
  const hasOptional = optional.some(({ name, is_set }) => is_set || errors.fields[name] !== undefined);

  return (
    <form onSubmit={submit} noValidate autoComplete="off" className="flex flex-col gap-4">
      {errors.whole ? <Refusal>{errors.whole}</Refusal> : null}
      {needed.map((variable, at) => field(variable, at))}
      {optional.length > 0 ? (
        <details open={hasOptional || undefined} className="group">
          <summary className="w-fit rounded-xs text-muted text-sm hover:text-text max-md:min-h-11 max-md:content-center">
            {optional.length === 1 ? "One more, if you need it" : `${optional.length} more, if you need them`}
          </summary>
          <div className="mt-3 flex flex-col gap-4">{optional.map(variable => field(variable))}</div>
        </details>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {connection.owner === "workspace" ? "Save and test" : "Connect and test"}
        </Button>
      </div>
    </form>
  );
}

/** A secret that is kept already may be left out. */
function isNeeded(variable: ConnectionVariable): boolean {
  return !variable.is_optional && !(variable.is_secret && variable.is_set);
}

/** What is kept is kept, whatever the test finds: it is said, and stays to be read in the list. */
async function announceHealth({ name, title }: Connection): Promise<void> {
  try {
    const health = await checkConnection(name);
    if (health.is_healthy) showSuccess(`${title} is connected`, { description: health.message });
    else showError(`${title} is connected, but its test failed`, { description: health.message });
  } catch (error) {
    showError(`${title} is connected, but could not be tested`, { description: describeError(error) });
  }
}

/** A refusal names a variable, alone or below the values that were sent; what names none stands above the form. */
function placeErrors(error: unknown, variables: readonly ConnectionVariable[]): Errors {
  const issues = error instanceof ProblemError ? error.errors : [];
  const placed = issues.flatMap(({ path, message }) => {
    const last = String(path).split(/[.,]/).at(-1);
    const variable = variables.find(({ name }) => name === last);
    return variable === undefined ? [] : [[variable.name, raise(message)] as const];
  });
  return placed.length > 0 ? { fields: Object.fromEntries(placed) } : { fields: {}, whole: describeError(error) };
}

function raise(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace(/\.\.$/, ".");
}
